// Move one bias of the head and see what its scores, its attention and the loss do. The key's bias moves every score and nothing else.

export default function keyBias(frame, { words, grid, turns, step }) {
  const panel = document.createElement("div");
  panel.className = "fp-touch";
  const choice = document.createElement("fieldset");
  choice.innerHTML = "<legend>Move the bias of</legend>";
  let turned = turns[0];
  turns.forEach((one, k) => {
    const label = document.createElement("label");
    label.style.whiteSpace = "nowrap";
    const radio = Object.assign(document.createElement("input"), { type: "radio", name: "key-bias-turn", checked: k === 0 });
    radio.addEventListener("change", () => { turned = one; draw(); });
    label.append(radio, ` ${one.name}`);
    choice.append(label, " ");
  });
  const slider = Object.assign(document.createElement("input"), { type: "range", min: 0, max: grid.length - 1, step: 1, value: grid.indexOf(1) });
  slider.style.cssText = "width:100%";
  slider.setAttribute("aria-label", "How far the bias is moved");
  slider.addEventListener("input", draw);
  const picture = document.createElement("div");
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  panel.append(choice, slider, picture, said);
  frame.append(panel);
  frame.dataset.live = "instead"; // it takes the picture's place

  const zero = grid.indexOf(0);
  const scores = turns.flatMap((one) => one.scores.flat());
  const [low, high] = [Math.min(...scores, 0), Math.max(...scores, 0)];
  const losses = turns.flatMap((one) => one.loss);
  const largest = Math.max(...losses);

  function draw() {
    const k = Number(slider.value), by = grid[k];
    const wide = Math.max(320, Math.min(640, picture.clientWidth || 600)); // letters keep their size on a phone
    const unit = (wide - 10) / words.length;
    const text = (x, y, what, more = "") => `<text x="${x}" y="${y}" ${more}>${what}</text>`;
    const rule = (y) => `<path d="M0 ${y}H${wide}" stroke="var(--fp-faint)"></path>`;
    const up = (value) => 100 - ((value - low) / (high - low)) * 80;
    const bar = (x, from, to, colour) => `<rect x="${x + 2}" y="${Math.min(from, to)}" width="${unit - 4}" height="${Math.max(1, Math.abs(from - to))}" fill="${colour}"></rect>`;
    const mark = (x, y) => `<path d="M${x + 1} ${y}H${x + unit - 1}" stroke="var(--fp-ink)" stroke-width="2"></path>`; // where it began
    let svg = text(0, 12, "scores (nats); a dash is where each began", 'fill="var(--fp-muted)"') + rule(up(0)) + text(0, 126, "attention", 'fill="var(--fp-muted)"') + rule(206);
    words.forEach((word, j) => {
      const x = 5 + j * unit;
      svg += bar(x, up(0), up(turned.scores[k][j]), "#0072b2") + mark(x, up(turns[0].scores[zero][j]));
      svg += bar(x, 206, 206 - 74 * turned.attention[k][j], "#009e73") + mark(x, 206 - 74 * turns[0].attention[zero][j]);
      svg += text(0, 0, word, `text-anchor="end" transform="translate(${x + unit / 2 + 4} 212) rotate(-90)"`);
    });
    const at = (value) => 296 + 44 * (1 - value / largest);
    const along = (m) => 5 + (m / (grid.length - 1)) * (wide - 10);
    svg += text(0, 288, "loss (nats) over the bias", 'fill="var(--fp-muted)"') + rule(at(0)) +
      `<path d="${turned.loss.map((value, m) => `${m ? "L" : "M"}${along(m)} ${at(value)}`).join("")}" fill="none" stroke="#d55e00" stroke-width="2"></path>` +
      `<circle cx="${along(k)}" cy="${at(turned.loss[k])}" r="5" fill="#d55e00"></circle>`;
    picture.innerHTML = `<svg viewBox="0 0 ${wide} 346" role="img" aria-label="Scores, attention and loss with the bias of the ${turned.name} moved" style="width:100%;font-size:12px" fill="var(--fp-ink)">${svg}</svg>`;
    const [most] = words.map((word, j) => [turned.attention[k][j], word]).sort((a, b) => b[0] - a[0]);
    const words_ = `moved by ${by}`.replace("-", "−");
    slider.setAttribute("aria-valuetext", words_);
    const change = turned.loss[k] - turned.loss[zero];
    said.textContent = `The ${turned.name}' bias ${words_}, at ${step}: the last “the” looks most at “${most[1]}” (${(100 * most[0]).toFixed(0)} %); ` +
      `the loss is ${turned.loss[k].toFixed(3)}, ${Math.abs(change) < 5e-4 ? "as before" : `${Math.abs(change).toFixed(3)} ${change < 0 ? "lower" : "higher"}`}.`;
  }
  draw();
}
