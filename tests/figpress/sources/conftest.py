"""Tiny registries, written as an author writes them."""

import textwrap

import pytest

from figpress.effects.registry import parse_registry
from figpress.nouns.site import Site

WORKS = """
works:
  zhang2023:
    type: book
    title: Dive into Deep Learning
    author: ["Zhang, Aston", "Lipton, Zachary C.", "Li, Mu", "Smola, Alexander J."]
    issued: 2023
    URL: https://d2l.ai
    read: {on: 2026-11-21, extent: chapter 8, summary: Residual blocks and what they are for.}
  vaswani2017:
    type: paper-conference
    title: Attention Is All You Need
    author: ["Vaswani, Ashish", "Shazeer, Noam", "Parmar, Niki"]
    issued: 2017-06-12
    arXiv: 1706.03760
    opened: no
"""


def parsed(text):
    registry, findings = parse_registry(textwrap.dedent(text).encode())
    assert not findings, [str(finding) for finding in findings]
    return registry


@pytest.fixture
def registry():
    """Makes a registry of the two works above and of the `borrowed:` entries given (indented by two spaces)."""

    def make(borrowed=""):
        return parsed(WORKS + ("borrowed:\n" + textwrap.indent(textwrap.dedent(borrowed), "  ") if borrowed else ""))

    return make


@pytest.fixture
def site(tmp_path):
    return Site(root=tmp_path.resolve(), title="A site")
