"""Constructs drawn before and after their edits, and what is said of them in between."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from engine.constructs import Construct, files_of, lay
from engine.cosmetics import together
from engine.sites import tiny, write
from figpress.base.site import Site
from figpress.freshness.assessment import Assessment
from figpress.freshness.records import Records
from figpress.freshness.trace import Verdict
from figpress.running.executors.local import LocalExecutor
from figpress.running.render import render

ASKING = re.compile(
    r"AssertionError|except Exception|annotation|hints|signature|register|locals|co_|lineno|getsource|format_exc|vars\(|pydantic|dir\("
)
TEXTS = ("file ", "(->)", "(its names)", "<docstrings>", "(assert)")  # of units: somebody reads the text


class Drawn:
    """What constructs show before and after their edits, drawn anew; what is said of them after nothing, after what is
    cosmetic, and after the edits.
    """

    def __init__(self, constructs: dict[str, Construct], folder: Path, executor: LocalExecutor):
        self.constructs = constructs
        site = tiny(folder / "site", {})
        lay(site.root, constructs)
        executor.site = site
        report = render(site, executor=executor)
        assert not report.failed, [(constructs[f.id].name, f.message) for f in report.failed]
        self.before, self.at_first = self._values(site), self._verdicts(site)
        self.cosmetic = {id: files for id in constructs if (files := _cosmetic(constructs[id], id))}
        write(site.root, {path: text for files in self.cosmetic.values() for path, text in files.items()})
        said = self._verdicts(site)
        self.in_vain = {
            constructs[id].name: said[id].reasons
            for id in self.cosmetic
            if said[id].state != "fresh" and not _read_as_text(site, id)
        }
        lay(site.root, constructs, edited=True)
        self.edited = self._verdicts(site)
        shutil.rmtree(site.private / "records")
        render(site, executor=executor)
        self.after = self._values(site)

    def _values(self, site: Site) -> dict[str, tuple]:
        records = Records(site)
        return {id: (r.values, r.failure) for id in self.constructs if (r := records.read(id))}

    def _verdicts(self, site: Site) -> dict[str, Verdict]:
        assessment = Assessment(site)
        return {t.id: assessment.standing(t).verdict for t in assessment.targets}


def _cosmetic(construct: Construct, id: str) -> dict[str, str]:
    """The modules under src/, with all that changes nothing."""
    return {
        path: changed
        for path, text in files_of(id).items()
        if path.startswith("src/") and not ASKING.search(text + construct.script)
        if (changed := together(text)) != text
    }


def _read_as_text(site: Site, id: str) -> bool:
    record = Records(site).read(id)
    return any(any(text in unit for text in TEXTS) for unit in record.prints.code) or any(
        seen.path.endswith(".py") for seen in record.trace.files
    )
