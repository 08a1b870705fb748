// The worker's side of the live figure: it holds weights by step, looks at a sentence with them, and trains.
import { Decoder, Optimiser, Room, rate, SIZES } from "./decoder.mjs";

const BATCH = 64; // sentences of a step, as in the training whose moments are shipped
export const BREAKS = {
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

export async function serve() {
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
    look({ step, ids, target, closed, broken, nudge }) {
      small.params.theta.set(kept.get(step));
      set(small, closed, broken);
      const n = ids.length, stations = [], asked = ids.map((_, i) => (i === n - 1 ? target : -1)), promised = nudge && nudged(ids, asked, nudge);
      small.forward([ids]);
      small.step = (name, fn, sizes, given, to, where) => {
        if (to === small.bars.theta || where.includes("head") || name === "loss" || name === "adamw" || !/_bar$/.test(fn) || /^(W|b|gamma|beta|mu|E|P)_/.test(fn) || name === "linear") return;
        if (name === "layer-norm" || (name === "heads" && fn === "O_bar")) return; // C̄ again, with its heads one below the other
        if (stations.at(-1)?.fn === fn && stations.at(-1).where === where) return;
        stations.push({ set: name, fn, where, to: fn === "Z_bar" ? small.top.Z_bar : to }); // of one place: all places
      };
      const loss = small.backward(asked);
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
      return { heads, p, loss, wave, promised };
    },
    async train({ from, steps, plain, closed, broken, fresh, nudge }) {
      set(D, closed, broken);
      if (fresh || !opt || opt.plain !== plain) {
        opt = new Optimiser(D, plain);
        D.params.theta.set(kept.get(from));
        if (nudge) D.params.views[nudge.name][nudge.at] += nudge.by;
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
  function nudged(ids, asked, nudge) { // what the gradient says of one weight before it is moved, and moves it
    small.forward([ids]);
    const before = small.backward(asked), bars = small.bars.views[nudge.name], weights_ = small.params.views[nudge.name];
    const at = nudge.at ?? bars.reduce((most, x, i) => (Math.abs(x) > Math.abs(bars[most]) ? i : most), 0); // the one that matters most
    const found = { at, before, gradient: bars[at], weight: weights_[at] };
    weights_[at] += nudge.by;
    return found;
  }

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
