"""The verbs of `figpress sources`, from the command line, against a server on loopback."""

import hashlib
import json

import pytest
from click.testing import CliRunner
from registries import WORKS
from synthetic import ARXIV, ARXIV_NONE, CROSSREF, CROSSREF_LIST, LINKED, OPENALEX, PAGE, SCHOLARLY, pdf

from figpress.base.configuration import open_site
from figpress.base.errors import Mistake
from figpress.cli.commands.sources import command
from figpress.running.prove import raw_address
from figpress.sources.answers import identify, page_entry
from figpress.sources.archive import borrowed_file
from figpress.sources.model import Unavailable
from figpress.sources.pdf import figures_of, pixels_digest, render_box
from figpress.sources.plain_text import archived_texts, text_of
from figpress.sources.registry import open_registry
from figpress.sources.rights import rights

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9"/></svg>'


@pytest.fixture
def figpress(tmp_path, server, monkeypatch):
    """Runs `figpress sources …` on a tiny site; the services stand on the server."""
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.delenv("FIGPRESS_MIRROR", raising=False)
    for name, path in (("CROSSREF", ""), ("ARXIV", "/arxiv"), ("OPENALEX", "")):
        monkeypatch.setenv(f"FIGPRESS_{name}", server.url + path)
    (tmp_path / "mkdocs.yml").write_text("site_name: Tiny\n")
    (tmp_path / "sources.yaml").write_text(WORKS)

    def run(*words, fails=False):
        outcome = CliRunner().invoke(
            command, [words[0], "-C", str(tmp_path), *map(str, words[1:])], standalone_mode=False
        )
        if outcome.exception:
            raise outcome.exception
        assert bool(outcome.return_value) == fails, outcome.output
        return outcome.output

    run.root = tmp_path
    run.site = lambda: open_site(tmp_path)
    run.registry = lambda: open_registry(open_site(tmp_path))
    run.borrow = lambda text: (tmp_path / "sources.yaml").write_text(WORKS + "borrowed:\n" + text)
    return run


def answers(server, path, body, media_type):
    return server.on(path, lambda handler, turn: handler.reply(body, media_type))


@pytest.mark.parametrize(
    "text, kind, value",
    [
        ("10.1038/323533a0", "doi", "10.1038/323533a0"), ("https://doi.org/10.1038/323533a0", "doi", "10.1038/323533a0"), ("doi: 10.1038/323533a0", "doi", "10.1038/323533a0"),
        ("10.48550/arXiv.1706.03762", "arxiv", "1706.03762"), ("arXiv:1706.03762v7", "arxiv", "1706.03762v7"), ("https://arxiv.org/pdf/cs/0112017.pdf", "arxiv", "cs/0112017"),
        ("https://example.org/1706.03762", "url", "https://example.org/1706.03762"), ("softmax", "", "softmax"),
    ],
)  # fmt: skip
def test_what_an_author_means(text, kind, value):
    assert identify(text) == (kind, value)


def test_add_a_doi(figpress, server):
    answers(server, "/works/10.1000/synthetic.1", CROSSREF, "application/json")
    assert "added    lovelace1843" in figpress(
        "add", "https://doi.org/10.1000/synthetic.1", "--allow-private"
    )
    work = figpress.registry().works["lovelace1843"]
    assert [str(name) for name in work.authors] == [
        "Ada Lovelace",
        "The Analytical Society",
        "Henry Ford, Jr.",
    ]
    assert (work.title, work.year, work.texts["page"], work.doi) == (
        "A synthetic answer",
        "1843",
        "666-731",
        "10.1000/synthetic.1",
    )
    assert (
        not work.opened and work.read is None and "not opened yet" in work.why
    )  # a program has read nothing
    assert "known    lovelace1843" in figpress("add", "10.1000/synthetic.1", "--allow-private")


def test_add_a_preprint(figpress, server):
    answers(server, "/arxiv", ARXIV, "application/atom+xml")
    told = json.loads(figpress("add", "arXiv:9901.00001", "--allow-private", "--json", "--key", "tsne"))
    assert [(one["key"], one["new"]) for one in told["works"]] == [("tsne", True)]
    work = figpress.registry().works["tsne"]
    assert (work.arxiv, work.year, work.title, work.authors[0].family) == (
        "9901.00001",
        "1999",
        "A synthetic preprint",
        "van der Maaten",
    )
    assert "id_list=9901.00001" in server.requests[-1][0]


