// The decoder whole, forward and backward, out of the programs that were written from the printed equations. Here is only what
// no equation says: which tensor lies where, which function comes next, and where a sentence or a head begins.
//
// Words of all sentences of a batch lie below one another, N rows; only attention looks at one sentence at a time. `P` holds the
// programs by the names of their sets; `step` is told of every function that runs: (set, name, sizes, given, to, where).

export const SIZES = { V: 64, T: 22, d: 32, H: 4, d_k: 8, f: 128, layers: 2 };
const EPSILON = 1e-5;

// The 37 parameters, in the order in which training flattens them.
export function shapes({ V, T, d, f, layers } = SIZES) {
  const found = [["E", V, d], ["P", T, d]];
  for (let l = 0; l < layers; l++) {
    const one = [["gamma_1", d, 1], ["beta_1", d, 1]];
    for (const x of "QKVO") one.push([`W_${x}`, d, d], [`b_${x}`, d, 1]);
    one.push(["gamma_2", d, 1], ["beta_2", d, 1], ["W_1", d, f], ["b_1", f, 1], ["W_2", f, d], ["b_2", d, 1]);
    for (const [name, rows, columns] of one) found.push([`${l}.${name}`, rows, columns]);
  }
  return [...found, ["gamma", d, 1], ["beta", d, 1], ["W_U", d, V]];
}

// One vector, and a view of it for each parameter.
export function parameters(make) {
  const all = shapes(), total = all.reduce((sum, [, r, c]) => sum + r * c, 0);
  const theta = make(total), views = {};
  let at = 0;
  for (const [name, rows, columns] of all) views[name] = theta.subarray(at, (at += rows * columns));
  return { theta, views };
}

// Where all arrays of decoders of `most` rows together lie, so that the programs' loops in WebAssembly find them; the beginning is for those loops' copies.
export class Room {
  constructor(most, Kind = Float32Array) {
    this.free = 2 ** 18 * Kind.BYTES_PER_ELEMENT;
    this.memory = new WebAssembly.Memory({ initial: Math.ceil((2 ** 19 + 4096 * most) * Kind.BYTES_PER_ELEMENT / 65536) });
    Object.assign(this, { most, Kind, at: this.free });
  }

  take(length) {
    const taken = new this.Kind(this.memory.buffer, this.at, length);
    this.at += 16 * Math.ceil(taken.byteLength / 16);
    return taken;
  }

  // The programs of all sets for arrays that lie here.
  async programs(sets) {
    const quick = async (set) => (set.swift ? set.swift(this.memory, 0, this.free) : set);
    return Object.fromEntries(await Promise.all(Object.entries(sets).map(async ([name, set]) => [name, await quick(set)])));
  }
}

export class Decoder {
  constructor(P, room, most = room.most) {
    const { Kind } = room, take = (length) => room.take(length);
    Object.assign(this, { P, Kind, take, most, wrong: false, broken: {}, closed: new Set(), step: null });
    const { V, T, d, H, f, layers } = SIZES, make = (...shape) => take(shape.reduce((a, b) => a * b, most));
    this.params = parameters(take);
    this.bars = parameters(take);
    this.one = { Pi: take(T * V), E: take(V * d), P: take(T * d), said: take(1), x: take(2 * most * d) };
    const norm = () => ({ mu: make(1), sigma: make(1), hat: make(d), y: make(d), y_bar: make(d), x_bar: make(d) });
    this.stream = Array.from({ length: 2 * layers + 1 }, () => make(d)); // before each sublayer, and at the end
    this.bar = this.stream.map(() => make(d));
    this.blocks = Array.from({ length: layers }, () => ({
      norm_1: norm(), norm_2: norm(), F_1: make(d), F_2: make(d), F_2_bar: make(d),
      Q: make(d), K: make(d), V: make(d), heads: { Q: make(d), K: make(d), V: make(d), O: make(d) }, C: make(d),
      S: make(H, 22), A: make(H, 22), S_bar: make(H, 22), A_bar: make(H, 22), Z_1: make(f), G: make(f), Z_1_bar: make(f),
      C_bar: make(d), heads_bar: { Q: make(d), K: make(d), V: make(d), O: make(d) }, Q_bar: make(d), K_bar: make(d), V_bar: make(d),
    }));
    this.top = { norm: norm(), Z: make(V), P: make(V), T: make(V), Z_bar: make(V) };
    this.views = new Map();
    this.masks = new Map();
  }

