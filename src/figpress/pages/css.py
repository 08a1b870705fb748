"""A style sheet's rules."""

from collections.abc import Iterator


def rules_of(sheet: str) -> Iterator[tuple[str, str]]:
    """(selectors, declarations) of each innermost rule, in order; each letter of the sheet is read once."""
    for part in sheet.split("}")[:-1]:
        head, brace, body = part.rpartition("{")
        if brace and (selectors := head.rpartition("{")[2]):
            yield selectors, body
