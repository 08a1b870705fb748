"""mkdocs.yml: what is wrong in it is told with its line."""

import pytest

from figpress.base.configuration import open_site
from figpress.base.errors import Mistake


@pytest.mark.parametrize(
    "plugins, line",
    [
        ("  - search\n  - figpress:\n      assets: [a.js]\n      license: MIT\n", 6),
        ("  - figpress: {assets: [a.js], license: MIT}\n  - search: {license: x}\n", 3),
        ("  - search: {license: x}\n  - figpress:\n      # license: none\n      license: !ENV LICENCE\n", 6),
        ("  search: {}\n  figpress:\n    license: MIT\n", 5),
    ],
)
def test_an_unknown_option_is_told_with_its_line(tmp_path, plugins, line):
    (tmp_path / "mkdocs.yml").write_text(f"site_name: A site\nplugins:\n{plugins}", "utf-8")
    with pytest.raises(
        Mistake,
        match=f"^mkdocs.yml:{line}: unknown option of the figpress plugin: license\n  Did you mean 'licence'",
    ):
        open_site(tmp_path)


@pytest.mark.parametrize(
    "text, said",
    [
        ("- a\n", "mkdocs.yml:1: not a list of keys and values"),
        ("plugins: [figpress]\nsite_name: [A, site]\n", "mkdocs.yml:2: site_name is one text, not a list"),
        (
            "plugins:\n  - figpress:\n      - licence\n",
            "mkdocs.yml:2: the options of figpress are keys and values",
        ),
        ("plugins:\n  - figpress: yes\n", "mkdocs.yml:2: the options of figpress are keys and values"),
        (
            "plugins:\n  - figpress:\n      commercial: maybe\n",
            "mkdocs.yml:3: commercial is true or false, not 'maybe'",
        ),
        ("plugins:\n  - figpress:\n      licence: [MIT]\n", "mkdocs.yml:3: licence is one text, not a list"),
        ("plugins:\n  - figpress:\n      1: MIT\n", "mkdocs.yml:3: unknown option of the figpress plugin: 1"),
        (
            "site_name: A\nplugins: {figpress: {assets: {a: b}}}\n",
            "mkdocs.yml:2: assets is a list of texts, not a dict",
        ),
    ],
)
def test_what_is_of_the_wrong_kind_is_told_with_its_line(tmp_path, text, said):
    (tmp_path / "mkdocs.yml").write_text(text, "utf-8")
    with pytest.raises(Mistake) as caught:
        open_site(tmp_path)
    assert str(caught.value).startswith(said)


def test_a_file_in_another_encoding_is_told_with_its_line(tmp_path):
    (tmp_path / "mkdocs.yml").write_bytes("site_name: A\ncopyright: Zoë\n".encode("latin-1"))
    with pytest.raises(Mistake, match="^mkdocs.yml:2: not written in UTF-8"):
        open_site(tmp_path)


@pytest.mark.parametrize(
    "nav", ["[3, A: index.md]", "[{A: null}, index.md]", "", "[A: {B: [index.md]}]", "{A: index.md}"]
)
def test_a_nav_that_mkdocs_refuses_hides_no_page(tmp_path, nav):
    (tmp_path / "mkdocs.yml").write_text(f"site_name: A\nnav: {nav}\n", "utf-8")
    assert open_site(tmp_path).nav == (("index.md",) if nav else ())
