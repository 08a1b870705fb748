"""Scheme links are found with their line, and with the offsets of their text."""

from figpress.pages.links import links

TEXT = """\
An error [below 1e-12](val:qkv/paths#worst) and `[1](val:in/code#x)`.

![alt text over
two lines with [brackets]](fig:qkv/paths "A *caption*")

See [](eq:dq), [a page](other.md), ![](code:byhand.attention.backward).
"""


def test_links_come_in_order_with_their_parts():
    value, figure, equation, code = links(TEXT, "docs/a.md", first_line=5)
    assert (value.scheme, value.embeds, value.target, value.line) == ("val", False, "qkv/paths#worst", 5)
    assert TEXT[value.start : value.end] == value.text == "below 1e-12"
    assert (figure.embeds, figure.text, figure.title, figure.line) == (
        True,
        "alt text over two lines with [brackets]",
        "A *caption*",
        7,
    )
    assert (equation.target, equation.text) == ("dq", "")
    assert (code.scheme, code.embeds, code.line) == ("code", True, 10)
