"""Trains the site's model again and says how near it comes to the committed checkpoints.

    python -m byhand.training                   train and compare; writes nothing
    python -m byhand.training --model encoder-decoder
    python -m byhand.training --write           train and replace the committed checkpoints
    python -m byhand.training --out FOLDER      train and write into another folder
"""

import argparse
import time
from pathlib import Path

import torch

from byhand import tree
from byhand.training import checkpoint, probe, tasks, train


def main() -> None:
    """Runs the command line."""
    parser = argparse.ArgumentParser(prog="python -m byhand.training", description=__doc__.partition("\n")[0])
    parser.add_argument("--model", choices=("decoder", "encoder-decoder"), default="decoder")
    parser.add_argument("--seed", type=int, default=train.SEED)
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--device", default=None, help="where to train; torch's default if not given")
    parser.add_argument("--out", type=Path, help="write the checkpoints into this folder")
    parser.add_argument("--write", action="store_true", help="replace the committed checkpoints")
    chosen = parser.parse_args()
    task = tasks.DECODER if chosen.model == "decoder" else tasks.ENCODER_DECODER
    torch.set_num_threads(1)  # the order of sums, and with it the last digits, depends on the number of threads

    began, used = time.perf_counter(), time.process_time()
    moments = train.moments(chosen.steps, chosen.seed, chosen.device, task=task)
    wall, used = time.perf_counter() - began, time.process_time() - used
    for name, (moment, accuracy) in moments.items():
        print(f"{name:6} step {moment.step:5}  loss {moment.loss:.4f}  held-out accuracy {accuracy:.1%}")
    last = moments["last"][0].params
    if task is tasks.DECODER:
        print(f"heads  noun {probe.noun_head(last)}  adjective {probe.adjective_head(last)}")
    print(f"time   {wall:.1f} s on the clock, {used:.1f} s of processor")

    folder = checkpoint.FOLDER if chosen.write else chosen.out
    if folder:
        device = str(last.E.device)
        checkpoint.save(moments, folder, task, seed=chosen.seed, steps=chosen.steps, device=device)
        print(f"wrote  {folder}")
    elif (checkpoint.FOLDER / f"{task.prefix}provenance.json").exists():
        changed = checkpoint.provenance(task=task)["code"] != checkpoint.fingerprint()
        print(f"code   {'changed since' if changed else 'the same as for'} the committed weights")
        for name, (moment, _) in moments.items():
            committed = tree.flatten(checkpoint.load(name, last.E.dtype, last.E.device, task=task))
            worst = float((tree.flatten(moment.params) - committed).abs().max())
            print(f"{name:6} largest difference from the committed weights {worst:.1e}")


if __name__ == "__main__":
    main()
