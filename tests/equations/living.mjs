// Runs the page's decoder in node: `node living.mjs FOLDER readable|vectors CASE…` prints, for each case, the loss and the worst gradient.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, way, ...cases] = process.argv.slice(2);
const load = (name) => import(pathToFileURL(`${folder}/${name}.mjs`).href);
const { Decoder, Room, shapes } = await load("decoder");
const sets = {};
for (const set of ["embedding", "layer-norm", "projections", "attention", "heads", "feed-forward", "stream", "residual", "top", "linear", "loss", "adamw"]) sets[set] = await load(set);

for (const name of cases) {
  const { kind, loss, read, asked } = JSON.parse(readFileSync(`${name}.json`));
  const Kind = { Float64Array, Float32Array }[kind], flat = new Float64Array(readFileSync(`${name}.bin`).buffer.slice(0));
  const half = flat.length / 2, room = new Room(12 * 22, Kind);
  const P = way === "vectors" ? await room.programs(sets) : sets, decoder = new Decoder(P, room);
  decoder.params.theta.set(flat.subarray(0, half));
  decoder.forward(read);
  const L = decoder.backward(asked), gradients = {};
  const top = flat.subarray(half).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  let at = 0;
  for (const [tensor, rows, columns] of shapes()) {
    const said = decoder.bars.views[tensor], true_ = flat.subarray(half + at, half + (at += rows * columns));
    let apart = 0, own = 0;
    for (let i = 0; i < said.length; i++) {
      apart = Math.max(apart, Number.isFinite(said[i]) ? Math.abs(said[i] - true_[i]) : Infinity);
      own = Math.max(own, Math.abs(true_[i]));
    }
    gradients[tensor] = [apart, own];
  }
  const differ = Object.values(sets).flatMap((set) => set.swift?.differ ?? []);
  console.log(JSON.stringify({ name, differ, loss: Math.abs(L - loss), top, gradients }));
}
