"""Reviewers' files over a text that moved on: every mark lands where it belongs, or is listed as gone."""

import json
import re
from dataclasses import replace

import pytest

from figpress.base.configuration import open_site
from figpress.base.errors import Mistake
from figpress.pages import critic
from figpress.pages.reading import read_pages
from figpress.review import approval as rules
from figpress.review.approve import standings
from figpress.sheets.anchoring import OBJECT, digest_of, letters
from figpress.sheets.annotations import Annotation, Quote, Review, as_json, merged, parse_review, read_reviews
from figpress.sheets.taking import accept, anchors_of, take, threads

PAGE = """---
title: Paths
status: in-review
---
# Paths

Three paths carry the gradient to the input of a head. They add up, and none of them waits
for another: the sum is what the layer below receives.

A key that nobody attends to hears **nothing**. Its score is $S_{ij}$, and the weight [0.25](val:a/f#w) is small.

The query moves first. The keys follow it later [@ito2020, p. 3], as the picture shows.

The query moves first. Nothing else is said here, and that is all there is.

$$
x = 2 y
$$
"""


class Nothing:
    def figure(self, id):
        return None

    def ids(self):
        return ()


@pytest.fixture
def blog(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text("site_name: Blog\n")
    (tmp_path / "docs/a.md").write_text(PAGE)
    return tmp_path


def opened(root):
    site = open_site(root)
    (page,) = read_pages(site)
    return site, page, standings(site, Nothing(), [page]).parts[page.source]


def mark(root, words, by="Mo", proposal=None, nth=0, number=1, text="Is it?"):
    """What a sheet saves of these words: their paragraph, their neighbours, their letter."""
    _, page, parts = opened(root)
    paragraphs = [a for a in anchors_of(page, parts) if a.words]
    shown = [re.sub(r"\$[^$]+\$|\[@[^\]]*\]", OBJECT, a.words).replace("**", "") for a in paragraphs]
    shown = [re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", told) for told in shown]
    at = [i for i, told in enumerate(shown) if words in told][nth]
    start = shown[at].index(words)
    before, behind = (
        "".join(shown[:at]) + shown[at][:start],
        shown[at][start + len(words) :] + "".join(shown[at + 1 :]),
    )
    return Annotation(
        id=f"urn:uuid:00000000-0000-4000-8000-{by.lower():0>6}{number:06}",
        by=by,
        on=f"2026-01-0{number}T10:00:00Z",
        motivation="commenting" if proposal is None else "editing",
        text=text,
        words=proposal or "",
        anchor=paragraphs[at].id,
        digest=paragraphs[at].digest,
        quote=Quote(words, before[-60:], behind[:60]),
        start=len(letters(shown[at][:start], False)[0]),
    )


def outcomes(root, *annotations):
    site, page, parts = opened(root)
    by_name = {}
    for one in annotations:
        by_name.setdefault(one.by, []).append(one)
    files = []
    for name, items in by_name.items():
        path = root / f"from-{name}.json"
        path.write_text(json.dumps(as_json(Review("a", name, "sha256:x", tuple(items)))))
        files.append(path)
    take(site, files)
    return {t.placement.annotation.id: t.placement for t in threads(site, page, parts)}


def change(root, old, new):
    path = root / "docs/a.md"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))


