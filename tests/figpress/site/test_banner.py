"""A page says where its section stands: in a preview all of it, in a publication who approved it."""

from dataclasses import replace

import pytest

from figpress.base.configuration import open_site
from figpress.base.finding import Finding
from figpress.base.places import Place
from figpress.pages import front_matter
from figpress.pages.approvals import write_approval
from figpress.review.approval import approve, parts_of
from figpress.site import banner
from figpress.site.markdown.opening import open_library
from figpress.sources.model import Registry

TEXT = "---\nstatus: {status}\nquestions: [Why <so>]\n---\n# A\n\nWords.\n"


@pytest.fixture
def library(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text("site_name: Blog\n")
    return lambda status, with_approval=None: _opened(tmp_path, status, with_approval)


def _opened(root, status, words):
    """A library whose section was approved when it said `words`."""
    page = root / "docs" / "a.md"
    page.write_text(TEXT.format(status=status))
    if words:
        library, _ = open_library(open_site(root))
        front, _ = front_matter.parted(page.read_text())
        approved = replace(library.pages["a.md"], body=library.pages["a.md"].body.replace("Words", words))
        given = approve(
            parts_of(approved, front, library.gallery.figure, library.listings.get, Registry()),
            "Jo",
            "2026-01-02",
        )
        write_approval(open_site(root), "a", given)
    return open_library(open_site(root))[0]


def shown(library, mode, findings=()):
    return banner.html_of(library.pages["a.md"], findings, mode, library)


def test_a_draft_shows_state_questions_and_findings_under_serve_and_nothing_in_a_publication(library):
    draft = library("draft")
    wrong = Finding(Place("docs/a.md", 3), "dead-link", "error", "leads nowhere")
    served = shown(draft, "serve", (wrong,))
    assert (
        "This section is a draft." in served
        and "Why &lt;so&gt;" in served
        and "docs/a.md:3: leads nowhere" in served
    )
    assert "Why" not in shown(draft, "build", (wrong,)) and shown(draft, "publish", (wrong,)) == ""


def test_an_approval_that_stands_is_said_everywhere(library):
    for mode in ("serve", "build", "publish"):
        assert "Approved by Jo on 2026-01-02." in shown(library("approved", "Words"), mode)


def test_what_changed_since_is_said_and_never_in_a_publication(library):
    for status in ("approved", "in-review"):
        assert "Changed since the approval by Jo on 2026-01-02" in shown(library(status, "Others"), "build")
        assert "text changed" in shown(library(status, "Others"), "serve")
        assert shown(library(status, "Others"), "publish") == ""
