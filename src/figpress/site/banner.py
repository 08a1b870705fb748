"""The state of a section on its page: not finished, approved, or changed since its approval."""

import html
from collections.abc import Sequence

from figpress.base.finding import Finding
from figpress.pages.page import Page
from figpress.review import approval
from figpress.review.approve import parts_of
from figpress.site.markdown.library import Library
from figpress.site.markdown.works import RegisteredWorks
from figpress.sources.model import Registry

SAYS = {
    "planned": "This section is planned: only its plan is settled.",
    "agreed": "The plan of this section is agreed; it is being written.",
    "draft": "This section is a draft.",
    "in-review": "This section is in review: nobody has approved it yet.",
}


def html_of(page: Page, findings: Sequence[Finding], mode: str, library: Library | None = None) -> str:
    """The banner, or "" where there is nothing to say. A publication says who approved a section, and no
    more.
    """
    section = page.section
    if section is None:
        return ""
    stands = standing(page, library) if library and section.approvals else approval.Standing("none")
    if stands.state == "approved" and section.status not in SAYS:
        return f'<p class="fp-approved" data-search-exclude>{html.escape(f"Approved by {stands.by} on {stands.on}")}.</p>\n'
    if mode == "publish" or (section.status not in SAYS and stands.state == "none"):
        return ""
    parts = [
        f'<p class="fp-state"><strong>{html.escape(section.status)}</strong> '
        f"{SAYS.get(section.status, '')}</p>"
    ]
    if stands.state == "changed":
        parts.append(
            f"<p>Changed since the approval by {html.escape(stands.by)} on {html.escape(stands.on)}:</p>"
            + _list(stands.changes)
        )
    if mode == "serve":
        if section.questions:
            parts.append("<p>Open questions:</p>" + _list(section.questions))
        wrong = [str(finding) for finding in findings if finding.severity != "notice"]
        if wrong:
            parts.append("<p>Found on this page:</p>" + _list(wrong))
    return f'<aside class="fp-banner fp-banner-{section.status}" aria-label="State of this section" data-search-exclude>{"".join(parts)}</aside>\n'


def standing(page: Page, library: Library) -> approval.Standing:
    """Whether the section is as it was approved."""
    registry = (
        library.bibliography.registry if isinstance(library.bibliography, RegisteredWorks) else Registry()
    )
    parts = parts_of(library.site, page, library.gallery.figure, library.listings.get, registry)
    return approval.standing(page.section.approvals if page.section else (), parts)


def _list(lines: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{html.escape(line)}</li>' for line in lines)}</ul>"
