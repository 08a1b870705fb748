"""Tiny sites go through MkDocs: what is wrong stops a strict build and keeps the last good site."""

import errno
import json

import pytest
import shelf

from figpress.base.configuration import open_site
from figpress.base.errors import Mistake
from figpress.freshness.figure import Failure, FigureScript
from figpress.site.build import build

CONFIG = """\
site_name: Tiny
theme: {name: material, font: false}
plugins:
  - search
  - figpress
markdown_extensions: [figpress, admonition]
nav:
  - index.md
  - Sections:
      - one.md
"""
PAGES = {
    "index.md": "# Home\n\nSee [](fig:one/paths).\n",
    "one.md": "---\ntitle: One\nstatus: draft\nquestions: [why so]\n---\n# One\n\nAn error "
    '[2.4e-07](val:one/paths#worst_error).\n\n![Two boxes](fig:one/paths "A claim.")\n',
}


@pytest.fixture
def tiny(tmp_path):
    """Writes a site from a dict of texts; gives it and its gallery."""

    def write(pages=PAGES, config=CONFIG, **changes):
        for name, text in {f"docs/{name}": text for name, text in pages.items()}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        (tmp_path / "mkdocs.yml").write_text(config)
        (tmp_path / "src").mkdir(exist_ok=True)
        script = FigureScript("one/paths", "figures/one/paths.py", "Two boxes are two.")
        return open_site(tmp_path), shelf.FakeGallery(
            shelf.drawn(tmp_path, "one/paths", script=script, **changes)
        )

    return write


def rules(built) -> list[str]:
    return [finding.rule for finding in built.findings if finding.severity == "error"]


def test_a_site_is_built_with_its_figures_and_says_where_each_comes_from(tiny, tmp_path):
    built = build(*tiny(), strict=True)
    assert built.good and built.folder == tmp_path / "site"
    page = (built.folder / "one" / "index.html").read_text()
    assert 'aria-label="Two boxes"' in page and "Figure\u00a01.1" in page
    assert 'href="one/#fig-one-paths"' in (built.folder / "index.html").read_text()
    entries = json.loads((built.folder / "figures.json").read_text())
    (figure,) = [entry for entry in entries if entry["kind"] == "computed"]
    assert (figure["page"], figure["id"], figure["src"]) == ("one/index.html", "one/paths", "")
    assert figure["sha256"] == tiny()[1].figure("one/paths").artifacts[0].sha256
    assert {entry["kind"] for entry in entries} <= {"computed", "asset"}


def test_a_strict_build_with_an_error_keeps_the_last_good_site(tiny):
    site, gallery = tiny()
    good = build(site, gallery, strict=True)
    before = (good.folder / "one" / "index.html").read_bytes()
    site, gallery = tiny({**PAGES, "one.md": PAGES["one.md"].replace("2.4e-07", "3.1e-07")})
    bad = build(site, gallery, strict=True)
    assert not bad.whole and rules(bad) == ["value-differs"]
    assert (good.folder / "one" / "index.html").read_bytes() == before
    shown = build(site, gallery)
    assert shown.whole and not shown.good
    assert "docs/one.md:8" in (good.folder / "one" / "index.html").read_text()


def test_a_figure_that_failed_keeps_its_last_good_picture_and_publishes_no_traceback(tiny, tmp_path):
    failure = Failure("figures/one/paths.py:2", "boom", "Traceback (most recent call last): SECRET")
    built = build(*tiny(state="failed", failure=failure))
    page = (built.folder / "one" / "index.html").read_text()
    assert rules(built) == ["figure-failed"]
    assert "<svg" in page and "figures/one/paths.py:2" in page and "SECRET" not in page


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("![x](https://elsewhere.example/x.png)", "hot-link"),
        ("![x](data:image/png;base64,AAAA)", "data-uri"),
        ("![x](own.png)", "unregistered-image"),
        ("<div style=\"background: url('https://elsewhere.example/x.png')\">x</div>", "hot-link"),
        (
            '<picture><source srcset="https://elsewhere.example/x.webp 2x"><img '
            'src="https://elsewhere.example/x.png"></picture>',
            "hot-link",
        ),
        ('<svg><image href="https://elsewhere.example/x.png"/></svg>', "hot-link"),
    ],
)
def test_the_world_is_closed(tiny, line, rule):
    built = build(*tiny({**PAGES, "one.md": f"{PAGES['one.md']}\n{line}\n", "own.png": b"\x89PNG\r\n\x1a\n"}))
    assert set(rules(built)) == {rule}
    assert any(str(finding.where) == "docs/one.md:12" for finding in built.findings if finding.rule == rule)


