"""Accounts for everything that is somebody else's: works, rights, files, quotations, copies."""

from collections.abc import Collection, Iterable

from figpress.base.finding import Finding
from figpress.base.site import Site
from figpress.pages.links import links
from figpress.pages.page import Page
from figpress.sources.archive import borrowed_files
from figpress.sources.looks import own_pictures, registered_looks
from figpress.sources.near_copies import near_copies
from figpress.sources.plain_text import archived_texts
from figpress.sources.quotations import citations_in, quotation_findings, quotations_in
from figpress.sources.registry import read_registry
from figpress.sources.rights import rights
from figpress.sources.shown import Shown, borrowed_findings, citation_findings


def source_findings(site: Site, pages: Iterable[Page], figures: Collection[str]) -> tuple[Finding, ...]:
    """Every finding about other people's work, without asking the web.

    figures  ids of the computed figures that exist
    """
    pages = tuple(pages)
    registry, findings = read_registry(site)
    cited, unreadable, quoted = [], [], []
    for page in pages:
        text = "\n" * (page.first_line - 1) + page.body  # lines count as in the file
        found, problems = citations_in(text, page.path)
        cited += found
        unreadable += problems
        quoted += quotations_in(text, page.path)
    shown = [
        Shown(link.place, link.target)
        for page in pages
        for link in links(page.body, page.path, page.first_line)
        if link.scheme == "borrowed" and link.embeds
    ]
    files = borrowed_files(site, registry)
    own = own_pictures(site)
    wanted = {
        b.basis.evidence.file
        for b in registry.borrowed.values()
        if b.basis and b.basis.evidence and b.basis.evidence.file
    }
    # A site with neither sources nor figures uses nothing of ours: its [@home] are words.
    cites = site.sources.is_file() or bool(figures)
    return (
        *findings,
        *(unreadable if cites else ()),
        *(citation_findings(registry, cited) if cites and (cited or registry.works) else ()),
        # The list of licences is slow to import: not where nothing is borrowed and the licence is the one
        # that every site begins with.
        *(
            rights(registry, site, {path for path in wanted if (site.root / path).is_file()})
            if registry.borrowed or site.licence != Site.licence
            else ()
        ),
        *borrowed_findings(registry, shown, figures, files),
        *quotation_findings(tuple(quoted), registry, dict(archived_texts(site, registry))),
        *(
            near_copies(registered_looks(files), own) if own else ()
        ),  # nothing of ours to compare: half a second saved
    )
