// Walk the graph back one operation at a time, in the picture itself; then turn a value and see what its gradient promised.

const MARK = "#d55e00", CURVE = "#0072b2";
const signed = (x, digits) => `${x < 0 ? "−" : "+"}${Math.abs(x).toFixed(digits)}`;

export default function oneNeuron(frame, { steps, grid, loss, turns }) {
  const parts = (kind, k) => [...frame.querySelectorAll(`[id$="-${kind}${k + 1}"]`)]; // one in each drawing: the column's and the phone's
  const blames = [...frame.querySelectorAll('[id*="-edge"] text[font-weight="bold"]')];

  const panel = document.createElement("div");
  panel.className = "fp-touch";
  const row = document.createElement("div");
  row.setAttribute("role", "group");
  row.setAttribute("aria-label", "Walk back through the graph");
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  row.append(button("Start at the loss", () => show(0)), " ", button("One step back", () => show(at < 0 ? 0 : Math.min(at + 1, steps.length - 1))), " ", button("Show all", () => show(-1)));
  panel.append(row, said);

  function button(words, press) {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: words });
    made.addEventListener("click", press);
    return made;
  }

  let at = -1;
  function show(step) {
    at = step;
    blames.forEach((text) => { text.style.visibility = at < 0 ? "" : "hidden"; });
    steps.forEach(({ node, edges }, k) => {
      const now = k === at;
      for (const outline of parts("node", node).map((one) => one.querySelector("path, ellipse, polygon")).filter(Boolean))
        outline.style.stroke = now ? MARK : outline.dataset.stroke ??= outline.style.stroke;
      for (const edge of edges.flatMap((e) => parts("edge", e))) {
        const line = edge.querySelector("path");
        line.style.stroke = now ? MARK : "var(--fp-muted)";
        line.style.strokeWidth = now ? 2.5 : "";
        if (k <= at) edge.querySelector('text[font-weight="bold"]').style.visibility = "";
      }
    });
    said.textContent = at < 0
      ? "All gradients are shown. Start at the loss and find them again: say the next number before you step."
      : `${at + 1} of ${steps.length}. ${steps[at].say}`;
  }
  addEventListener("beforeprint", () => show(-1));

  // Turn one value: the loss follows its curve, the gradient promised its tangent.
  let turned = turns[0];
  const choice = document.createElement("fieldset");
  choice.style.marginTop = ".8rem";
  choice.innerHTML = "<legend>Turn a value</legend>";
  turns.forEach((one, k) => {
    const label = document.createElement("label");
    label.style.whiteSpace = "nowrap";
    const radio = Object.assign(document.createElement("input"), { type: "radio", name: "one-neuron-turn", checked: k === 0 });
    radio.addEventListener("change", () => { turned = one; draw(); });
    label.append(radio, ` ${one.name}`);
    choice.append(label, " ");
  });
  const slider = Object.assign(document.createElement("input"), { type: "range", min: 0, max: grid.length - 1, step: 1, value: grid.indexOf(2) });
  slider.style.cssText = "width:100%";
  slider.setAttribute("aria-label", "Change of the value");
  slider.addEventListener("input", draw);
  const chart = document.createElement("div");
  const told = document.createElement("p");
  told.setAttribute("role", "status");
  panel.append(choice, slider, chart, told);
  frame.append(panel);

  function draw() {
    const wide = Math.max(300, Math.min(640, chart.clientWidth || 600)); // letters keep their size on a phone
    const [high, left, foot, low, top] = [240, 46, 40, -0.8, 6.4];
    const x = (by) => left + ((by - grid[0]) / (grid[grid.length - 1] - grid[0])) * (wide - left - 10);
    const y = (value) => high - foot - ((Math.max(low, Math.min(top, value)) - low) / (top - low)) * (high - foot - 8);
    const k = Number(slider.value), by = grid[k];
    const promised = turned.slope * by, real = turned.change[k];
    const path = (points) => points.map(([a, b], n) => `${n ? "L" : "M"}${x(a).toFixed(1)} ${y(b).toFixed(1)}`).join("");
    const ends = [low, top].map((value) => (value - loss) / turned.slope).map((a) => Math.max(grid[0], Math.min(grid[grid.length - 1], a)));
    const tick = (value) => `<text x="${left - 6}" y="${y(value) + 4}" text-anchor="end">${value}</text><path d="M${left} ${y(value)}H${wide - 10}" stroke="var(--fp-faint)"></path>`;
    chart.innerHTML = `<svg viewBox="0 0 ${wide} ${high}" role="img" aria-label="The loss over the change of ${turned.name}, and the tangent that the gradient promises" style="width:100%;font-size:13px">` +
      `<g fill="var(--fp-ink)">${[0, 2, 4, 6].map(tick).join("")}${[-3, -2, -1, 0, 1, 2, 3].map((a) => `<text x="${x(a)}" y="${high - foot + 16}" text-anchor="middle">${String(a).replace("-", "−")}</text>`).join("")}` +
      `<text x="${(left + wide) / 2}" y="${high - 4}" text-anchor="middle">change of ${turned.name}</text>` +
      `<text x="12" y="${(high - foot) / 2}" text-anchor="middle" transform="rotate(-90 12 ${(high - foot) / 2})">loss (nats)</text></g><g fill="none" stroke-width="2">` +
      `<path d="${path(ends.map((a) => [a, loss + turned.slope * a]))}" stroke="${MARK}" stroke-dasharray="6 4"></path>` +
      `<path d="${path(grid.map((a, m) => [a, loss + turned.change[m]]).filter(([, value]) => value <= top))}" stroke="${CURVE}"></path>` +
      `<path d="M${x(by)} ${y(loss + promised)}V${y(loss + real)}" stroke="var(--fp-muted)"></path></g>` +
      `<circle cx="${x(by)}" cy="${y(loss + promised)}" r="5" fill="${MARK}"></circle><circle cx="${x(by)}" cy="${y(loss + real)}" r="5" fill="${CURVE}"></circle></svg>`;
    const words = `${turned.name} from ${turned.value.toFixed(2)} to ${(turned.value + by).toFixed(2)}`.replaceAll("-", "−");
    slider.setAttribute("aria-valuetext", words);
    told.textContent = `${words}: the gradient promises ${signed(turned.slope, 3)} · ${signed(by, 1)} = ${signed(promised, 3)} (dashed); the loss changes by ${signed(real, 3)} (solid).`;
  }
  show(-1);
  draw();
  frame.dataset.live = "with"; // the walk lights up the picture itself
}
