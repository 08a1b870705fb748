"""What one run and its children looked at and wrote, each path as it was when it was met first."""

from __future__ import annotations

import os
import threading
from collections.abc import Collection
from typing import Any

from figpress.freshness.look import ABSENT, NO_LINK, look
from figpress.running.watch.naming import Naming


class Looks:
    """Collects looks. `hidden` names at the site's root are the press's own."""

    def __init__(self, naming: Naming, hidden: Collection[str] = ()):
        self.naming, self.hidden = naming, hidden
        self.own = os.path.join(os.path.realpath(naming.scratch), "")
        self.seen: dict[tuple[str, str], str] = {}  # (how, name) → digest
        self.written: dict[
            str, str | None
        ] = {}  # name → digest of its content before; None for what is no one's name
        self._lock = threading.Lock()

    def see(self, path: str, how: str) -> None:
        """Somebody is about to look at an absolute path. What the run wrote itself is no dependency."""
        name = self.naming.name(path)
        if name == "." and how in ("state", "link", "leads"):
            return  # the site is there
        if name is not None and (how, name) in self.seen:
            return
        if path.startswith(self.naming.scratch) or path in self.written or self._within_own(path):
            self._behind(path, how)
            return
        if name is None:
            return
        digest = self._digest(path, name, how)
        if how in ("state", "link", "leads") and os.path.isabs(name) and digest in ("folder", NO_LINK):
            return  # a folder above, passed on the way
        with self._lock:
            self.seen.setdefault((how, name), digest)

    def _behind(self, path: str, how: str) -> None:
        """What lies behind a link that the run made itself counts."""
        real = path if how in ("link", "leads") else os.path.realpath(path)
        if real != path and not (real + os.sep).startswith(self.own):
            self.see(real, how)

    def write(self, path: str) -> None:
        """Somebody is about to write, remove or rename an absolute path."""
        if path not in self.written and not path.startswith(self.naming.scratch):
            name = self.naming.name(path)
            before = None if name is None else look(path, "content")
            with self._lock:
                self.written.setdefault(path, before)

    def _within_own(self, path: str) -> bool:
        """True in a folder that the run made."""
        folder = os.path.dirname(path)
        while self.written and len(folder) > 1:
            if self.written.get(folder) == ABSENT:
                return True
            folder = os.path.dirname(folder)
        return False

    def _digest(self, path: str, name: str, how: str) -> str:
        if name != "." and not os.path.isabs(name):
            path = os.path.join(self.naming.root, name)  # of a compiled module its source is what counts
        return look(path, how, self.hidden if name == "." else ())

    def report(self) -> dict[str, Any]:
        """What was seen, as plain data; `written`: files that the run changed or made, with what was in them
        before and after.
        """
        written = {}
        for path, before in self.written.items():
            name = self.naming.name(path)
            if name is None or before in (None, "folder") or (os.path.isabs(name) and self._within_own(path)):
                continue
            after = look(path, "content")
            if after != "folder" and before != after:
                written[name] = [before, after]
        return {
            "seen": [[how, name, digest] for (how, name), digest in sorted(self.seen.items())],
            "written": written,
        }
