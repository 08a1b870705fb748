"""Runs a measuring script under the recorder, and writes what it returns beside it, with what it ran."""

import json
import platform
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from figpress.base.configuration import config_in, open_site
from figpress.base.data import whole_number
from figpress.base.errors import Mistake
from figpress.base.places import Place
from figpress.base.site import Site
from figpress.base.writing import private_folder
from figpress.freshness.code.sourcetree import SourceTree
from figpress.freshness.measured import shortened
from figpress.freshness.measurement import Ran
from figpress.freshness.plan import fingerprint
from figpress.freshness.present import Present
from figpress.freshness.seams import Job, Outcome, Request, Shared
from figpress.freshness.target import Target
from figpress.freshness.trace import Prints, Trace
from figpress.running.executors.local import LocalExecutor
from figpress.running.measurements import script_target, today, write_measurement
from figpress.running.render import Rendering, Silent


def site_of(path: Path) -> Site:
    """The site that a script lies in. Raises Mistake where it lies in none."""
    for folder in path.resolve().parents:
        if config_in(folder):
            return open_site(folder)
    raise Mistake(f"{path} lies in no site", hint="A site's folder holds mkdocs.yml.")


def measure(site: Site, path: Path, say: Callable[[str], None] = lambda line: None) -> Place:
    """Run the script at `path` in a fresh process and write its record. Returns the place of the data.

    `say` is told what the script prints, as it prints it. Raises Mistake for a script that fails, that leaves
    no record, or
    whose code changes meanwhile; nothing is written then.
    """
    script = script_target(site, path)
    private_folder(site.private)
    begun = time.time_ns()
    executor = LocalExecutor(site, Rendering(site, Silent(), None).reach)
    try:
        with _echo(executor.scratch / "1" / "output.txt", say):
            outcomes = _run(executor, script)
        own = outcomes[-1]
        if own.failure:
            where, _, line = own.failure.where.rpartition(":")
            raise Mistake(
                own.failure.message,
                Place(where, number)
                if (number := whole_number(line)) is not None
                else Place(own.failure.where),
                "Nothing was written.",
            )
        if not own.files:
            raise Mistake(
                "it measures nothing",
                Place(script.path),
                "End it with figpress.measure(main), where main() returns a record.",
            )
        record = json.loads(own.files[0].path.read_text("utf-8"))
    finally:
        executor.close()
    trace = _together([outcome.trace for outcome in outcomes])
    for module in (script.path, *trace.modules.values()):
        if (site.root / module).stat().st_ctime_ns >= begun:
            raise Mistake(
                "changed while it was measured",
                Place(module),
                f"Nothing was written. Measure again: python {script.path}",
            )
    now = today(SourceTree(site), Present(site), script, trace)
    seen = {
        name: digest for outcome in outcomes for name, digest in outcome.digests.items()
    }  # files as they were in the run
    prints = replace(now.prints, files={**now.prints.files, **seen})
    ran = Ran(fingerprint(prints), trace, shortened(prints), now.texts, now.engine)
    return write_measurement(site, script, record, _facts(own, prints), ran)


def _run(executor: LocalExecutor, script: Target) -> list[Outcome]:
    """The outcomes of the shared results that the script asked for, each computed anew, and the script's own
    last.
    """
    results: dict[str, Shared] = {}
    outcomes: list[Outcome] = []

    def demand(request: Request) -> Shared | Job:
        target = Target(request.id, request.path, "computed", calls=request.calls, arguments=request.digest)
        return results.get(request.id) or Job(target, Path(request.arguments))

    for outcome in executor.run((Job(script),), demand, lambda job: "ours"):
        target = outcome.job.target
        if target.kind == "computed":
            results[target.id] = Shared(
                target.id, outcome.files[0].path if outcome.files else None, outcome.value, outcome.failure
            )
        outcomes.append(outcome)
    return outcomes


def _together(traces: list[Trace]) -> Trace:
    """One trace for a script and the shared results that it used: what those ran, it ran."""

    def every(name: str) -> tuple:
        return tuple(sorted({one for trace in traces for one in getattr(trace, name)}))

    at_import: dict[str, set[str]] = {}
    for trace in traces:
        for name, hits in trace.at_import.items():
            at_import.setdefault(name, set()).update(hits)
    return Trace(
        functions=every("functions"),
        modules={name: path for trace in traces for name, path in trace.modules.items()},
        at_import={name: tuple(sorted(hits)) for name, hits in sorted(at_import.items())},
        classes=every("classes"),
        files=tuple(seen for seen in every("files") if not seen.path.startswith("/")),
        variables=every("variables"),
        packages=every("packages"),
        opaque=every("opaque"),
    )


def _facts(own: Outcome, prints: Prints) -> dict[str, Any]:
    """What a reader may want to know of how the numbers came to be."""
    versions = {
        name: version
        for name, version in prints.environment.items()
        if not name.startswith("$") and version != "absent"
    }
    return {
        **versions,
        **own.provenance,
        "processor": platform.machine(),
        "threads": 1,
        "seconds": round(own.seconds, 1),
    }


@contextmanager
def _echo(path: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Tells what is written to a file meanwhile, a line a time."""
    done = threading.Event()

    def follow() -> None:
        told, last = 0, False
        while not last:
            last = done.wait(0.5)
            lines = path.read_text("utf-8", "replace").splitlines() if path.exists() else []
            for line in lines[told:]:
                say(line)
            told = len(lines)

    thread = threading.Thread(target=follow, daemon=True, name="echo")
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
