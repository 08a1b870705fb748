"""CSL styles and locales: found by name or as a file of the site, parsed to the trees that citeproc-js takes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from defusedxml import ElementTree

from figpress.base.errors import Mistake
from figpress.base.nearest import did_you_mean
from figpress.base.places import Place

_CSL = "{http://purl.org/net/xbiblio/csl}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_WORDS = {"term", "single", "multiple"}  # elements whose text counts


@dataclass(frozen=True)
class Style:
    """A CSL style.

    numeric  True for [1] and superscripts, False for author and year
    tree     as citeproc-js takes it
    """

    name: str
    numeric: bool
    tree: dict[str, Any]


def open_style(name: str, root: Path = Path()) -> Style:
    """A style by its name, or the file `name` of a site in `root` when it ends in .csl. Raises Mistake."""
    where = Place("mkdocs.yml")
    if name.endswith(".csl"):
        path = root / name
        if not path.is_file():
            raise Mistake(
                f"the CSL style is not there: {name}", where, "Give its path from the site's folder."
            )
        where = Place(name)
    else:
        known = carried().styles()
        if name not in known:
            more = "Or keep the style's file in the site and give its path: style: my-journal.csl"
            hint = did_you_mean(name, known)
            raise Mistake(f"no such CSL style: {name}", where, f"{hint} {more}" if hint else more)
        path = known[name]
    root_element = _parsed(path, where)
    parent = root_element.find(f"{_CSL}info/{_CSL}link[@rel='independent-parent']")
    if parent is not None:
        followed = parent.get("href", "").rstrip("/").rpartition("/")[2]
        raise Mistake(
            f"the CSL style follows another: {followed}", where, f"Name that one: style: {followed}"
        )
    listed = root_element.find(f"{_CSL}bibliography")
    if listed is None:
        raise Mistake(
            f"the CSL style {name} has no bibliography", where, "Choose another, such as ieee or apa."
        )
    # A reference stands alone on a card and in the notes: a dash for the author of the one above says nothing
    # there.
    listed.attrib.pop("subsequent-author-substitute", None)
    formats = {element.get("citation-format") for element in root_element.iter(f"{_CSL}category")}
    return Style(name, bool(formats & {"numeric", "label"}), _tree(root_element))


def open_locales(style: Style, language: str) -> dict[str, Any]:
    """The locales that a style may ask for: the page's own, its own default, and English."""
    asked = {language, style.tree["attrs"].get("default-locale", "en-US"), "en-US"}
    known = carried().locales()
    asked |= {like for like in known for one in asked if like.split("-")[0] == one.split("-")[0] != "en"}
    return {name: _tree(_parsed(known[name], Place(name))) for name in sorted(asked) if name in known}


def carried():
    """The package that carries engine, locales and styles. Raises Mistake where it is not installed."""
    try:
        import figpress_citeproc
    except ModuleNotFoundError:
        hint = "pip install figpress-citeproc (in a clone: pip install ./packages/citeproc)"
        raise Mistake("citations need figpress-citeproc, which is not installed", hint=hint) from None
    return figpress_citeproc


def _parsed(path: Path, where: Place):
    try:
        return ElementTree.parse(path).getroot()
    except (ElementTree.ParseError, ValueError) as error:
        raise Mistake(f"not a CSL style: {error}", where) from None


def _tree(element) -> dict[str, Any]:
    name = element.tag.removeprefix(_CSL)
    attributes = {key.replace(_XML, "xml:"): value for key, value in element.attrib.items()}
    children: list[Any] = [_tree(child) for child in element if isinstance(child.tag, str)]
    if not children and (name in _WORDS or (element.text or "").strip()):
        children = [element.text or ""]
    return {"name": name, "attrs": attributes, "children": children}
