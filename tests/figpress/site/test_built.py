"""What a publication does to built pages."""

import pytest

from figpress.site import built


@pytest.fixture
def folder(tmp_path):
    pages = {
        "index.html": "<head><title>Home</title></head><body "
        'class="x"><article><h1>Home</h1><p>short</p><p>The <b>first</b> words of it that '
        "are long &amp; enough.</p></article></body>",
        "a/index.html": '<head></head><body><article><h1>A <a class="headerlink" href="#a">#</a><a '
        'class="anchor-link" href="#a">¶</a></h1></article></body>',
        "assets/x.css": "",
    }
    for path, text in pages.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def test_entries_read_title_and_first_words(folder):
    home, a = built.entries(folder, {"index.md": (1, ""), "a.md": (2, "2026-01-01"), "gone.md": (3, "")})
    assert (home.address, home.title, home.description) == (
        "",
        "Home",
        "The first words of it that are long & enough.",
    )
    assert (a.address, a.title, a.published) == ("a/", "A", "2026-01-01")


def test_head_and_banner(folder):
    built.every_page(
        folder,
        lambda path, text: built.with_banner(built.with_head(text, f"<meta {path}>"), "<p>Preview</p>"),
    )
    text = (folder / "index.html").read_text()
    assert '<meta index.html>\n</head><body class="x">\n<p>Preview</p>' in text


@pytest.mark.parametrize(
    "source, page, href, stays",
    [
        ("index.md", "index.html", "gone/", False),
        ("index.md", "index.html", "gone/#there", False),
        ("a.md", "a/index.html", "../gone/", False),
        ("a.md", "a.html", "gone.html", False),
        ("a.md", "a/index.html", "gone.md#there", False),
        ("part/a.md", "part/a/index.html", "../gone.md", False),
        ("part/a.md", "part/a/index.html", "gone.md", True),
        ("a.md", "a/index.html", "gone/", True),
        ("index.md", "index.html", "#gone/", True),
        ("index.md", "index.html", "https://example.org/gone/", True),
        ("gone-too.md", "gone-too/index.html", "../", True),
    ],
)
def test_links_to_what_is_left_out_become_words(source, page, href, stays):
    text = f'see <a class="x" href="{href}"><b>this</b></a> and <a href="a/">that</a>'
    after = built.without_links(text, page, source, frozenset({"gone.md"}))
    assert (
        (after == text)
        if stays
        else after == 'see <span class="fp-unpublished"><b>this</b></span> and <a href="a/">that</a>'
    )


def test_twice_zipped_is_twice_the_same():
    assert built.zipped("x") == built.zipped("x")
