// How it finds out, live: one sentence, who is looked at from the place of the answer, and how one step of descent would push each
// score. Everything is worked out here by the programs that were written from the printed equations, in a worker: this very module.
import { Decoder, Optimiser, Room, rate, SIZES } from "./decoder.mjs";

// -- in the worker

const BATCH = 64; // sentences of a step, as in the training whose moments are shipped
const BREAKS = {
  baseline: ["attention.S_bar", "S̄ = A ⊙ Ā: the baseline is forgotten", (size, { A, A_bar }, to) => { for (let i = 0; i < size.n ** 2; i++) to[i] = A[i] * A_bar[i]; }],
  scale: ["attention.Q_bar", "Q̄ = S̄ K: the scale is forgotten", (size, given, to, right) => right(size, { ...given, c: 1 }, to)],
  past: ["residual.X_prime_bar", "X̄′ = N(Ū): the way past is forgotten", (size, given, to, right) => right(size, { ...given, Y_bar: given.Y_bar.map(() => 0) }, to)],
};

async function weights(packed) { // sign, exponent and mantissa, plane by plane
  const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
  const planes = new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).arrayBuffer());
  const count = planes.length / 4, words = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const w = ((planes[i] << 24) | (planes[count + i] << 16) | (planes[2 * count + i] << 8) | planes[3 * count + i]) >>> 0;
    words[i] = ((w >>> 1) | (w << 31)) >>> 0;
  }
  return new Float32Array(words.buffer);
}

function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function sampled(language, chance) { // a sentence of the training side
  const pick = (list) => list[Math.floor(chance() * list.length)], [verb, pairs, kinds] = pick(language.families);
  const [subject, object] = pick(pairs), adjective = pick([...kinds[0], ...kinds[1]]), good = kinds[0].includes(adjective) ? subject : object;
  const before = chance() < 0.3 ? [pick(language.modifiers)] : [], after = chance() < 0.3 ? [pick(language.modifiers)] : [];
  return ["bos", "the", ...before, subject, "did", "not", ...verb, "the", ...after, object, "because", "it", "was", "too", adjective, ".", "it", "means", "the", good, "eos"];
}

async function serve() {
  let D, small, opt, P, language, index, chance = random(1);
  const kept = new Map(); // step → weights
  const answers = {
    async begin({ sets, packed, steps, words }) {
      const room = new Room(32 + BATCH * 22), modules = await Promise.all(Object.entries(sets).map(async ([name, url]) => [name, await import(url)]));
      P = await room.programs(Object.fromEntries(modules));
      index = new Map(words.map((word, i) => [word, i]));
      for (const [name, step] of Object.entries(steps)) kept.set(step, await weights(packed[name]));
      [small, D] = [new Decoder(P, room, 32), new Decoder(P, room, BATCH * 22)];
      return [...kept.keys()];
    },
    language(given) { language = given; },
    look({ step, ids, target, closed, broken }) {
      small.params.theta.set(kept.get(step));
      set(small, closed, broken);
      small.forward([ids]);
      const n = ids.length, stations = [];
      small.step = (name, fn, sizes, given, to, where) => {
        if (to === small.bars.theta || where.includes("head") || name === "loss" || name === "adamw" || !/_bar$/.test(fn) || /^(W|b|gamma|beta|mu|E|P)_/.test(fn) || name === "linear") return;
        if (name === "layer-norm") return;
        if (stations.at(-1)?.fn === fn && stations.at(-1).where === where) return;
        stations.push({ set: name, fn, where, to });
      };
      const asked = ids.map((_, i) => (i === n - 1 ? target : -1)), loss = small.backward(asked);
      small.step = null;
      const heads = [];
      small.blocks.forEach((block) => {
        for (let h = 0; h < SIZES.H; h++) {
          const row = (array) => Array.from(small.square(array, h, 0).subarray((n - 1) * n, n * n));
          heads.push({ A: row(block.A), push: row(block.S_bar).map((x) => -x) });
        }
      });
      const V = SIZES.V, p = Array.from(small.top.P.subarray((n - 1) * V, n * V));
      const wave = stations.map(({ set: name, fn, where, to }) => {
        const width = name === "top" && fn === "Z_bar" ? V : /Z_1/.test(fn) ? SIZES.f : SIZES.d;
        const norms = ids.map((_, i) => Math.hypot(...to.subarray(i * width, (i + 1) * width)));
        return { name: `${name}.${fn}`, where, rows: n, columns: width, norms };
      });
      return { heads, p, loss, wave };
    },
    async train({ from, steps, plain, closed, broken, fresh }) {
      set(D, closed, broken);
      if (fresh || !opt || opt.plain !== plain) {
        opt = new Optimiser(D, plain);
        D.params.theta.set(kept.get(from));
      }
      let loss = 0;
      for (let k = 0; k < steps; k++) {
        const batch = Array.from({ length: BATCH }, () => sampled(language, chance).map((word) => index.get(word)));
        D.forward(batch.map((one) => one.slice(0, -1)));
        loss = D.backward(batch.map((one) => one.slice(1)));
        opt.step(plain ? 0.3 : rate(from + k, 2000));
      }
      kept.set(from + steps, D.params.theta.slice());
      return { step: from + steps, loss };
    },
  };
  function set(decoder, closed, broken) {
    decoder.closed = new Set(closed);
    decoder.broken = {};
    decoder.wrong = Boolean(broken);
    if (!broken) return;
    const [line, , wrong] = BREAKS[broken], [name, fn] = line.split(".");
    decoder.broken[line] = (size, given, to) => wrong(size, given, to, P[name][fn]);
  }
  self.onmessage = async ({ data: { id, ask, ...given } }) => {
    try { self.postMessage({ id, said: await answers[ask](given) }); } catch (error) { self.postMessage({ id, wrong: String(error.stack ?? error) }); }
  };
}

