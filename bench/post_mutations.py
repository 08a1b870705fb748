"""Edits of byhand and plates against this post's own figures: what the press calls stale, and what a full
redraw changes.

python bench/post_mutations.py [EDITS]    30 unless said; figures that take over 2 s are left out

Every needless redraw is named, with its reason. "ran it" means that the figure executed the function that was
edited and shows
the same all the same (a tolerance, say): no tool that goes by functions can know. Precision is said with
these counted against us, and without.
"""

import ast
import copy
import hashlib
import random
import shutil
import sys
import tempfile
from pathlib import Path

from figpress.base.configuration import open_site
from figpress.freshness.assessment import Assessment, Standing
from figpress.freshness.code.closure import VERSION
from figpress.freshness.seams import Job, Request, Shared
from figpress.freshness.target import Target
from figpress.running.executors.local import LocalExecutor
from figpress.running.render import Rendering, Silent, render

ROOT = Path(__file__).parents[1]
LEFT = shutil.ignore_patterns(".git", ".venv", "site", "*.egg-info", "__pycache__", "scratch")


def edits(root: Path, count: int) -> list[tuple[Path, str, str]]:
    """One number changed, each time another: file, where, new text. Drawn by a fixed seed."""
    found = []
    for path in sorted([*(root / "src/byhand").rglob("*.py"), *(root / "src/plates").rglob("*.py")]):
        tree = ast.parse(path.read_text("utf-8"))
        numbers = [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and type(n.value) in (int, float)]
        for index, node in enumerate(numbers):
            changed = copy.deepcopy(tree)
            twin = [
                n for n in ast.walk(changed) if isinstance(n, ast.Constant) and type(n.value) in (int, float)
            ][index]
            twin.value = node.value + 1 if isinstance(node.value, int) else node.value * 1.25 + 0.01
            found.append(
                (path, f"{path.relative_to(root)}:{node.lineno} {node.value} → {twin.value}", changed)
            )
    chosen = random.Random(0).sample(found, min(count, len(found)))
    return [(path, name, ast.unparse(tree)) for path, name, tree in chosen]


def drawn(executor: LocalExecutor, targets: tuple[Target, ...]) -> dict[str, tuple]:
    """What every figure shows when all is drawn anew, shared results included."""
    results: dict[str, Shared] = {}
    found: dict[str, tuple] = {}

    def demand(request: Request) -> Shared | Job:
        return results.get(request.id) or Job(
            Target(request.id, request.path, "computed", calls=request.calls, arguments=request.digest),
            Path(request.arguments),
        )

    for outcome in executor.run(tuple(Job(t) for t in targets), demand, lambda job: "ours"):
        target = outcome.job.target
        if target.kind == "computed":
            results[target.id] = Shared(
                target.id, outcome.files[0].path if outcome.files else None, outcome.value, outcome.failure
            )
        elif outcome.failure:
            found[target.id] = ("failed",)
        else:
            found[target.id] = (
                *(hashlib.sha256(f.path.read_bytes()).hexdigest() for f in outcome.files),
                *sorted(outcome.values.items()),
            )
    return found


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve() / "post"
        shutil.copytree(ROOT, root, ignore=LEFT)
        site = open_site(root)
        render(site)
        assessment = Assessment(site)
        quick = tuple(
            t
            for t in assessment.targets
            if t.kind == "figure"
            and not t.skip
            and (r := assessment.records.read(t.id))
            and r.drawn
            and r.seconds < 2
        )
        executor = LocalExecutor(site, Rendering(site, Silent(), None).reach)
        base = drawn(executor, quick)
        right = ran = 0
        missed: list[str] = []
        needless: list[str] = []
        for path, name, text in edits(root, count):
            before = path.read_text("utf-8")
            path.write_text(text, "utf-8")
            now = Assessment(site)
            standings = {t.id: now.standing(t) for t in quick}
            stale = {id for id, standing in standings.items() if standing.verdict.state != "fresh"}
            changed = {id for id, what in drawn(executor, quick).items() if what != base[id]}
            path.write_text(before, "utf-8")
            right += len(stale & changed)
            missed += [f"MISSED   {name}  {id}" for id in sorted(changed - stale)]
            print(f"{name}: {len(changed)} changed, {len(stale)} called stale", flush=True)
            for id in sorted(stale - changed):
                met = _ran(standings[id])
                ran += met
                needless.append(
                    f"needless {name}  {id}  "
                    f"{'; '.join(standings[id].verdict.reasons)}{'  (ran it)' if met else ''}"
                )
                print(f"  {needless[-1]}", flush=True)
        executor.close()
    print("\n".join(missed))
    whole = right / max(right + len(needless), 1)
    print(
        f"{len(quick)} figures, {right} rightly called stale, {len(missed)} missed, {len(needless)} "
        f"needless, of which {ran} ran the edited code"
    )
    print(
        f"recall {right / max(right + len(missed), 1):.4f}, precision {whole:.4f}; not counting what ran "
        f"the edited code {right / max(right + len(needless) - ran, 1):.4f}"
    )
    return 1 if missed else 0


def _ran(standing: Standing) -> bool:
    """True when all that the verdict names was executed: functions, and defaults that calls fell back upon.
    The picture is the same.
    """
    record, now = standing.record, standing.now
    if record is None or now is None:
        return False
    units = [
        key for key in {*record.prints.code, *now.code} if record.prints.code.get(key) != now.code.get(key)
    ]
    ran = {*record.trace.functions, *(hit for hits in record.trace.at_import.values() for hit in hits)}
    return bool(units) and {VERSION.sub("", unit).removesuffix("()") for unit in units} <= ran


if __name__ == "__main__":
    sys.exit(main())
