"""Copies the post's first figure for README, on white, with the fingerprint of the code that drew it.

    figpress render home/one-word && python .github/picture.py

`tests/test_readme.py` fails when the code has changed since.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
FIGURE = "home/one-word"


def main():
    listed = subprocess.run([sys.executable, "-m", "figpress", "list", "--json", "-C", str(ROOT)], capture_output=True, text=True, check=True)
    figure = next(f for f in json.loads(listed.stdout)["figures"] if f["id"] == FIGURE)
    if figure["state"] != "fresh":
        sys.exit(f"{FIGURE} is {figure['state']}: figpress render {FIGURE}")
    picture = next(Path(a["path"]) for a in figure["artifacts"] if a["media_type"] == "image/svg+xml")
    svg = picture.read_text(encoding="utf-8")
    at = svg.index(">", svg.index("<svg")) + 1
    lock = json.loads((ROOT / "figures.lock").read_text(encoding="utf-8"))
    stamp = f"<!-- {FIGURE} {lock['targets'][FIGURE]['fingerprint']} -->"
    white = '<rect width="100%" height="100%" fill="#ffffff"/>'
    (ROOT / ".github" / "one-word.svg").write_text(f"{svg[:at]}\n{stamp}\n{white}{svg[at:]}", encoding="utf-8")


if __name__ == "__main__":
    main()
