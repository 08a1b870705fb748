"""citeproc-js, CSL's locales and its best-known styles, as files."""

import json
from pathlib import Path

FILES = Path(__file__).parent / "files"
ENGINE = FILES / "citeproc_commonjs.js"


def styles() -> dict[str, Path]:
    """The styles at hand, by name; a journal's own name leads to the style that it follows."""
    own = {path.stem: path for path in sorted((FILES / "styles").glob("*.csl"))}
    journals = json.loads((FILES / "journals.json").read_text("utf-8"))
    return own | {name: own[style] for name, style in journals.items()}


def locales() -> dict[str, Path]:
    """The locales at hand, by language: "en-GB"."""
    return {path.stem.removeprefix("locales-"): path for path in sorted((FILES / "locales").glob("*.xml"))}
