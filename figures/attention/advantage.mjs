// A slider over training: at each step, for each role in the sentence, attention × advantage = what the score is told.

export default function advantage(frame, { steps, head }) {
  const roles = Object.keys(steps[0].roles);
  const rows = ["attention", "advantage (nats)", "push on the score (nats)"];
  const largest = rows.map((_, k) => Math.max(...steps.flatMap((s) => roles.map((r) => Math.abs(s.roles[r][k])))));
  const colours = ["#0072b2", "#d55e00", "#009e73"];

  const panel = document.createElement("div");
  panel.className = "fp-touch";
  const label = document.createElement("label");
  const slider = Object.assign(document.createElement("input"), { type: "range", min: 0, max: steps.length - 1, step: 1, value: 0 });
  slider.style.cssText = "width:100%";
  label.append("Training step ", slider);
  const picture = document.createElement("div");
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  panel.append(label, picture, said);
  frame.append(panel);

  function draw() {
    const at = steps[Number(slider.value)];
    slider.setAttribute("aria-valuetext", `step ${at.step}`);
    const width = 600, left = 170, unit = 130, gap = 24;
    let svg = "";
    rows.forEach((row, k) => {
      const top = k * 92 + 16;
      svg += `<text x="0" y="${top + 34}" fill="var(--fp-ink)">${row}</text>`;
      roles.forEach((role, r) => {
        const value = at.roles[role][k];
        const middle = left + r * (unit + gap) + unit / 2;
        const length = (value / largest[k]) * (unit / 2);
        svg += `<rect x="${Math.min(middle, middle + length)}" y="${top + 18}" width="${Math.abs(length)}" height="22" fill="${colours[r]}"></rect>` +
          `<path d="M${middle} ${top + 12}V${top + 46}" stroke="var(--fp-muted)"></path>` +
          `<text x="${middle}" y="${top + 62}" text-anchor="middle" fill="var(--fp-ink)">${value.toFixed(3).replace("-", "−")}</text>` +
          (k === 0 ? `<text x="${middle}" y="${top}" text-anchor="middle" fill="var(--fp-ink)">${role}</text>` : "");
      });
    });
    picture.innerHTML = `<svg viewBox="0 0 ${width + 40} 300" role="img" aria-label="Bars for step ${at.step}" style="width:100%;font-size:13px">${svg}</svg>`;
    const [right, wrong] = [at.roles["right noun"], at.roles["wrong noun"]];
    said.textContent = `Step ${at.step}, head ${head}: the right noun has ${(100 * right[0]).toFixed(0)} % of the attention, the wrong one ` +
      `${(100 * wrong[0]).toFixed(0)} %; their scores are pushed by ${right[2].toFixed(3).replace("-", "−")} and ${wrong[2].toFixed(3).replace("-", "−")}.`;
  }
  slider.addEventListener("input", draw);
  draw();
}
