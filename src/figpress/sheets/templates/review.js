// A reviewer's marks: kept in this browser, saved as a file of W3C annotations, and never sent anywhere.
{
  const facts = JSON.parse(document.getElementById("review-facts").textContent);
  const $ = (id) => document.getElementById(id);
  const shelf = `figpress-review:${facts.section}:${facts.sheet}`;
  const OBJECT = "\ufffc";
  let items = [], name = "", current = null, memory = null;

  const element = (tag, attributes = {}, ...children) => {
    const made = Object.assign(document.createElement(tag), attributes);
    made.append(...children);
    return made;
  };
  const kept = () => {
    try { return JSON.parse(localStorage.getItem(shelf)) || {}; } catch { return memory || {}; }
  };
  const keep = () => {
    memory = { name, items };
    try { localStorage.setItem(shelf, JSON.stringify(memory)); } catch { /* a browser that keeps nothing: the file is there */ }
    show();
  };
  const letters = (text) => text.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}\ufffc]/gu, "");
  const identity = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  };

  // The words of a paragraph as they are compared: a formula, a citation, a reference is one object, never cut in two.
  function plain(paragraph) {
    const runs = [];
    let text = "";
    (function walk(node) {
      if (node.nodeType === Node.TEXT_NODE) {
        runs.push([node, text.length]);
        text += node.data;
      } else if (node.nodeType === Node.ELEMENT_NODE) {
        if (node.matches(".notes, .review-tools, .fp-comment, script")) return;
        if (node.matches(".katex, .fp-cite, .fp-ref")) {
          runs.push([node, text.length]);
          text += OBJECT;
        } else node.childNodes.forEach(walk);
      }
    })(paragraph);
    return { text, runs };
  }
  const anchors = [...document.querySelectorAll("[data-anchor]")];
  const paragraphs = anchors.filter((one) => one.dataset.anchor.startsWith("paragraph"));
  const labelOf = (one) => one.dataset.label || one.dataset.anchor;

  function offset({ text, runs }, node, at, end) {
    for (const [run, start] of runs) {
      if (run === node) return start + (run.nodeType === Node.TEXT_NODE ? at : end ? 1 : 0);
      if (run.nodeType === Node.ELEMENT_NODE && run.contains(node)) return start + (end ? 1 : 0);
    }
    const edge = node.childNodes?.[at];
    const next = runs.find(([run]) => edge && (edge === run || edge.contains(run)));
    return next ? next[1] : end ? text.length : 0;
  }
  function selected() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const paragraph = paragraphs.find((one) => one.contains(range.startContainer));
    if (!paragraph) return null;
    const told = plain(paragraph);
    const start = offset(told, range.startContainer, range.startOffset, false);
    const end = paragraph.contains(range.endContainer) ? offset(told, range.endContainer, range.endOffset, true) : told.text.length;
    const exact = told.text.slice(start, end);
    return exact.trim() ? { paragraph, exact: exact.trim() } : null;
  }
  function quoteOf(paragraph, exact) {
    const { text } = plain(paragraph);
    const start = text.indexOf(exact);
    if (!exact || start < 0) return null;
    const at = paragraphs.indexOf(paragraph);
    const before = (at > 0 ? plain(paragraphs[at - 1]).text : "") + "\n" + text.slice(0, start);
    const behind = text.slice(start + exact.length) + "\n" + (paragraphs[at + 1] ? plain(paragraphs[at + 1]).text : "");
    const first = letters(text.slice(0, start)).length;
    return [
      { type: "TextQuoteSelector", exact, prefix: before.slice(-60), suffix: behind.slice(0, 60) },
      { type: "TextPositionSelector", start: first, end: first + letters(exact).length },
    ];
  }

  function annotation(motivation, target, bodies, id) {
    const now = new Date().toISOString();
    const old = items.find((one) => one.id === id);
    return {
      id: id || identity(), type: "Annotation", motivation, creator: { type: "Person", name },
      created: old?.created || now, modified: now, body: bodies, target,
    };
  }
  const body = (purpose, value) => ({ type: "TextualBody", purpose, value });
  const bodyOf = (one, purpose) => (one.body || []).find((part) => part.purpose === purpose)?.value || "";
  const put = (one) => { items = [...items.filter((other) => other.id !== one.id), one]; keep(); };
  const targetOf = (one, selectors = [], box = "") => ({
    source: facts.page, "figpress:digest": one.dataset.digest,
    selector: [{ type: "FragmentSelector", value: one.dataset.anchor + (box ? `&xywh=percent:${box}` : "") }, ...selectors],
  });

  // The dialog, for a new mark or one of one's own.
  const dialog = $("review-dialog");
  function open(one, { exact = "", box = "", old = null, about = null } = {}) {
    current = { one, old, about };
    const paragraph = one?.dataset.anchor.startsWith("paragraph");
    const figure = one?.dataset.anchor.startsWith("figure");
    $("review-title").textContent = about ? "Answer" : `Comment on ${labelOf(one)}`;
    $("review-about").hidden = !paragraph;
    $("review-propose").hidden = !paragraph;
    $("review-box").hidden = !figure;
    $("review-quote").value = exact;
    const sides = box ? box.split(",") : ["", "", "", ""];
    ["x", "y", "w", "h"].forEach((side, i) => { $(`review-${side}`).value = sides[i]; });
    $("review-text").value = old ? bodyOf(old, "commenting") || bodyOf(old, "replying") : "";
    $("review-words").value = old ? bodyOf(old, "editing") : "";
    $("review-out").checked = Boolean(old && old.motivation === "editing" && !bodyOf(old, "editing"));
    $("review-wrong").textContent = "";
    $("review-by").value = name;
    dialog.showModal();
    (name ? $("review-text") : $("review-by")).focus();
  }
  $("review-form").addEventListener("submit", (event) => {
    const wrong = (words) => { event.preventDefault(); $("review-wrong").textContent = words; };
    const { one, old, about } = current;
    const text = $("review-text").value.trim(), words = $("review-words").value.trim(), out = $("review-out").checked;
    name = $("review-by").value.trim();
    $("review-name").value = name;
    if (!name) return wrong("Say who you are.");
    if (about) {
      if (!text) return wrong("Write an answer.");
      return put(annotation("replying", about, [body("replying", text)], old?.id));
    }
    const exact = $("review-quote").value.trim();
    const paragraph = one.dataset.anchor.startsWith("paragraph");
    const quote = paragraph && exact ? quoteOf(one, exact) : [];
    if (!quote) return wrong("These words do not stand in the paragraph.");
    const proposes = paragraph && (words || out);
    if (proposes && !exact) return wrong("Say which words the proposal is for.");
    if (!text && !proposes) return wrong("Write a comment, or propose words.");
    const box = ["x", "y", "w", "h"].map((side) => $(`review-${side}`).value || "0");
    const boxed = one.dataset.anchor.startsWith("figure") && $("review-x").value !== "" ? box.join(",") : "";
    const bodies = [body("commenting", text), ...(proposes ? [body("editing", out ? "" : words)] : [])];
    put(annotation(proposes ? "editing" : "commenting", targetOf(one, quote, boxed), bodies, old?.id));
  });
  $("review-cancel").addEventListener("click", () => dialog.close());

  // A button and a tick at every paragraph, figure and equation; numbers and citations open by themselves.
  for (const one of anchors) {
    const label = labelOf(one);
    if (/^(number|citation) /.test(one.dataset.anchor)) {
      Object.assign(one, { tabIndex: 0 });
      one.setAttribute("role", "button");
      one.setAttribute("aria-label", `${one.textContent.trim()}: comment on ${label}`);
      const start = (event) => { event.preventDefault(); event.stopPropagation(); open(one); };
      one.addEventListener("click", (event) => getSelection().isCollapsed && start(event));
      one.addEventListener("keydown", (event) => event.target === one && ["Enter", " "].includes(event.key) && start(event));
      continue;
    }
    const tick = element("input", { type: "checkbox" });
    tick.dataset.tick = one.dataset.anchor;
    tick.addEventListener("change", () => {
      const mine = items.filter((item) => bodyOf(item, "tagging") === "checked" && item.target.selector?.[0].value === one.dataset.anchor);
      items = items.filter((item) => !mine.includes(item));
      if (tick.checked) items.push(annotation("assessing", targetOf(one), [body("tagging", "checked")]));
      keep();
    });
    const button = element("button", { type: "button", textContent: "comment" });
    button.setAttribute("aria-label", `Comment on ${label}`);
    button.addEventListener("click", () => {
      const now = selected();
      open(one, { exact: now && now.paragraph === one ? now.exact : "" });
    });
    one.append(element("span", { className: "review-tools" }, button, element("label", {}, tick, " checked")));
    const picture = one.matches("figure") && one.querySelector("img");
    if (picture) boxes(one, picture);
  }
  // A point or a box on a picture, by mouse, pen or finger; the dialog takes the same in figures.
  function boxes(figure, picture) {
    let from = null;
    const at = (event) => {
      const frame = picture.getBoundingClientRect();
      const part = (value) => Math.round(Math.min(1, Math.max(0, value)) * 1000) / 10;
      return [part((event.clientX - frame.left) / frame.width), part((event.clientY - frame.top) / frame.height)];
    };
    picture.draggable = false;
    picture.addEventListener("pointerdown", (event) => { from = at(event); });
    picture.addEventListener("pointerup", (event) => {
      if (!from) return;
      const to = at(event), start = from;
      from = null;
      const sides = [Math.min(start[0], to[0]), Math.min(start[1], to[1]), Math.abs(to[0] - start[0]), Math.abs(to[1] - start[1])];
      open(figure, { box: sides.map((side) => Math.round(side * 10) / 10).join(",") });
    });
  }

  $("review-selection").addEventListener("click", () => {
    const now = selected() || chosen;
    if (now) open(now.paragraph, { exact: now.exact });
  });
  let chosen = null; // a touch on the button takes the selection away
  document.addEventListener("selectionchange", () => {
    const now = selected();
    if (now) chosen = now;
    $("review-selection").disabled = !chosen;
  });
  $("review-name").addEventListener("change", (event) => { name = event.target.value.trim(); keep(); });
  $("review-approve").addEventListener("change", (event) => {
    items = items.filter((one) => bodyOf(one, "tagging") !== "approve");
    if (event.target.checked && !name) {
      event.target.checked = false;
      $("review-told").textContent = "Say who you are first.";
      $("review-name").focus();
      return;
    }
    const whole = { source: facts.page, "figpress:digest": facts.sheet, selector: [{ type: "FragmentSelector", value: "section" }] };
    if (event.target.checked) items.push(annotation("assessing", whole, [body("tagging", "approve")]));
    keep();
  });

  const file = () => JSON.stringify({
    "@context": "http://www.w3.org/ns/anno.jsonld", type: "AnnotationPage",
    figpress: { section: facts.section, by: name, sheet: facts.sheet },
    items: items.map((one) => ({ ...one, creator: { type: "Person", name } })),
  }, null, 1);
  $("review-save").addEventListener("click", () => {
    if (!name) { $("review-told").textContent = "Say who you are first."; $("review-name").focus(); return; }
    const link = element("a", { href: URL.createObjectURL(new Blob([file()], { type: "application/json" })) });
    link.download = `review-${facts.section}-${letters(name) || "somebody"}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    $("review-told").textContent = "Saved. Send the file to the author.";
  });
  $("review-copy").addEventListener("click", () => {
    const lines = [`Review of ${facts.section} by ${name || "somebody"}`, ""];
    for (const one of items) {
      const selectors = one.target.selector || [];
      const quote = selectors.find((part) => part.type === "TextQuoteSelector")?.exact;
      lines.push(`- ${selectors[0]?.value || "answer"}${quote ? ` “${quote}”` : ""}: ${(one.body || []).map((part) => part.purpose === "editing" ? `→ “${part.value}”` : part.value).filter(Boolean).join(" ")}`);
    }
    const area = $("review-plain");
    area.value = lines.join("\n");
    area.hidden = false;
    area.focus();
    area.select();
    document.execCommand("copy");
    $("review-told").textContent = "Copied: paste it into an e-mail.";
  });

  // What was said: the threads that the author has taken in, and one's own.
  const mine = (one) => items.some((item) => item.id === one.id);
  function card(one, placement = {}) {
    const selectors = one.target.selector || [];
    const quote = selectors.find((part) => part.type === "TextQuoteSelector")?.exact;
    const anchor = placement.anchor || (selectors[0]?.value || "").split("&")[0];
    const where = anchors.find((candidate) => candidate.dataset.anchor === anchor);
    const made = element("article", { className: "review-card", id: `said-${one.id.slice(-12)}` });
    const head = element("p", { className: "facts" }, `${one.creator.name}, ${(one.modified || one.created).slice(0, 16).replace("T", " ")}`);
    if (where) {
      where.id ||= `anchor-${anchors.indexOf(where)}`;
      head.append(" · ", element("a", { href: `#${where.id}`, textContent: labelOf(where) }));
    }
    if (placement.outcome && placement.outcome !== "exact") head.append(" ", element("span", { className: "tag tag-warning", textContent: { moved: "moved", changed: "the text has changed under it", gone: "what it is about is gone" }[placement.outcome] }));
    made.append(head);
    if (quote) made.append(element("blockquote", { textContent: quote }));
    const said = bodyOf(one, "commenting") || bodyOf(one, "replying");
    if (said) made.append(element("p", { textContent: said }));
    if (one.motivation === "editing") made.append(element("p", {}, element("del", { textContent: quote }), " ", element("ins", { textContent: bodyOf(one, "editing") })));
    if (one["figpress:accepted"]) made.append(element("p", { className: "facts", textContent: `accepted on ${one["figpress:accepted"]}` }));
    const everything = [...facts.threads.map((thread) => thread.said), ...facts.replies, ...items];
    const seen = new Set();
    for (const reply of everything.filter((other) => other.target === one.id && !seen.has(other.id) && seen.add(other.id))) {
      if (reply.motivation === "replying") made.append(card(reply));
      else made.append(element("p", { className: "facts", textContent: `resolved by ${reply.creator.name}` }));
    }
    const tools = element("p", { className: "review-buttons" });
    const button = (text, act) => { const b = element("button", { type: "button", textContent: text }); b.addEventListener("click", act); tools.append(b); };
    if (one.motivation !== "replying") {
      button("Answer", () => open(null, { about: one.id }));
      if (!everything.some((other) => other.target === one.id && bodyOf(other, "tagging") === "resolved"))
        button("Resolve", () => { if (name || (name = $("review-name").value.trim())) put(annotation("assessing", one.id, [body("tagging", "resolved")])); else { $("review-told").textContent = "Say who you are first."; $("review-name").focus(); } });
    }
    if (mine(one)) {
      const box = (selectors[0]?.value || "").split("xywh=percent:")[1] || "";
      button("Edit", () => open(where, { old: one, exact: quote || "", box, about: typeof one.target === "string" ? one.target : null }));
      button("Delete", () => { items = items.filter((other) => other.id !== one.id && other.target !== one.id); keep(); });
    }
    made.append(tools);
    return made;
  }
  function show() {
    const own = items.filter((one) => ["commenting", "editing"].includes(one.motivation));
    const taken = facts.threads.filter((thread) => !mine(thread.said));
    $("review-threads").replaceChildren(...taken.map((thread) => card(thread.said, thread)), ...own.map((one) => card(one)));
    if (!taken.length && !own.length) $("review-threads").append(element("p", { textContent: "Nobody has said anything yet." }));
    const ticked = new Set(items.filter((one) => bodyOf(one, "tagging") === "checked").map((one) => one.target.selector[0].value));
    for (const tick of document.querySelectorAll("[data-tick]")) tick.checked = ticked.has(tick.dataset.tick);
    $("review-approve").checked = items.some((one) => bodyOf(one, "tagging") === "approve");
    $("review-count").textContent = `${own.length} said, ${ticked.size} of ${document.querySelectorAll("[data-tick]").length} checked`;
    for (const one of anchors) one.classList.toggle("said", own.some((item) => (item.target.selector[0].value || "").split("&")[0] === one.dataset.anchor));
  }
  ({ name = "", items = [] } = kept());
  $("review-name").value = name;
  show();
}
