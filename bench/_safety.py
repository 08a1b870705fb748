"""What the campaigns of attack came to, a line each in bench/safety.jsonl."""

import datetime
import json
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "bench/safety.jsonl"


def keep(told: dict) -> None:
    """Puts one campaign's figures behind those that are kept, with its day and the commit that it was run on."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    when = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M")
    with KEPT.open("a", encoding="utf-8") as file:
        file.write(json.dumps({**told, "when": when, "commit": commit.stdout.strip()}) + "\n")
