// The page's decoder for bench/living.py: `node living.mjs FOLDER`, one JSON request a line, one answer a line.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [folder] = process.argv.slice(2), load = (name) => import(pathToFileURL(`${folder}/${name}.mjs`).href);
const { Decoder, Optimiser, Room, SIZES, rate } = await load("decoder"), sets = {};
const spent = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; }; // ms, every thread of it
let decoder, optimiser, step, steps;

const answers = {
  async begin({ names, theta, kind, most, of, readable }) {
    for (const name of names) sets[name] = await load(name);
    const room = new Room(most * 22, globalThis[kind]);
    decoder = new Decoder(readable ? sets : await room.programs(sets), room);
    decoder.params.theta.set(theta);
    [optimiser, step, steps] = [new Optimiser(decoder), 0, of];
    return {};
  },
  steps({ batches }) { // the loss and the milliseconds of each
    return batches.map(({ read, asked }) => {
      const before = spent();
      decoder.forward(read);
      const loss = decoder.backward(asked);
      optimiser.step(rate(step++, steps));
      return [loss, spent() - before];
    });
  },
  said({ read, at }) { // the word that is held most likely at a place of each sentence
    const { V } = SIZES, Z = decoder.forward(read);
    return at.map((place, b) => {
      const row = Z.subarray((decoder.starts[b] + place) * V, (decoder.starts[b] + place + 1) * V);
      return row.indexOf(Math.max(...row));
    });
  },
  theta() { return Array.from(decoder.params.theta); },
  differ() { return Object.values(sets).flatMap((set) => set.swift?.differ ?? []); },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { ask, ...given } = JSON.parse(line);
  console.log(JSON.stringify(await answers[ask](given)));
}
