"""Quotations out of real documents of three kinds: are they found as they stand, and is one word altered always an error?

    python bench/quotations.py CLONES

CLONES holds a clone of each repository of DOCUMENTS, as `owner+name`; what is missing is cloned (git, and a network). Nothing of
theirs is kept here. The sentences are taken out by other readers than the press's: pypdf (pip install pypdf) for PDFs, Python's own
html.parser for pages, and the lines as they stand for text. A site of works whose archives these documents are, and pages that quote
them, are looked at as `figpress check` does.
"""

import collections
import hashlib
import html.parser
import io
import logging
import os
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from figpress.base.configuration import open_site
from figpress.pages.reading import read_pages
from figpress.sources.account import source_findings

# Repository, names of files, their kind, and how many of them at most.
DOCUMENTS = (
    ("scpd-proed/XCS224N-Handouts", r"(?!.*/tex/).*\.pdf", "application/pdf", 18),
    ("colah/colah.github.io", r"posts/20[\w-]+/index\.html", "text/html", 18),
    ("cs231n/cs231n.github.io", r"[\w-]+\.md", "text/plain", 8),
    ("d2l-ai/d2l-en", r"chapter_[\w-]+/[\w-]+\.md", "text/plain", 10),
    ("labmlai/annotated_deep_learning_paper_implementations", r"papers/.*\.pdf", "application/pdf", 10),
)
SENTENCES = 3  # of each document
SUFFIX = {"application/pdf": ".pdf", "text/html": ".html", "text/plain": ".txt"}
_SENTENCE = re.compile(r"(?<=[a-z][.!?] )[A-Z][a-z]*(?:,? [a-z]+(?:['’-][a-z]+)*){9,24}(?=[.!?] )")


def documents(clones: Path) -> Iterator[tuple[str, str, bytes]]:
    """(name, kind, content) of each document out of which sentences can be taken."""
    for repository, pattern, kind, most in DOCUMENTS:
        here = clones / repository.replace("/", "+")
        if not here.exists():
            address = f"https://github.com/{repository}"
            subprocess.run(["git", "clone", "-q", "--depth", "1", address, str(here)], check=True)
        names = _git(here, "ls-tree", "-r", "-z", "--name-only", "HEAD").decode().split("\0")
        taken = 0
        for name in (name for name in names if re.fullmatch(pattern, name)):
            if taken == most:
                break
            try:
                content = _git(here, "show", f"HEAD:{name}")
            except subprocess.CalledProcessError:  # a copy of a repository may lack its largest files
                continue
            if len(_sentences(READERS[kind](content))) >= SENTENCES:
                taken += 1
                yield f"{repository}/{name}", kind, content


def _git(here: Path, *words: str) -> bytes:
    return subprocess.run(["git", *words], cwd=here, check=True, capture_output=True).stdout


def _of_pdf(content: bytes) -> str:
    from pypdf import PdfReader

    lines = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return re.sub(r"(?<=[a-z])-\n(?=[a-z])", "", lines)  # words that were broken at a line's end


