"""mkdocs.yml: what is wrong in it is told with its line."""

import pytest

from figpress.effects.configuration import open_site
from figpress.words.errors import Mistake


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
    with pytest.raises(Mistake, match=f"^mkdocs.yml:{line}: unknown option of the figpress plugin: license\n  Did you mean 'licence'"):
        open_site(tmp_path)