  // Runs one function of a set; a line that the reader has broken runs in its place.
  run(set, name, sizes, given, to, where = "") {
    const said = (this.wrong && this.broken[`${set}.${name}`]) || this.P[set][name];
    said(sizes, given, to);
    this.step?.(set, name, sizes, given, to, where);
    return to;
  }

  picks(ids) { // a row for each word, 1 at its id
    const { V } = SIZES, { Pi } = this.one;
    Pi.fill(0, 0, ids.length * V);
    ids.forEach((id, t) => { Pi[t * V + id] = 1; });
    return Pi;
  }

  rows(array, width, N) { // a view of each row, made once
    let kept = this.views.get(array);
    if (!kept) this.views.set(array, (kept = Array.from({ length: this.most }, (_, i) => array.subarray(i * width, (i + 1) * width))));
    return kept;
  }

  mask(n) {
    if (!this.masks.has(n)) {
      const M = this.take(n * n);
      for (let i = 0; i < n; i++) M.fill(-Infinity, i * n + i + 1, i * n + n);
      this.masks.set(n, M);
    }
    return this.masks.get(n);
  }

  part(array, N, h, at, n) { // rows at … at + n of head h, which lies whole before head h + 1
    const { d_k } = SIZES;
    return array.subarray((h * N + at) * d_k, (h * N + at + n) * d_k);
  }

  square(array, h, b) { // the scores of head h in sentence b
    const { H } = SIZES, size = 22 * 22;
    return array.subarray((b * H + h) * size, (b * H + h + 1) * size);
  }

  // -- forward: sentences are lists of word ids; Z has a row of logits for each word that is read

  forward(sentences) {
    const { d, V, f, layers } = SIZES, W = this.params.views;
    this.starts = [];
    let N = 0;
    for (const one of sentences) { this.starts.push(N); N += one.length; }
    Object.assign(this, { sentences, N });
    sentences.forEach((ids, b) => {
      const n = ids.length, Pi = this.picks(ids);
      this.run("embedding", "X", { n, d, V }, { Pi, E: W.E, P: W.P }, this.stream[0].subarray(this.starts[b] * d));
    });
    for (let l = 0; l < layers; l++) {
      const block = this.blocks[l], w = (name) => W[`${l}.${name}`], where = `block ${l + 1}`;
      this.norm(this.stream[2 * l], block.norm_1, w("gamma_1"), w("beta_1"), where);
      this.attend(block, block.norm_1.y, w, where);
      this.add(2 * l, block.F_1, where);
      this.norm(this.stream[2 * l + 1], block.norm_2, w("gamma_2"), w("beta_2"), where);
      const n = N;
      this.run("feed-forward", "Z_1", { n, d, f }, { U_2: block.norm_2.y, W_1: w("W_1"), b_1: w("b_1") }, block.Z_1, where);
      this.run("feed-forward", "G", { n, f }, { Z_1: block.Z_1 }, block.G, where);
      this.run("feed-forward", "F", { n, d, f }, { G: block.G, W_2: w("W_2"), b_2: w("b_2") }, block.F_2, where);
      this.add(2 * l + 1, block.F_2, where);
    }
    this.norm(this.stream[2 * layers], this.top.norm, W.gamma, W.beta, "top");
    this.run("top", "Z", { n: N, d, V }, { H: this.top.norm.y, W_U: W.W_U }, this.top.Z, "top");
    return this.top.Z;
  }

  add(l, f_l_of_x, where) { // x_{l+1} = x_l + f_l(x_l), all words in one column
    const d = this.N * SIZES.d, { x } = this.one;
    x.set(this.stream[l].subarray(0, d));
    this.run("stream", "x", { L: 1, d }, { x, f_l_of_x }, x, where);
    this.stream[l + 1].set(x.subarray(d, 2 * d));
  }

