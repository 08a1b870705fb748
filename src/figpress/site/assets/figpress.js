// Makes what is on the page reachable and, where a figure brings a module, touchable. Without it, everything is still there.

// What scrolls must be reachable from the keyboard; what does not must not catch the tab key. Boxes are measured a few at a time,
// while the page has nothing better to do: a measure makes the browser lay out what it had left for later.
const BOXES = ".fp-frame, .fp-display, .md-typeset pre, .md-typeset pre > code, .md-typeset__scrollwrap";
const LATER = ".fp-frame, .fp-equation, .md-typeset .highlight"; // what the style sheet leaves until then
const waiting = new Set();
function scrollable(root = document) {
  if (!waiting.size) idle(measureSome);
  for (const box of root.querySelectorAll(BOXES)) waiting.add(box);
  delete document.documentElement.dataset.measured; // it is there again when all are measured
}

function idle(work) {
  if (window.requestIdleCallback) requestIdleCallback(work, { timeout: 2000 });
  else setTimeout(() => work({ timeRemaining: () => 5 }), 20);
}

function measureSome(deadline) {
  do {
    const box = waiting.values().next().value;
    if (!box) {
      document.documentElement.dataset.measured = "";
      return;
    }
    waiting.delete(box);
    box.closest(LATER)?.setAttribute("data-seen", "");
    measure(box);
  } while (deadline.timeRemaining() > 4);
  idle(measureSome);
}

function measure(box) {
  const walked = box.matches(".fp-display") && box.querySelector(".fp-sym");
  const tall = box.matches("pre, pre > code") && box.scrollHeight > box.clientHeight + 1;
  const wide = box.scrollWidth > box.clientWidth + 1;
  box.toggleAttribute("data-scrolls", wide); // it fades at the edge where it goes on
  if (walked || tall || wide) {
    box.tabIndex = 0;
    if (!box.hasAttribute("role")) box.setAttribute("role", "group");
    if (!box.hasAttribute("aria-label")) box.setAttribute("aria-label", walked ? "Equation; arrow keys explain its symbols" : "Scrolls");
  } else if (box.getAttribute("aria-label") === "Scrolls") {
    for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
  }
}

// What the theme's own script leaves unnamed: its search dialog, and a navigation landmark for each block of code.
function mend(root = document) {
  root.querySelector(".md-search[role=dialog]:not([aria-label])")?.setAttribute("aria-label", "Search");
  for (const nav of root.querySelectorAll("nav.md-code__nav:not([role])")) nav.setAttribute("role", "none");
}

// A citation's card stays inside the window, and Escape closes it.
function card(event) {
  const box = event.currentTarget.querySelector(".fp-card");
  box.style.translate = "";
  const { left, right } = box.getBoundingClientRect();
  const width = document.documentElement.clientWidth;
  if (right > width - 8) box.style.translate = `${Math.max(width - 8 - right, 8 - left)}px 0`;
}

// A figure's module is fetched when the figure comes near; it is handed the frame, which holds the static picture, and its data.
async function enliven(frame) {
  const module = await import(new URL(frame.dataset.module, document.baseURI));
  const data = frame.dataset.data ? await (await fetch(frame.dataset.data)).json() : null;
  await module.default(frame, data, JSON.parse(frame.dataset.runs ?? "{}")); // the programs of its equations, by the names of their sets
  frame.dataset.live ||= "with"; // "instead", where the module takes the picture's place
  if (frame.dataset.live === "instead") turnOver(frame);
}

// What can be touched takes the picture's place; a small button brings the picture back.
function turnOver(frame) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "fp-turn-over" });
  const say = () => { button.textContent = "still" in frame.dataset ? "Touch it" : "The figure as printed"; };
  button.addEventListener("click", () => { frame.toggleAttribute("data-still"); say(); });
  say();
  frame.append(button);
}

