"""How much of the CSL test-suite each citation engine sets as it should, under one comparison, with every failure listed.

    git clone https://github.com/citation-style-language/test-suite
    python bench/csl_suite.py parse test-suite suite.json
    npm install citeproc @citeproc-rs/wasm && node bench/csl/citeproc_js.cjs suite.json LOCALES js.json
    node bench/csl/citeproc_rs.cjs suite.json LOCALES rs.json
    python bench/csl/pandoc.py suite.json PANDOC pandoc.json     # the program in pypandoc_binary's wheel
    python bench/csl_suite.py compare suite.json citeproc-js=js.json citeproc-rs=rs.json pandoc=pandoc.json

LOCALES is a folder of the CSL project's locales-xx-YY.xml. Tags of one meaning and runs of space are made alike on both sides; "letters" leaves tags
out altogether. What is written to docs/process/measured-citations.md is what `compare` says.
"""

import html
import json
import re
import sys
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs/process/measured-citations.md"
_PART = re.compile(r">>=+ ([A-Z0-9-]+) =+>>\n(.*?)\n?<<=+ \1 =+<<", re.DOTALL)
_DATA = "INPUT INPUT2 CITATIONS CITATION-ITEMS BIBENTRIES BIBSECTION ABBREVIATIONS OPTIONS LANGPARAMS MULTIAFFIX".split()
_ALIKE = (
    (r"(?m)^(?:>>|\.\.)(?=\[\d+\])", ""),
    (r'<div class="csl-(?:entry|block|left-margin|right-inline|indent)"[^>]*>', "\n"),
    (r"</?div[^>]*>", " "),
    (r"<(/?)em>", r"<\1i>"),
    (r"<(/?)strong>", r"<\1b>"),
    (r'<span style="font-variant:\s*small-caps;?">', '<span class="smallcaps">'),
    (r'<span style="font-style:\s*normal;?">', '<span class="n">'),
    (r'<span style="font-weight:\s*(normal|bold);?">', '<span class="w">'),
    (r"<a [^>]*>|</a>", ""),
    (r"<span>((?:(?!</?span).)*)</span>", r"\1"),
    (r"<span>((?:(?!</?span).)*)</span>", r"\1"),
)


def parse(folder: Path) -> list[dict]:
    """The tests of the suite, their JSON read."""
    tests = []
    for path in sorted((folder / "processor-tests/humans").glob("*.txt")):
        parts = dict(_PART.findall(path.read_text("utf-8")))
        told = {name: json.loads(text) if name in _DATA else text for name, text in parts.items()}
        tests.append({"name": path.stem, **told})
    return tests


def alike(text: str) -> str:
    for pattern, instead in _ALIKE:
        text = re.sub(pattern, instead, text)
    return re.sub(r"\s+", " ", html.unescape(text)).strip()


def letters(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", alike(text))).strip()


def compare(suite: list[dict], results: dict[str, dict]) -> str:
    """The page: a row an engine, and its failures by name."""
    lines = [
        "# Measured citations",
        "",
        "What `bench/csl_suite.py compare` said; this page is written by it, not by hand.",
        "",
    ]
    lines += [f"| engine | of {len(suite)} tests | letters alone | raised an error |", "|---|---|---|---|"]
    failures = []
    for engine, told in results.items():
        outcomes = {test["name"]: told.get(test["name"]) for test in suite}
        right = {
            test["name"]
            for test in suite
            if isinstance(outcomes[test["name"]], str)
            and alike(outcomes[test["name"]]) == alike(test["RESULT"])
        }
        plain = sum(
            isinstance(outcomes[t["name"]], str) and letters(outcomes[t["name"]]) == letters(t["RESULT"])
            for t in suite
        )
        errors = sum(not isinstance(told, str) for told in outcomes.values())
        lines.append(
            f"| {engine} | {len(right)} ({len(right) / len(suite):.1%}) | {plain} ({plain / len(suite):.1%}) | {errors} |"
        )
        wrong = [test["name"] for test in suite if test["name"] not in right]
        failures += [
            "",
            f"## What {engine} sets otherwise ({len(wrong)})",
            "",
            ", ".join(f"`{name}`" for name in wrong),
        ]
    return "\n".join([*lines, *failures]) + "\n"


def main() -> None:
    verb, source, *rest = sys.argv[1:]
    if verb == "parse":
        tests = parse(Path(source))
        Path(rest[0]).write_text(json.dumps(tests), "utf-8")
        print(f"{len(tests)} tests")
        return
    results = {
        name: json.loads(Path(path).read_text("utf-8"))
        for name, _, path in (word.partition("=") for word in rest)
    }
    told = compare(json.loads(Path(source).read_text("utf-8")), results)
    PAGE.write_text(told, "utf-8")
    print(told)


if __name__ == "__main__":
    main()
