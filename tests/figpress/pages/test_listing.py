"""A listing is the source that runs, found without running it."""

from figpress.base.configuration import open_site
from figpress.pages.listing import Listings

SOURCE = '''\
raise RuntimeError("nobody imports this")

def plain(x):
    return x


class Saved:
    @property
    def size(self):
        """Its size."""
        return 1
'''


def listings(tmp_path):
    (tmp_path / "mkdocs.yml").write_text("site_name: t\n")
    package = tmp_path / "src" / "byhand"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("def whole():\n    pass\n")
    (package / "layer.py").write_text(SOURCE)
    (package / "broken.py").write_text("def f(:\n")
    return Listings(open_site(tmp_path))


def test_a_function_a_class_and_a_method_are_found_with_their_lines(tmp_path):
    shelf = listings(tmp_path)
    assert (shelf.get("byhand.layer.plain").line, shelf.get("byhand.layer.plain").last) == (3, 4)
    method = shelf.get("byhand.layer.Saved.size")
    assert (method.path, method.line) == ("src/byhand/layer.py", 8)
    assert method.source.startswith("@property\ndef size")
    assert shelf.get("byhand.whole").path == "src/byhand/__init__.py"


def test_what_is_not_there_is_none_and_what_is_near_is_known(tmp_path):
    shelf = listings(tmp_path)
    for name in (
        "byhand.layer.plane",
        "byhand.nowhere.f",
        "nobody.f",
        "byhand.layer",
        "byhand",
        "",
        "byhand.broken.f",
        "os.path.join",
    ):
        assert shelf.get(name) is None
    assert "byhand.layer.plain" in shelf.known("byhand.layer.plane")
    assert "byhand.whole" in shelf.known("nobody.f")
