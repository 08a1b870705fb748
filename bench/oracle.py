"""For each equation that runs: how far torch, its program and an oracle of somebody else's, Compute Engine, agree.

    python bench/oracle.py [PACKAGE]

Every statement that belongs to a set is evaluated on the tensors of its symbols script, for the first choice of sizes, by three
sides: torch's evaluator, the compiled program in the build's JavaScript engine, and cortex-js's Compute Engine (MIT), which reads
the right side's TeX by itself; names are letters to it, for it takes bars for means. PACKAGE is where its module lies; without
it npm brings the version that is pinned here into a temporary folder. Fails where program and torch differ by more than 1e-12.
Where the oracle reads something else (two matrices side by side are multiplied entry by entry unless one is transposed) or nothing, that is said.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]  # this folder has an `equations` of its own
sys.path[:] = [folder for folder in sys.path if Path(folder).resolve() != Path(__file__).resolve().parent]
sys.path.insert(0, str(ROOT / "tests"))

PINNED = "@cortex-js/compute-engine@0.140.0"
LETTERS = "ABFGHJKLMPQRSTUVWXYZ"
RAISED = re.compile(r"\s*\^\s*(\{[^{}]*\}|\\[a-zA-Z]+|\S)\s*$")
AGREES = 1e-9  # of the largest number: an oracle rounds where it likes


def asked() -> list[dict]:
    """What each statement of a set is: words, torch's numbers, the program's, and what the oracle is asked."""
    from equations import living

    from figpress.equations.compiled import library

    found: list[dict] = []
    tried = library.tried

    def watched(made, statement, worlds, others, before=()):
        trial = tried(made, statement, worlds, others, before)
        found.append(
            {
                "made": made,
                "statement": statement,
                "world": worlds[0],
                "trial": trial,
                "before": before,
                "steps": dict(worlds[0].steps),
            }
        )
        return trial

    library.tried = watched
    try:
        results = living.results()
    finally:
        library.tried = tried
    members = {p.source: r for one in results.values() for r in one if r.set for p in r.programs if p.source}
    told: list[dict] = []
    for one in found:
        if any(one["made"].source == other["source"] for other in told):
            continue  # two contexts print the same
        result = members.get(one["made"].source)
        if result:
            told.append(
                {
                    "set": result.set,
                    "name": one["made"].name,
                    "apart": one["trial"].relative,
                    **_question(one, result.tex),
                }
            )
    return told


def _question(one: dict, tex: str) -> dict:
    """The right side with letters in the place of names, and what they stand for; or why it is not asked."""
    from figpress.equations import terms
    from figpress.equations.compiled import trial
    from figpress.equations.compiled.spelling import identifier
    from figpress.equations.evaluator import Evaluator
    from figpress.equations.syntax import walk

    made, statement, world = one["made"], one["statement"], one["world"]
    side = statement.members[made.side]
    if made.written is None:
        return {"why": "a function of one number"}
    if made.letters:
        return {"why": "for every value of a letter"}
    if any(isinstance(node, terms.Call) and not isinstance(node.function, str) for node in walk(side)):
        return {"why": "calls a function of the site's"}
    known = {identifier(s): n for s, n in world.sizes.items()}
    after, world.steps = world.steps, dict(one["before"][0] if one["before"] else one["steps"])
    evaluator = Evaluator(world)
    scopes = list(trial._scopes(made, known, statement, world))
    letters, given, text = iter(LETTERS), {}, []
    at = side.span[0]
    seen: dict[str, str] = {}
    for node in sorted((n for n in walk(side) if isinstance(n, terms.Name)), key=lambda n: n.span):
        if node.span[0] < at:
            continue
        own = tex[slice(*node.span)]  # with what is raised behind it, which stays
        own = own if "^" in node.entry.tex else RAISED.sub("", own)
        array = np.asarray(evaluator.value(node, {}).array)[0]
        value = float(array.ravel()[0]) if array.size == 1 else array.tolist()
        letter = seen.setdefault(own, next(letters) if own not in seen else seen.get(own))
        text += [tex[at : node.span[0]], f"{{{letter}}}"]
        given[letter], at = value, node.span[0] + len(own)
    text.append(tex[at : side.span[1]])
    world.steps = one["steps"]
    true = trial._true(made, statement, evaluator, known, scopes)[0][0]
    world.steps = after
    return {"tex": "".join(text), "given": given, "true": true.tolist()}


def verdicts(told: list[dict], answers: list[dict]) -> Iterator[str]:
    said = iter(answers)
    for one in told:
        if "why" in one:
            yield f"not asked: {one['why']}"
            continue
        answer, true = next(said), np.array(one["true"])
        if answer["numbers"] is None:
            yield "not understood"
        elif len(answer["numbers"]) != len(true):
            yield "read otherwise: another shape"
        else:
            with np.errstate(invalid="ignore"):
                apart = np.nan_to_num(np.abs(np.array(answer["numbers"], dtype=float) - true), nan=0.0)
            share = apart.max() / max(np.abs(true[np.isfinite(true)]).max(initial=0.0), 1e-300)
            yield f"{share:.0e}" if share <= AGREES else f"read otherwise: {share:.0e} apart"


def main(arguments: list[str]) -> int:
    npm, node = shutil.which("npm"), shutil.which("node")
    if not node or not (arguments or npm):
        print("skipped: there is no node, or no npm and no PACKAGE")
        return 0
    told = asked()
    questions = json.dumps(
        [{"tex": one["tex"], "given": one["given"]} for one in told if "tex" in one]
    ).replace("Infinity", "1e999")
    with tempfile.TemporaryDirectory() as folder:
        package = Path(arguments[0]) if arguments else Path(folder) / "node_modules/@cortex-js/compute-engine"
        if not arguments:
            subprocess.run([npm, "install", "--silent", "--prefix", folder, PINNED], check=True)
        main_ = json.loads((package / "package.json").read_text("utf-8"))["module"]
        done = subprocess.run(
            [node, Path(__file__).with_suffix(".mjs"), package / main_],
            input=questions,
            capture_output=True,
            text=True,
        )
    if done.returncode:
        print(done.stderr)
        return 1
    rows = [
        (f"{one['set']}.{one['name']}", f"{one['apart']:.0e}", words)
        for one, words in zip(told, verdicts(told, json.loads(done.stdout)))
    ]
    print(f"{'equation':32} {'program and torch':18} oracle and torch")
    for name, program, words in rows:
        print(f"{name:32} {program:18} {words}")
    agrees = sum(words[0].isdigit() for *_, words in rows)
    print(f"{len(rows)} statements: program and torch agree in all to {max(one['apart'] for one in told):.0e} of the largest number; "
          f"{PINNED} agrees in {agrees}, reads {sum('otherwise' in w for *_, w in rows)} otherwise, "
          f"does not understand {sum('understood' in w for *_, w in rows)}; {sum('asked' in w for *_, w in rows)} are not asked")  # fmt: skip
    return 0 if all(one["apart"] <= 1e-12 for one in told) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
