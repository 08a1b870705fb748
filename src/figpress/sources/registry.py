"""Opens sources.yaml. What parses it is imported where there is one: a site without sources does not wait for
models.
"""

import functools

from figpress.base.errors import Mistake
from figpress.base.finding import Finding
from figpress.base.places import Place
from figpress.base.site import Site
from figpress.sources import model as works


def open_registry(site: Site) -> works.Registry:
    """The site's registry; empty where there is no sources.yaml.

    Raises Mistake for the first thing that is wrong in it, and counts the others.
    """
    registry, findings = read_registry(site)
    if findings:
        first, *others = findings
        more = f" ({len(others)} more in this file: figpress check lists them)" if others else ""
        raise Mistake(first.message, first.where, (first.hint + more).strip())
    return registry


def read_registry(site: Site) -> tuple[works.Registry, tuple[Finding, ...]]:
    """The entries that are well formed, the keys of those that are not, and a finding for each thing that is
    wrong.
    """
    path = site.sources.relative_to(site.root).as_posix()  # as it is written, wherever a link may lead
    if not site.sources.exists():
        return works.Registry(path=path), ()
    try:
        return parse_registry(site.sources.read_bytes(), path)
    except OSError as error:
        return works.Registry(path=path, readable=False), (
            Finding(Place(path), "sources-format", "error", f"cannot be read: {error.strerror}"),
        )


@functools.lru_cache(maxsize=4)
def parse_registry(content: bytes, path: str = "sources.yaml") -> tuple[works.Registry, tuple[Finding, ...]]:
    """As `read_registry`, from the bytes of the file."""
    from figpress.sources.entries import parse

    return parse(content, path)
