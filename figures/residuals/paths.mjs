// Sixteen paths switched on and off. The data hold each moment's Gram matrix of the paths' gradients, so that the length of any
// partial sum, and its share of the whole gradient, are exact: ‖Σ g‖² = Σ G over the chosen rows and columns.

const WIDTH = 380, HEIGHT = 130, LEFT = 100, BASE = 100, UNIT = 130;
const [BLUE, VERMILION] = ["#0072b2", "#d55e00"];
const percent = (x) => `${(100 * x).toFixed(0)} %`.replace("-", "−");

export default function paths(frame, { moments, names }) {
  let moment = moments[moments.length - 1];
  const on = names.map(() => true);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const order = names.map((_, k) => k).sort((a, b) => moments[0].lengths[a] - moments[0].lengths[b] || a - b);

  const panel = document.createElement("div");
  panel.className = "fp-touch";
  const choice = document.createElement("fieldset");
  choice.innerHTML = "<legend>Moment of training</legend>";
  for (const one of moments) {
    const label = document.createElement("label");
    label.style.whiteSpace = "nowrap";
    const radio = Object.assign(document.createElement("input"), { type: "radio", name: "paths-moment", checked: one === moment });
    radio.addEventListener("change", () => { moment = one; draw(); });
    label.append(radio, ` ${one.label}`);
    choice.append(label, " ");
  }
  const picture = document.createElement("div");
  const rows = document.createElement("div");
  rows.setAttribute("role", "group");
  rows.setAttribute("aria-label", "Paths: pressed is counted");
  rows.style.cssText = "display:grid;grid-template-columns:repeat(auto-fit,minmax(min(17rem,100%),1fr));gap:.2rem 1.4rem;margin:.5rem 0;text-align:left";
  const parts = order.map((k) => {
    const row = document.createElement("div");
    row.style.cssText = "display:grid;grid-template-columns:minmax(0,1.5fr) minmax(4rem,1fr) 2.9rem;gap:.4rem;align-items:center";
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: names[k] });
    button.style.cssText = "font-size:.62rem;line-height:1.25;text-align:left";
    button.addEventListener("click", () => { on[k] = !on[k]; draw(); });
    const lane = document.createElement("div");
    lane.setAttribute("aria-hidden", "true");
    lane.style.cssText = "position:relative;height:1.1rem";
    const zero = document.createElement("div");
    zero.style.cssText = "position:absolute;left:35%;top:0;bottom:0;border-left:1px solid var(--fp-muted)";
    const fill = document.createElement("div");
    fill.style.cssText = `position:absolute;top:15%;height:70%;${calm ? "" : "transition:left .2s,width .2s"}`;
    lane.append(zero, fill);
    const value = document.createElement("span");
    value.style.textAlign = "right";
    row.append(button, lane, value);
    rows.append(row);
    return { k, button, fill, value };
  });
  const shortcuts = document.createElement("div");
  const shortcut = (text, wanted) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: text });
    button.addEventListener("click", () => { names.forEach((_, k) => { on[k] = wanted(moment.lengths[k]); }); draw(); });
    shortcuts.append(button, " ");
  };
  shortcut("All sixteen", () => true);
  shortcut("None", () => false);
  shortcut("Only the skip", (size) => size === 0);
  shortcut("Through at most one", (size) => size < 2);
  shortcut("Through two", (size) => size === 2);
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  panel.append(choice, picture, shortcuts, rows, said);
  frame.append(panel);
  frame.dataset.live = "instead"; // it takes the picture's place

  function draw() {
    const G = moment.gram;
    const across = G.map((row) => row.reduce((a, b) => a + b));
    const whole = across.reduce((a, b) => a + b);
    const widest = Math.max(...moments.flatMap((one) => {
      const sums = one.gram.map((row) => row.reduce((a, b) => a + b));
      const all = sums.reduce((a, b) => a + b);
      return sums.map((x) => Math.max(x / 0.65, -x / 0.35) / all);
    }));
    let [square, along, lengths] = [0, 0, 0];
    G.forEach((row, i) => {
      if (!on[i]) return;
      lengths += Math.sqrt(row[i]);
      along += across[i] / whole;
      row.forEach((x, j) => { if (on[j]) square += x; });
    });
    for (const { k, button, fill, value } of parts) {
      const share = across[k] / whole;
      const width = (100 * Math.abs(share)) / widest;
      fill.style.left = `${share < 0 ? 35 - width : 35}%`;
      fill.style.width = `${width}%`;
      fill.style.background = share < 0 ? VERMILION : BLUE;
      fill.style.opacity = on[k] ? 1 : 0.3;
      value.textContent = percent(share);
      button.setAttribute("aria-pressed", String(on[k]));
      button.setAttribute("aria-label", `${names[k]}: ${percent(share)} of the whole gradient`);
    }
    const full = Math.sqrt(whole), length = Math.sqrt(Math.max(square, 0)) / full;
    const aside = Math.sqrt(Math.max(length * length - along * along, 0));
    const unit = Math.min(UNIT, (WIDTH - LEFT - 20) / Math.max(along, 1), (LEFT - 20) / Math.max(-along, 0.01), (BASE - 20) / Math.max(aside, 0.01));
    const [x, y] = [LEFT + along * unit, BASE - aside * unit];
    const arrow = (toX, toY, colour, wide) => {
      const size = Math.hypot(toX - LEFT, toY - BASE);
      if (size < 3) return `<circle cx="${LEFT}" cy="${BASE}" r="3" fill="${colour}"></circle>`;
      const [u, v] = [(toX - LEFT) / size, (toY - BASE) / size];
      return `<path d="M${LEFT} ${BASE}L${toX - u * 8} ${toY - v * 8}" stroke="${colour}" stroke-width="${wide}" fill="none"></path>` +
        `<path d="M${toX} ${toY}L${toX - u * 11 - v * 5} ${toY - v * 11 + u * 5}L${toX - u * 11 + v * 5} ${toY - v * 11 - u * 5}Z" fill="${colour}"></path>`;
    };
    picture.innerHTML = `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="The sum of the chosen paths beside the whole gradient" style="max-width:100%;height:auto" font-size="12" fill="var(--fp-ink)">
      <path d="M10 ${BASE}H${WIDTH - 10}" stroke="var(--fp-faint)"></path>
      <path d="M${x} ${y}V${BASE}" stroke="var(--fp-muted)" stroke-dasharray="3 3"></path>
      ${arrow(LEFT + unit, BASE, "var(--fp-muted)", 5)}${arrow(x, y, BLUE, 2.6)}
      <text x="${LEFT + unit}" y="${BASE + 18}" text-anchor="middle">the whole gradient</text>
      <text x="${Math.min(x + 6, WIDTH - 110)}" y="${Math.max(y - 6, 14)}">the chosen paths</text></svg>`;
    const chosen = on.filter(Boolean).length;
    said.textContent = `${chosen} of 16 paths: along the whole gradient they make ${percent(along)} of it. Their sum has length ${(length * full).toFixed(1)} ` +
      `where the whole has ${full.toFixed(1)}; one by one their lengths add to ${lengths.toFixed(1)}.`;
  }
  draw();
}
