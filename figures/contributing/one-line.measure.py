"""Reads from figures.lock which figures of the post ran which functions of byhand, and writes one-line.json beside this file.

    python figures/contributing/one-line.measure.py
"""

import json
from pathlib import Path

import figpress

ROOT = Path(__file__).parents[2]
CHANGED = "byhand.softmax:backward"


def main():
    targets = json.loads((ROOT / "figures.lock").read_text(encoding="utf-8"))["targets"]
    figures = {id: entry for id, entry in targets.items() if entry["kind"] == "figure"}
    return {
        "changed": CHANGED,
        "figures": sorted(figures),
        "ran": sorted(id for id, entry in figures.items() if CHANGED in entry["functions"]),
        "imported": sorted(id for id, entry in figures.items() if CHANGED.partition(":")[0] in entry["modules"]),
    }


if __name__ == "__main__":
    figpress.measure(main)
