// A slider over training: the curves of attention, advantage and their product on each role's score, with their numbers at the chosen step.

const COLOURS = ["#0072b2", "#d55e00", "#009e73"], DASHES = ["", "6 3", "2 3"];
const print = (value) => (Math.abs(value) < 5e-4 ? "0.000" : value.toFixed(3).replace("-", "−"));

export default function advantage(frame, { steps, head, start }) {
  const roles = Object.keys(steps[0].roles);
  const rows = ["attention, mean", "advantage, mean (nats per unit)", "push, mean of the products (nats)"];
  const ends = rows.map((_, k) => {
    const numbers = steps.flatMap((s) => roles.map((r) => s.roles[r][k]));
    return [Math.min(0, ...numbers), Math.max(0, ...numbers)];
  });
  const last = steps[steps.length - 1].step;

  const panel = document.createElement("div");
  panel.className = "fp-touch";
  const label = document.createElement("label");
  const slider = Object.assign(document.createElement("input"), { type: "range", min: 0, max: steps.length - 1, step: 1, value: start });
  slider.style.cssText = "width:100%";
  label.append("Training step ", slider);
  const picture = document.createElement("div");
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  panel.append(picture, label, said);
  frame.append(panel);
  frame.dataset.live = "instead"; // it takes the picture's place

  function draw() {
    const at = steps[Number(slider.value)];
    slider.setAttribute("aria-valuetext", `step ${at.step}`);
    const wide = Math.max(300, Math.min(660, picture.clientWidth || 600)), left = 10, right = 10; // letters keep their size on a phone
    const x = (step) => left + (step / last) * (wide - left - right);
    let svg = "";
    rows.forEach((row, k) => {
      const top = 8 + k * 118, [low, high] = ends[k];
      const y = (value) => top + 100 - ((value - low) / (high - low)) * 62;
      svg += `<text x="${left}" y="${top + 8}" fill="var(--fp-muted)">${row}</text><path d="M${left} ${y(0)}H${wide - right}" stroke="var(--fp-faint)"></path>`;
      svg += roles.map((role, r) => `<text x="${left + (r * (wide - left - right)) / roles.length}" y="${top + 26}" fill="var(--fp-ink)">` +
        `<tspan fill="${COLOURS[r]}">●</tspan> ${role} ${print(at.roles[role][k])}</text>`).join("");
      svg += roles.map((role, r) => `<path d="${steps.map((s, n) => `${n ? "L" : "M"}${x(s.step).toFixed(1)} ${y(s.roles[role][k]).toFixed(1)}`).join("")}" fill="none" stroke="${COLOURS[r]}" stroke-width="2" stroke-dasharray="${DASHES[r]}"></path>` +
        `<circle cx="${x(at.step)}" cy="${y(at.roles[role][k])}" r="4" fill="${COLOURS[r]}"></circle>`).join("");
    });
    svg += `<path d="M${x(at.step)} 36V352" stroke="var(--fp-muted)" stroke-dasharray="3 3"></path>`;
    picture.innerHTML = `<svg viewBox="0 0 ${wide} 356" role="img" aria-label="Curves over training, with a line at step ${at.step}" style="width:100%;font-size:12px">${svg}</svg>`;
    const [good, wrong] = [at.roles["right noun"], at.roles["wrong noun"]];
    said.textContent = `Step ${at.step}, head ${head}: the right noun has ${(100 * good[0]).toFixed(0)} % of the attention, the wrong one ` +
      `${(100 * wrong[0]).toFixed(0)} %; descent pushes their scores by ${print(good[2])} and ${print(wrong[2])}.`;
  }
  slider.addEventListener("input", draw);
  new ResizeObserver(draw).observe(panel);
}