@pytest.mark.parametrize(
    "page, title, author, year, kind",
    [
        (PAGE, "The post", "Alammar", "2018", "webpage"),
        (SCHOLARLY, "Layers", "Ba", "2016", "article-journal"),
        (LINKED, "A headline", "de la Cruz", "2020", "webpage"),
    ],
)
def test_add_a_page(figpress, server, page, title, author, year, kind):
    figpress("add", answers(server, "/post", page, "text/html; charset=utf-8"), "--allow-private")
    work = list(figpress.registry().works.values())[-1]
    assert (work.title, work.authors[0].short, work.year, work.type) == (title, author, year, kind)
    assert "accessed" in work.dates


def test_a_page_without_metadata_still_has_something_to_print():
    entry = page_entry(b"", "https://www.example.org/a")
    assert (entry["title"], entry["container-title"], entry["issued"]) == (
        "https://www.example.org/a",
        "example.org",
        {"literal": "no date"},
    )


@pytest.mark.parametrize(
    "what, path, body, media_type, says",
    [
        ("10.1000/none", "/nowhere", b"", "", "Crossref does not know 10.1000/none"),
        ("10.1000/odd", "/works/10.1000/odd", b"<html>", "text/html", "Crossref did not answer"),
        ("arXiv:9901.00009", "/arxiv", ARXIV_NONE, "application/atom+xml", "arXiv does not know 9901.00009"),
        (
            "arXiv:9901.00009",
            "/arxiv",
            b"<html>",
            "text/html",
            "arXiv answers something else than it used to",
        ),
        ("softmax jacobian", "/", b"", "", "neither a DOI, nor an arXiv number, nor an address"),
    ],
)
def test_what_cannot_be_added_is_told_and_the_file_stays(
    figpress, server, what, path, body, media_type, says
):
    answers(server, path, body, media_type)
    with pytest.raises(Mistake, match=says):
        figpress("add", what, "--allow-private")
    assert (figpress.root / "sources.yaml").read_text() == WORKS


def test_search_asks_three_services_and_lists_what_is_new_once(figpress, server):
    answers(server, "/arxiv", ARXIV, "application/atom+xml")
    server.on(
        "/works",
        lambda handler, turn: handler.reply(
            OPENALEX if "search=" in handler.path else CROSSREF_LIST, "application/json"
        ),
    )
    told = json.loads(figpress("search", "softmax jacobian", "--allow-private", "--json"))
    assert [(one["service"], one["title"]) for one in told["candidates"]] == [
        ("arXiv", "A synthetic preprint"),
        ("Crossref", "A synthetic answer"),
        ("OpenAlex", "Another one"),
    ]
    assert told["silent"] == []
    figpress("add", "arXiv:9901.00001", "--allow-private")
    assert "A synthetic preprint" not in figpress("search", "softmax jacobian", "--allow-private")


def test_search_tells_which_service_is_silent(figpress, server):
    server.on(
        "/works",
        lambda handler, turn: (
            handler.reply(OPENALEX, "application/json")
            if "search=" in handler.path
            else handler.reply(b"no", "text/plain", 403)
        ),
    )
    told = figpress("search", "softmax", "--allow-private")
    assert "Crossref did not answer" in told and "it answers 404" in told and "Another one" in told


def picture(url, content=SVG, extra=""):
    return f"  p: {{work: zhang2023, locator: fig. 1, use: reproduced, file: {{url: '{url}', sha256: {hashlib.sha256(content).hexdigest()}, media_type: image/svg+xml}}{extra}}}\n"


def test_fetch_list_and_a_mirror_that_stands_in(figpress, server, tmp_path):
    figpress.borrow(picture(server.on("/a.svg", SVG)))
    assert "absent   p" in figpress("list")
    assert "a private address" in figpress("fetch", fails=True)
    assert "fetched  p" in figpress("fetch", "--allow-private") and "1 of 1 files at hand" in figpress(
        "fetch"
    )
    state = json.loads(figpress("list", "--json"))
    assert [(one["id"], one["state"]) for one in state["borrowed"]] == [("p", "kept")] and [
        one["state"] for one in state["works"]
    ] == ["read", "unopened"]
    other = SVG + b" "
    figpress.borrow(picture("https://example.invalid/b.svg", other))
    (tmp_path / "mirror").mkdir()
    (tmp_path / "mirror" / "x").write_bytes(other)
    assert "kept     p" in figpress("fetch", "--mirror", tmp_path / "mirror")
    with pytest.raises(Mistake, match="no such work or borrowed picture: q$"):
        figpress("fetch", "q")


