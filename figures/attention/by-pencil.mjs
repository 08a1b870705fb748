// Let the row of three tokens walk downhill, one step of descent at a time, from a start that sees and from one that is nearly blind.

const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#7f868f"];
const print = (value) => (Math.abs(value) < 5e-4 ? "0.000" : value.toFixed(3).replace("-", "−"));

export default function byPencil(frame, { values, starts }) {
  let from = starts[0];
  const panel = document.createElement("div");
  panel.className = "fp-touch";
  const choice = document.createElement("fieldset");
  choice.innerHTML = "<legend>Start from</legend>";
  starts.forEach((one, k) => {
    const label = document.createElement("label");
    label.style.whiteSpace = "nowrap";
    const radio = Object.assign(document.createElement("input"), { type: "radio", name: "by-pencil-start", checked: k === 0 });
    radio.addEventListener("change", () => { from = one; draw(); });
    label.append(radio, ` ${one.name}`);
    choice.append(label, " ");
  });
  const label = document.createElement("label");
  const slider = Object.assign(document.createElement("input"), { type: "range", min: 0, max: from.walk.length - 1, step: 1, value: 0 });
  slider.style.cssText = "width:100%";
  slider.addEventListener("input", draw);
  label.append("Steps of descent ", slider);
  const picture = document.createElement("div");
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  panel.append(choice, label, picture, said);
  frame.append(panel);
  frame.dataset.live = "instead"; // it takes the picture's place

  function draw() {
    const step = Number(slider.value), a = from.walk[step];
    const output = a.reduce((sum, weight, k) => sum + weight * values[k], 0);
    const advantage = values.map((value) => output - value);
    const rows = [["attention", a, 1], ["slope", values, 4], ["advantage", advantage, 4], ["push", a.map((weight, k) => weight * advantage[k]), 1]];
    const wide = Math.max(300, Math.min(640, picture.clientWidth || 600)); // letters keep their size on a phone
    const unit = wide / rows.length;
    let svg = "";
    rows.forEach(([name, numbers, full], k) => {
      svg += `<text x="${(k + 0.5) * unit}" y="14" text-anchor="middle" font-weight="600">${name}</text>`;
      const middle = (k + (k < 2 ? 0.12 : 0.5)) * unit, room = unit * (k < 2 ? 0.8 : 0.4);
      numbers.forEach((value, token) => {
        const top = 26 + token * 44, length = Math.max(-1, Math.min(1, value / full)) * room;
        svg += `<rect x="${Math.min(middle, middle + length)}" y="${top}" width="${Math.abs(length)}" height="16" fill="${COLOURS[k]}"></rect>` +
          `<path d="M${middle} ${top - 3}V${top + 19}" stroke="var(--fp-muted)"></path>` +
          `<text x="${(k + 0.5) * unit}" y="${top + 31}" text-anchor="middle">${k === 1 ? value : print(value)}</text>`;
      });
    });
    picture.innerHTML = `<svg viewBox="0 0 ${wide} 152" role="img" aria-label="Attention, slope, advantage and push of the three tokens after ${step} steps" style="width:100%;font-size:13px" fill="var(--fp-ink)">${svg}</svg>`;
    slider.setAttribute("aria-valuetext", `${step} steps`);
    said.textContent = `After ${step} ${step === 1 ? "step" : "steps"} the row pays ${a.map(print).join(", ")} to tokens 1, 2, 3, and says ${print(output)}. ` +
      `The best token's score is pushed by ${print(a[1] * advantage[1])}.`;
  }
  draw();
}
