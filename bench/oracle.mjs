// Cortex-js's Compute Engine asked for formulas: `node oracle.mjs PACKAGE`, a list of { tex, given } on the input, a list of answers.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { ComputeEngine } = await import(pathToFileURL(process.argv[2]).href);

function numbers(x) { // of its JSON: nested lists of numbers, or null
  if (typeof x === "number") return [x];
  if (typeof x === "object" && x !== null && "num" in x) return [Number(x.num.replace("+Infinity", "Infinity").replace("-oo", "-Infinity"))];
  if (x === "PositiveInfinity") return [Infinity];
  if (x === "NegativeInfinity") return [-Infinity];
  if (!Array.isArray(x)) return null;
  if (x[0] === "Rational") return [x[1] / x[2]];
  if (x[0] !== "List") return null;
  const parts = x.slice(1).map(numbers);
  return parts.includes(null) ? null : parts.flat();
}

const asked = JSON.parse(readFileSync(0, "utf-8"));
const said = asked.map(({ tex, given }) => {
  const engine = new ComputeEngine();
  try {
    for (const [name, value] of Object.entries(given)) engine.assign(name, Array.isArray(value) ? engine.box(["List", ...value.map((row) => ["List", ...row])]) : value);
    const read = engine.parse(tex), value = read.N().json;
    return { read: JSON.stringify(read.json), numbers: numbers(value) };
  } catch (error) {
    return { read: String(error.message ?? error).split("\n")[0], numbers: null };
  }
});
console.log(JSON.stringify(said));
