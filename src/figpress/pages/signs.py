"""Signs that a text may use figpress: what is looked for before anything of the press is loaded."""

import re
from pathlib import Path

from figpress.base.site import Site
from figpress.pages.displays import DISPLAY
from figpress.pages.inline_math import inline_formulas
from figpress.pages.section import STATUSES

_SIGN = re.compile(
    r"\]\(\s*<?(?:fig|borrowed|val|code|eq):"
    r"|^[ \t]*\[(?:REFERENCES|READING-NOTES|CREDITS|COLOPHON|PROGRAMS|POSTS)\][ \t]*$"
    r"|\{(?:>>|\+\+|--|~~|==)|\.given[ \t]*\}",
    re.M,
)
_STATUS = re.compile(rf"^status[ \t]*:[ \t]*['\"]?(?:{'|'.join(STATUSES)})\b", re.M)


def may_use(text: str, site: Site) -> bool:
    """Whether a page's text, front matter included, may use something; in doubt it may."""
    if _SIGN.search(text) or (text.startswith("---") and _STATUS.search(text)):
        return True
    if ("@" in text and site.sources.is_file()) or ("[^" in text and site.side_notes):
        return True
    if not site.mathematics or not ("$" in text or "\\" in text):
        return False
    return DISPLAY.search(text) is not None or "ref{" in text or next(inline_formulas(text), None) is not None


def is_lab(source: str) -> bool:
    """Whether a page (relative to docs/) is a lab, as a script or as its notebook."""
    return source.startswith("labs/") and source.endswith((".py", ".ipynb"))


def with_labs(without: tuple[str, ...]) -> tuple[str, ...]:
    """Pages that are left out, and the labs of those sections."""
    return (
        *without,
        *(f"labs/{Path(page).stem}{suffix}" for page in without for suffix in (".py", ".ipynb")),
    )
