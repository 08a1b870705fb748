"""Tiny sites from a dict of texts."""

from pathlib import Path

from figpress.base.configuration import open_site
from figpress.base.site import Site

PICTURE = '''
class Picture:
    """Draws numbers as text: no matplotlib, so that tests are quick."""

    def __init__(self, *numbers):
        self.numbers = numbers

    def to_svg(self):
        return f'<svg xmlns="http://www.w3.org/2000/svg" width="480px" height="48px"><text x="4" y="30" font-family="DejaVu Sans" font-size="12">{self.numbers}</text></svg>'
'''
BASE = {"mkdocs.yml": "site_name: Tiny\n", "docs/index.md": "# Tiny\n", "figures/_picture.py": PICTURE}


def write(root: Path, files: dict[str, str]) -> None:
    """Put texts under a folder."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")


def tiny(root: Path, files: dict[str, str]) -> Site:
    """A site of these files, beside what every tiny site has."""
    write(root, {**BASE, **files})
    return open_site(root)


def figure(expression: str, imports: str = "") -> str:
    """A script that shows what an expression comes to, and publishes it as the value x."""
    return f'"""It comes to this."""\nimport figpress\nfrom _picture import Picture\n{imports}\nx = {expression}\nfigpress.value("x", x)\nfigpress.show(Picture(x))\n'
