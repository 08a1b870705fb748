// Two sliders on the way between two words. One moves the place where the gradient is taken: a straight line leaves the curve there.
// The other sets how many slopes are added up: a path of straight pieces, each with the slope at its middle, closes in on the end.

export default function alongTheWay(frame, { F, slope }) {
  const last = F.length - 1;
  const [low, high] = [Math.min(...F) - 3, Math.max(...F) + 4];
  const [H, left, right, top, foot] = [280, 38, 12, 24, 30];
  let W = 640; // as wide as there is room, so that letters keep their size
  const x = (t) => left + t * (W - left - right);
  const y = (v) => top + ((high - v) / (high - low)) * (H - top - foot);
  const change = F[last] - F[0];

  const panel = document.createElement("div");
  panel.className = "fp-touch";
  const picture = document.createElement("div");
  const place = slider("The gradient is taken at", 0, last, 0, (k) => `${Math.round((100 * k) / last)} % of the way`);
  const pieces = slider("Slopes added up", 0, 6, 0, (k) => `${2 ** k}`);
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  panel.append(picture, place.label, pieces.label, said);
  frame.append(panel);
  frame.dataset.live = "instead"; // it takes the picture's place

  new ResizeObserver(([{ contentRect }]) => {
    const room = Math.round(Math.max(280, Math.min(contentRect.width, 700)));
    if (room !== W) { W = room; draw(); }
  }).observe(picture);
  draw();

  function slider(text, from, to, value, spoken) {
    const label = document.createElement("label");
    label.style.cssText = "display:block;text-align:left";
    const input = Object.assign(document.createElement("input"), { type: "range", min: from, max: to, step: 1, value });
    input.style.width = "100%";
    const number = document.createElement("b");
    label.append(`${text} `, number, input);
    input.addEventListener("input", draw);
    return { label, input, show: () => { number.textContent = spoken(Number(input.value)); input.setAttribute("aria-valuetext", number.textContent); return Number(input.value); } };
  }

  // The slope between two of the places that the data hold.
  function at(t) {
    const k = Math.min(Math.floor(t * last), last - 1);
    return slope[k] + (t * last - k) * (slope[k + 1] - slope[k]);
  }

  function draw() {
    const k = place.show(), m = 2 ** pieces.show(), t = k / last;
    const foretold = slope[k];
    const curve = F.map((v, j) => `${j ? "L" : "M"}${x(j / last).toFixed(1)} ${y(v).toFixed(1)}`).join("");
    const ticks = [-5, 0, 5, 10].filter((v) => v > low && v < high)
      .map((v) => `<path d="M${left} ${y(v)}H${W - right}" stroke="var(--fp-faint)"></path><text x="${left - 6}" y="${y(v) + 4}" text-anchor="end">${minus(v)}</text>`).join("");
    const names = `<text x="${left}" y="14">animal − street (logits)</text><text x="${left}" y="${H - 8}">tired</text><text x="${W - right}" y="${H - 8}" text-anchor="end">wide</text><text x="${left + 4}" y="${y(0) - 5}">undecided</text>`;
    const [start, end] = [F[k] - t * foretold, F[k] + (1 - t) * foretold];
    let v = F[0], path = `M${x(0)} ${y(v)}`;
    for (let i = 0; i < m; i++) {
      v += at((i + 0.5) / m) / m;
      path += `L${x((i + 1) / m).toFixed(1)} ${y(v).toFixed(1)}`;
    }
    picture.innerHTML = `<svg viewBox="0 0 ${W} ${H}" role="img" aria-label="The answer along the way, one tangent, and a path of ${m} straight pieces" width="${W}" height="${H}" style="max-width:100%;font-size:13px" fill="var(--fp-ink)">
      <clipPath id="fp-along"><rect x="${left}" y="${top}" width="${W - left - right}" height="${H - top - foot}"></rect></clipPath>${ticks}${names}
      <g fill="none" clip-path="url(#fp-along)">
        <path d="${curve}" stroke="#0072b2" stroke-width="3"></path>
        <path d="${path}" stroke="#009e73" stroke-width="2.2" stroke-dasharray="2 3"></path>
        <path d="M${x(0)} ${y(start)}L${x(1)} ${y(end)}" stroke="#d55e00" stroke-width="2.2" stroke-dasharray="8 4"></path>
        <circle cx="${x(t)}" cy="${y(F[k])}" r="6" fill="#d55e00"></circle>
      </g></svg>`;
    said.textContent = `Taken here, the gradient (long dashes) foretells ${minus(foretold)} for the whole exchange. ` +
      `${m === 1 ? "One slope, from the middle, (short dashes) says" : `${m} slopes, averaged, (short dashes) say`} ${minus(v - F[0])}. What happens is ${minus(change)}.`;
  }
}

function minus(v) {
  const digits = Number.isInteger(v) ? 0 : Math.abs(v) < 10 ? 2 : 1;
  return v.toFixed(digits).replace("-", "−");
}