  norm(X, kept, gamma, beta, where) {
    const { d } = SIZES, N = this.N, size = { d };
    const [x, hat, y] = [X, kept.hat, kept.y].map((array) => this.rows(array, d, N)), [mu, sigma] = [kept.mu, kept.sigma].map((array) => this.rows(array, 1, N));
    for (let i = 0; i < N; i++) {
      this.run("layer-norm", "mu", size, { x: x[i] }, mu[i], where);
      this.run("layer-norm", "sigma", size, { x: x[i], epsilon: EPSILON }, sigma[i], where);
      this.run("layer-norm", "x_hat", size, { x: x[i], mu: mu[i][0], sigma: sigma[i][0] }, hat[i], where);
      this.run("layer-norm", "y", size, { gamma, x_hat: hat[i], beta }, y[i], where);
    }
  }

  attend(block, U, w, where) {
    const { d, H, d_k } = SIZES, { N } = this, size = { n: N, d, d_k: d, d_v: d }, split = { n: N, H, d_k, d };
    for (const x of "QKV") {
      this.run("projections", x, size, { U, [`W_${x}`]: w(`W_${x}`), [`b_${x}`]: w(`b_${x}`), }, block[x], where);
      this.run("heads", "O_bar", split, { C_bar: block[x] }, block.heads[x], where);
    }
    this.each((b, at, n, h) => {
      const [Q, K, V, O] = ["Q", "K", "V", "O"].map((x) => this.part(block.heads[x], N, h, at, n));
      const S = this.square(block.S, h, b), A = this.square(block.A, h, b), here = `${where}, head ${h + 1}`;
      this.run("attention", "S", { n, d_k }, { c: d_k ** -0.5, Q, K, M: this.mask(n) }, S, here);
      this.run("attention", "A", { n }, { S }, A, here);
      this.run("attention", "O", { n, d_v: d_k }, { A, V }, O, here);
      if (this.closed.has(`${where}.${h}`)) O.fill(0);
    });
    this.run("heads", "C", split, { O: block.heads.O }, block.C, where);
    this.run("heads", "Y", { n: N, d }, { C: block.C, W_O: w("W_O"), b_O: w("b_O") }, block.F_1, where);
  }

  each(work) { // every head of every sentence
    this.sentences.forEach((ids, b) => {
      for (let h = 0; h < SIZES.H; h++) work(b, this.starts[b], ids.length, h);
    });
  }

  // -- backward: targets are lists of word ids, −1 where nothing is asked; returns the mean loss

  loss(targets) {
    const { V } = SIZES, { N, top } = this, flat = targets.flat();
    this.run("top", "P", { n: N, V }, { Z: top.Z }, top.P, "top");
    top.T.fill(0, 0, N * V);
    const Z = this.rows(top.Z, V, N), { said } = this.one, asked = [];
    let total = 0;
    flat.forEach((y, i) => {
      if (y < 0) return;
      top.T[i * V + y] = 1;
      total += this.run("loss", "L", { f: V }, { z: Z[i], y }, said, "top")[0];
      asked.push(i);
    });
    if (asked.length === N) this.run("top", "Z_bar", { n: N, V }, { P: top.P, T: top.T }, top.Z_bar, "top");
    else { // one word is asked for: the mean is over one place, and the others get nothing
      if (asked.length !== 1) throw new Error("the loss is of all words, or of one");
      const [P, T, Z_bar] = [top.P, top.T, top.Z_bar].map((array) => this.rows(array, V, N)[asked[0]]);
      top.Z_bar.fill(0, 0, N * V);
      this.run("top", "Z_bar", { n: 1, V }, { P, T }, Z_bar, "top");
    }
    return total / asked.length;
  }

  backward(targets) {
    const L = this.loss(targets);
    this.down();
    return L;
  }

