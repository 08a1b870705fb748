// Choose a cell of any panel, by pointer or arrow keys, and see which cells fed it, forwards or backwards.

const CELL = 9, GAP = 14;
const shown = (name) => (name.startsWith("d") ? `${name[1]}\u0304` : name); // Q̄ is the gradient of Q

// For each tensor: the formula, and the cells (panel, row, column) that its cell (i, j) was made from; null stands for all.
const FED = {
  Q: ["a row of the query projection", () => []],
  K: ["a row of the key projection", () => []],
  V: ["a row of the value projection", () => []],
  S: ["s = c q·k", (i, j) => [["Q", i, null], ["K", j, null]]],
  A: ["softmax of the row of S", (i) => [["S", i, null]]],
  O: ["o = Σ a v", (i, j) => [["A", i, null], ["V", null, j]]],
  dO: ["what comes from the output projection", () => []],
  dV: ["Aᵀ Ō", (i, j) => [["A", null, i], ["dO", null, j]]],
  dA: ["Ō Vᵀ", (i, j) => [["dO", i, null], ["V", j, null]]],
  dS: ["a (ā − average of the row)", (i, j) => [["A", i, j], ["A", i, null], ["dA", i, null]]],
  dQ: ["c S̄ K", (i, j) => [["dS", i, null], ["K", null, j]]],
  dK: ["c S̄ᵀ Q", (i, j) => [["dS", null, i], ["Q", null, j]]],
};

export default function twinStrip(frame, { tokens, tensors }) {
  const panel = document.createElement("div");
  panel.className = "fp-touch";
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  said.textContent = "Choose a cell: what fed it lights up.";
  const grids = {};
  const strips = [["Q", "K", "S", "A", "V", "O"], ["dQ", "dK", "dS", "dA", "dV", "dO"]].map((names) => {
    const strip = document.createElement("div");
    strip.style.cssText = `display:flex;flex-wrap:wrap;justify-content:center;gap:.2rem ${GAP}px;margin:.4rem 0`;
    strip.setAttribute("role", "group");
    strip.setAttribute("aria-label", names[0] === "Q" ? "Forward tensors" : "Gradients");
    names.forEach((name) => strip.append(build(name)));
    return strip;
  });
  panel.append(said, ...strips);
  frame.append(panel);
  frame.dataset.live = "instead"; // it takes the picture's place

  function build(name) {
    const cells = tensors[name];
    const [n, m] = [cells.length, cells[0].length];
    const top = Math.max(...cells.flat().filter((v) => v !== null).map(Math.abs)) || 1;
    const box = document.createElement("div");
    const title = document.createElement("div");
    title.textContent = shown(name);
    title.style.cssText = "font-size:.7rem";
    const canvas = document.createElement("canvas");
    const ratio = devicePixelRatio || 1;
    canvas.width = m * CELL * ratio;
    canvas.height = n * CELL * ratio;
    canvas.style.cssText = `width:${m * CELL}px;height:${n * CELL}px;cursor:crosshair`;
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "application");
    canvas.setAttribute("aria-label", `${title.textContent}, ${n} by ${m}: arrow keys choose a cell`);
    const grid = { canvas, cells, n, m, top, ratio, at: [n - 1, 0] };
    const point = (event) => {
      const edge = canvas.getBoundingClientRect();
      choose(name, Math.floor((event.clientY - edge.top) / CELL), Math.floor((event.clientX - edge.left) / CELL));
    };
    canvas.addEventListener("click", point);
    canvas.addEventListener("pointermove", (event) => { if (event.pointerType === "mouse") point(event); });
    canvas.addEventListener("keydown", (event) => {
      const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Enter: [0, 0], " ": [0, 0] }[event.key];
      if (!step) return;
      event.preventDefault();
      choose(name, grid.at[0] + step[0], grid.at[1] + step[1]);
    });
    grids[name] = grid;
    paint(name, []);
    box.append(title, canvas);
    return box;
  }

  function paint(name, lit, chosen) {
    const { canvas, cells, n, m, top, ratio } = grids[name];
    const pen = canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, m * CELL, n * CELL);
    const back = name.startsWith("d");
    cells.forEach((row, i) => row.forEach((value, j) => {
      if (value === null) return;
      const t = Math.min(1, Math.abs(value) / top) ** 0.7;
      const [r, g, b] = value < 0 ? (back ? [6, 82, 141] : [91, 33, 182]) : (back ? [160, 70, 10] : [1, 95, 67]);
      pen.fillStyle = `rgb(${[r, g, b].map((c, k) => Math.round([216, 217, 222][k] * (1 - t) + c * t)).join()})`;
      pen.fillRect(j * CELL, i * CELL, CELL - 0.5, CELL - 0.5);
    }));
    pen.lineWidth = 2;
    pen.strokeStyle = "#e69f00";
    for (const [i, j] of lit) {
      const [x, y] = [j === null ? 0 : j * CELL, i === null ? 0 : i * CELL];
      pen.strokeRect(x + 1, y + 1, (j === null ? m : 1) * CELL - 2, (i === null ? n : 1) * CELL - 2);
    }
    if (chosen) {
      pen.strokeStyle = "#d55e00";
      pen.lineWidth = 2.5;
      pen.strokeRect(chosen[1] * CELL - 0.5, chosen[0] * CELL - 0.5, CELL + 1, CELL + 1);
    }
  }

  function choose(name, i, j) {
    const grid = grids[name];
    i = Math.max(0, Math.min(grid.n - 1, i));
    j = Math.max(0, Math.min(grid.m - 1, j));
    grid.at = [i, j];
    const [formula, fed] = FED[name];
    const sources = fed(i, j);
    for (const other of Object.keys(grids)) {
      paint(other, sources.filter(([from]) => from === other).map(([, a, b]) => [a, b]), other === name ? [i, j] : null);
    }
    const value = grid.cells[i][j];
    const square = grid.n === grid.m;
    const where = square ? `“${tokens[i]}” looking at “${tokens[j]}”` : `“${tokens[i]}”, feature ${j + 1}`;
    said.textContent = `${shown(name)}, ${where}: ${value === null ? "masked" : value.toPrecision(3).replace("-", "−")}. Made from: ${formula}.`;
  }
}