// The values behind a picture can be walked by keyboard; their table is fetched when a reader asks.
function walkable(root) {
  for (const link of root.querySelectorAll(".fp-figure .fp-numbers a")) {
    const frame = link.closest(".fp-figure").querySelector(".fp-frame");
    if (!frame || frame.querySelector("table")) continue;
    frame.tabIndex = 0;
    frame.setAttribute("role", "group");
    frame.setAttribute("aria-label", "Picture; Enter walks its values");
    frame.addEventListener("keydown", async (event) => {
      if (event.key !== "Enter" || event.target !== frame || "walked" in frame.dataset) return;
      event.preventDefault();
      (await import("./walk.js")).default(frame, link.href);
    });
  }
}

// Pointing at a symbol shows what it means and lights up its other places. The facts stand in the page's own table.
let lit = null;
const bubble = document.createElement("div");
bubble.className = "fp-bubble";
bubble.setAttribute("role", "status");

function placeOf(symbol) {
  return [...symbol.classList].find((name) => /^fp-sym-\d+$/.test(name))?.slice(7);
}

function light(symbol) {
  dark();
  const place = placeOf(symbol);
  const row = document.querySelector(`tr[data-symbol="${place}"]`);
  if (!row) return;
  const bar = symbol.classList.contains("fp-bar");
  lit = symbol;
  for (const other of document.querySelectorAll(`.fp-sym-${place}`)) if (other.classList.contains("fp-bar") === bar) other.classList.add("fp-lit");
  const [shape, meaning] = row.querySelectorAll("td");
  bubble.replaceChildren(bar ? "the gradient of the loss with respect to " : "", meaning.textContent, " (", ...shape.cloneNode(true).childNodes, ")");
  document.body.append(bubble);
  const box = symbol.getBoundingClientRect();
  const left = Math.min(Math.max(8, box.left + box.width / 2 - bubble.offsetWidth / 2), document.documentElement.clientWidth - bubble.offsetWidth - 8);
  const above = box.top - bubble.offsetHeight - 6;
  bubble.style.left = `${left + scrollX}px`;
  bubble.style.top = `${(above > 60 ? above : box.bottom + 6) + scrollY}px`;
}

function dark() {
  lit = null;
  bubble.remove();
  for (const other of document.querySelectorAll(".fp-lit")) other.classList.remove("fp-lit");
}

document.addEventListener("pointerover", (event) => {
  if (event.pointerType === "touch") return;
  const symbol = event.target.closest?.(".fp-sym");
  if (symbol) light(symbol);
  else if (lit) dark();
});
document.addEventListener("click", (event) => {
  const symbol = event.target.closest?.(".fp-sym");
  if (symbol && symbol !== lit) light(symbol);
  else if (lit) dark();
});
// From the keyboard: a display takes the focus, arrows walk its symbols.
document.addEventListener("keydown", (event) => {
  const display = document.activeElement?.closest?.(".fp-display");
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (event.key === "Escape" && lit) dark();
  if (!display || !step) return;
  const symbols = [...display.querySelectorAll(".katex-html .fp-sym")];
  if (!symbols.length) return;
  event.preventDefault();
  const at = symbols.indexOf(lit);
  light(symbols[(at + step + symbols.length + (at < 0 && step < 0 ? 1 : 0)) % symbols.length]);
});
document.addEventListener("focusout", (event) => {
  if (lit && event.target.closest?.(".fp-display")) dark();
});

function begin(root = document) {
  mend(root);
  walkable(root);
  scrollable(root);
  for (const cite of root.querySelectorAll(".fp-cite")) {
    cite.addEventListener("pointerenter", card);
    cite.addEventListener("focusin", card);
  }
  const near = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      enliven(target).catch((error) => console.error(`figure ${target.closest("figure")?.dataset.figure}:`, error));
    }
  }, { rootMargin: "400px" });
  for (const frame of root.querySelectorAll(".fp-frame[data-module]")) near.observe(frame);
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.activeElement?.closest(".fp-cite")) document.activeElement.blur();
});
addEventListener("resize", () => scrollable());
addEventListener("load", () => scrollable());
document.addEventListener("figpress:swapped", (event) => begin(event.target));
new MutationObserver((changes) => {
  mend();
  // The theme's script lays tables into boxes that scroll.
  for (const { addedNodes } of changes) for (const node of addedNodes) if (node.nodeType === 1 && node.querySelector("table")) scrollable(node.parentElement);
}).observe(document.body, { childList: true, subtree: true });
begin();
