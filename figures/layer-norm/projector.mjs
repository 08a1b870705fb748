// Drag the gradient, or set its three numbers, and see what layer norm leaves of it. Everything is computed here from x and g.

const DEGREES = Math.PI / 180;

export default function projector(frame, { x, g: start, view }) {
  const mean = x.reduce((a, b) => a + b) / 3;
  const centred = x.map((v) => v - mean);
  const size = Math.hypot(...centred);
  const one = [1, 1, 1].map((v) => v / Math.sqrt(3));
  const own = centred.map((v) => v / size);
  let g = [...start];

  const dot = (a, b) => a.reduce((sum, v, k) => sum + v * b[k], 0);
  const [elevation, azimuth] = view.map((v) => v * DEGREES);
  const right = [-Math.sin(azimuth), Math.cos(azimuth), 0];
  const up = [-Math.sin(elevation) * Math.cos(azimuth), -Math.sin(elevation) * Math.sin(azimuth), Math.cos(elevation)];
  const flat = (v) => [150 + 105 * dot(v, right), 150 - 105 * dot(v, up)];

  const panel = document.createElement("div");
  panel.className = "fp-touch";
  panel.innerHTML = `
    <svg viewBox="0 0 300 300" width="300" height="300" role="img" aria-label="The gradient, the two directions that are erased, and what remains" style="max-width:100%;touch-action:none">
      <circle cx="150" cy="150" r="105" fill="none" stroke="var(--fp-faint)"></circle>
      <g fill="none" stroke-width="2.5" stroke-linecap="round"></g><g font-size="12" fill="var(--fp-ink)"></g>
    </svg>`;
  const svg = panel.querySelector("svg");
  const [shafts, names] = svg.querySelectorAll("g");
  const sliders = [0, 1, 2].map((k) => {
    const label = document.createElement("label");
    label.style.cssText = "display:block";
    const slider = Object.assign(document.createElement("input"), { type: "range", min: -1, max: 1, step: 0.05, value: g[k] });
    slider.addEventListener("input", () => { g[k] = Number(slider.value); draw(); });
    label.append(`feature ${k + 1} of g `, slider);
    panel.append(label);
    return slider;
  });
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  panel.append(said);
  frame.append(panel);

  // dragging moves g in the plane of the screen
  let from = null;
  svg.addEventListener("pointerdown", (event) => { from = [event.clientX, event.clientY]; svg.setPointerCapture(event.pointerId); });
  svg.addEventListener("pointerup", () => { from = null; });
  svg.addEventListener("pointermove", (event) => {
    if (!from) return;
    const step = 300 / svg.clientWidth / 105;
    const [dx, dy] = [(event.clientX - from[0]) * step, (event.clientY - from[1]) * step];
    from = [event.clientX, event.clientY];
    g = g.map((v, k) => Math.max(-1, Math.min(1, v + dx * right[k] - dy * up[k])));
    sliders.forEach((slider, k) => { slider.value = g[k]; });
    draw();
  });

  function draw() {
    const [alongOne, alongOwn] = [dot(g, one), dot(g, own)];
    const kept = g.map((v, k) => v - alongOne * one[k] - alongOwn * own[k]);
    const arrows = [["1", one, "#009e73"], ["x̂", own, "#a070ff"], ["g", g, "#0072b2"], ["what remains", kept, "#d55e00"]];
    shafts.innerHTML = arrows.map(([, v, colour]) => {
      const [a, b] = flat(v);
      return `<path d="M150 150L${a} ${b}" stroke="${colour}"></path><circle cx="${a}" cy="${b}" r="3" fill="${colour}" stroke="none"></circle>`;
    }).join("");
    names.innerHTML = arrows.map(([name, v]) => { const [a, b] = flat(v); return `<text x="${a + 5}" y="${b - 4}">${name}</text>`; }).join("");
    said.textContent = `Along 1: ${alongOne.toFixed(2)}, erased. Along x̂: ${alongOwn.toFixed(2)}, erased. ` +
      `What remains has length ${Math.hypot(...kept).toFixed(2)} of ${Math.hypot(...g).toFixed(2)}.`;
  }
  draw();
}