  down() { // from Z̄ to all 37
    const { d, V, f, layers } = SIZES, { N, top } = this, W = this.params.views, B = this.bars.views, n = N;
    this.bars.theta.fill(0);
    this.run("top", "W_U_bar", { n, d, V }, { H: top.norm.y, Z_bar: top.Z_bar }, B.W_U, "top");
    this.run("top", "H_bar", { n, d, V }, { Z_bar: top.Z_bar, W_U: W.W_U }, top.norm.y_bar, "top");
    this.back(top.norm, W.gamma, B.gamma, B.beta, "top");
    this.run("residual", "Y_bar", { n, d }, { N_3_of_H_bar: top.norm.x_bar }, this.bar[2 * layers], "top");
    for (let l = layers - 1; l >= 0; l--) {
      const block = this.blocks[l], w = (name) => W[`${l}.${name}`], b = (name) => B[`${l}.${name}`], where = `block ${l + 1}`;
      const Y_bar = this.bar[2 * l + 2], X_prime_bar = this.bar[2 * l + 1];
      const F_bar = this.run("residual", "F_bar", { n, d }, { Y_bar }, block.F_2_bar, where);
      const Z_1_bar = this.run("feed-forward", "Z_1_bar", { n, d, f }, { F_bar, W_2: w("W_2"), Z_1: block.Z_1 }, block.Z_1_bar, where);
      this.run("feed-forward", "U_2_bar", { n, d, f }, { Z_1_bar, W_1: w("W_1") }, block.norm_2.y_bar, where);
      this.run("feed-forward", "W_1_bar", { n, d, f }, { U_2: block.norm_2.y, Z_1_bar }, b("W_1"), where);
      this.run("feed-forward", "W_2_bar", { n, d, f }, { G: block.G, F_bar }, b("W_2"), where);
      this.run("linear", "b_bar", { n, f }, { Y_bar: Z_1_bar }, b("b_1"), where);
      this.run("linear", "b_bar", { n, f: d }, { Y_bar: F_bar }, b("b_2"), where);
      this.back(block.norm_2, w("gamma_2"), b("gamma_2"), b("beta_2"), where);
      this.run("residual", "X_prime_bar", { n, d }, { Y_bar, N_2_of_U_2_bar: block.norm_2.x_bar }, X_prime_bar, where);
      this.unattend(block, X_prime_bar, w, b, where);
      this.back(block.norm_1, w("gamma_1"), b("gamma_1"), b("beta_1"), where);
      this.run("residual", "X_bar", { n, d }, { X_prime_bar, N_1_of_U_1_bar: block.norm_1.x_bar }, this.bar[2 * l], where);
    }
    this.sentences.forEach((ids, b) => {
      const m = ids.length, Pi = this.picks(ids), X_bar = this.bar[0].subarray(this.starts[b] * d), { E, P } = this.one;
      this.run("embedding", "E_bar", { n: m, d, V }, { Pi, X_bar }, E, "embedding");
      this.run("embedding", "P_bar", { n: m, d }, { X_bar }, P, "embedding");
      for (const [all, one, length] of [[B.E, E, V * d], [B.P, P, m * d]]) for (let at = 0; at < length; at++) all[at] += one[at]; // what many sentences use collects their sum
    });
  }

  back(kept, gamma, gamma_bar, beta_bar, where) {
    const { d } = SIZES, N = this.N, size = { n: N, d };
    this.run("layer-norm", "gamma_bar", size, { Y_bar: kept.y_bar, X_hat: kept.hat }, gamma_bar, where);
    this.run("layer-norm", "beta_bar", size, { Y_bar: kept.y_bar }, beta_bar, where);
    const [hat, y_bar, x_bar] = [kept.hat, kept.y_bar, kept.x_bar].map((array) => this.rows(array, d, N));
    for (let i = 0; i < N; i++) this.run("layer-norm", "x_bar", size, { sigma: kept.sigma[i], x_hat: hat[i], gamma, y_bar: y_bar[i] }, x_bar[i], where);
  }

