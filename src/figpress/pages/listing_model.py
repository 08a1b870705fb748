"""A function's source as a page shows it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Listing:
    """The source of one function or class, read and never imported.

    name        "byhand.attention.backward"
    path        relative to the site's folder
    line, last  first and last line in that file, decorators included
    source      dedented
    """

    name: str
    path: str
    line: int
    last: int
    source: str
