"""Every parser that reads what somebody else wrote, with seeds of its own kind, and the one way in which it may refuse."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from figpress.base.errors import Mistake
from figpress.pages import critic, front_matter
from figpress.pages.displays import displays
from figpress.pages.inline_svg import inline_svg
from figpress.pages.links import links
from figpress.pages.reading import parse_page
from figpress.sources.interchange import entry_of_item
from figpress.sources.registry import parse_registry
from figpress.sources.safe_svg import problems_of_svg


@dataclass(frozen=True)
class Parser:
    """read(content) returns, or raises one of `refuses`; anything else is a defect of ours."""

    read: Callable[[bytes], object]
    seeds: tuple[bytes, ...]
    words: tuple[bytes, ...] = ()
    refuses: tuple[type[BaseException], ...] = (Mistake,)


def text(function):
    return lambda content: function(content.decode("utf-8", "replace"))


def _item(content: bytes) -> object:
    data = json.loads(content)
    return entry_of_item(data) if isinstance(data, dict) else None


def _bibtex(content: str) -> object:
    from figpress.sources.bibtex_reading import to_item
    from figpress.sources.bibtex_syntax import parse_bibtex

    return [to_item(entry) for entry in parse_bibtex(content, "a.bib")]


def _equation(content: str) -> object:
    from figpress.equations.statements import statements as parse

    return parse(content)


def _svg(content: bytes) -> object:
    return None if problems_of_svg(content) else inline_svg(content, "p-", "a picture")


def _lock(content: bytes) -> object:
    from figpress.base.site import Site
    from figpress.freshness.lockfile import read_lock

    with TemporaryDirectory() as folder:
        Path(folder, "figures.lock").write_bytes(content)
        return read_lock(Site(Path(folder), "x"))


WORKS = b"works:\n  a:\n    type: book\n    title: T\n    author: [{family: B, given: C}]\n    issued: 2020-01-02\n    DOI: 10.1/x\nborrowed: {}\n"
BIB = b'@article{a, author = {Bee, C. and {The Group}}, title = "A {T}itle \\"o", year = 2020, month = jan # "~1", pages={1--2}}\n@string{x="y"}\n'
ITEM = b'{"type": "book", "title": "T", "author": [{"family": "B"}], "issued": {"date-parts": [[2020, 1]]}, "DOI": "10.1/x"}'
PAGE = b'---\ntitle: T\nstatus: draft\n---\n# A\n\n[1](val:a/b#c) ![x](fig:a/b "t") {>>c<<} {~~a~>b~~} [@k, p. 2; @l]\n\n$$ a = b \\label{eq:a} $$\n'
TEX = b"\\frac{\\partial L}{\\partial X_{ij}} = \\sum_{k=1}^{n} A_{ik} B_{kj}^\\top + \\sqrt{x^2}"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><style>a{b:c}</style><g id='a'><use href='#a'/><path d='M0 0' style='fill:url(#x)'/></g></svg>"
LOCK = b'{"version": 2, "modules": {"a": "b"}, "targets": {"x": {"kind": "figure", "fingerprint": "1", "files": [["a", "content"]]}}}'
PARSERS = {
    "registry": Parser(parse_registry, (WORKS,), (b"&a ", b"*a", b"!!python/name:os.system", b"? ", b"|\n", b"- ", b": ")),
    "bibtex": Parser(text(_bibtex), (BIB,), (b"@", b"{", b"}", b"#", b'"', b"\\"), (Mistake, ValueError)),
    "csl-json": Parser(_item, (ITEM,), (b"null", b"[[]]", b"{}"), (Mistake, ValueError)),
    "page": Parser(text(lambda t: parse_page(t, "docs/a.md", "a.md")), (PAGE,), (b"$$", b"```", b"<!--", b"[@", b"{++", b"![")),
    "front matter": Parser(text(front_matter.parted), (PAGE,), (b"---\n", b"&a", b"*a"), (yaml.YAMLError,)),
    "links": Parser(text(lambda t: (links(t, "a"), displays(t, "a"), critic.marks(t, "a"), critic.shown(t))), (PAGE,), (b"](fig:", b"$$", b"{>>", b"{~~a~>", b"{++", b"[", b"`", b"<!--")),
    "equations": Parser(text(_equation), (TEX,), (b"\\frac", b"{", b"}", b"^", b"_", b"\\left(", b"\\begin{cases}"), (Mistake, ValueError)),
    "svg": Parser(_svg, (SVG,), (b"<![CDATA[", b"<use href='#a'/>", b"&lt;", b"<!--"), (ValueError,)),
    "lock": Parser(_lock, (LOCK,), (b"[", b"{", b"null", b"1e999")),
}  # fmt: skip


def mutated(seed: bytes, words: tuple[bytes, ...], choose) -> bytes:
    """A seed with a few pieces cut out, doubled, flipped or put in; `choose` gives random numbers below n."""
    content = bytearray(seed)
    for _ in range(1 + choose(6)):
        at = choose(len(content) + 1)
        kind = choose(5)
        if kind == 0:
            del content[at : at + 1 + choose(20)]
        elif kind == 1 and words:
            content[at:at] = words[choose(len(words))] * (1 + choose(3))
        elif kind == 2:
            content[at:at] = content[at : at + 1 + choose(30)]
        elif kind == 3 and at < len(content):
            content[at] ^= 1 << choose(8)
        else:
            content[at:at] = bytes(choose(256) for _ in range(1 + choose(4)))
    return bytes(content)
