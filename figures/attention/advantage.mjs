// A slider over training: at each step, for each role in the sentence, attention × advantage = what the score is told.

const COLOURS = ["#0072b2", "#d55e00", "#009e73"];
const print = (value) => (Math.abs(value) < 5e-4 ? "0.000" : value.toFixed(3).replace("-", "−"));

export default function advantage(frame, { steps, head, start }) {
  const roles = Object.keys(steps[0].roles);
  const rows = ["attention, mean", "advantage, mean (nats per unit)", "push, mean of the products (nats)"];
  const largest = rows.map((_, k) => Math.max(...steps.flatMap((s) => roles.map((r) => Math.abs(s.roles[r][k])))));

  const panel = document.createElement("div");
  panel.className = "fp-touch";
  const label = document.createElement("label");
  const slider = Object.assign(document.createElement("input"), { type: "range", min: 0, max: steps.length - 1, step: 1, value: start });
  slider.style.cssText = "width:100%";
  label.append("Training step ", slider);
  const picture = document.createElement("div");
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  panel.append(label, picture, said);
  frame.append(panel);
  frame.dataset.live = "instead"; // it takes the picture's place

  function draw() {
    const at = steps[Number(slider.value)];
    slider.setAttribute("aria-valuetext", `step ${at.step}`);
    const wide = Math.max(300, Math.min(640, picture.clientWidth || 600)); // letters keep their size on a phone
    const unit = wide / roles.length;
    let svg = roles.map((role, r) => `<text x="${(r + 0.5) * unit}" y="14" text-anchor="middle" font-weight="600">${role}</text>`).join("");
    rows.forEach((row, k) => {
      const top = 30 + k * 84;
      svg += `<text x="0" y="${top + 12}" fill="var(--fp-muted)">${row}</text>`;
      roles.forEach((role, r) => {
        const value = at.roles[role][k];
        const middle = (r + 0.5) * unit;
        const length = (value / largest[k]) * (unit / 2 - 8);
        svg += `<rect x="${Math.min(middle, middle + length)}" y="${top + 22}" width="${Math.abs(length)}" height="22" fill="${COLOURS[r]}"></rect>` +
          `<path d="M${middle} ${top + 18}V${top + 48}" stroke="var(--fp-muted)"></path>` +
          `<text x="${middle}" y="${top + 62}" text-anchor="middle">${print(value)}</text>`;
      });
    });
    picture.innerHTML = `<svg viewBox="0 0 ${wide} 282" role="img" aria-label="Bars for step ${at.step}" style="width:100%;font-size:13px" fill="var(--fp-ink)">${svg}</svg>`;
    const [right, wrong] = [at.roles["right noun"], at.roles["wrong noun"]];
    said.textContent = `Step ${at.step}, head ${head}: the right noun has ${(100 * right[0]).toFixed(0)} % of the attention, the wrong one ` +
      `${(100 * wrong[0]).toFixed(0)} %; descent pushes their scores by ${print(right[2])} and ${print(wrong[2])}.`;
  }
  slider.addEventListener("input", draw);
  draw();
}
