"""How much of other people's mathematics can be read, and how much of it can be decided.

    python bench/equations_elsewhere.py FOLDER [COUNT]

FOLDER holds one git repository (bare or not) a source, under owner+name, such as d2l-ai+d2l-en or
d2l-ai+d2l-en/repo. Nothing of theirs is kept
here: this script names them, takes COUNT displays at random, reads them, and asks the scripts in
bench/elsewhere about the files that they name.
"""

import importlib
import json
import pkgutil
import random
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

sys.path[:] = [folder for folder in sys.path if Path(folder).resolve() != Path(__file__).resolve().parent]

SOURCES = (
    "d2l-ai/d2l-en", "cs231n/cs231n.github.io", "labmlai/annotated_deep_learning_paper_implementations",
    "google-deepmind/optax",
    "QuantEcon/lecture-python.myst", "numerical-mooc/numerical-mooc", "krasserm/bayesian-machine-learning",
    "spatialaudio/digital-signal-processing-lecture", "pyg-team/pytorch_geometric",
    "peterroelants/peterroelants.github.io", "stan-dev/docs",
)  # fmt: skip
_DISPLAY = re.compile(r"\$\$((?:(?!\$\$|\n[ \t]*\n).)+?)\$\$", re.S)
_DIRECTIVE = re.compile(
    r"^([ \t]*)\.\. math::[ \t]*(\S[^\n]*)?\n((?:[ \t]*\n)*(?:\1[ \t]+\S[^\n]*\n(?:[ \t]*\n(?=\1[ "
    r"\t]+\S))?)*)",
    re.M,
)
_FENCE = re.compile(r"^```\{math\}\n(?::[^\n]*\n)*(.*?)^```", re.M | re.S)
_ENVIRONMENT = re.compile(r"\\begin\{(equation|align|gather|eqnarray)\*?\}(.+?)\\end\{\1\*?\}", re.S)
_SKIPPED = re.compile(r"(^|/)(zh|ja|si|translate_cache|_tensorflow|tests?)/")


def texts(repository: Path):
    """(path, text) of every page, notebook and module."""
    names = subprocess.run(
        ["git", "-C", repository, "ls-tree", "-r", "-z", "--name-only", "HEAD"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for name in names.split("\0"):
        if name.endswith((".md", ".qmd", ".ipynb", ".py", ".rst")) and not _SKIPPED.search(name):
            shown = subprocess.run(
                ["git", "-C", repository, "show", f"HEAD:{name}"], capture_output=True, check=False
            )
            yield name, shown.stdout.decode("utf-8", "replace")


def displays(name: str, text: str):
    """The displays of one file, in order, each once."""
    found = []
    if name.endswith(".ipynb"):
        try:
            cells = json.loads(text)["cells"]
        except (ValueError, KeyError):
            return []
        text = "\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
        found += [m[0] for m in _ENVIRONMENT.finditer(_DISPLAY.sub("", text))]
    found += [m[1] for pattern in (_DISPLAY, _FENCE) for m in pattern.finditer(text)]
    if name.endswith((".py", ".rst")):
        found += [f"{m[2] or ''}\n{m[3]}" for m in _DIRECTIVE.finditer(text)]
    if name.endswith(".py"):
        found = [re.sub(r"(?m)^[ \t]*#[ \t]?", "", tex) for tex in found]
    cleaned = [re.sub(r"\\eqlabel\{[^}]*\}", "", tex).strip() for tex in found]
    return list({" ".join(tex.split()): tex for tex in cleaned if len(tex) > 2}.values())


def main(folder: str, count: int = 1000) -> None:
    from figpress.equations.statements import Claimless, statements
    from figpress.equations.syntax import Unreadable

    kept: dict[str, dict[str, list[str]]] = {}
    for source in SOURCES:
        path = Path(folder) / source.replace("/", "+")
        path = path / "repo" if (path / "repo").exists() else path
        if path.exists():
            kept[source] = {name: found for name, text in texts(path) if (found := displays(name, text))}
    chance, told = random.Random(0), Counter()
    each = -(-count // max(1, len(kept)))
    for source, files in kept.items():
        every = [tex for found in files.values() for tex in found]
        read = Counter()
        for tex in chance.sample(every, min(each, len(every))):
            try:
                statements(tex)
                read["read"] += 1
            except Claimless:
                read["an expression alone"] += 1
            except Unreadable:
                read["refused"] += 1
        told += read
        print(f"{source:60} {dict(read)}")
    whole = told.total() or 1
    print(
        f"{whole} displays of {len(kept)} sources: {100 * (whole - told['refused']) / whole:.1f} % read, "
        f"{100 * told['refused'] / whole:.1f} % refused"
    )
    bound(kept)


def bound(kept: dict[str, dict[str, list[str]]]) -> None:
    """The verdicts on every display of the files that the scripts in bench/elsewhere name, field by field.

    decided    it holds in the script that it is asked of, or it is listed as misprinted and called false
    excused    read, and said to be not checked: a distribution, a proportion, a limit, an order of growth
    missed     everything else; its message is shown with -v
    """
    from figpress.equations.model import Equation
    from figpress.equations.symbols import results

    sys.path.insert(0, str(Path(__file__).parent))
    fields: dict[str, Counter] = {}
    for module in pkgutil.iter_modules([str(Path(__file__).parent / "elsewhere")]):
        script = importlib.import_module(f"elsewhere.{module.name}")
        told = fields.setdefault(script.FIELD, Counter())
        false = getattr(script, "FALSE", {})
        for source, name, context in script.ASKED:
            asked = [Equation(" ".join(tex.split()), name, 1) for tex in kept.get(source, {}).get(name, [])]
            each = context if isinstance(context, tuple) else (context,)
            for at, found in enumerate(zip(*(results(one, asked) for one in each))):
                verdict = judged(found, (name, at) in false)
                told[verdict] += 1
                if "-v" in sys.argv and verdict in ("missed", "believed though false"):
                    print(f"{verdict}: {name}, display {at}")
                    for problem in {p.message: p for r in found for p in r.problems}.values():
                        print(f"    {problem.message}")
    whole = sum(fields.values(), Counter())
    for field, told in [*sorted(fields.items()), ("all", whole)]:
        claims = told.total() - told["claims nothing"]
        print(
            f"{field:20} {claims:4} displays, {100 * told['decided'] / claims:5.1f} % decided, "
            f"{100 * (told['decided'] + told['excused']) / claims:5.1f} % with those rightly excused {dict(told)}"
        )


def judged(found: tuple, misprinted: bool) -> str:
    """What came of one display in the scripts that it was asked of."""
    rules = [{problem.rule for problem in result.problems} for result in found]
    if any(not r and result.claims + len(result.defines) for r, result in zip(rules, found)):
        return "believed though false" if misprinted else "decided"
    if misprinted and any("equation-false" in r for r in rules):
        return "decided"
    if all(p.message.startswith("an expression alone") for result in found for p in result.problems):
        return "claims nothing"
    return "excused" if any(r == {"equation-undecided"} for r in rules) else "missed"


if __name__ == "__main__":
    arguments = [a for a in sys.argv[1:] if not a.startswith("-")]
    main(arguments[0], *map(int, arguments[1:]))
