"""What citeproc-js said, kept between builds: a style of deep macros takes seconds to open. Reads and writes the user's cache.

Kept under a digest of all that an answer is made of (engine, style, locales, works, their order), in the user's own folder:
it is HTML that pages show, and a clone must not bring its own.
"""

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from figpress.base.cache import cache_folder
from figpress.base.sealed import opened_json, sealed_json
from figpress.base.writing import write_beside

NEWEST = 8  # states of a bibliography that are kept


class Kept:
    """Answers by question; without a folder that is the user's alone nothing is kept."""

    def __init__(self, root: Path, made_of: Any):
        words = json.dumps(made_of, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
        folder = cache_folder(root, "references") if root != Path() else None
        self._path = folder / f"{hashlib.sha256(words).hexdigest()}.json" if folder else None
        self._known: dict[str, Any] = {}
        with suppress(OSError, ValueError):  # none yet, or one that was cut short
            self._known = opened_json(self._path.read_bytes()) if self._path else {}

    def get(self, question: Any) -> Any:
        """The answer, or None."""
        return self._known.get(json.dumps(question, sort_keys=True))

    def put(self, question: Any, answer: Any) -> None:
        """Keep an answer; a disk that will not have it costs the time to ask again."""
        self._known[json.dumps(question, sort_keys=True)] = answer
        if self._path is None:
            return
        with suppress(OSError):
            write_beside(self._path, sealed_json(self._known, ensure_ascii=False))
            states = sorted(self._path.parent.glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
            for old in states[:-NEWEST]:
                old.unlink(missing_ok=True)
