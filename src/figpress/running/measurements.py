"""Finds measuring scripts, reads and writes their data. Runs nothing."""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from figpress.base.errors import Mistake
from figpress.base.places import Place
from figpress.base.site import Site
from figpress.base.writing import write_beside
from figpress.freshness import code, plan
from figpress.freshness.code.sourcetree import SourceTree
from figpress.freshness.measured import Today
from figpress.freshness.measurement import Measurement, Ran
from figpress.freshness.plan import prints_now
from figpress.freshness.present import Present
from figpress.freshness.records import trace_from, trace_to
from figpress.freshness.target import Target
from figpress.freshness.trace import Prints, Trace

ENDING, KEY = ".measure.py", "provenance"


def measuring(site: Site) -> tuple[Target, ...]:
    """Every NAME.measure.py under figures/, in order of path."""
    found = []
    for folder, folders, names in os.walk(site.figures):
        folders[:] = sorted(f for f in folders if not f.startswith((".", "__")))
        found += [
            script_target(site, os.path.join(folder, name)) for name in sorted(names) if name.endswith(ENDING)
        ]
    return tuple(found)


def script_target(site: Site, path: str | os.PathLike[str]) -> Target:
    """The measuring script at a path. Raises Mistake for one of another name."""
    relative = os.path.relpath(path, site.root).replace(os.sep, "/")
    if not relative.endswith(ENDING):
        raise Mistake(f"a measuring script is called NAME{ENDING}, and writes NAME.json", Place(relative))
    return Target(relative.removeprefix(f"{site.figures_dir}/").removesuffix(".py"), relative, "measurement")


def data_path(script: Target) -> str:
    """Where a measuring script's data lies: beside it."""
    return script.path.removesuffix(ENDING) + ".json"


def read_measurement(site: Site, script: Target) -> Measurement:
    """A script's data as it stands, and what it says of its run. Raises Mistake for a file that is
    no data.
    """
    path = data_path(script)
    try:
        text = (site.root / path).read_text("utf-8")
        data = json.loads(text)
    except FileNotFoundError:
        return Measurement(script, Place(path))
    except (OSError, ValueError) as error:
        raise Mistake(
            f"no measured data: {error}", Place(path), f"Restore it, or measure again: python {script.path}"
        ) from None
    provenance = data.pop(KEY, None) if isinstance(data, dict) else None
    line = text[: text.rfind(f'"{KEY}"')].count("\n") + 1 if provenance else 0
    return Measurement(script, Place(path, line), _ran(provenance), _digest(data))


def _ran(provenance: Any) -> Ran | None:
    """What the provenance says of the run; None where an older figpress or a hand wrote it."""
    try:
        ran = provenance["ran"]
        return Ran(
            provenance["code"],
            trace_from(ran["trace"]),
            Prints(ran["units"], ran["files"]),
            ran["texts"],
            ran["engine"],
            provenance["record"],
        )
    except (KeyError, TypeError):
        return None


def write_measurement(
    site: Site, script: Target, record: Mapping[str, Any], facts: Mapping[str, Any], ran: Ran
) -> Place:
    """Put a record in the place of the old one, with what it was measured by. Raises OSError."""
    provenance = {
        **facts, "record": _digest(record), "code": ran.fingerprint,
        "ran": {"trace": trace_to(ran.trace), "units": ran.prints.code, "files": ran.prints.files,
        "texts": ran.texts, "engine": ran.engine},
    }  # fmt: skip
    numbers = json.dumps(record, indent=1, allow_nan=False)
    path = data_path(script)
    write_beside(
        site.root / path,
        f'{numbers.removesuffix("}").rstrip()}{"," if record else ""}\n "{KEY}": {{\n{_lines(provenance)}\n }}\n}}\n',
    )
    return Place(path)


def _lines(provenance: Mapping[str, Any]) -> str:
    """One line a fact, so that versions compare well; what ran takes few lines, since nobody reads it."""
    facts = [
        f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in provenance.items() if name != "ran"
    ]
    ran = [
        f"   {json.dumps(name)}: {json.dumps(value, sort_keys=True)}"
        for name, value in provenance["ran"].items()
    ]
    return ",\n".join([*facts, '  "ran": {\n' + ",\n".join(ran) + "\n  }"])


def _digest(record: Any) -> str:
    return "sha256:" + hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()


def today(tree: SourceTree, present: Present, script: Target, trace: Trace) -> Today:
    """What the run with this trace would meet now."""
    prints = prints_now(tree, present, script, trace, lambda id: None)
    found = {
        path: tree.module(path)
        for name, path in trace.modules.items()
        if tree.locate(name, script.path) == path
    }
    found[script.path] = tree.module(script.path)
    return Today(prints, {path: module.text for path, module in sorted(found.items()) if module}, engine())


def engine() -> str:
    """Names what takes fingerprints: the text of every module that has a say in them."""
    files = [*sorted(Path(code.__file__).parent.glob("*.py")), Path(plan.__file__)]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:16]


def measurements(
    site: Site, tree: SourceTree, present: Present
) -> Iterator[tuple[Measurement, Today | None]]:
    """Every measuring script's data, and what its run would meet now."""
    for script in measuring(site):
        kept = read_measurement(site, script)
        yield kept, today(tree, present, script, kept.ran.trace) if kept.ran else None
