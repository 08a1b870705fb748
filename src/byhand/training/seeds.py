"""The same model from several seeds: which answers come back, and which heads do the work.

    python -m byhand.training.seeds            measure and print
    python -m byhand.training.seeds --write    measure and replace the committed record

The record is committed because training five models takes minutes; `recorded()` reads it.
"""

import argparse
import json
import platform
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch

from byhand import model
from byhand.training import checkpoint, language, probe, train

RECORD = Path(__file__).parent.parent / "data" / "seeds.json"


def recorded() -> dict[str, Any]:
    """Returns the committed record: provenance, and under "seeds" one entry a seed as `measure` makes it."""
    return json.loads(RECORD.read_bytes())


def measure(seed: int, steps: int = 2000) -> dict[str, Any]:
    """Trains from one seed and says what became of it; attention is from the answer's place, per held-out sentence."""
    began = time.process_time()
    moments = train.moments(steps, seed)
    seconds = time.process_time() - began
    params = moments["last"][0].params
    noun, adjective = probe.noun_head(params), probe.adjective_head(params)
    return {
        "seed": seed,
        "half_step": moments["half"][0].step if "half" in moments else None,
        "half_accuracy": moments["half"][1] if "half" in moments else None,
        "last_accuracy": moments["last"][1],
        "last_loss": moments["last"][0].loss,
        "noun_head": str(noun), "noun_attention": noun.attention,
        "adjective_head": str(adjective), "adjective_attention": adjective.attention,
        "sentences": {word: _sentence(params, word) for word in ("tired", "wide")},
        "processor_seconds": seconds,
    }  # fmt: skip


def _sentence(params: model.Params, adjective: str) -> dict[str, Any]:
    reading = probe.read(params, language.winograd(adjective))
    one = reading.sentence
    answer = int(reading.tokens[0, one.good])
    looks = torch.stack([layer.attention.A[0, :, one.answer, one.good] for layer in reading.saved.blocks])
    layer, head = divmod(int(looks.argmax()), looks.shape[1])
    return {
        "probability": float(reading.Z[0, one.answer].softmax(-1)[answer]),
        "head": f"L{layer}H{head}",
        "attention": float(looks.max()),
    }


def main() -> None:
    """Runs the command line."""
    parser = argparse.ArgumentParser(prog="python -m byhand.training.seeds", description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2, 3, 4])
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--write", action="store_true", help="replace the committed record")
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    entries = []
    for seed in chosen.seeds:
        entries.append(measure(seed, chosen.steps))
        print(json.dumps(entries[-1]))
    if chosen.write:
        record = {
            "code": checkpoint.fingerprint(),
            "versions": {"python": platform.python_version(), "torch": torch.__version__},
            "processor": platform.machine(), "threads": 1, "steps": chosen.steps,
            "date": datetime.now(UTC).date().isoformat(),
            "seeds": entries,
        }  # fmt: skip
        beside = RECORD.with_suffix(".part")
        beside.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
        beside.replace(RECORD)


if __name__ == "__main__":
    main()
