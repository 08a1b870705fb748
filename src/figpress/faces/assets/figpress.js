// Makes what is on the page reachable and, where a figure brings a module, touchable. Without it, everything is still there.

// What scrolls sideways must be reachable from the keyboard; what does not must not catch the tab key.
function scrollable(root = document) {
  for (const box of root.querySelectorAll(".fp-frame, .fp-display, .fp-listing pre, .fp-fold-body pre, .md-typeset__table, .md-typeset__scrollwrap")) {
    const scrolls = box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1;
    if (scrolls) {
      box.tabIndex = 0;
      box.setAttribute("role", "region");
      if (!box.hasAttribute("aria-label")) box.setAttribute("aria-label", box.classList.contains("fp-display") ? "Equation, scrolls sideways" : "Scrolls sideways");
    } else if (box.getAttribute("role") === "region") {
      box.removeAttribute("tabindex");
      box.removeAttribute("role");
      box.removeAttribute("aria-label");
    }
  }
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
  await module.default(frame, data);
  frame.dataset.live = "";
}

function begin(root = document) {
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
begin();
