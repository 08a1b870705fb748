"""The third job's bars that are tests: how many stand behind each, and how many pass.

python bench/third_job.py
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
BARS = (
    ("40 planted changes of 20 kinds, sources included, are all on the sheet", "sheets/test_all_changes_are_on_it.py", ""),
    ("each change that readers can see undoes an approval (25 wanted)", "review/test_what_undoes_an_approval.py", "what_readers_see"),
    ("each that they cannot see does not (15 wanted)", "review/test_what_undoes_an_approval.py", "what_they_cannot_see"),
    ("marks of reviewers over a text that changed twice land or are listed", "sheets/test_reviews_travel.py", ""),
    ("a review by keyboard and by touch, offline, no outside request", "../browser/test_sheet_review.py", ""),
    ("in each of 50 archives a quotation stands as written, and altered by one word is an error", "sources/test_sources_quoted.py", ""),
    ("a pull request's comment shows pictures before and after, in real repositories", "test_pull_request.py", ""),
)  # fmt: skip


def main() -> None:
    failed = False
    for bar, file, chosen in BARS:
        path = (ROOT / "tests/figpress" / file).resolve().relative_to(ROOT)
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(path), *(["-k", chosen] if chosen else [])],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        counts = re.findall(r"(\d+) (passed|failed|errors?|skipped)", done.stdout)
        failed |= done.returncode != 0
        print(f"{', '.join(' '.join(one) for one in counts):>12}  {bar}: {path}", flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
