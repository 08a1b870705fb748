"""A built site: its pages as the world is told of them, and every image on them."""

from dataclasses import dataclass

MANIFEST = "publication.json"  # at the root of a publication


@dataclass(frozen=True)
class Entry:
    """A built page as the world is told of it.

    source       relative to docs/, "" for a page that no file of docs/ became
    path         of its HTML, relative to the site's root
    address      below the site's URL: "attention/", "" for the home page
    description  its first words
    updated      its last commit, in seconds since 1970
    published    the day of its approval (ISO), "" for a page that is no section
    """

    source: str
    path: str
    address: str
    title: str
    description: str = ""
    updated: int = 0
    published: str = ""


@dataclass(frozen=True)
class Shown:
    """One image on one page, as figures.json lists it.

    src   address relative to the site's root; "" for an SVG that stands inside the page
    kind  computed, borrowed or asset; card for a computed figure that the page's head hands to other sites
    """

    page: str
    src: str
    kind: str
    id: str
    sha256: str
    credit: str = ""