def test_an_asset_that_is_listed_is_the_sites_own(tiny):
    config = CONFIG.replace("  - figpress\n", "  - figpress:\n      assets: ['*.png']\n", 1)
    built = build(
        *tiny(
            {**PAGES, "one.md": f"{PAGES['one.md']}\n![x](own.png)\n", "own.png": b"\x89PNG\r\n\x1a\n"},
            config,
        )
    )
    assert built.good
    assert [
        e["kind"] for e in json.loads((built.folder / "figures.json").read_text()) if e["src"] == "own.png"
    ] == ["asset"]


def test_a_draft_says_so_and_a_publication_does_not(tiny, tmp_path):
    said = {}
    for mode in ("build", "serve", "publish"):
        built = build(*tiny(), mode=mode, to=tmp_path / mode)
        said[mode] = (built.folder / "one" / "index.html").read_text()
    assert "This section is a draft" in said["build"] and "why so" not in said["build"]
    assert "why so" in said["serve"]
    assert "fp-banner" not in said["publish"]


def test_a_page_that_is_left_out_is_left_out_everywhere(tiny):
    built = build(*tiny({**PAGES, "index.md": "# Home\n"}), mode="publish", without=("one.md",), strict=True)
    assert built.good and not (built.folder / "one").exists()
    everything = "".join(
        path.read_text() for path in built.folder.rglob("*.*") if path.suffix in (".html", ".json", ".xml")
    )
    assert "One" not in everything and "one/" not in everything.replace("one/paths", "")


def test_the_preview_script_is_in_a_preview_only(tiny, tmp_path):
    assert not (build(*tiny()).folder / "assets" / "figpress" / "live.js").exists()
    live = build(*tiny(), mode="serve", live=True, to=tmp_path / "live").folder
    assert (live / "assets" / "figpress" / "live.js").exists()


def test_what_mkdocs_refuses_is_a_mistake_with_its_reason(tiny):
    with pytest.raises(Mistake, match="no_such_extension"):
        build(*tiny(config=CONFIG.replace("admonition", "no_such_extension")))
    with pytest.raises(Mistake, match="figpress plugin is not on"):
        build(*tiny(config=CONFIG.replace("  - figpress\n", "")))


def test_front_matter_that_cannot_be_right_stops_the_build_with_its_line(tiny):
    with pytest.raises(Mistake, match=r"docs/one\.md:3"):
        build(*tiny({**PAGES, "one.md": PAGES["one.md"].replace("status: draft", "status: drafted")}))


def test_no_file_of_a_site_without_formulas_needs_node(tiny):
    assert not (build(*tiny()).folder / "assets" / "katex").exists()


def test_a_disk_that_cannot_be_written_is_a_mistake_and_the_last_good_site_stays(tiny, monkeypatch):
    site, gallery = tiny()
    good = build(site, gallery)
    before = (good.folder / "index.html").read_bytes()

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device", "index.html")

    monkeypatch.setattr("mkdocs.utils.write_file", full)
    with pytest.raises(Mistake, match="No space left"):
        build(site, gallery)
    assert (good.folder / "index.html").read_bytes() == before


def test_a_mistake_is_forgotten_once_it_is_mended(tiny):
    """MkDocs keeps one plugin for all builds of a process."""
    with pytest.raises(Mistake, match="drafted"):
        build(*tiny({**PAGES, "one.md": PAGES["one.md"].replace("status: draft", "status: drafted")}))
    built = build(*tiny({**PAGES, "one.md": PAGES["one.md"].replace("2.4e-07", "3.1e-07")}), strict=True)
    assert not built.whole and rules(built) == ["value-differs"]
