"""Other people's bibliographies, taken over entry by entry: what is in, what is refused, and what is lost untold.

    python bench/bibliographies.py CLONES

CLONES holds a clone of each repository of BIBLIOGRAPHIES, as `owner+name`; what is missing is cloned (git, and a
network). Nothing of theirs is kept here. Two parsers of other hands are the oracles: bibtexparser says which entries
a file holds and what stands in their fields (pip install 'bibtexparser>=2'), pybtex (pip install pybtex) is asked what it
would take of the same files. A loss is untold when a word of a field stands neither in the entry of sources.yaml nor
in what the command said of it; fields that say nothing of the work (ABOUT) are left out.
"""

import collections
import contextlib
import io
import json
import logging
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from figpress.base.configuration import open_site
from figpress.sources.registry import open_registry
from figpress.sources.taking_over import Added, Refused, take_in
from figpress.sources.tex_text import detex

# Repository, folder, how many files of it (0: all), evenly spread over their names.
BIBLIOGRAPHIES = (
    (
        "retorquere/zotero-better-bibtex",
        "test/fixtures/import",
        0,
    ),  # libraries that users sent with their reports
    ("plk/biber", "t/tdata", 0),  # biblatex's own: inheritance, dates, names
    ("dealii/publication-list", "", 0),
    ("aibasel/bib", "", 0),
    ("plk/biblatex", "", 0),
    ("ContextLab/CDL-bibliography", "", 0),
    ("ifnspaml/bibliography", "", 0),
    ("d2l-ai/d2l-en", "", 0),
    ("cs231n/cs231n.github.io", "", 0),
    ("QuantEcon/lecture-python.myst", "", 0),
    ("stan-dev/docs", "", 0),
    ("spatialaudio/digital-signal-processing-lecture", "", 0),
    ("typst/hayagriva", "", 0),
    ("b-vitamins/bibliography", "", 70),
    ("jgrey4296/bibliography", "", 70),
)
ABOUT = re.compile(
    r"file|owner|timestamp|date-?added|date-?modified|creationdate|modificationdate|bdsk-.*|mendeley-.*|groups|options"
    r"|ids|crossref|xdata|xref|presort|sort\w*|label\w*|__markedentry|entryset|relat\w+|langidopts|gender|hyphenation"
    r"|key|keywords?|execute|indextitle|indexsorttitle|entrykey|entrytype"
)
LARGEST, SAMPLED = 4_000_000, 60_000  # bytes of a file, and of one of those that stand for many
SHORTEST = 3  # letters of a word that is looked for


def files(clones: Path, rows: tuple = BIBLIOGRAPHIES) -> Iterator[tuple[str, str]]:
    """(where it comes from, its text) of each file that is not empty."""
    for repository, folder, count in rows:
        here = clones / repository.replace("/", "+")
        if not here.exists():
            subprocess.run(
                ["git", "clone", "-q", "--depth", "1", f"https://github.com/{repository}", str(here)],
                check=True,
            )
        listed = _git(here, "ls-tree", "-r", "-l", "HEAD").decode().splitlines()
        rows = [line.replace("\t", " ").split(maxsplit=4) for line in listed]
        for row in rows:
            if (
                row[3] == "BAD"
                and row[4].strip('"').endswith(".bib")
                and row[4].strip('"').startswith(folder)
            ):
                print(f"not here {repository}/{row[4]}: this copy of the repository lacks its content")
        rows = [row for row in rows if row[3].isdigit()]
        largest = SAMPLED if count else LARGEST
        sizes = {row[4].strip('"'): int(row[3]) for row in rows}
        names = [
            n
            for n, size in sizes.items()
            if n.endswith(".bib") and n.startswith(folder) and 0 < size <= largest
        ]
        step = len(names) / count if count else 1
        for i in range(count or len(names)):
            name = names[int(i * step)]
            yield (
                f"{repository}/{name}",
                _git(here, "show", f"HEAD:{name}").decode("utf-8", "surrogateescape"),
            )


def _git(here: Path, *words: str) -> bytes:
    return subprocess.run(["git", *words], cwd=here, check=True, capture_output=True).stdout


def entries(text: str) -> list[tuple[str, dict[str, str]]]:
    """(key, fields) of each entry that bibtexparser reads: of one that it calls a double, too."""
    import bibtexparser
    from bibtexparser.middlewares import ResolveStringReferencesMiddleware
    from bibtexparser.model import Entry

    library = bibtexparser.parse_string(text, parse_stack=[ResolveStringReferencesMiddleware()])
    blocks = [getattr(block, "ignore_error_block", None) or block for block in library.blocks]
    lines = text.split("\n")
    return [
        (block.key, {_name(one.key): _bare(str(one.value)) for one in block.fields})
        for block in blocks
        if isinstance(block, Entry)
        and block.entry_type.lower() not in ("xdata", "set", "control")
        and not lines[block.start_line].lstrip().startswith("%")  # an entry that is commented out is none
    ]


def _name(key: str) -> str:
    """A field's name without the comments before it, which are taken for a part of it there."""
    return key.rpartition("\n")[2].strip().lower()


def _bare(value: str) -> str:
    value = re.sub(r'(?<=[}"])\s*%[^\n]*$', "", value.strip())  # a comment behind the last field
    if re.search(
        r"(?:^|})\s*#|#\s*(?:{|$)", value
    ):  # pieces are not joined there: names of strings stand between them
        value = re.sub(r"(?:(?<=#)|^)\s*[\w:.-]+\s*(?=#|$)", " ", value)
    return value[1:-1] if value[:1] + value[-1:] in ("{}", '""') else value


