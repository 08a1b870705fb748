"""Pages in, HTML out: each .md beside this file has an .html that says what becomes of it, and what is found
on it.

A new page's HTML is written loudly, once, and never on CI; look at it before it is committed.
"""

import os
from pathlib import Path

import pytest
import shelf

from figpress.site.markdown.library import Credit, Loan
from figpress.sources.model import Unavailable

PAGES = Path(__file__).parent / "pages"
ATTENTION = '''\
import torch


class Saved:
    """What backward needs."""

    def size(self):
        return 1


@torch.no_grad()
def backward(dout, saved):
    """The gradients, in the order of forward's arguments."""
    return dout @ saved
'''


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """All golden pages as one site, so that they can point at one another."""
    root = tmp_path_factory.mktemp("golden")
    package = root / "src" / "byhand"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "attention.py").write_text(ATTENTION)
    sources = {path.name: path.read_text("utf-8") for path in sorted(PAGES.glob("*.md"))}
    loan = Loan("their-block", Unavailable("d2l.ai does not "
                                           "answer", "figpress sources "
                                                     "fetch"), "image/svg+xml", "ab" * 32, "A residual block", Credit(
        '<a href="https://d2l.ai">A residual block</a> by Zhang et al., CC BY-SA '
        '4.0', "https://d2l.ai"), "reproduced")  # fmt: skip
    return shelf.library(
        root,
        sources,
        shelf.drawn(root),
        shelf.drawn(root, "qkv/after-them"),
        shelf.drawn(root, "qkv/pixels", b"\x89PNG\r\n\x1a\n"),
        shelf.failed(root, "qkv/broken"),
        bibliography=shelf.FakeWorks(loan, redrawn="qkv/after-them"),
        equations=shelf.FakeEquations(
            line9="evaluated against autograd, 3 sizes × 5 seeds, largest error below 1e-12"
        ),
        repo_url="https://example.org/repo",
    )


@pytest.mark.parametrize("name", sorted(path.name for path in PAGES.glob("*.md")))
def test_a_page_becomes_what_was_agreed(name, site):
    html, findings = shelf.convert(site, name)
    told = html + "\n\n<!-- found:\n" + "\n".join(f"{f.rule}: {f}" for f in findings) + "\n-->\n"
    golden = (PAGES / name).with_suffix(".html")
    if not golden.exists():
        assert not os.environ.get("CI"), f"{golden.name} is not committed"
        golden.write_text(told, "utf-8")
        pytest.fail(f"{golden} was written: look at it, commit it, run again")
    assert told == golden.read_text("utf-8")
