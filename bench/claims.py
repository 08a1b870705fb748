"""Sentences that want a source: how many of those that the rule marks do (precision), and how many of those that do it marks (recall).

    python bench/claims.py [-v]

bench/claims/sentences.tsv holds 300 sentences after eight public articles (cs231n's notes and Dive into Deep Learning), each said
again in words of ours and labelled by hand before the rule was run on it: 1 where it tells of others' work, or of what holds in
general or in practice, and no figure, calculation or definition of the page's own could bear it out. The rule was tuned on the
odd lines; the even ones were only counted. -v shows what is wrong on the odd lines.
"""

import sys
from pathlib import Path

from figpress.sheets.claims import claim_in

SENTENCES = Path(__file__).parent / "claims" / "sentences.tsv"


def main() -> None:
    rows = [line.split("\t") for line in SENTENCES.read_text("utf-8").splitlines()]
    articles = {article for article, _, _ in rows}
    print(
        f"{len(rows)} sentences of {len(articles)} articles, {sum(label == '1' for _, label, _ in rows)} want a source"
    )
    for name, half in (("tuned on ", rows[0::2]), ("measured ", rows[1::2])):
        marked = [(label == "1", bool(claim_in(text)), text) for _, label, text in half]
        right = sum(wants and found for wants, found, _ in marked)
        found, wants = sum(found for _, found, _ in marked), sum(wants for wants, _, _ in marked)
        print(
            f"{name} {len(half)} sentences: precision {right / found:.0%} of {found} marked, recall {right / wants:.0%} of {wants}"
        )
        for label, marks, text in marked if "-v" in sys.argv and name == "tuned on " else ():
            if label != marks:
                print("missed " if label else "blamed ", text)


if __name__ == "__main__":
    main()
