// Sixteen paths switched on and off. The data hold each moment's Gram matrix of the paths' gradients, so that the length of
// any partial sum, and its angle to the whole gradient, are exact: ‖Σ g‖² = Σ G over the chosen rows and columns.

export default function paths(frame, { moments, names }) {
  let moment = moments[moments.length - 1];
  const on = names.map(() => true);

  const panel = document.createElement("div");
  panel.className = "fp-touch";
  const choice = document.createElement("fieldset");
  choice.innerHTML = "<legend>Moment of training</legend>";
  for (const one of moments) {
    const label = document.createElement("label");
    const radio = Object.assign(document.createElement("input"), { type: "radio", name: "paths-moment", checked: one === moment });
    radio.addEventListener("change", () => { moment = one; draw(); });
    label.append(radio, ` ${one.label}`);
    choice.append(label, " ");
  }
  const switches = document.createElement("div");
  switches.setAttribute("role", "group");
  switches.setAttribute("aria-label", "Paths");
  switches.style.cssText = "display:flex;flex-wrap:wrap;gap:.3rem;margin:.5rem 0";
  const buttons = names.map((name, k) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.addEventListener("click", () => { on[k] = !on[k]; draw(); });
    switches.append(button);
    return button;
  });
  const short = document.createElement("button");
  short.type = "button";
  short.textContent = "Only paths of length 0 and 1";
  short.addEventListener("click", () => { names.forEach((name, k) => { on[k] = moment.lengths[k] < 2; }); draw(); });
  const all = document.createElement("button");
  all.type = "button";
  all.textContent = "All sixteen";
  all.addEventListener("click", () => { on.fill(true); draw(); });
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  panel.append(choice, switches, short, " ", all, said);
  frame.append(panel);

  function draw() {
    const G = moment.gram;
    let sum = 0, whole = 0, across = 0, lengths = 0;
    for (let i = 0; i < G.length; i++) {
      if (on[i]) lengths += Math.sqrt(G[i][i]);
      for (let j = 0; j < G.length; j++) {
        whole += G[i][j];
        if (on[i]) across += G[i][j];
        if (on[i] && on[j]) sum += G[i][j];
      }
    }
    buttons.forEach((button, k) => button.setAttribute("aria-pressed", String(on[k])));
    const length = Math.sqrt(Math.max(sum, 0)), full = Math.sqrt(whole);
    const cosine = length > 1e-9 ? across / (length * full) : 0;
    said.textContent = `${on.filter(Boolean).length} of 16 paths: their sum has length ${length.toFixed(2)} of ${full.toFixed(2)}; ` +
      `their lengths add to ${lengths.toFixed(2)}; cosine with the whole gradient ${cosine.toFixed(2)}.`;
  }
  draw();
}
