"""Runs edits: for each, what the press draws again against what a full redraw shows to have changed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from engine.edits import Edit
from engine.project import USES, project
from figpress.base.configuration import open_site
from figpress.base.site import Site
from figpress.freshness.records import Records
from figpress.running.executors.local import LocalExecutor
from figpress.running.render import render


@dataclass
class Tally:
    """False-fresh figures by edit (the defects), false-stale ones (the costs), and how many were right."""

    edits: int = 0
    right: int = 0
    missed: dict[str, set[str]] = field(default_factory=dict)
    needless: dict[str, set[str]] = field(default_factory=dict)
    cosmetic: dict[str, set[str]] = field(default_factory=dict)

    @property
    def precision(self) -> float:
        wasted = sum(len(v) for v in self.needless.values())
        return self.right / max(self.right + wasted, 1)

    @property
    def recall(self) -> float:
        missed = sum(len(v) for v in self.missed.values())
        return self.right / max(self.right + missed, 1)


class Suite:
    """Two copies of the project: one is rendered as its author would, the other wholly anew."""

    def __init__(self, folder: Path):
        self.work, self.truth = lay(folder / "work"), lay(folder / "truth")
        self.executors = [LocalExecutor(self.work, ("torch",)), LocalExecutor(self.truth, ("torch",))]
        render(self.work, executor=self.executors[0])
        self.kept = folder / "records"
        shutil.copytree(self.work.private / "records", self.kept)
        self.base = self._truth()
        assert all(isinstance(v, tuple) and v[0] != "failed" for v in self.base.values()), self.base

    def run(self, edits: Iterable[Edit]) -> Tally:
        tally = Tally()
        for edit in edits:
            self._one(edit, tally)
        return tally

    def _one(self, edit: Edit, tally: Tally) -> None:
        undo = [apply(self.work, edit), apply(self.truth, edit)]
        before = dict(os.environ)
        if edit.variable:
            os.environ[edit.variable[0]] = edit.variable[1]
        try:
            changed = {id for id, what in self._truth().items() if what != self.base[id]}
            report = render(self.work, executor=self.executors[0])
            again = {*report.rendered, *(f.id for f in report.failed)}
        finally:
            os.environ.clear()
            os.environ.update(before)
            for site, files in zip((self.work, self.truth), undo, strict=True):
                put(site, files)
            shutil.rmtree(self.work.private / "records")
            shutil.copytree(self.kept, self.work.private / "records")
        tally.edits += 1
        tally.right += len(again & changed)
        for table, wrong in ((tally.missed, changed - again), (tally.needless, again - changed)):
            if wrong:
                table[edit.name] = wrong
        if edit.cosmetic and again:
            tally.cosmetic[edit.name] = again

    def _truth(self) -> dict[str, tuple]:
        """What every figure shows when all is drawn anew."""
        shutil.rmtree(self.truth.private / "records", ignore_errors=True)
        report = render(self.truth, executor=self.executors[1])
        failed = {f.id: ("failed", f.message) for f in report.failed}
        records = Records(self.truth)
        found: dict[str, tuple] = {}
        for id in USES:
            record = records.read(id)
            assert record
            found[id] = failed.get(id) or (
                tuple(a.sha256 for a in record.artifacts),
                tuple(record.values.items()),
            )
        return found

    def close(self) -> None:
        for executor in self.executors:
            executor.close()


def lay(folder: Path) -> Site:
    """The project on disk, last changed long ago."""
    for path, text in project().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return open_site(folder)


def apply(site: Site, edit: Edit) -> list[tuple[str, str | None]]:
    """Make an edit; returns how to undo it."""
    before = [
        (path, (site.root / path).read_text("utf-8") if (site.root / path).exists() else None)
        for path, _ in edit.files
    ]
    put(site, edit.files)
    return before


def put(site: Site, files: Iterable[tuple[str, str | None]]) -> None:
    for path, text in files:
        full = site.root / path
        if text is None:
            full.unlink()
            if full.parent.name == "basic":
                full.parent.rmdir()
        else:
            full.parent.mkdir(parents=True, exist_ok=True)
            full.write_text(text, "utf-8")