WHERE = {
    "nothing": ("A key that nobody attends to", lambda root: None, "exact"),
    "other line breaks": (
        "none of them waits",
        lambda root: change(root, "waits\nfor", "waits for"),
        "exact",
    ),
    "a paragraph before it": (
        "the sum is what",
        lambda root: change(root, "# Paths\n", "# Paths\n\nA new one.\n"),
        "moved",
    ),
    "a word elsewhere in its paragraph": (
        "the sum is what",
        lambda root: change(root, "Three", "Four"),
        "moved",
    ),
    "its paragraph went elsewhere": (
        "hears nothing",
        lambda root: (
            change(root, "A key that nobody attends to hears **nothing**.", "Yes.")
            or change(
                root,
                "The query moves first. Nothing",
                "A key that nobody attends to hears **nothing**. Nothing",
            )
        ),
        "moved",
    ),
    "one of its words": (
        "hears nothing",
        lambda root: change(root, "hears **nothing**", "hears **little**"),
        "changed",
    ),
    "its sentence is gone": (
        "Three paths carry the gradient to the input of a head.",
        lambda root: change(root, "Three paths carry the gradient to the input of a head. They", "They"),
        "gone",
    ),
    "its page's other paragraphs": (
        "nobody attends",
        lambda root: change(root, "Nothing else is said", "No more is said"),
        "exact",
    ),
}


@pytest.mark.parametrize("what", WHERE)
def test_four_outcomes(blog, what):
    words, act, outcome = WHERE[what]
    one = mark(blog, words)
    act(blog)
    found = outcomes(blog, one)[one.id]
    assert found.outcome == outcome
    if outcome in ("exact", "moved"):
        told = found.anchor.words[found.start : found.end]
        assert letters(told)[0] == letters(words, False)[0]


def test_of_two_places_that_read_the_same_the_neighbours_and_the_position_decide(blog):
    first, second = (mark(blog, "The query moves first", nth=n, number=n + 1) for n in (0, 1))
    found = outcomes(blog, first, second)
    lines = [found[one.id].anchor.place.line for one in (first, second)]
    assert lines[0] < lines[1]
    change(blog, "# Paths\n", "# Paths\n\nSomething new.\n")
    moved = outcomes(blog, first, second)
    assert [moved[one.id].anchor.place.line for one in (first, second)] == [line + 2 for line in lines]
    assert {moved[one.id].outcome for one in (first, second)} == {"moved"}


def test_words_that_read_alike_and_stand_elsewhere_attract_nothing(blog):
    one = mark(blog, "The query moves first", nth=0)
    change(
        blog,
        "The query moves first. The keys follow it later [@ito2020, p. 3], as the picture shows.\n\n",
        "",
    )
    assert outcomes(blog, one)[one.id].outcome == "gone"


def test_a_formula_is_never_cut_in_two(blog):
    told, spans = letters("Its score is $S_{ij}$, and")
    assert told == f"itsscoreis{OBJECT}and" and spans[10] == (13, 21)
    one = mark(blog, f"score is {OBJECT}, and the weight 0.25")
    change(blog, "$S_{ij}$", "$T_{ij}$")
    found = outcomes(blog, one)[one.id]  # the formula is an object of its own: it has its own id
    assert found.anchor.words[found.start : found.end] == "score is $T_{ij}$, and the weight [0.25"


def test_three_reviewers_over_a_text_that_changed_twice_lose_nothing(blog):
    """Every comment lands or is listed, whoever sent it when; each reviewer has one file."""
    ada = [
        mark(blog, w, "Ada", number=n)
        for n, w in enumerate(("Three paths", "hears nothing", "picture shows"), 1)
    ]
    change(blog, "Three paths", "The three paths")
    bo = [
        mark(blog, w, "Bo", number=n) for n, w in enumerate(("The three paths", "is small", "that is all"), 1)
    ]
    change(blog, "hears **nothing**", "hears **little**")
    change(blog, "# Paths\n", "# Paths\n\nHere is a new beginning.\n")
    cy = [
        mark(blog, w, "Cy", number=n)
        for n, w in enumerate(("new beginning", "hears little", "moves first"), 1)
    ]
    found = outcomes(blog, *ada, *bo, *cy)
    assert set(found) == {one.id for one in (*ada, *bo, *cy)}
    assert [found[one.id].outcome for one in ada] == ["moved", "changed", "moved"]
    assert {found[one.id].outcome for one in bo} == {"moved"} and {found[one.id].outcome for one in cy} == {
        "exact"
    }
    site, _, _ = opened(blog)
    assert sorted(path.name for path in (blog / "reviews/a").iterdir()) == ["ada.json", "bo.json", "cy.json"]
    again = outcomes(blog, *ada, *bo, *cy)  # taken twice is taken once
    assert len(again) == 9 and sum(len(review.items) for review in read_reviews(site, "a")) == 9


