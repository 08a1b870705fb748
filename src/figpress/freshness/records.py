"""Records of runs as JSON files under .figpress/records/: parsed once, to frozen types."""

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from figpress.base.site import Site
from figpress.base.writing import write_beside
from figpress.freshness.figure import Artifact, Failure
from figpress.freshness.trace import Prints, Record, Seen, Trace

VERSION = 2


def trace_from(data: dict[str, Any]) -> Trace:
    """A trace from JSON."""
    return Trace(
        functions=tuple(data.get("functions", ())),
        modules=data.get("modules", {}),
        at_import={name: tuple(hits) for name, hits in data.get("at_import", {}).items()},
        classes=tuple(data.get("classes", ())),
        files=tuple(Seen(path, how) for path, how in data.get("files", ())),
        variables=tuple(data.get("variables", ())),
        packages=tuple(data.get("packages", ())),
        computed=tuple(data.get("computed", ())),
        opaque=data.get("opaque", ""),
    )


def trace_to(trace: Trace) -> dict[str, Any]:
    """A trace as JSON, without what is empty."""
    data = {
        "functions": list(trace.functions),
        "modules": dict(trace.modules),
        "at_import": {name: list(hits) for name, hits in trace.at_import.items()},
        "classes": list(trace.classes),
        "files": [[seen.path, seen.how] for seen in trace.files],
        "variables": list(trace.variables),
        "packages": list(trace.packages),
        "computed": list(trace.computed),
        "opaque": trace.opaque,
    }
    return {name: value for name, value in data.items() if value}


class Records:
    """The records of one site."""

    def __init__(self, site: Site):
        self.folder = site.private / "records"
        self.objects = site.private / "objects"

    def _path(self, id: str) -> Path:
        return self.folder / (quote(id, safe="") + ".json")

    def read(self, id: str) -> Record | None:
        """The record of a target, or None where there is none that can be read."""
        try:
            data = json.loads(self._path(id).read_bytes())
        except (OSError, ValueError):
            return None
        return self.parse(data) if data.get("version") == VERSION else None

    def write(self, record: Record) -> None:
        """Put a record in the place of the old one. Raises OSError."""
        write_beside(self._path(record.id), self.text(record))

    def text(self, record: Record) -> str:
        """A record as it is written: nothing in it says where the site lies."""
        data = asdict(record)
        data["trace"] = trace_to(record.trace)
        data["artifacts"] = [{**asdict(a), "path": a.path.name} for a in record.artifacts]
        data["version"] = VERSION
        return json.dumps(data, sort_keys=True)

    def computed(self) -> list[Record]:
        """The records of all shared results."""
        return self.every("computed%3A")

    def every(self, first: str = "") -> list[Record]:
        """All records, or those whose file's name begins with `first`."""
        try:
            names = sorted(
                n
                for n in os.listdir(self.folder)
                if n.startswith(first) and n.endswith(".json") and not n.startswith(".")
            )
        except OSError:
            return []
        found = [self.read(unquote(n[:-5])) for n in names]
        return [r for r in found if r]

    def parse(self, data: dict[str, Any]) -> Record:
        """A record from JSON. Raises KeyError or TypeError for anything else."""
        artifacts = tuple(
            Artifact(**{**a, "path": self.objects / a["sha256"][:2] / a["path"]}) for a in data["artifacts"]
        )
        return Record(
            id=data["id"],
            kind=data["kind"],
            path=data["path"],
            trace=trace_from(data["trace"]),
            prints=Prints(**data["prints"]),
            fingerprint=data["fingerprint"],
            values=data["values"],
            artifacts=artifacts,
            provenance=data["provenance"],
            seconds=data["seconds"],
            calls=data["calls"],
            arguments=data["arguments"],
            value=data["value"],
            errors=data["errors"],
            failure=Failure(**data["failure"]) if data["failure"] else None,
        )