if (typeof document === "undefined") serve();

// -- on the page

const STYLE = `
.fp-how { text-align: left; font-size: .62rem; line-height: 1.35; display: grid; gap: .2rem 1.2rem; grid-template-columns: minmax(0, 1fr); }
.fp-how { --how-up: #06528d; --how-down: #b8430a; }
.fp-how .fp-stage { position: relative; touch-action: pan-y; align-self: start; }
.fp-how .fp-stage svg { position: absolute; inset: 0; width: 100%; height: 100%; pointer-events: none; overflow: visible; }
.fp-how ol { list-style: none; margin: 0 !important; padding: 0; position: relative; }
.fp-how li { margin: 0 !important; height: 27px; display: grid; grid-template-columns: 37% auto 1fr; align-items: center; }
.fp-how li > select { grid-column: 2; justify-self: start; min-width: 4.9rem; height: 25px; padding: 0 .2rem; border: 1px solid transparent; border-radius: 4px; background: var(--md-default-bg-color, transparent); color: inherit; font: inherit; font-weight: 600; cursor: pointer; text-align: center; text-align-last: center; appearance: none; }
.fp-how li > select:hover, .fp-how li > select:focus-visible { border-color: var(--fp-muted); }
.fp-how li.fp-here > select { text-decoration: underline; text-underline-offset: 3px; }
.fp-how li > span { grid-column: 3; padding-left: .4rem; color: var(--fp-quiet); white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.fp-how .fp-answer > b { grid-column: 2; text-align: center; min-width: 4.9rem; }
.fp-how fieldset, .fp-how .fp-row { border: 0; margin: .15rem 0; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem .5rem; align-items: center; }
.fp-how legend { float: left; margin-right: .4rem; padding: 0; }
.fp-how fieldset { display: grid; grid-template-columns: repeat(4, max-content); }
.fp-how fieldset > legend { grid-column: 1 / -1; font-weight: 600; }
.fp-how input[type=range] { flex: 1; min-width: 8rem; height: 28px; }
.fp-how button, .fp-how .fp-pick { min-height: 28px; }
.fp-how label { white-space: nowrap; }
.fp-how input[type=text] { flex: 1; min-width: min(12rem, 100%); box-sizing: border-box; font: inherit; padding: .2rem .3rem; border: 1px solid var(--fp-muted); border-radius: 4px; background: none; color: inherit; }
.fp-how .fp-loss { width: 100%; height: 84px; display: block; overflow: visible; }
.fp-how small { color: var(--fp-quiet); font-size: .58rem; opacity: 1; }
.fp-how [role=status] { min-height: 4.2em; margin: .2rem 0; font-size: .68rem; }
.fp-how label:has(> select) { white-space: normal; max-width: 100%; }
.fp-how select.fp-pick { max-width: 100%; font: inherit; padding: .1rem .2rem; border: 1px solid var(--fp-muted); border-radius: 4px; background: var(--md-default-bg-color, transparent); color: inherit; }
.fp-how > div { min-width: 0; }
@media (max-width: 30rem) { .fp-how li { grid-template-columns: 66% auto; } .fp-how li > span { display: none; } }
@media (min-width: 60rem) { .fp-how { grid-template-columns: minmax(0, 10fr) minmax(0, 9fr); } }
@media print { .fp-how { display: none; } }
[data-md-color-scheme="slate"] .fp-how { --how-up: #7ab8f5; --how-down: #f08a4b; }`;
const ROW = 27, SVG = "http://www.w3.org/2000/svg";
const svg = (name, attributes) => {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};
const make = (name, attributes = {}, ...children) => {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...children);
  return made;
};
const share = (x) => (x > 0.995 ? "100 %" : `${(100 * x).toFixed(x < 0.095 ? 1 : 0)} %`);
const signed = (x) => `${x < 0 ? "−" : "+"}${Math.abs(x).toFixed(Math.abs(x) < 0.0995 ? 3 : 2)}`;

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
  const state = { words: usual(data.start.adjective), answer: data.start.answer, step: data.start.step, head: data.start.head, closed: [], broken: "", plain: false, station: -1, lit: usual(data.start.adjective).indexOf(data.start.answer) };
  const known = new Set(Object.values(steps)); // steps whose weights are here
  const losses = new Map(recorded.map(([step, loss]) => [step, loss]));
  const untouched = () => !state.closed.length && !state.broken && /^the animal did not cross the street because it was too (tired|wide) \. it means the$/.test(state.words.slice(1).join(" "));
  const moments = () => [...new Set([...(untouched() ? recorded.map(([step]) => step) : []), ...known])].sort((a, b) => a - b);

  // what a moment says: recorded, or worked out now
  async function said() {
    if (known.has(state.step)) {
      return ask("look", { step: state.step, ids: state.words.map((word) => id.get(word)), target: id.get(state.answer), closed: state.closed, broken: state.broken });
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
      const { step, loss } = await ask("train", { from: state.step, steps: 5, plain: state.plain, closed: state.closed, broken: state.broken, fresh });
      fresh = false;
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
      state.station = Math.min(count - 1, Math.floor((now - began) / 450));
      draw();
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

  let last, turn = 0;
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
    close.checked = state.closed.includes(`block ${(state.head >> 2) + 1}.${state.head & 3}`);
    wave.max = (last.wave?.length ?? 0) - 1;
    if (state.station >= (last.wave?.length ?? 0)) state.station = -1;
    listing();
    draw();
    remember();
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
    const { A, push } = last.heads[state.head], n = state.words.length, items = [...list.children], width = stage.clientWidth;
    const centre = width * (matchMedia("(max-width: 30rem)").matches ? 0.66 : 0.37), colours = { up: "var(--how-up)", down: "var(--how-down)", none: "var(--fp-muted)" };
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
      items[i - 1].lastChild.textContent = station ? (station.norms[i] / longest > 0.005 ? share(station.norms[i] / longest) : "") : A[i] > 0.02 || Math.abs(p) > 0.01 ? `${share(A[i])} · ${signed(p)}` : "";
    }
    arcs.setAttribute("viewBox", `0 0 ${width} ${n * ROW}`);
    arcs.replaceChildren(...marks);
    const order = last.p.map((x, i) => [x, words[i]]).sort((a, b) => b[0] - a[0]);
    items.at(-1).lastChild.textContent = order.slice(0, 2).map(([x, word]) => `${word} ${share(x)}`).join(", ");
    speak(A, push, station, order);
    curve();
    rows(A, push);
    wave.value = state.station;
  }

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
    told.textContent = `Step ${state.step}: the model answers “${order[0][1]}” (${share(order[0][0])})${order[0][1] === state.answer ? "" : `; right would be “${state.answer}”`}. In one step of descent ${why}.${unseen()}`;
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

  // -- the address: #how=step.head.words

  function remember() {
    if (!remember.ready) return;
    const said_ = `how=${state.step}.${state.head}.${state.words.slice(1).join("-")}`;
    history.replaceState(history.state, "", `#${said_}`);
  }
  const linked = /^#how=(\d+)\.([0-7])\.([a-z.-]+)$/.exec(location.hash);

  scrub.addEventListener("input", () => { state.step = moments()[+scrub.value]; fresh = true; playing++; state.station = -1; remember.ready = true; show(); });
  panel.addEventListener("change", () => { remember.ready = true; }, true);
  side.append(
    make("div", { className: "fp-row" }, make("b", { textContent: "Training" }), scrub, at),
    loss, under, make("div", { className: "fp-row" }, train, optimiser), told, heads,
    make("div", { className: "fp-row" }, make("label", {}, close, " close this head")),
    make("div", { className: "fp-row" }, button("tired", () => own(usual("tired").slice(1).join(" "))), button("wide", () => own(usual("wide").slice(1).join(" "))), text),
    make("div", { className: "fp-row" }, make("label", {}, "The right answer: ", answer)),
    make("div", { className: "fp-row" }, send, wave), make("div", { className: "fp-row" }, breaks), table,
  );
  panel.append(make("style", { textContent: STYLE }), stage, side);
  if (linked) {
    [state.step, state.head] = [+linked[1], +linked[2]];
    if (!moments().includes(state.step)) nearest();
    const wanted = linked[3].split("-").filter((word) => id.has(word));
    if (wanted.length > 1) state.words = ["bos", ...wanted];
    state.answer = deciding(state.words);
    state.lit = Math.max(0, state.words.indexOf(state.answer));
  }
  frame.append(panel);
  frame.dataset.live = "instead"; // it takes the picture's place
  await show();
  new ResizeObserver(() => last && draw()).observe(stage);
}
