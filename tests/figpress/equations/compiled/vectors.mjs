// `node vectors.mjs MODULE NAME`, cases on the input: for each the largest difference between a program's readable loops and its
// vectors, as a share of the largest number of either. Kinds and lengths are the caller's.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [path, name] = process.argv.slice(2), set = await import(pathToFileURL(path).href);
const { array, cases } = JSON.parse(readFileSync(0, "utf-8")), Kind = globalThis[array];
let seed = 7;
const chance = () => ((seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648) * 2 - 1;
for (const { sizes, given, length, fill } of cases) {
  const memory = new WebAssembly.Memory({ initial: 16 }), quick = await set.swift(memory, 0, 2 ** 19);
  let at = 2 ** 19;
  const take = (n) => { const one = new Kind(memory.buffer, at, n); at += 16 * Math.ceil(one.byteLength / 16) + 16; return one; };
  const handed = Object.fromEntries(Object.entries(given).map(([key, n]) => [key, n === "number" ? chance() : take(n)]));
  for (const [key, one] of Object.entries(handed)) if (typeof one !== "number") for (let i = 0; i < one.length; i++) one[i] = fill?.[key]?.[i] ?? chance();
  const to = take(length + 8), slow = new Kind(length + 8);
  to.fill(99);
  slow.fill(99);
  quick[name](sizes, handed, to); // the first call is held against the readable program
  to.fill(99);
  quick[name](sizes, handed, to);
  set[name](sizes, handed, slow);
  let apart = 0, most = 0;
  for (let i = 0; i < to.length; i++) {
    if (Object.is(to[i], slow[i]) || to[i] === slow[i]) continue;
    apart = Math.max(apart, Number.isFinite(to[i]) ? Math.abs(to[i] - slow[i]) : Infinity);
  }
  for (const x of slow.subarray(0, length)) if (Number.isFinite(x)) most = Math.max(most, Math.abs(x));
  for (const one of Object.values(handed)) for (const x of one.length ? one : [one]) if (Number.isFinite(x)) most = Math.max(most, Math.abs(x));
  console.log(JSON.stringify([apart, most, set.swift.differ ?? []]));
}
