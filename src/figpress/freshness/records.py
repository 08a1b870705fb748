"""Records of runs as JSON files under .figpress/records/: parsed once, to frozen types."""

import json
import os
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

import msgspec

from figpress.base.data import read_json, whole_number
from figpress.base.finding import Finding
from figpress.base.places import Place
from figpress.base.sealed import opened_json, sealed_json
from figpress.base.site import Site
from figpress.base.writing import file_name, write_beside
from figpress.freshness.figure import Artifact, Failure
from figpress.freshness.trace import Prints, Record, Seen, Trace, Tried

VERSION = 3
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SUFFIX = re.compile(r"(\.[a-z0-9]{1,10})?")


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
        opaque=tuple(data.get("opaque", ())),
        declared=data.get("declared", False),
        wrote=tuple(data.get("wrote", ())),
    )


def finding_from(data: dict[str, str]) -> Finding:
    """A finding from JSON."""
    path, _, line = data["where"].rpartition(":")
    where = (
        Place(path, number) if path and (number := whole_number(line)) is not None else Place(data["where"])
    )
    return Finding(where, data["rule"], data["severity"], data["message"], data["hint"])  # type: ignore[arg-type]


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
        "opaque": list(trace.opaque),
        "declared": trace.declared,
        "wrote": list(trace.wrote),
    }
    return {name: value for name, value in data.items() if value}


class Records:
    """The records of one site."""

    def __init__(self, site: Site):
        self.folder = site.private / "records"
        self.objects = site.private / "objects"

    def _path(self, id: str) -> Path:
        return self.folder / f"{file_name(id)}.json"

    def read(self, id: str) -> Record | None:
        """The record of a target, or None where there is none that can be read."""
        record = self._read(self._path(id))
        return record if record and record.id == id else None

    def _read(self, path: Path) -> Record | None:
        try:
            return self._parsed(opened_json(path.read_bytes()))
        except (OSError, ValueError):
            return None

    def write(self, record: Record) -> None:
        """Put a record in the place of the old one. Raises OSError."""
        write_beside(self._path(record.id), sealed_json(self._data(record), sort_keys=True), lasting=True)

    def text(self, record: Record) -> str:
        """A record as it travels, as JSON."""
        return json.dumps(self._data(record), sort_keys=True)

    def _data(self, record: Record) -> dict[str, Any]:
        """A record as it is written: nothing in it says where the site lies."""
        data = asdict(record)
        data["trace"] = trace_to(record.trace)
        if record.tried:
            data["tried"]["trace"] = trace_to(record.tried.trace)
        data["artifacts"] = [{**asdict(a), "path": a.path.name} for a in record.artifacts]
        data["findings"] = [f.as_json() for f in record.findings]
        return {**data, "version": VERSION}

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
        found = [self._read(self.folder / name) for name in names]
        return [r for r in found if r]

    def parse(self, content: bytes) -> Record:
        """A record from JSON that anybody may have written: every field of its type, every file inside the
        store.

        Raises ValueError for anything else.
        """
        return self._parsed(read_json(content))

    def _parsed(self, data: Any) -> Record:
        try:
            if data["version"] != VERSION:
                raise ValueError(f"a record of version {data['version']!r}, not {VERSION}")
            record = self._record(data)
            plain = msgspec.to_builtins(record, enc_hook=str, str_keys=True)
            msgspec.convert(plain, Record, dec_hook=lambda kind, value: kind(value))
        except (KeyError, TypeError, AttributeError, RecursionError, msgspec.ValidationError) as error:
            raise ValueError(f"no record: {error}") from None
        return record

    def _kept(self, artifact: dict[str, Any]) -> Path:
        """Where a file of a record lies: under its digest, and nowhere else."""
        sha256, suffix = artifact["sha256"], Path(artifact["path"]).suffix
        written = artifact["path"] == f"{sha256}{suffix}"
        if not (written and _DIGEST.fullmatch(sha256) and _SUFFIX.fullmatch(suffix)):
            raise ValueError(f"no file of the store: {artifact['path']!r}")
        return self.objects / sha256[:2] / f"{sha256}{suffix}"

    def _record(self, data: dict[str, Any]) -> Record:
        artifacts = tuple(Artifact(**{**a, "path": self._kept(a)}) for a in data["artifacts"])
        tried = data["tried"]
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
            tried=Tried(trace_from(tried["trace"]), Prints(**tried["prints"])) if tried else None,
            findings=tuple(finding_from(f) for f in data.get("findings", ())),
            printed=data.get("printed", ""),
            written={name: (before, after) for name, (before, after) in data["written"].items()},
        )