def test_a_number_an_equation_and_a_citation_have_ids_of_their_own(blog):
    _, page, parts = opened(blog)
    known = {anchor.id: anchor for anchor in anchors_of(page, parts)}
    number, citation = known["number a/f#w"], known["citation ito2020"]
    (equation,) = (anchor for id, anchor in known.items() if id.startswith("equation"))
    marks = [
        Annotation(f"urn:uuid:{n}", "Mo", "2026-01-01T10:00:00Z", "commenting", "Why?", "", a.id, a.digest)
        for n, a in enumerate((number, citation, equation))
    ]
    assert {p.outcome for p in outcomes(blog, *marks).values()} == {"exact"}
    change(blog, "[0.25]", "[0.26]")
    change(blog, "p. 3", "p. 4")
    change(blog, "x = 2 y", "x = 3 y")
    assert {p.outcome for p in outcomes(blog, *marks).values()} == {"changed"}
    change(blog, "the weight [0.26](val:a/f#w) is small", "no more")
    assert outcomes(blog, *marks)["urn:uuid:0"].outcome == "gone"


def test_a_proposal_becomes_critic_markup_once_it_is_accepted(blog):
    one = mark(blog, "none of them waits for another", proposal="each ~> goes alone", text="Clearer, @mo?")
    outcomes(blog, one)
    site, page, parts = opened(blog)
    accept(site, page, parts, one.id[-12:])
    text = (blog / "docs/a.md").read_text()
    assert "{~~none of them waits\nfor another~>each goes alone~~}{>>Mo: Clearer, @mo?<<}: the sum" in text
    assert read_reviews(site, "a")[0].items[0].accepted
    with pytest.raises(Mistake, match="no such proposal: nonsense"):
        accept(*opened(blog), "nonsense")


@pytest.mark.parametrize(
    "words",
    [
        "x <<} <b onclick=alert(1)>", "x ~~} <b onclick=alert(1)> {~~a~>", "x {>> <b>", "`", "``", "<!--", "--> <img src=x onerror=alert(1)> <!--",
        "a ` b `` c", "<!-->", "{++ a ++} {== b", "{{ ''.__class__ }} {% include 'x' %} {# x #}", "[go](x){: onclick=alert(1) }", "~", "<", "$x", "\\",
    ],
)  # fmt: skip
def test_no_words_of_a_reviewer_are_more_than_words(blog, words):
    """A name, a comment and a proposal, accepted twice on one page: two marks and two notes, and the page as it was around them."""
    first = mark(blog, "Nothing else", by=f"Mo {words}", proposal=words, text=words)
    again = mark(blog, "hears nothing", by="Mo", proposal=f"{words} more", text=words, number=2)
    for one in (replace(first, id="urn:uuid:00000000-0000-4000-8000-000000000001"), again):
        outcomes(blog, one)
        accept(*opened(blog), one.id[-12:])
    body = opened(blog)[1].body
    found = critic.marks(body, "a.md")
    assert [one.kind for one in found] == ["substitution", "comment"] * 2
    shown = critic.shown(body)
    assert not re.search(r"<(?!/?(ins|del)>|span class=\"fp-comment\" role=\"note\">|/span>)", shown)
    assert not re.search(r"\{\{|\{%|\{#|<!--", body)
    for sentence in (
        "Three paths carry the gradient",
        "The keys follow it later [@ito2020, p. 3]",
        "x = 2 y",
    ):
        assert sentence in shown


