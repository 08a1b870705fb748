// Under `figpress serve`: redrawn figures and rewritten text appear in the open page, where the reader is.

const find = (root) => root.querySelector("article") ?? root.querySelector("main") ?? root.body;
const read = async () => new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html");
const shown = await read(); // as it was sent: scripts of the theme have changed what is in the window since

// A redrawn figure at once, before the pages are built again.
async function figures(ids) {
  for (const id of ids) {
    const figure = document.querySelector(`figure[data-figure="${CSS.escape(id)}"]`);
    const answer = figure && (await fetch(`/figpress/frames/${id}`));
    if (!answer?.ok) continue;
    const frames = await answer.json();
    const old = figure.querySelectorAll(".fp-frame > svg");
    if (old.length !== frames.length) continue; // the built page comes next
    old.forEach((svg, i) => {
      const holder = document.createElement("template");
      holder.innerHTML = frames[i];
      const fresh = holder.content.firstElementChild;
      fresh.setAttribute("aria-label", svg.getAttribute("aria-label"));
      svg.replaceWith(fresh);
    });
  }
}

// What is new in the article, block by block; folds that are open stay open.
async function page() {
  const next = await read();
  if (next.title !== shown.title || next.querySelector("nav")?.textContent !== shown.querySelector("nav")?.textContent) return location.reload();
  const [before, after, live] = [find(shown), find(next), find(document)];
  const blocks = [...after.children].map((block) => block.outerHTML);
  const whole = before.children.length !== blocks.length || live.children.length !== blocks.length;
  if (whole) {
    live.replaceChildren(...after.cloneNode(true).childNodes);
    announce(live);
  } else {
    blocks.forEach((html, i) => {
      if (before.children[i].outerHTML === html) return;
      const old = live.children[i];
      const open = [...old.querySelectorAll("details")].map((fold) => fold.open);
      const fresh = after.children[i].cloneNode(true);
      [...fresh.querySelectorAll("details")].forEach((fold, j) => { fold.open = open[j] ?? fold.open; });
      old.replaceWith(fresh);
      announce(fresh);
    });
  }
  find(shown).replaceWith(after);
}

function announce(element) {
  element.dispatchEvent(new CustomEvent("figpress:swapped", { bubbles: true }));
}

const events = new EventSource("/figpress/events");
events.onmessage = async ({ data }) => {
  const news = JSON.parse(data);
  if (news.kind === "figures") await figures(news.ids);
  if (news.kind === "built") await page();
  if (news.kind === "wrong") console.warn(news.message);
};
events.onopen = () => { document.documentElement.dataset.preview = "live"; };
addEventListener("pagehide", () => events.close());
