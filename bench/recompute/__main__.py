"""Recomputes printed claims of the post with code of its own, and writes docs/process/recomputed.md.

    python bench/recompute

What is printed is typed here, not read from the pages: this is the other side of the comparison.
"""

from pathlib import Path

import early
import late
from plain import rows

PAGE = Path(__file__).parents[2] / "docs" / "process" / "recomputed.md"
assert early and late  # to import them is to compute

before = PAGE.read_text("utf-8").partition("\n| page |")[0].rpartition("\n\n")[0]
differ = sum(not row[4] for row in rows)
lines = [
    f"| {page} | {what} | {printed} | {found} | {'same' if same else '**differs**'} |"
    for page, what, printed, found, same in rows
]
head = ["| page | claim | printed | recomputed | verdict |", "|---|---|---|---|---|"]
PAGE.write_text(
    "\n".join(
        [
            before,
            "",
            f"{len(rows)} claims, {differ} differ. `python bench/recompute` repeats it.",
            "",
            *head,
            *lines,
            "",
        ]
    ),
    "utf-8",
)
print(f"{len(rows)} claims, {differ} differ")
