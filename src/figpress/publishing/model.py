"""What is sent out, and where to."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from figpress.base.data import read_json


@dataclass(frozen=True)
class Manifest:
    """What a publication consists of: `publication.json` at its root.

    commit   of which it was built
    when     of that commit, in seconds since 1970
    preview  True for one that holds what nobody has approved
    pages    address below the site's URL ("", "attention/") → title
    files    path below the root → sha256, this file left out
    """

    commit: str
    when: int
    preview: bool = False
    pages: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """The sha256 over every file's path and content."""
        return hashlib.sha256(json.dumps(dict(self.files), sort_keys=True).encode()).hexdigest()

    @property
    def name(self) -> str:
        """Of the release folder: the same commit and content give the same name."""
        return f"{self.when}-{self.commit[:10]}-{self.digest[:10]}"

    def text(self) -> str:
        whole = {
            "commit": self.commit,
            "when": self.when,
            "preview": self.preview,
            "pages": dict(self.pages),
            "files": dict(self.files),
        }
        return json.dumps(whole, indent=1, sort_keys=True, ensure_ascii=False) + "\n"

    @classmethod
    def parse(cls, text: str) -> "Manifest":
        """The manifest in `text`; ValueError when it is none."""
        try:
            whole = read_json(text)
            return cls(whole["commit"], whole["when"], whole["preview"], whole["pages"], whole["files"])
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"not a publication's manifest: {error}") from None


@dataclass(frozen=True)
class Difference:
    """What a publication would change: addresses of pages, and the number of other files."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    other_files: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed or self.other_files)


class Destination(Protocol):
    """Where a site is sent: whole or not at all."""

    def current(self) -> Manifest | None:
        """What is there now, or None when nothing is."""

    def send(self, folder: Path, manifest: Manifest) -> str:
        """Send the files of `folder`; answer, in words, where they are."""


@dataclass(frozen=True)
class Card:
    """The picture that other sites show where they link to a page.

    id    of the figure that it shows
    path  of the PNG, relative to the site's root: it holds the sha256 of the file
    alt   what is to be seen
    """

    id: str
    path: str
    alt: str
