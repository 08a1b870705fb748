"""Pictures under another name: the same file is known for certain, one that looks alike is a hint."""

import hashlib

import pytest
from PIL import Image, ImageDraw, ImageFilter
from registries import WORKS

from figpress.base.configuration import open_site
from figpress.pages.reading import read_pages
from figpress.sources.account import source_findings
from figpress.sources.looks import look_of
from figpress.sources.near_copies import alike

SHAPES = [
    "M0 0 L10 0 L10 7 Z",
    "M3 3 C4 5 6 7 9 1",
    "M0 0 H9 V3 L1 2 Z",
    "M5 5 L6 9 L1 2 L3 3",
    "M1 1 L2 9 L8 8",
]


def drawing(shapes=SHAPES, move=0.0, scale=1.0, fill="#000"):
    def path(text):
        words = [
            float(word) * scale + move if word.isdigit() else word
            for word in text.replace("M", "M ").replace("L", "L ").replace("C", "C ").split()
        ]
        return " ".join(str(word) for word in words)

    plain = [shape for shape in shapes if "H" not in shape] if move or scale != 1 else shapes
    return (
        '<svg xmlns="http://www.w3.org/2000/svg">'
        + "".join(
            f'<path fill="{fill}" d="{path(shape) if plain is not shapes else shape}"/>' for shape in plain
        )
        + "</svg>"
    )


def photo(seed, path):
    image = Image.new("RGB", (200, 150), "white")
    draw = ImageDraw.Draw(image)
    for i in range(12):
        x, y = (seed * 37 + i * 53) % 160, (seed * 91 + i * 29) % 110
        draw.ellipse(
            (x, y, x + 20 + 3 * i, y + 15 + 2 * i),
            fill=((i * 20 + seed * 40) % 255, (i * 77) % 255, seed * 60 % 255),
        )
    image.save(path)
    return image


def test_a_drawing_is_known_again_moved_scaled_and_recoloured(tmp_path):
    looks = {}
    for name, text in {
        "one": drawing(),
        "moved": drawing(move=7, scale=3, fill="#f00"),
        "other": drawing(["M9 9 L0 7 L3 3", "M1 0 L9 2 L4 4", "M7 7 L1 9 L2 2", "M0 9 L9 0 L5 4 L1 1"]),
    }.items():
        (tmp_path / f"{name}.svg").write_text(text)
        looks[name] = look_of(tmp_path / f"{name}.svg")
    assert alike(looks["one"], looks["moved"]) and not alike(looks["one"], looks["other"])


def test_a_photo_is_known_again_smaller_blurred_and_packed_otherwise(tmp_path):
    image = photo(1, tmp_path / "one.png")
    image.resize((120, 90)).filter(ImageFilter.GaussianBlur(1)).save(tmp_path / "small.jpeg", quality=60)
    photo(5, tmp_path / "other.png")
    one, small, other = (look_of(tmp_path / name) for name in ("one.png", "small.jpeg", "other.png"))
    assert alike(one, small) and not alike(one, other) and look_of(tmp_path / "one.png") == one


@pytest.fixture
def findings(tmp_path, monkeypatch):
    monkeypatch.delenv("FIGPRESS_MIRROR", raising=False)  # the site names its own

    def find(own):
        (tmp_path / "mkdocs.yml").write_text(
            "site_name: Tiny\nplugins:\n  - figpress:\n      mirror: [mirror]\nnav: [a.md]\n"
        )
        (tmp_path / "docs/img").mkdir(parents=True)
        (tmp_path / "mirror").mkdir()
        (tmp_path / "mirror/x").write_text(drawing())
        digest = hashlib.sha256(drawing().encode()).hexdigest()
        right = (
            "{kind: licence, licence: MIT, evidence: {url: 'https://a.b/L', quote: q, checked: 2026-01-01}}"
        )
        (tmp_path / "sources.yaml").write_text(
            WORKS + f"borrowed:\n  p: {{work: zhang2023, locator: fig. 1, use: reproduced, file: {{url: "
            f"'https://a.b/c.svg', sha256: {digest}, media_type: image/svg+xml}}, basis: {right}}}\n"
        )
        (tmp_path / "docs/a.md").write_text(
            "# A\n\n![x](borrowed:p) [@zhang2023; @vaswani2017]\n\n![y](img/mine.svg)\n"
        )
        (tmp_path / "docs/img/mine.svg").write_text(own)
        site = open_site(tmp_path)
        return [
            (str(f.where), f.rule, f.severity)
            for f in source_findings(site, read_pages(site), ())
            if f.severity != "notice"
        ]

    return find


def test_a_copy_is_an_error_where_the_page_shows_it(findings):
    assert findings(drawing()) == [("docs/a.md:5", "copy-of-borrowed", "error")]


def test_a_near_copy_is_a_hint(findings):
    assert findings(drawing(move=3)) == [("docs/a.md:5", "near-copy", "warning")]


def test_a_picture_of_ones_own_is_nobodys_business(findings):
    assert findings(drawing(["M9 9 L0 7 L3 3", "M1 0 L9 2 L4 4"])) == []