def test_a_proposal_whose_words_are_gone_is_refused(blog):
    one = mark(blog, "hears nothing", proposal="hears little")
    change(blog, "hears **nothing**", "receives **nothing**")
    outcomes(blog, one)
    with pytest.raises(Mistake, match="the words of proposal .* are changed\n  Write the change by hand"):
        accept(*opened(blog), one.id[-12:])


def test_what_is_saved_is_read_back(blog):
    one = replace(mark(blog, "hears nothing", proposal="hears little"), accepted="2026-01-09", box="")
    boxed = Annotation(
        "urn:uuid:b", "Mo", "2026-01-01", "commenting", "Here", "", "figure a/f", "d", box="10,20,30.5,4"
    )
    reply = Annotation("urn:uuid:c", "Jo", "2026-01-02", "replying", "No.", about=one.id)
    review = Review("a", "Mo", "sha256:x", (one, boxed, reply))
    assert parse_review(json.dumps(as_json(review)).encode(), "f.json") == review


def test_of_an_edited_mark_the_later_counts_in_any_order(blog):
    one = mark(blog, "hears nothing", number=1)
    later = replace(one, on="2026-01-09T10:00:00Z", text="Surely.")
    assert merged([one], [later]) == merged([later], [one]) == (later,)


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b'{"items": []}', b'{"figpress": {"section": "../x", "by": "a", "sheet": ""}, "items": []}', b"\xff\xfe", b'{"figpress": {"section": "a", "by": "m", "sheet": ""}, "items": [{"motivation": "bragging", "target": "x"}]}'],
)  # fmt: skip
def test_what_is_no_review_is_refused_and_nothing_is_written(blog, content):
    path = blog / "x.json"
    path.write_bytes(content)
    with pytest.raises(Mistake, match=r"x.json: "):
        take(open_site(blog), [path])
    assert not (blog / "reviews").exists()


def test_a_review_of_no_section_of_ours_is_refused(blog):
    path = blog / "x.json"
    path.write_text(json.dumps(as_json(Review("b", "Mo", "", ()))))
    with pytest.raises(Mistake, match="no such section: b"):
        take(open_site(blog), [path])


def test_an_approval_given_on_a_sheet_is_of_that_sheet(blog):
    from click.testing import CliRunner

    from figpress.cli.cli import figpress

    def sent():
        given = Annotation("urn:uuid:1", "Mo", "2026-01-01", "assessing", "approve", "", "section", digest)
        (blog / "mo.json").write_text(json.dumps(as_json(Review("a", "Mo", digest, (given,)))))
        return (
            CliRunner().invoke(figpress, ["review", "--take", str(blog / "mo.json"), "-C", str(blog)]).output
        )

    (blog / "docs/a.md").write_text("---\nstatus: in-review\n---\n# A\n\nWords.\n")
    digest = rules.digest(opened(blog)[2])
    change(blog, "Words", "Other words")
    assert "was of an earlier state" in sent() and not (blog / "approvals").exists()
    change(blog, "Other words", "Words")
    assert "approved" in sent() and standings(open_site(blog), Nothing()).standings["a.md"].by == "Mo"


def test_paragraphs_are_known_by_their_letters():
    assert digest_of("A *word*\nhere") == digest_of("A word here.") != digest_of("A word there")


def test_a_served_sheet_wants_the_secret(tmp_path):
    import http.client
    import threading

    from figpress.sheets.serving import sheet_server

    (tmp_path / "a.html").write_text("<p>sheet")
    (tmp_path / "b.txt").write_text("no")
    server, secret = sheet_server(tmp_path, ("127.0.0.1", 0))
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def status(path):
        client = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
        client.request("GET", path)
        return client.getresponse().status

    assert status(f"/{secret}/a.html") == 200
    bad = [
        "/",
        "/a.html",
        "/x/a.html",
        f"/{secret}/",
        f"/{secret}/b.txt",
        f"/{secret}/../a.html",
        f"/{secret}/%2e%2e/a.html",
    ]
    assert {status(path) for path in bad} == {404}
    server.shutdown()
    server.server_close()