def words(text: str, tex: bool = True) -> set[str]:
    """Words as letters and digits alone, accents taken off."""
    plain = unicodedata.normalize("NFKD", detex(text) if tex else text).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return {word.lstrip("0") for word in re.findall(r"[^\W_]+", plain) if len(word) >= SHORTEST}


def _flat(value: object) -> Iterator[str]:
    """Names of fields and all that stands in them."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _flat(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _flat(inner)
    else:
        yield str(value)


def untold(fields: dict[str, str], done: Added) -> dict[str, set[str]]:
    """The words of each field that stand neither in the entry nor in what was said of it."""
    said = " ".join(done.left)
    kept = words(" ".join([done.key, *_flat(done.entry), said]), tex=False) | _numbers(done.entry)
    lost = {
        name: words(re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:)", "", value))
        - kept
        - {"and", "others", "family", "given", "prefix"}
        for name, value in fields.items()
        if not ABOUT.fullmatch(name) and not re.search(rf"(?:^|\W){re.escape(name)}(?:\W|$)", said)
    }
    return {name: missing for name, missing in lost.items() if missing}


def _numbers(entry: object) -> set[str]:
    """Months as words, for an entry's dates are numbers."""
    months = "january february march april may june july august september october november december".split()
    told = {int(n) for n in re.findall(r"\d+", str(entry))}
    names = {m for i, m in enumerate(months, 1) if i in told}
    return names | {name[:3] for name in names} | {"sept", "spring", "summer", "autumn", "fall", "winter"}


def trial(name: str, text: str, totals: collections.Counter, site_folder: Path) -> None:
    """One file, in a site of its own."""
    (site_folder / "docs").mkdir()
    (site_folder / "mkdocs.yml").write_text("site_name: trial\n")
    (site_folder / "a.bib").write_text(text, "utf-8", "surrogateescape")
    refused: list[Refused] = []
    done = take_in(open_site(site_folder), site_folder / "a.bib", refused.append)
    theirs = entries(text)
    totals["entries that bibtexparser reads"] += len(theirs)
    totals["in"] += len(done)
    totals["of which there already under another key"] += sum(not one.new for one in done)
    totals["refused, with their line"] += len(refused)
    if theirs and not done:
        totals["files refused whole"] += 1
        print(f"refused whole: {name}: {refused[:2]}")
    for one in refused:
        why = re.sub(r"[“‘\"'].*", "", one.why)
        totals[f"refused: {why[:60]}"] += 1
        if "-v" in sys.argv:
            print(f"refused  {name} {one.where} {one.name}: {one.why[:140]}")
    if len(done) + len(refused) < len(theirs):
        totals["entries that are nowhere"] += len(theirs) - len(done) - len(refused)
        print(f"nowhere  {name}: {len(theirs)} read, {len(done)} in, {len(refused)} refused")
    works = len(open_registry(open_site(site_folder)).works) if done else 0
    assert works == sum(one.new for one in done), name
    _losses(name, theirs, done, totals)
    totals["pybtex would take"] += _pybtex(text)
    totals["files that pybtex refuses whole"] += bool(theirs) and not _pybtex(text)


def _losses(name: str, theirs: list, done: tuple[Added, ...], totals: collections.Counter) -> None:
    by_key: dict[str, list[Added]] = {}
    for one in done:
        by_key.setdefault(one.name.lower(), []).append(one)
    for key, fields in theirs:
        if not by_key.get(key.lower()):
            continue
        one = by_key[key.lower()].pop(0)
        totals["entries with a loss that is told"] += bool(one.left)
        if missing := untold(fields, one):
            totals["entries with an untold loss"] += 1
            if totals["entries with an untold loss"] <= 400:
                print(f"untold   {name} {key}: {missing}")


def _pybtex(text: str) -> int:
    """How many entries pybtex reads; 0 where it refuses the file."""
    from pybtex.database.input.bibtex import Parser
    from pybtex.errors import capture

    with capture(), contextlib.redirect_stderr(io.StringIO()):
        try:
            return len(Parser().parse_string(text).entries)
        except Exception:  # of a parser that is not ours: whatever it raises, it takes nothing
            return 0


def main() -> None:
    """Count repository by repository; what is counted already in `--tally FILE` is not counted again."""
    logging.disable(logging.WARNING)
    clones, tally = (
        Path(sys.argv[1]),
        Path(sys.argv[sys.argv.index("--tally") + 1]) if "--tally" in sys.argv else None,
    )
    known = json.loads(tally.read_text()) if tally and tally.exists() else {}
    chosen = [
        one
        for one in BIBLIOGRAPHIES
        if "--only" not in sys.argv or sys.argv[sys.argv.index("--only") + 1] in one[0]
    ]
    for row in chosen:
        if row[0] in known:
            continue
        totals: collections.Counter = collections.Counter()
        for name, text in files(clones, (row,)):
            totals["files"] += 1
            with tempfile.TemporaryDirectory() as folder:
                trial(name, text, totals, Path(folder))
        known[row[0]] = dict(totals)
        if tally:
            tally.write_text(json.dumps(known))
    whole: collections.Counter = collections.Counter()
    for counts in known.values():
        whole.update(counts)
    for bar in ("files refused whole", "entries that are nowhere", "entries with an untold loss"):
        whole[bar] += 0
    for what, number in whole.items():
        print(f"{number:>7,}  {what}")
    counted = whole["in"] + whole["refused, with their line"]
    print(f"{whole['in'] / counted:>7.2%}  of entries in (bar: 99.5 %), of {len(known)} repositories")


if __name__ == "__main__":
    main()
