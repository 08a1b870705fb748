"""The state of a section that is not finished, on its page."""

import html
from collections.abc import Sequence

from figpress.nouns.finding import Finding
from figpress.nouns.page import Page

SAYS = {
    "planned": "This section is planned: only its plan is settled.",
    "agreed": "The plan of this section is agreed; it is being written.",
    "draft": "This section is a draft.",
    "in-review": "This section is in review: nobody has approved it yet.",
}


def html_of(page: Page, findings: Sequence[Finding], mode: str) -> str:
    """The banner, or "" where there is nothing to say: an approved section, a page that is none, a publication."""
    section = page.section
    if section is None or mode == "publish" or section.status not in SAYS:
        return ""
    parts = [f'<p class="fp-state"><strong>{html.escape(section.status)}</strong> {SAYS[section.status]}</p>']
    if mode == "serve":
        if section.questions:
            parts.append("<p>Open questions:</p>" + _list(section.questions))
        wrong = [str(finding) for finding in findings if finding.severity != "notice"]
        if wrong:
            parts.append("<p>Found on this page:</p>" + _list(wrong))
    return f'<aside class="fp-banner fp-banner-{section.status}" aria-label="State of this section" data-search-exclude>{"".join(parts)}</aside>\n'


def _list(lines: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{html.escape(line)}</li>' for line in lines)}</ul>"
