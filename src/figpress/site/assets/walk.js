// The values behind a picture, walked by keyboard: Enter begins, arrows go from value to value and from mark to mark, Escape ends.

// A table as figpress writes it: what, x, y, value; words with commas stand in quotes.
function marksOf(csv) {
  const marks = new Map();
  for (const line of csv.trim().split("\n").slice(1)) {
    const [what, x, y, value] = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((part) => part[1]?.replaceAll('""', '"') ?? part[2]);
    marks.set(what, [...(marks.get(what) ?? []), { x, y, value }]);
  }
  return [...marks].map(([what, points]) => {
    const places = new Map(points.map((point, at) => [`${point.x} ${point.y}`, at]));
    const columns = new Set(points.map((point) => point.x)).size;
    const isMap = columns > 1 && columns < points.length && places.size === points.length && points.every((point) => /^\d+$/.test(point.x + point.y));
    return { what, points, isMap, at: 0, find: (x, y) => places.get(`${x} ${y}`) };
  });
}

export default async function walk(frame, address) {
  const marks = marksOf(await (await fetch(address)).text());
  const said = document.createElement("p");
  said.className = "fp-walked";
  said.setAttribute("role", "status");
  frame.after(said);
  let now = 0;
  const shown = (text) => text.replace(/^-/, "−");

  function say() {
    const { what, points, isMap, at } = marks[now];
    const { x, y, value } = points[at];
    const mark = marks.length > 1 ? `${now + 1} of ${marks.length}, ` : "";
    said.textContent = isMap
      ? `${mark}${what}: row ${y}, column ${x}: ${shown(value) || "empty"}`
      : `${mark}${what}: ${at + 1} of ${points.length}, at ${shown(x)}: ${shown(value || y) || "empty"}`;
  }

  function step(key) {
    const mark = marks[now];
    const [across, up] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key] ?? [0, 0];
    if (key === "Home" || key === "End") mark.at = key === "Home" ? 0 : mark.points.length - 1;
    else if (mark.isMap && !key.startsWith("Page")) mark.at = mark.find(+mark.points[mark.at].x + across, +mark.points[mark.at].y + up) ?? mark.at;
    else if (across) mark.at = Math.max(0, Math.min(mark.points.length - 1, mark.at + across));
    else { // another mark, at the same place where it has one
      const to = Math.max(0, Math.min(marks.length - 1, now + (key === "ArrowUp" || key === "PageUp" ? -1 : 1)));
      marks[to].at = Math.min(mark.at, marks[to].points.length - 1);
      now = to;
    }
    say();
  }

  function keys(event) {
    if (event.target !== frame) return;
    if (event.key === "Escape") return end();
    if (!/^(Arrow(Left|Right|Up|Down)|Home|End|Page(Up|Down))$/.test(event.key)) return;
    event.preventDefault();
    step(event.key);
  }

  function end() {
    frame.removeEventListener("keydown", keys);
    frame.removeEventListener("blur", end);
    delete frame.dataset.walked;
    said.remove();
  }

  if (!marks.length) return end();
  frame.dataset.walked = "";
  frame.addEventListener("keydown", keys);
  frame.addEventListener("blur", end);
  say();
}
