"""Trains the site's model again and says how near it comes to the committed checkpoints.

    python -m byhand.training                   train and compare; writes nothing
    python -m byhand.training --write           train and replace the committed checkpoints
    python -m byhand.training --out FOLDER      train and write into another folder
"""

import argparse
import time
from pathlib import Path

import torch

from byhand import tree
from byhand.training import checkpoint, probe, train


def main() -> None:
    """Runs the command line."""
    parser = argparse.ArgumentParser(prog="python -m byhand.training", description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=train.SEED)
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--device", default=None, help="where to train; torch's default if not given")
    parser.add_argument("--out", type=Path, help="write the checkpoints into this folder")
    parser.add_argument("--write", action="store_true", help="replace the committed checkpoints")
    chosen = parser.parse_args()
    torch.set_num_threads(1)  # the order of sums, and with it the last digits, depends on the number of threads

    began, used = time.perf_counter(), time.process_time()
    moments = train.moments(chosen.steps, chosen.seed, chosen.device)
    wall, used = time.perf_counter() - began, time.process_time() - used
    for name, (moment, accuracy) in moments.items():
        print(f"{name:6} step {moment.step:5}  loss {moment.loss:.4f}  held-out accuracy {accuracy:.1%}")
    last = moments["last"][0].params
    print(f"heads  noun {probe.noun_head(last)}  adjective {probe.adjective_head(last)}")
    print(f"time   {wall:.1f} s on the clock, {used:.1f} s of processor")

    folder = checkpoint.FOLDER if chosen.write else chosen.out
    if folder:
        device = str(last.E.device)
        checkpoint.save(moments, folder, seed=chosen.seed, steps=chosen.steps, device=device)
        print(f"wrote  {folder}")
    elif (checkpoint.FOLDER / "provenance.json").exists():
        for name, (moment, _) in moments.items():
            committed = tree.flatten(checkpoint.load(name, dtype=last.E.dtype, device=last.E.device))
            trained = tree.flatten(moment.params)
            print(f"{name:6} largest difference from the committed weights {float((trained - committed).abs().max()):.1e}")


if __name__ == "__main__":
    main()