def test_verify_asks_links_licences_and_files(figpress, server):
    url, licence = (
        server.on("/a.svg", SVG),
        answers(server, "/LICENSE", b"Permission is hereby\n granted, free of charge", "text/plain"),
    )
    right = ", basis: {kind: licence, licence: MIT, evidence: {url: '%s', quote: '%s', checked: 2026-01-01}}"
    figpress.borrow(picture(url, extra=right % (licence, "Permission is hereby granted")))
    text = (
        (figpress.root / "sources.yaml")
        .read_text()
        .replace("https://d2l.ai", answers(server, "/book", PAGE, "text/html"))
        .replace("    arXiv: 1706.03760\n", "")
    )
    (figpress.root / "sources.yaml").write_text(text)
    assert "3 of 3 addresses and documents hold" in figpress("verify", "--allow-private")
    assert len(server.requests) == 3
    answers(server, "/LICENSE", b"All rights reserved", "text/plain")
    server.on("/a.svg", SVG + b" ")
    server.answers.pop("/book")
    found = json.loads(figpress("verify", "--allow-private", "--json", fails=True))["findings"]
    assert {(one["rule"], one["severity"]) for one in found} == {
        ("licence-differs", "error"),
        ("untrue-sha256", "error"),
        ("link-dead", "error"),
    }
    assert all(one["where"].startswith("sources.yaml:") for one in found)
    server.on("/book", lambda handler, turn: handler.reply(b"robots stay out", status=403))
    assert "link-closed" in figpress("verify", "--allow-private", "--json", fails=True)
    assert (
        raw_address("https://github.com/a/b/blob/c/LICENSE")
        == "https://raw.githubusercontent.com/a/b/c/LICENSE"
    )


def test_the_words_of_a_page_and_of_a_pdf():
    assert "Words that stand here." in " ".join(
        text_of(PAGE, "text/html").split()
    ) and "not words" not in text_of(PAGE, "text/html")
    assert (
        "mapping a query" in text_of(pdf(), "application/pdf") and text_of(b"junk", "application/pdf") == ""
    )


def test_archived_texts_are_fetched_by_hash_and_kept_outside_the_repository(figpress, server):
    from figpress.sources.web import Web

    paper = pdf()
    url = answers(server, "/a.pdf", paper, "application/pdf")
    text = WORKS.replace(
        "    opened: no\n",
        f"    opened: no\n    archived: {{url: '{url}', sha256: {hashlib.sha256(paper).hexdigest()}, "
        f"media_type: application/pdf}}\n",
    )
    (figpress.root / "sources.yaml").write_text(text)
    assert not archived_texts(figpress.site(), figpress.registry())
    texts = archived_texts(figpress.site(), figpress.registry(), Web(private=True))
    assert set(texts) == {"vaswani2017"} and "attention function" in texts["vaswani2017"]
    server.answers.clear()
    assert archived_texts(figpress.site(), figpress.registry()) == texts
    assert {path.parts[-2] for path in figpress.site().private.rglob("*.*") if path.is_file()} == {
        "borrowed",
        "texts",
    }


def test_a_figure_is_found_with_its_caption_and_its_labels(tmp_path):
    (tmp_path / "a.pdf").write_bytes(pdf())
    (figure,) = figures_of(tmp_path / "a.pdf")
    assert (
        figure.page == 2
        and figure.caption == "Figure 2: A synthetic drawing of two boxes, and of the line between them."
    )
    left, bottom, right, top = figure.box
    assert 140 < left < 150 and 485 < bottom < 500 and 420 < right < 430 and 580 < top < 590
    (tmp_path / "b.pdf").write_bytes(pdf(figures=False))
    assert figures_of(tmp_path / "b.pdf") == ()


@pytest.mark.parametrize(
    "caption",
    [
        "FIGURE 2 General view of two boxes,",  # Wiley
        "Fig. 2 General view of two boxes,",  # Springer
        "Fig. 2. General view of two boxes,",  # IEEE, Elsevier
        "Fig. 2 | General view of two boxes,",  # Nature
        "Fig 2. General view of two boxes,",  # PLOS
        "FIG. 2. General view of two boxes,",  # APS
        "Figure 2.1a: General view of two boxes,",
        "Extended Data Fig. 2 General view of two boxes,",
    ],
)
def test_captions_as_publishers_set_them(tmp_path, caption):
    (tmp_path / "a.pdf").write_bytes(pdf(caption=caption))
    (figure,) = figures_of(tmp_path / "a.pdf")
    assert figure.caption == f"{caption} and of the line between them."


