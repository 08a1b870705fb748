"""A project that reaches its code and data in a hundred ways, and rounds of edits over it: in each, every figure's
own files are edited once, and everything is drawn anew to see which figures changed.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

from engine import constructs, reaching, reaching_further
from engine.edits import Edit, cosmetic, definitions, numbers, order
from engine.sites import tiny
from engine.suite import Tally, apply, put
from figpress.base.site import Site
from figpress.freshness.assessment import Assessment
from figpress.freshness.records import Records
from figpress.running.executors.local import LocalExecutor
from figpress.running.render import render

NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")
Truth = dict[str, object]


def edits_of(id: str) -> list[Edit]:
    """Every edit of one figure's own files, in a fixed order."""
    made: list[Edit] = []
    files = _files(id)
    for path, text in files.items():
        if not path.endswith(".py"):
            made += _in_data(path, text)
            continue
        made += (
            numbers(path, text)
            if path.startswith(("src", "tools", "data", "..")) or "/c/" not in path
            else ()
        )
        made += cosmetic(path, text)
        if path.startswith("src") and "/" not in id:
            made += [*definitions(path, text), *order(path, text)]
    return made


def _in_head(edit: Edit, text: str) -> bool:
    """True for a number in what every script begins with."""
    line = int(edit.name.partition(":")[2].partition(" ")[0])
    return text.splitlines()[line - 1].startswith("ROOT =")


def _files(id: str) -> dict[str, str]:
    """The texts that are one figure's own."""
    if id.startswith("c/"):
        one = REACHING[id]
        return {path.replace("@", one.name): text.replace("@", one.name) for path, text in one.files}
    return constructs.files_of(id)


def _in_data(path: str, text: str) -> Iterator[Edit]:
    for found in NUMBER.finditer(text):
        other = str(float(found[0]) + 1) if "." in found[0] else str(int(found[0]) + 1)
        yield Edit(
            f"{path}: {found[0]} → {other}", ((path, text[: found.start()] + other + text[found.end() :]),)
        )


REACHING = {
    f"c/{one.name}": one for one in (*reaching.EVERY, *reaching_further.FURTHER) if one.before is None
}
IDS = (*constructs.numbered(), *REACHING)


def rounds(ids: Iterable[str] = IDS) -> list[dict[str, Edit]]:
    """One edit a figure and round, until there are none."""
    every = {id: edits_of(id) for id in ids}
    return [
        {id: made[number] for id, made in every.items() if number < len(made)}
        for number in range(max(map(len, every.values())))
    ]


class Reached:
    """Two copies of the project: one was drawn before the edits, the other is drawn wholly anew after them."""

    def __init__(self, folder: Path, ids: tuple[str, ...] = IDS, watch: bool = True):
        self.ids = ids
        self.work, self.truth = (_lay(folder / name / "site", ids) for name in ("work", "truth"))
        executor = LocalExecutor(self.work, ("torch",), watch=watch)
        try:
            failed = [f.id for f in render(self.work, executor=executor).failed]
        finally:
            executor.close()
        assert not failed, failed
        self.executor = LocalExecutor(self.truth, ("torch",))
        records = Records(self.work)
        kept = {id: record for id in self.ids if (record := records.read(id))}
        self.opaque = {id for id, record in kept.items() if record.trace.opaque}
        # Files that are read as data: a comment in them is no comment.
        self.data = {(id, seen.path) for id, record in kept.items() for seen in record.trace.files}
        self.base = self._truth(self.ids)
        self.kept = folder / "records"
        shutil.copytree(self.truth.private / "records", self.kept)

    def run(self, every: Iterable[dict[str, Edit]]) -> Tally:
        tally = Tally()
        for edits in every:
            self._round(edits, tally)
        return tally

    def _round(self, edits: dict[str, Edit], tally: Tally) -> None:
        undo = [(site, apply(site, edit)) for site in (self.work, self.truth) for edit in edits.values()]
        try:
            truth, stale = self._truth(edits), self._stale(edits.keys() - self.opaque)
        finally:
            for site, files in undo:
                put(site, files)
        changed = {id for id in self.ids if truth[id] != self.base[id]}
        for id in self.opaque & edits.keys():  # one by one: the edits of others make it stale, too
            undo_one = apply(self.work, edits[id])
            stale |= self._stale({id})
            put(self.work, undo_one)
        for id in self.ids:
            edit = edits.get(id)
            named = f"{self._name(id)}: {edit.name if edit else 'the edits of others'}"
            drawn = id in stale
            tally.edits += edit is not None
            tally.right += drawn and id in changed
            if id in changed and not drawn:
                tally.missed[named] = {id}
            if drawn and id not in changed:
                tally.needless[named] = {id}
            if (
                edit
                and edit.cosmetic
                and drawn
                and not any((id, path) in self.data for path, _ in edit.files)
            ):
                tally.cosmetic[named] = {id}

    def _name(self, id: str) -> str:
        return id if id in REACHING else constructs.numbered()[id].name

    def _stale(self, ids: Iterable[str]) -> set[str]:
        """Which of these are not called fresh. Whoever has no edit is looked at, too."""
        assessment = Assessment(self.work)
        wanted = set(ids) | (set(self.ids) - self.opaque if len(set(ids)) > 1 else set())
        return {
            target.id
            for target in assessment.targets
            if target.id in wanted and assessment.standing(target).verdict.state != "fresh"
        }

    def _truth(self, ids: Collection[str]) -> Truth:
        """What every figure shows when these are drawn anew; no edit touches the files of others."""
        if ids is not self.ids:
            shutil.rmtree(self.truth.private / "records")
            shutil.copytree(self.kept, self.truth.private / "records")
        records = Records(self.truth)
        for id in ids:
            (self.truth.private / "records" / f"{quote(id, safe='')}.json").unlink(missing_ok=True)
        failed = {f.id: ("failed", f.message) for f in render(self.truth, executor=self.executor).failed}
        found: Truth = {}
        for id in self.ids:
            record = records.read(id)
            assert record
            found[id] = failed.get(id) or (record.values, [a.sha256 for a in record.artifacts])
        return found

    def close(self) -> None:
        self.executor.close()


def _lay(root: Path, ids: Iterable[str]) -> Site:
    root.mkdir(parents=True)
    site = tiny(root, {})
    constructs.lay(site.root, [id for id in ids if id not in REACHING])
    for id in ids:
        if id in REACHING:
            REACHING[id].place(site.root)
    return site
