"""Two works, and how a registry is read from text: for tests of what sources.yaml may say."""

import textwrap

from figpress.sources.registry import parse_registry

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