@pytest.mark.parametrize(
    "sentence",
    ["Fig. 2 shows two boxes,", "Figure 2 is of boxes,", "Figures 2 and 3 are,", "Figure two: of boxes,"],
)
def test_a_sentence_that_begins_with_a_figure_is_no_caption(tmp_path, sentence):
    (tmp_path / "a.pdf").write_bytes(pdf(caption=sentence))
    assert figures_of(tmp_path / "a.pdf") == ()


def test_a_figure_is_taken_registered_and_proved(figpress):
    (figpress.root / "paper.pdf").write_bytes(pdf())
    arguments = ("extract", "vaswani2017", "--pdf", figpress.root / "paper.pdf")
    told = figpress(*arguments)
    assert "1  page 2    Figure 2: A synthetic drawing" in told and list(
        (figpress.root / ".figpress/extract/vaswani2017").glob("01-page-2.png")
    )
    assert "taken    two-boxes" in figpress(*arguments, "--take", 1, "--as", "two-boxes")
    (figpress.root / "paper.pdf").unlink()  # the PDF is kept by its hash
    borrowed = figpress.registry().borrowed["two-boxes"]
    assert (borrowed.file.crop.page, borrowed.locator, borrowed.use) == (2, "Figure 2, p. 2", "reproduced")
    path = borrowed_file(figpress.site(), borrowed)
    from PIL import Image

    with Image.open(path) as shown:
        assert pixels_digest(shown.convert("RGB")) == borrowed.file.crop.sha256 and shown.size[0] > 500
        assert shown.convert("RGB").getpixel((8, shown.size[1] // 2)) is not None
    assert [finding.message for finding in rights(figpress.registry(), figpress.site(), ())] == [
        "borrowed.two-boxes: reproduced without a basis"
    ]


def test_a_crop_that_no_longer_matches_is_untrue(figpress):
    (figpress.root / "paper.pdf").write_bytes(pdf())
    figpress(
        "extract",
        "vaswani2017",
        "--pdf",
        figpress.root / "paper.pdf",
        "--page",
        2,
        "--box",
        140,
        490,
        430,
        590,
        "--as",
        "box",
    )
    good = borrowed_file(figpress.site(), figpress.registry().borrowed["box"])
    good.write_bytes(b"damaged")
    assert borrowed_file(
        figpress.site(), figpress.registry().borrowed["box"]
    ) == good and good.read_bytes().startswith(b"\x89PNG")
    text = (figpress.root / "sources.yaml").read_text()
    (figpress.root / "sources.yaml").write_text(
        text.replace(", 430", ", 420")
    )  # a good crop in the store does not stand in for it
    found = borrowed_file(figpress.site(), figpress.registry().borrowed["box"])
    assert (
        isinstance(found, Unavailable)
        and found.kind == "untrue"
        and "other pixels than were registered" in found.reason
    )


def test_boxes_off_the_page_and_pages_that_are_not_there_are_told(figpress, tmp_path):
    (tmp_path / "a.pdf").write_bytes(pdf())
    for page, box, says in [
        (3, (0, 0, 9, 9), "page 3 of 2"),
        (1, (0, 0, 900, 9), "is not on page 1"),
        (1, (9, 0, 5, 9), "is not on page 1"),
    ]:
        with pytest.raises(Mistake, match=says):
            figpress(
                "extract",
                "vaswani2017",
                "--pdf",
                tmp_path / "a.pdf",
                "--page",
                page,
                "--box",
                *box,
                "--as",
                "x",
            )
    assert render_box(tmp_path / "a.pdf", 1, (0, 0, 72, 36), 100).size == (100, 50)
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.4 junk")
    with pytest.raises(Mistake, match="cannot be read as a PDF"):
        figpress("extract", "vaswani2017", "--pdf", tmp_path / "bad.pdf")
    with pytest.raises(Mistake, match="no such work: vaswani2\n  Did you mean 'vaswani2017'"):
        figpress("extract", "vaswani2")
    with pytest.raises(Mistake, match="has no archived PDF"):
        figpress("extract", "vaswani2017")


def test_export_writes_files_that_come_back(figpress, tmp_path):
    figpress("export", "csl-json", "-o", tmp_path / "out.json")
    figpress("export", "bibtex", "-o", tmp_path / "out.bib")
    before = figpress.registry()
    for name in ("out.json", "out.bib"):
        (figpress.root / "sources.yaml").unlink()
        assert figpress("add", tmp_path / name).count("added") == 2
        assert dict(figpress.registry().works) == dict(before.works)
    assert json.loads(figpress("export", "schema"))["title"] == "sources.yaml"
