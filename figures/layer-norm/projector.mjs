// Layer norm of three features in space: set the token and the gradient, turn the view, and see what comes back. All is computed here.

const [BLUE, VERMILION, GREEN] = ["#0072b2", "#d55e00", "#009e73"];
const ROOT = Math.sqrt(3), SCALE = 60, WIDTH = 400, HEIGHT = 310;
const ONE = [1, 1, 1].map((v) => v / ROOT);
const EAST = [1, -1, 0].map((v) => v / Math.SQRT2);
const NORTH = [1, 1, -2].map((v) => v / Math.sqrt(6));
const VIEWS = { "In between": [-52, 30], "From the side": [-52, 0], "Along 1": [-52, 90] };

const dot = (a, b) => a.reduce((sum, v, k) => sum + v * b[k], 0);
const plus = (a, b, times = 1) => a.map((v, k) => v + times * b[k]);
const length = (v) => Math.hypot(...v);
const number = (v) => v.toFixed(2).replace("-", "−");

export default function projector(frame, { x: token, g: gradient }) {
  const x = [...token], g = [...gradient];
  let [azimuth, elevation] = VIEWS["In between"];
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

  const panel = document.createElement("div");
  panel.className = "fp-touch";
  panel.innerHTML = `
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" tabindex="0" role="application"
      aria-label="Three features in space; arrow keys turn the view" style="max-width:100%;height:auto;touch-action:pan-y;cursor:grab">
      <g fill="none" stroke-linecap="round"></g><g font-size="12" fill="var(--fp-ink)" stroke="var(--fp-paper)" stroke-width="3" stroke-linejoin="round" paint-order="stroke"></g>
    </svg>`;
  const svg = panel.querySelector("svg");
  const [shapes, names] = svg.querySelectorAll("g");

  const views = document.createElement("div");
  for (const [name, view] of Object.entries(VIEWS)) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: name });
    button.addEventListener("click", () => glide(view));
    views.append(button, " ");
  }
  const sliders = document.createElement("div");
  sliders.style.cssText = "display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.2rem 1rem;max-width:34rem;margin:.6rem auto 0";
  const inputs = [];
  for (const [what, vector, reach] of [["x", x, 2], ["g", g, 2]]) {
    const group = document.createElement("fieldset");
    const legend = Object.assign(document.createElement("legend"), { textContent: what === "x" ? "Token x" : "Gradient g" });
    legend.style.cssText = "float:none;margin:0 auto";
    group.append(legend);
    vector.forEach((value, k) => {
      const label = document.createElement("label");
      label.style.cssText = "display:flex;gap:.5rem;align-items:center";
      const slider = Object.assign(document.createElement("input"), { type: "range", min: -reach, max: reach, step: reach / 40, value });
      slider.style.cssText = "flex:1;min-width:0";
      const shown = document.createElement("span");
      shown.style.minWidth = "2.4rem";
      slider.addEventListener("input", () => { vector[k] = Number(slider.value); draw(); });
      label.append(`feature ${k + 1}`, slider, shown);
      group.append(label);
      inputs.push(() => { shown.textContent = number(vector[k]); slider.setAttribute("aria-label", `feature ${k + 1} of ${what}`); });
    });
    sliders.append(group);
  }
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  panel.append(views, sliders, said);
  frame.append(panel);
  frame.dataset.live = "instead"; // it takes the picture's place

  let from = null;
  svg.addEventListener("pointerdown", (event) => { from = [event.clientX, event.clientY]; svg.setPointerCapture(event.pointerId); });
  for (const over of ["pointerup", "pointercancel"]) svg.addEventListener(over, () => { from = null; });
  svg.addEventListener("pointermove", (event) => {
    if (!from) return;
    turn((from[0] - event.clientX) * 0.5, (event.clientY - from[1]) * 0.5);
    from = [event.clientX, event.clientY];
  });
  svg.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [6, 0], ArrowRight: [-6, 0], ArrowUp: [0, 6], ArrowDown: [0, -6] }[event.key];
    if (!step) return;
    event.preventDefault();
    turn(...step);
  });

  let gliding = 0;
  function turn(across, up) {
    gliding += 1;
    azimuth += across;
    elevation = Math.max(-90, Math.min(90, elevation + up));
    draw();
  }
  function glide([toAzimuth, toElevation]) {
    const mine = ++gliding;
    const [fromAzimuth, fromElevation, begun] = [azimuth, elevation, performance.now()];
    const step = (now) => {
      if (mine !== gliding) return;
      const t = calm ? 1 : Math.min(1, Math.max(0, (now - begun) / 450));
      const ease = t * t * (3 - 2 * t);
      azimuth = fromAzimuth + (toAzimuth - fromAzimuth) * ease;
      elevation = fromElevation + (toElevation - fromElevation) * ease;
      draw();
      if (t < 1) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  function draw() {
    const [a, e] = [azimuth * Math.PI / 180, elevation * Math.PI / 180];
    const flat = (v) => {
      const [p, q, r] = [dot(v, EAST), dot(v, NORTH), dot(v, ONE)];
      const across = -Math.sin(a) * p + Math.cos(a) * q;
      const deep = Math.cos(a) * p + Math.sin(a) * q;
      return [WIDTH / 2 + SCALE * across, HEIGHT / 2 - SCALE * (Math.cos(e) * r - Math.sin(e) * deep)];
    };
    const line = (from, to, colour, wide = 1.2, dashes = "") => {
      const [p, q] = [flat(from), flat(to)];
      return `<path d="M${p}L${q}" stroke="${colour}" stroke-width="${wide}" stroke-dasharray="${dashes}"></path>`;
    };
    const arrow = (from, step, colour) => {
      const [[px, py], [qx, qy]] = [flat(from), flat(plus(from, step))];
      const size = Math.hypot(qx - px, qy - py);
      if (size < 2) return `<circle cx="${qx}" cy="${qy}" r="3" fill="${colour}" stroke="none"></circle>`;
      const [ux, uy, tip] = [(qx - px) / size, (qy - py) / size, Math.min(9, size)];
      return `<path d="M${px} ${py}L${qx - ux * tip * 0.8} ${qy - uy * tip * 0.8}" stroke="${colour}" stroke-width="2.6"></path>` +
        `<path d="M${qx} ${qy}L${qx - ux * tip - uy * tip * 0.45} ${qy - uy * tip + ux * tip * 0.45}L${qx - ux * tip + uy * tip * 0.45} ${qy - uy * tip - ux * tip * 0.45}Z" fill="${colour}" stroke="none"></path>`;
    };
    const point = (v, colour) => { const [p, q] = flat(v); return `<circle cx="${p}" cy="${q}" r="4.5" fill="${colour}" stroke="none"></circle>`; };
    const label = (v, text, right = 7, down = -5) => {
      const [p, q] = flat(v);
      return `<text x="${p + right}" y="${q + down}" text-anchor="${right < 0 ? "end" : "start"}">${text}</text>`;
    };

    const mean = dot(x, [1, 1, 1]) / 3;
    const centred = x.map((v) => v - mean);
    const sigma = length(centred) / ROOT;
    const circle = Array.from({ length: 73 }, (_, k) => flat(plus(EAST.map((v) => ROOT * v * Math.cos(k * Math.PI / 36)), NORTH, ROOT * Math.sin(k * Math.PI / 36))));
    let picture = `<path d="M${circle.join("L")}Z" stroke="var(--fp-muted)" stroke-width="1.2" fill="var(--fp-faint)" fill-opacity=".22"></path>`;
    picture += line(ONE.map((v) => -2.2 * v), ONE.map((v) => 2.4 * v), GREEN, 1.2);
    let text = label(ONE.map((v) => 2.3 * v), "1");
    for (const k of [0, 1, 2]) {
      const axis = [0, 0, 0].map((_, j) => (j === k ? 1.9 : 0));
      picture += line([0, 0, 0], axis, "var(--fp-faint)");
      text += `<g fill="var(--fp-muted)">${label(axis, `feature ${k + 1}`, flat(axis)[0] < WIDTH / 2 ? -5 : 5, 4)}</g>`;
    }
    if (sigma < 1e-9) {
      said.textContent = "All features are equal: σ is zero, and without ε layer norm has nothing to divide by.";
    } else {
      const hat = centred.map((v) => v / sigma);
      const own = hat.map((v) => v / ROOT);
      const [one, mine] = [dot(g, ONE), dot(g, own)];
      const shadow = plus(g, ONE, -one);
      const kept = plus(shadow, own, -mine);
      const back = kept.map((v) => v / sigma);
      picture += line(x, centred, "var(--fp-muted)", 1, "2 3") + line(centred, hat, "var(--fp-muted)", 1, "2 3");
      picture += line(plus(hat, g), plus(hat, shadow), "var(--fp-muted)", 1.6, "4 3") + line(plus(hat, shadow), plus(hat, kept), "var(--fp-muted)", 1.6, "4 3");
      picture += arrow(hat, g, BLUE) + arrow(hat, kept, VERMILION) + arrow(x, back, "var(--fp-ink)") + point(hat, VERMILION) + point(x, "var(--fp-ink)");
      text += label(hat, "x̂", 7, 14) + label(plus(hat, g), "g") + label(x, "x", -7, 4) + label(plus(x, back), "∂L/∂x", 6, -4);
      said.textContent = `Of g, ${number(one)} along 1 and ${number(mine)} along x̂ are erased. What remains has length ${number(length(kept))} ` +
        `of ${number(length(g))}; σ is ${number(sigma)}, so at x it is ${number(length(back))}.`;
    }
    shapes.innerHTML = picture;
    names.innerHTML = text;
    inputs.forEach((show) => show());
  }
  draw();
}
