"""What the code behind a figure came to when it was last walked: where no file changed since, it need not be
walked again.
"""

import json
from collections.abc import Callable, Mapping

from figpress.base.data import read_json
from figpress.base.writing import write_beside
from figpress.freshness.code.canon import digest
from figpress.freshness.code.sourcetree import SourceTree
from figpress.freshness.records import trace_to
from figpress.freshness.target import Target
from figpress.freshness.trace import Record


class Judged:
    """Remembers, for each target, all that the walk over its code looked at, as one digest.

    tree     project code as it is now
    scripts  gives the files of the site that nobody imports: a change there is only their own
    """

    def __init__(self, tree: SourceTree, scripts: Callable[[], frozenset[str]]):
        self.tree, self.scripts = tree, scripts
        self.path = tree.site.private / "tables" / "judged.json"
        self._known: dict[str, str] | None = None
        self._common = ""
        self._learned: dict[str, str] = {}

    def units(self, target: Target, record: Record) -> Mapping[str, str] | None:
        """The digests of the code behind a record, where they certainly are what they were."""
        key = self._key(target, record)
        if key and self._remembered().get(target.id) == key:
            return record.prints.code
        return None

    def learn(self, target: Target, record: Record, units: Mapping[str, str]) -> None:
        """Take down that a walk found the code as the record has it."""
        if units == record.prints.code and (key := self._key(target, record)):
            self._learned[target.id] = key

    def save(self) -> None:
        """Remember it for the next command. A cache only: failing to write it is no failure."""
        if any(self._remembered().get(id) != key for id, key in self._learned.items()):
            try:
                write_beside(self.path, json.dumps({**self._remembered(), **self._learned}, sort_keys=True))
            except OSError:
                pass

    def _key(self, target: Target, record: Record) -> str:
        if record.trace.opaque or target.kind == "symbols":
            return ""
        own = sorted({target.path, *record.trace.modules.values()})
        facts = [
            self.tree.dialect,
            self._every(),
            target.id,
            target.kind,
            target.calls,
            record.fingerprint,
            trace_to(record.trace),
            [(path, self.tree.text(path)) for path in own],
        ]
        return digest(json.dumps(facts, sort_keys=True))

    def _every(self) -> str:
        """The names of all files of code, and the texts of those that somebody may import."""
        if not self._common:
            scripts = self.scripts()
            every = self.tree.every()
            texts = [f"{path} {'' if path in scripts else self.tree.text(path)}" for path in every]
            self._common = digest("\n".join(texts))
        return self._common

    def _remembered(self) -> dict[str, str]:
        if self._known is None:
            try:
                known = read_json(self.path.read_bytes())
                self._known = known if isinstance(known, dict) else {}
            except (OSError, ValueError):
                self._known = {}
        return self._known