class _Paragraphs(html.parser.HTMLParser):
    """The text of a page's paragraphs, each closed by a space."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []
        self.within = False

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.within = tag == "p" or (self.within and tag not in ("script", "style", "sup", "math", "pre"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "p":
            self.within = False
            self.told.append(" ¶ ")

    def handle_data(self, data: str) -> None:
        if self.within:
            self.told.append(data)


def _of_html(content: bytes) -> str:
    reader = _Paragraphs()
    reader.feed(content.decode("utf-8", "replace"))
    return "".join(reader.told)


READERS: dict[str, Callable[[bytes], str]] = {
    "application/pdf": _of_pdf,
    "text/html": _of_html,
    "text/plain": lambda content: content.decode("utf-8", "replace"),
}


def _sentences(text: str) -> list[str]:
    """Sentences of ten to twenty-five plain words, each once."""
    return list(dict.fromkeys(_SENTENCE.findall(re.sub(r"\s+", " ", text))))


def altered(words: list[str], others: list[str], how: str, rng: random.Random) -> list[str]:
    """One word of a sentence altered."""
    at, words = rng.randrange(1, len(words) - 1), list(words)
    if how == "another word of the document":
        words[at] = rng.choice([word for word in others if word.lower() != words[at].lower()])
    elif how == "a word left out":
        del words[at]
    elif how == "“not” put in":
        words.insert(at, "not")
    elif how == "a letter altered":
        longest = max(range(len(words)), key=lambda i: len(words[i]))
        words[longest] = words[longest][:-1] + ("x" if words[longest][-1] != "x" else "y")
    elif how == "two words exchanged":
        at = next(i for i in range(1, len(words)) if words[i].strip(",") != words[i - 1].strip(","))
        words[at - 1], words[at] = words[at], words[at - 1]
    return words


HOW = ("another word of the document", "a word left out", "“not” put in", "a letter altered", "two words exchanged")  # fmt: skip


def main() -> None:
    logging.disable(logging.WARNING)
    os.environ.pop("FIGPRESS_MIRROR", None)  # what the machine names stands above what a site says
    rng, quoted, kinds = random.Random(17), [], collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in ("mirror", "docs"):
            (root / name).mkdir()
        (root / "mkdocs.yml").write_text("site_name: Q\nplugins: [{figpress: {mirror: mirror}}]\n")
        works = ["works:"]
        for number, (name, kind, content) in enumerate(documents(Path(sys.argv[1]))):
            kinds[kind] += 1
            (root / "mirror" / f"{number}{SUFFIX[kind]}").write_bytes(content)
            works.append(
                f"  w{number}: {{type: webpage, title: W, author: ['Ito, Mo'], issued: 2020, URL: 'https://e.org/{number}', opened: no, "
                f"archived: {{url: 'https://e.org/{number}', sha256: {hashlib.sha256(content).hexdigest()}, media_type: {kind}}}}}"
            )
            found = _sentences(READERS[kind](content))
            others = [word for one in found for word in one.split()]
            for one in rng.sample(found, SENTENCES):
                quoted.append((f"w{number}", name, one.split(), others))
        (root / "sources.yaml").write_text("\n".join(works) + "\n")
        print(f"{sum(kinds.values())} documents: " + ", ".join(f"{n} {kind}" for kind, n in kinds.items()))
        wrong = _errors(root, [(key, words) for key, _, words, _ in quoted])
        print(f"as it stands: {len(quoted) - len(wrong)} of {len(quoted)} quotations found")
        for at in wrong:
            print(f"  not found: {quoted[at][1]}: {' '.join(quoted[at][2])}")
        for how in HOW:
            lines = [(key, altered(words, others, how, rng)) for key, _, words, others in quoted]
            wrong = _errors(root, lines)
            clean = {key for i, (key, _) in enumerate(lines) if i not in wrong}
            caught = f"{len(wrong)} of {len(quoted)} are errors, in {sum(kinds.values()) - len(clean)} of {sum(kinds.values())} documents each"
            print(f"{how}: {caught}")
            for at in set(range(len(lines))) - set(wrong):
                print(f"  no error: {quoted[at][1]}: {' '.join(lines[at][1])}")


def _errors(root: Path, lines: list[tuple[str, list[str]]]) -> list[int]:
    """Which of these quotations are said to differ."""
    told = "".join(f"As is said, “{' '.join(words)}” [@{key}].\n\n" for key, words in lines)
    (root / "docs/a.md").write_text(f"# A\n\n{told}", "utf-8")
    site = open_site(root)
    found = source_findings(site, read_pages(site), ())
    assert not any(one.rule == "quotation-unchecked" for one in found)
    return sorted((one.where.line - 3) // 2 for one in found if one.rule == "quotation-differs")


if __name__ == "__main__":
    main()
