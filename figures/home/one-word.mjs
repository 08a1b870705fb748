// How it finds out, live: one sentence, who is looked at from the place of the answer, and how one step of descent would push each
// score. Everything is worked out by the programs that were written from the printed equations, in a worker: this very module.
import { BREAKS, serve } from "./serving.mjs";
import { shapes } from "./decoder.mjs";
import { make, share, signed, STYLE, svg } from "./parts.mjs";

if (typeof document === "undefined") serve();

const ROW = 27; // pixels from word to word

export default async function how(frame, data, run) {
  const worker = new Worker(import.meta.url, { type: "module" }), waiting = new Map();
  let serial = 0;
  worker.onmessage = ({ data: { id, said, wrong } }) => {
    const { yes, no } = waiting.get(id);
    waiting.delete(id);
    if (wrong) no(new Error(wrong)); else yes(said);
  };
  const ask = (what, given = {}) => new Promise((yes, no) => {
    waiting.set(++serial, { yes, no });
    worker.postMessage({ id: serial, ask: what, ...given });
  });
  const { words, steps, language, recorded } = data, id = new Map(words.map((word, i) => [word, i]));
  const sets = Object.fromEntries(Object.entries(run).map(([name, url]) => [name, new URL(url, document.baseURI).href]));
  await ask("begin", { sets, packed: data.weights, steps, words });
  await ask("language", language);

  const usual = (adjective) => ["bos", "the", "animal", "did", "not", "cross", "the", "street", "because", "it", "was", "too", adjective, ".", "it", "means", "the"];
  const state = { words: usual(data.start.adjective), answer: data.start.answer, step: data.start.step, head: data.start.head, closed: [], broken: "", plain: false, nudge: null, station: -1, lit: usual(data.start.adjective).indexOf(data.start.answer) };
  const known = new Set(Object.values(steps)); // steps whose weights are here
  const losses = new Map(recorded.map(([step, loss]) => [step, loss]));
  const untouched = () => !state.closed.length && !state.broken && !state.nudge && /^the animal did not cross the street because it was too (tired|wide) \. it means the$/.test(state.words.slice(1).join(" "));
  const moments = () => [...new Set([...(untouched() ? recorded.map(([step]) => step) : []), ...known])].sort((a, b) => a - b);

  // what a moment says: recorded, or worked out now
  async function said() {
    if (known.has(state.step)) {
      return ask("look", { step: state.step, ids: state.words.map((word) => id.get(word)), target: id.get(state.answer), closed: state.closed, broken: state.broken, nudge: state.nudge });
    }
    const [, loss, both] = recorded.find(([step]) => step === state.step), one = both[state.words[12]];
    return { heads: one.heads.map(([A, push]) => ({ A, push })), p: words.map((word) => one.p[word] ?? 0), loss: one.loss, wave: null, batch: loss };
  }

  // -- the parts

  const panel = make("div", { className: "fp-touch fp-how" });
  const stage = make("div", { className: "fp-stage" }), arcs = svg("svg", { "aria-hidden": "true" }), list = make("ol");
  list.setAttribute("aria-label", "The sentence; each word can be changed");
  stage.append(arcs, list);
  const side = make("div"), told = make("p");
  told.setAttribute("role", "status");
  const scrub = make("input", { type: "range", min: 0, step: 1 });
  scrub.setAttribute("aria-label", "Training step");
  const at = make("output");
  const choice = (legend, items, get, put) => {
    const box = make("fieldset", {}, make("legend", { textContent: legend })), name = `how-${legend}`;
    const radios = items.map(([value, label]) => {
      const radio = make("input", { type: "radio", name, value, checked: get() === value });
      radio.addEventListener("change", () => { put(value); show(); });
      box.append(make("label", {}, radio, ` ${label}`));
      return [radio, value];
    });
    box.refresh = () => radios.forEach(([radio, value]) => { radio.checked = get() === value; });
    return box;
  };
  const heads = choice("Head", Array.from({ length: 8 }, (_, h) => [h, `L${h >> 2}H${h & 3}`]), () => state.head, (h) => { state.head = h; });
  const button = (text, press) => {
    const made = make("button", { type: "button", textContent: text, className: "fp-button" });
    made.addEventListener("click", press);
    return made;
  };
  const menu = (label, items, put) => {
    const made = make("select", { className: "fp-pick" }, ...items.map(([value, text]) => make("option", { value, textContent: text })));
    made.addEventListener("change", () => put(made.value));
    return make("label", {}, `${label} `, made);
  };
  const close = make("input", { type: "checkbox" });
  close.addEventListener("change", () => {
    const key = `block ${(state.head >> 2) + 1}.${state.head & 3}`;
    state.closed = close.checked ? [...state.closed, key] : state.closed.filter((one) => one !== key);
    fresh = true;
    nearest();
    show();
  });
  let fresh = true, busy = false;
  const train = button("Train 20 steps", async () => {
    if (busy) return;
    busy = true;
    train.disabled = true;
    if (!known.has(state.step)) { // the weights before it are here; what was recorded since is lived through
      state.step = Math.max(...[...known].filter((step) => step <= state.step));
      fresh = true;
    }
    for (let turn = 0; turn < 4; turn++) {
      const { step, loss } = await ask("train", { from: state.step, steps: 5, plain: state.plain, closed: state.closed, broken: state.broken, fresh, nudge: state.nudge });
      fresh = false;
      state.nudge = null; // it is in the weights that were trained
      known.add(step);
      losses.set(step, loss);
      state.step = step;
      await show();
    }
    train.disabled = busy = false;
    train.focus({ preventScroll: true });
  });
  const optimiser = menu("with", [["", "AdamW"], ["plain", "plain descent"]], (value) => { state.plain = Boolean(value); fresh = true; });
  const breaks = menu("Backward pass:", [["", "as printed"], ...Object.entries(BREAKS).map(([key, [, words_]]) => [key, words_])], (value) => { state.broken = value; fresh = true; nearest(); show(); });
  const grown = (name) => name.replace("gamma", "γ").replace("beta", "β").replace(/_(\w)$/, (_, x) => "₁₂"[x - 1] ?? `_${x}`).replace(/^(\d)\.(.*)/, (_, l, rest) => `${rest}, block ${+l + 1}`);
  const tensors = new Map(shapes().map(([name, rows_, columns]) => [name, { rows: rows_, columns, said: grown(name) }]));
  const nudge = menu("Nudge a weight of", [["", "none"], ...[...tensors].map(([name, { said: shown }]) => [name, shown])], (name) => {
    state.nudge = name ? { name, at: null, by: 0 } : null; // of a matrix the weight that matters most, until another is asked for
    moved();
  });
  const place = ["row", "column"].map((name) => {
    const made = make("input", { type: "number", min: 1, step: 1 });
    made.addEventListener("change", () => {
      const { columns } = tensors.get(state.nudge.name), [i, j] = place.map((one) => Math.min(+one.max, Math.max(1, Math.round(+one.value) || 1)));
      state.nudge = { ...state.nudge, at: (i - 1) * columns + j - 1 };
      moved();
    });
    return made;
  });
  const by = make("input", { type: "range", min: -1, max: 1, step: 0.02, value: 0 });
  by.setAttribute("aria-label", "How much is added to the weight");
  by.addEventListener("input", () => { state.nudge = { ...state.nudge, by: +by.value }; moved(); });
  const where = make("div", { className: "fp-row", hidden: true }, make("label", {}, "row ", place[0]), make("label", {}, "column ", place[1]), by);
  const moved = () => { fresh = true; nearest(); soon(); };
  const text = make("input", { type: "text", spellcheck: false });
  text.setAttribute("aria-label", "Your own sentence, up to the last “the”");
  text.addEventListener("change", () => own(text.value));
  const answer = make("select", { className: "fp-pick" });
  answer.addEventListener("change", () => { state.answer = answer.value; show(); });
  const loss = svg("svg", { class: "fp-loss", viewBox: "0 0 320 92", role: "img", preserveAspectRatio: "none" });
  const under = make("small");
  const wave = make("input", { type: "range", min: -1, step: 1, value: -1 });
  wave.setAttribute("aria-label", "How far the gradient has come back, station by station");
  wave.addEventListener("input", () => { playing++; state.station = +wave.value; draw(); });
  let playing = 0; // a reader who takes the slider stops what plays
  const send = button("Send the gradient back", async () => {
    nearest();
    await show();
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (still) { state.station = 0; draw(); return wave.focus(); }
    const began = performance.now(), count = last.wave.length, mine = ++playing, turn = (now) => {
      if (mine !== playing) return;
      const station = Math.min(count - 1, Math.max(0, Math.floor((now - began) / 450)));
      if (station !== state.station) { state.station = station; draw(); }
      if (state.station < count - 1) requestAnimationFrame(turn);
    };
    requestAnimationFrame(turn);
  });
  const table = make("details", { className: "fp-fold" }, make("summary", { textContent: "What is drawn, as a table" }), make("div"));

  // -- what is asked of the reader

  function nearest() { // a step whose weights are here
    if (!known.has(state.step)) state.step = [...known].reduce((a, b) => (Math.abs(b - state.step) < Math.abs(a - state.step) ? b : a));
  }

  function deciding(sentence) { // the answer by the language's own rule: the noun of the kind that the adjective is said of
    for (const [, pairs, kinds] of language.families) {
      for (const side_ of [0, 1]) {
        if (!sentence.some((word) => kinds[side_].includes(word))) continue;
        const nouns = new Set(pairs.concat(language.hidden).map((pair) => pair[side_])), found = sentence.find((word) => nouns.has(word));
        if (found) return found;
      }
    }
    return sentence.find((word) => language.nouns.includes(word)) ?? sentence[1];
  }

  function own(typed) {
    const given = typed.toLowerCase().replace(/\./g, " . ").split(/\s+/).filter(Boolean), odd = given.filter((word) => !id.has(word));
    if (odd.length) { told.textContent = `The model has never met ${odd.map((word) => `“${word}”`).join(", ")}: its language has 64 words.`; return; }
    const sentence = given[0] === "bos" ? given : ["bos", ...given];
    if (sentence.length < 3 || sentence.length > 21) { told.textContent = "A sentence has 2 to 20 words here."; return; }
    state.words = sentence;
    state.answer = deciding(sentence);
    state.lit = Math.max(0, sentence.indexOf(state.answer));
    nearest();
    show();
  }

  function unseen() { // a pair of nouns that was kept from training
    const has = (word) => state.words.includes(word), pair = language.hidden.find(([a, b]) => has(a) && has(b));
    return pair ? ` The pair ${pair[0]} and ${pair[1]} was never shown in training.` : "";
  }

  // -- drawing

  let last, turn = 0, waits = false, width = 0, narrow = false;
  function soon() { // however many events come in a frame, it is drawn once
    if (waits) return;
    waits = true;
    requestAnimationFrame(() => { waits = false; show(); });
  }

  async function show() {
    const mine = ++turn;
    const all = moments();
    if (!all.includes(state.step)) nearest();
    const found = await said();
    if (mine !== turn) return;
    last = found;
    scrub.max = all.length - 1;
    scrub.value = all.indexOf(state.step);
    scrub.setAttribute("aria-valuetext", `step ${state.step}`);
    at.textContent = `step ${state.step.toLocaleString("en")}`;
    heads.refresh();
    if (state.nudge && found.promised) state.nudge.at = found.promised.at;
    weighed();
    close.checked = state.closed.includes(`block ${(state.head >> 2) + 1}.${state.head & 3}`);
    wave.max = (last.wave?.length ?? 0) - 1;
    if (state.station >= (last.wave?.length ?? 0)) state.station = -1;
    listing();
    draw();
    remember();
  }

  function weighed() { // the nudge as it stands
    const { name, at: spot, by: much } = state.nudge ?? {}, tensor = tensors.get(name);
    if (nudge.lastChild.value !== (name ?? "")) nudge.lastChild.value = name ?? "";
    if (where.hidden === Boolean(tensor)) where.hidden = !tensor;
    if (!tensor) return;
    place.forEach((one, axis) => { one.max = axis ? tensor.columns : tensor.rows; one.value = 1 + (axis ? spot % tensor.columns : Math.floor(spot / tensor.columns)); });
    place[1].parentNode.hidden = tensor.columns === 1;
    by.value = much;
    by.setAttribute("aria-valuetext", `${signed(much)} to ${tensor.said}`);
  }

  function weight() { // what the gradient promised of a nudge, and what came of it
    if (!last.promised) return "";
    const { before, gradient, weight: was } = last.promised, { name, at: spot, by: much } = state.nudge, { said: shown, columns } = tensors.get(name);
    const at_ = columns === 1 ? `number ${spot + 1}` : `row ${1 + Math.floor(spot / columns)}, column ${1 + (spot % columns)}`;
    const fine = (x) => `${x < 0 ? "−" : "+"}${Math.abs(x).toPrecision(2)}`;
    const now = was.toFixed(3).replace("-", "−");
    if (!much) return ` Of ${shown} the weight in ${at_}, ${now}, has the gradient ${fine(gradient)}.`;
    return ` ${shown}, ${at_}, is ${now} ${much < 0 ? "−" : "+"} ${Math.abs(much).toFixed(2)}: by its gradient the loss changes by ${fine(gradient * much)}; it changes by ${fine(last.loss - before)}.`;
  }

  function listing() {
    const shownWords = [...list.querySelectorAll("select")].map((one) => one.value).join(" ");
    if (shownWords === state.words.slice(1).join(" ") && list.lastChild) return;
    text.value = state.words.slice(1).join(" ");
    list.replaceChildren(...state.words.slice(1).map((word, i) => {
      const pick = make("select", {}, ...words.filter((w) => w !== "bos" && w !== "eos").map((w) => make("option", { value: w, textContent: w, selected: w === word })));
      pick.setAttribute("aria-label", `Word ${i + 1}: ${word}. Change it`);
      pick.addEventListener("change", () => own([...list.querySelectorAll("select")].map((one) => one.value).join(" ")));
      const item = make("li", {}, pick, make("span"));
      const light = () => { if (state.lit !== i + 1) { state.lit = i + 1; draw(); } };
      item.addEventListener("pointerenter", light);
      pick.addEventListener("focus", light);
      return item;
    }), make("li", { className: "fp-answer" }, make("b", { textContent: "?" }), make("span")));
    const nouns = [...new Set([state.answer, ...state.words.filter((word) => language.nouns.includes(word))])];
    answer.replaceChildren(...nouns.map((word) => make("option", { value: word, textContent: word, selected: word === state.answer })));
  }

  function draw() {
    const { A, push } = last.heads[state.head], n = state.words.length, items = [...list.children];
    const centre = width * (narrow ? 0.66 : 0.37), colours = { up: "var(--how-up)", down: "var(--how-down)", none: "var(--fp-muted)" };
    const marks = [], strongest = Math.max(0.02, ...push.slice(1).map(Math.abs)); // the longest arrow is the strongest push
    const station = state.station >= 0 && last.wave ? last.wave[state.station] : null;
    const longest = station ? Math.max(...station.norms, 1e-12) : 1;
    for (let i = 1; i < n; i++) {
      const y = (i - 0.5) * ROW, foot = (n - 0.5) * ROW - ROW / 2 + 4, p = push[i];
      const colour = p > 0.003 ? colours.up : p < -0.003 ? colours.down : colours.none;
      if (!station) {
        const out = centre - 46 - (centre - 60) * ((n - i) / n) ** 0.8 * 1.25;
        marks.push(svg("path", { d: `M${centre - 40} ${foot}C${out} ${foot} ${out} ${y} ${centre - 40} ${y}`, fill: "none", stroke: colour, "stroke-width": Math.max(0.4, 16 * A[i]), opacity: state.lit === i ? 0.95 : 0.5 }));
        const length = (44 * p) / strongest, x = centre - 20;
        if (Math.abs(length) > 1.5) {
          const tip = y - length / 2, neck = tip + Math.sign(length) * Math.min(7, Math.abs(length));
          marks.push(svg("path", { d: `M${x} ${y + length / 2}V${neck}`, stroke: colour, "stroke-width": 3.2, fill: "none" }), svg("path", { d: `M${x - 5} ${neck}H${x + 5}L${x} ${tip}Z`, fill: colour }));
        }
      } else {
        const long = (centre - 30) * station.norms[i] / longest;
        marks.push(svg("rect", { x: centre - 12 - long, y: y - 7, width: Math.max(0, long), height: 14, rx: 2, fill: "var(--how-down)", opacity: 0.85 }));
      }
      items[i - 1].classList.toggle("fp-here", state.lit === i);
      write(items[i - 1].lastChild, station ? (station.norms[i] / longest > 0.005 ? share(station.norms[i] / longest) : "") : A[i] > 0.02 || Math.abs(p) > 0.01 ? `${share(A[i])} · ${signed(p)}` : "");
    }
    arcs.setAttribute("viewBox", `0 0 ${width} ${n * ROW}`);
    arcs.replaceChildren(...marks);
    const order = last.p.map((x, i) => [x, words[i]]).sort((a, b) => b[0] - a[0]);
    write(items.at(-1).lastChild, order.slice(0, 2).map(([x, word]) => `${word} ${share(x)}`).join(", "));
    speak(A, push, station, order);
    curve();
    wave.value = state.station;
    clearTimeout(draw.table);
    if (table.open || !draw.drawn) rows(A, push); // what is folded is written when things have come to rest
    else draw.table = setTimeout(() => rows(A, push), 200);
    draw.drawn = true;
  }

  const write = (node, words_) => { if (node.textContent !== words_) node.textContent = words_; };

  function speak(A, push, station, order) {
    if (station) {
      const [formula, where] = data.equations[station.name] ?? [station.name, ""], most = station.norms.indexOf(Math.max(...station.norms));
      told.replaceChildren(`Station ${state.station + 1} of ${last.wave.length}, ${station.where}: ${station.rows}×${station.columns} numbers arrive, by `, where ? make("a", { href: where, textContent: formula }) : formula, `. The longest row is that of “${state.words[most]}”${most === state.words.length - 1 ? ", the place of the answer" : ""}.`);
      wave.setAttribute("aria-valuetext", `station ${state.station + 1}, ${station.where}`);
      return;
    }
    const i = Math.min(state.lit, state.words.length - 1), word = state.words[i], a = A[i], p = push[i], better = a > 1e-4 ? p / a : 0;
    const why = Math.abs(p) < 0.0005 ? `the score of “${word}” is hardly pushed`
      : `the score of “${word}” is pushed ${p > 0 ? "up" : "down"} by ${Math.abs(p).toFixed(3)}: the answer's place looks at it with ${share(a)}, and its value would help “${state.answer}” ${p > 0 ? "more" : "less"} than what the head says now (by ${Math.abs(better).toFixed(2)}). ${share(a)} times ${signed(better)} is ${signed(p)}`;
    told.textContent = `Step ${state.step}: the model answers “${order[0][1]}” (${share(order[0][0])})${order[0][1] === state.answer ? "" : `; right would be “${state.answer}”`}. In one step of descent ${why}.${weight()}${unseen()}`;
  }

  function rows(A, push) {
    const cells = state.words.map((word, i) => make("tr", {}, make("th", { scope: "row", textContent: word }), make("td", { textContent: share(A[i]) }), make("td", { textContent: A[i] > 1e-4 ? signed(push[i] / A[i]) : "" }), make("td", { textContent: signed(push[i]) })));
    const head = make("tr", {}, ...["word", "attention", "its advantage", "push"].map((name) => make("th", { scope: "col", textContent: name })));
    const laid = make("table", {}, make("thead", {}, head), make("tbody", {}, ...cells));
    // The theme's two boxes: one scrolls, and gets its name from the press; the other is as wide as the table.
    table.lastChild.replaceChildren(make("div", { className: "md-typeset__scrollwrap" }, make("div", { className: "md-typeset__table" }, laid)));
  }

  function curve() {
    const all = [...losses].sort((a, b) => a[0] - b[0]), most = Math.max(400, state.step <= 400 ? 400 : state.step), top = 4.6;
    const x = (step) => 8 + (304 * step) / most, y = (value) => 80 - (70 * Math.min(value, top)) / top;
    const inside = all.filter(([step]) => step <= most);
    loss.setAttribute("aria-label", `Loss of the training batches, ${inside[0][1].toFixed(2)} at step ${inside[0][0]}, ${inside.at(-1)[1].toFixed(2)} at step ${inside.at(-1)[0]}`);
    under.textContent = `Loss of the training batches, steps 0 to ${most.toLocaleString("en")}`;
    loss.replaceChildren(
      svg("path", { d: `M8 80H312`, stroke: "var(--fp-faint)", fill: "none" }),
      svg("polyline", { points: inside.map(([step, value]) => `${x(step)},${y(value)}`).join(" "), fill: "none", stroke: "currentColor", "stroke-width": 1.5, "vector-effect": "non-scaling-stroke" }),
      svg("path", { d: `M${x(state.step)} 6V80`, stroke: "var(--how-up)", "stroke-width": 2, "vector-effect": "non-scaling-stroke" }),
    );
  }

  // -- the address: #how=step.head.words, and what was changed: !closed=0.1+1.3 !broken=scale !plain !nudge=0.W_Q:97:0.1

  function remember() {
    if (!remember.ready) return;
    const { closed, broken, plain, nudge: one } = state, changed = [
      closed.length && `closed=${closed.map((key) => key.replace("block ", "")).join("+")}`, broken && `broken=${broken}`,
      plain && "plain", one && `nudge=${one.name}:${one.at}:${one.by}`,
    ].filter(Boolean);
    clearTimeout(remember.later);
    remember.later = setTimeout(() => history.replaceState(history.state, "", `#how=${[`${state.step}.${state.head}.${state.words.slice(1).join("-")}`, ...changed].join("!")}`), 150);
  }

  function recall() {
    const [first, ...changed] = decodeURIComponent(location.hash).split("!"), found = /^#how=(\d+)\.([0-7])\.([a-z.-]+)$/.exec(first);
    if (!found) return;
    [state.step, state.head] = [+found[1], +found[2]];
    const wanted = found[3].split("-").filter((word) => id.has(word));
    if (wanted.length > 1 && wanted.length < 21) state.words = ["bos", ...wanted];
    for (const [key, value = ""] of changed.map((one) => one.split("="))) {
      const [name, spot, much] = value.split(":"), tensor = tensors.get(name);
      if (key === "closed") state.closed = value.split("+").filter((one) => /^[12]\.[0-3]$/.test(one)).map((one) => `block ${one}`);
      if (key === "broken" && Object.hasOwn(BREAKS, value)) state.broken = breaks.lastChild.value = value;
      if (key === "plain") { state.plain = true; optimiser.lastChild.value = "plain"; }
      if (key === "nudge" && tensor && +spot < tensor.rows * tensor.columns && Math.abs(+much) <= 1) state.nudge = { name, at: Math.floor(+spot), by: +much };
    }
    if (!moments().includes(state.step)) nearest();
    if (state.nudge || state.closed.length || state.broken) nearest();
    state.answer = deciding(state.words);
    state.lit = Math.max(0, state.words.indexOf(state.answer));
  }

  scrub.addEventListener("input", () => { state.step = moments()[+scrub.value]; fresh = true; playing++; state.station = -1; remember.ready = true; soon(); });
  panel.addEventListener("change", () => { remember.ready = true; }, true);
  side.append(
    make("div", { className: "fp-row" }, make("b", { textContent: "Training" }), scrub, at),
    loss, under, make("div", { className: "fp-row" }, train, optimiser), told, heads,
    make("div", { className: "fp-row" }, make("label", {}, close, " close this head")),
    make("div", { className: "fp-row" }, button("tired", () => own(usual("tired").slice(1).join(" "))), button("wide", () => own(usual("wide").slice(1).join(" "))), text),
    make("div", { className: "fp-row" }, make("label", {}, "The right answer: ", answer)),
    make("div", { className: "fp-row" }, send, wave), make("div", { className: "fp-row" }, breaks),
    make("div", { className: "fp-row" }, nudge), where, table,
  );
  panel.append(make("style", { textContent: STYLE }), stage, side);
  recall();
  frame.append(panel);
  frame.dataset.live = "instead"; // it takes the picture's place
  const measure = () => { [width, narrow] = [stage.clientWidth, matchMedia("(max-width: 30rem)").matches]; }; // once, not at every drawing
  measure();
  await show();
  new ResizeObserver(() => { measure(); draw(); }).observe(stage);
}