  unattend(block, Y_bar, w, b, where) {
    const { d, H, d_k } = SIZES, { N } = this, n = N, size = { n, d, d_k: d, d_v: d }, split = { n, H, d_k, d }, U = block.norm_1.y;
    this.run("heads", "W_O_bar", { n, d }, { C: block.C, Y_bar }, b("W_O"), where);
    this.run("heads", "b_O_bar", { n, d }, { Y_bar }, b("b_O"), where);
    this.run("heads", "C_bar", { n, d }, { Y_bar, W_O: w("W_O") }, block.C_bar, where);
    this.run("heads", "O_bar", split, { C_bar: block.C_bar }, block.heads_bar.O, where);
    this.each((s, at, m, h) => {
      const [Q, K, V] = ["Q", "K", "V"].map((x) => this.part(block.heads[x], N, h, at, m));
      const [Q_bar, K_bar, V_bar, O_bar] = ["Q", "K", "V", "O"].map((x) => this.part(block.heads_bar[x], N, h, at, m));
      const [A, A_bar, S_bar] = [block.A, block.A_bar, block.S_bar].map((array) => this.square(array, h, s)), here = `${where}, head ${h + 1}`;
      if (this.closed.has(`${where}.${h}`)) O_bar.fill(0);
      this.run("attention", "A_bar", { n: m, d_v: d_k }, { O_bar, V }, A_bar, here);
      this.run("attention", "V_bar", { n: m, d_v: d_k }, { A, O_bar }, V_bar, here);
      this.run("attention", "S_bar", { n: m }, { A, A_bar }, S_bar, here);
      this.run("attention", "Q_bar", { n: m, d_k }, { c: d_k ** -0.5, S_bar, K }, Q_bar, here);
      this.run("attention", "K_bar", { n: m, d_k }, { c: d_k ** -0.5, S_bar, Q }, K_bar, here);
    });
    for (const x of "QKV") this.run("heads", "C", split, { O: block.heads_bar[x] }, block[`${x}_bar`], where);
    for (const x of "QKV") {
      this.run("projections", `W_${x}_bar`, size, { U, [`${x}_bar`]: block[`${x}_bar`] }, b(`W_${x}`), where);
      this.run("projections", `b_${x}_bar`, size, { [`${x}_bar`]: block[`${x}_bar`] }, b(`b_${x}`), where);
    }
    const { Q_bar, K_bar, V_bar } = block;
    this.run("projections", "U_bar", size, { Q_bar, W_Q: w("W_Q"), K_bar, W_K: w("W_K"), V_bar, W_V: w("W_V") }, block.norm_1.y_bar, where);
  }
}

// What AdamW remembers, and one step of it; or of plain descent.
export class Optimiser {
  constructor(decoder, plain = false) {
    const k = decoder.params.theta.length, { take } = decoder;
    decoder.remembered ??= [take(k), take(k), take(k)];
    const [g, m, v] = decoder.remembered.map((array) => array.fill(0));
    Object.assign(this, { decoder, plain, t: 0, g, m, v });
  }

  step(eta) {
    const { decoder, g, m, v } = this, { theta } = decoder.params, size = { k: theta.length }, beta_1 = 0.9, beta_2 = 0.98, t = ++this.t;
    decoder.run("adamw", "g", size, { theta_bar: decoder.bars.theta }, g);
    if (this.plain) return decoder.run("adamw", "w", size, { w: theta, eta, g }, theta);
    decoder.run("adamw", "m", size, { beta_1, m, g }, m);
    decoder.run("adamw", "v", size, { beta_2, v, g }, v);
    return decoder.run("adamw", "theta", size, { eta, lambda: 0.01, theta, m, beta_1, t, v, beta_2, epsilon: 1e-8 }, theta);
  }
}

// Linearly up while the optimiser's averages are young, then down along a cosine.
export function rate(step, steps, peak = 3e-3, warmup = 100) {
  if (step < warmup) return (peak * (step + 1)) / warmup;
  return peak * 0.5 * (1 + Math.cos((Math.PI * (step + 1 - warmup)) / Math.max(steps - warmup, 1)));
}
