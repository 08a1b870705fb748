"""Every parser that reads what somebody else wrote, with seeds of its own kind, and the one way in which it may refuse."""

import atexit
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from engine.sites import tiny

from figpress.base.configuration import open_site
from figpress.base.errors import Mistake
from figpress.base.site import Site
from figpress.freshness.lockfile import read_lock
from figpress.freshness.records import Records
from figpress.numbers.replicas import read_replicas
from figpress.pages import critic, front_matter
from figpress.pages.approvals import read_approvals
from figpress.pages.displays import displays
from figpress.pages.inline_svg import inline_svg
from figpress.pages.links import links
from figpress.pages.prose import paragraphs, text_digest
from figpress.pages.reading import parse_page
from figpress.pages.structure import anchors_of
from figpress.review.check import check
from figpress.review.status import headings
from figpress.running.renderers.clean_html import clean
from figpress.sheets.annotations import parse_review
from figpress.sources.extract import Paper, listed
from figpress.sources.registry import parse_registry
from figpress.sources.safe_svg import problems_of_svg
from figpress.sources.taking_over import take_in


@dataclass(frozen=True)
class Parser:
    """read(content) returns, or raises one of `refuses`; anything else is a defect of ours."""

    read: Callable[[bytes], object]
    seeds: tuple[bytes, ...]
    words: tuple[bytes, ...] = ()
    refuses: tuple[type[BaseException], ...] = (Mistake,)


def text(function):
    return lambda content: function(content.decode("utf-8", "replace"))


@cache
def bench() -> Site:
    """One tiny site, in which each parser finds its file: a new one for each try would be most of the time."""
    folder = Path(mkdtemp(prefix="figpress-fuzz-"))
    atexit.register(rmtree, folder, ignore_errors=True)
    return tiny(folder, {"mkdocs.yml": CONFIG.decode(), "docs/index.md": "# Home\n"})


def written(name: str, read: Callable[[Site, Path], object]) -> Callable[[bytes], object]:
    """Reads a file of the bench as the press does, and leaves the bench as it was."""

    def reading(content: bytes) -> object:
        site = bench()
        path = site.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_bytes() if path.exists() else None
        path.write_bytes(content)
        try:
            return read(site, path)
        finally:
            path.unlink() if before is None else path.write_bytes(before)

    return reading


def _taken_in(site: Site, path: Path) -> object:
    """As `figpress sources add --from` takes a file in."""
    try:
        return take_in(site, path)
    finally:
        site.sources.unlink(missing_ok=True)


def _equation(content: str) -> object:
    from figpress.equations.statements import statements as parse

    return parse(content)


def _svg(content: bytes) -> object:
    return None if problems_of_svg(content) else inline_svg(content, "p-", "a picture")


def _paper(site: Site, path: Path) -> object:
    """As `figpress sources extract` lists the figures of a paper."""
    return [(one.figure.caption, one.thumbnail) for one in listed(site, Paper("a", "", path, ""))]


def _page(content: str) -> object:
    page = parse_page(content, "docs/a.md", "a.md")
    front, body = front_matter.parted(content)
    return page, text_digest(front, body), paragraphs(body), headings(page), anchors_of(page)


def _table(content: str) -> None:
    once = clean(content)
    assert clean(once) == once, "what is clean is left alone"


def _shared(content: bytes) -> object:
    from figpress.running.results import decode

    return decode(content, {"here": dict}.__getitem__)


def paper(words: bytes) -> bytes:
    """A PDF of one page that draws a square over these words."""
    drawn = (
        b"1 0 0 RG 100 300 200 100 re S 120 320 m 200 380 l S BT /F 12 Tf 100 270 Td (" + words + b") Tj ET"
    )
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 500]/Resources<</Font<</F 5 0 R>>>>/Contents 4 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    whole, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(whole))
        whole += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        whole
        + b"xref\n0 6\n0000000000 65535 f \n"
        + table
        + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(whole)
    )


WORKS = b"works:\n  a:\n    type: book\n    title: T\n    author: [{family: B, given: C}]\n    issued: 2020-01-02\n    DOI: 10.1/x\nborrowed: {}\n"
BIB = b'@article{a, author = {Bee, C. and {The Group}}, title = "A {T}itle \\"o", year = 2020, month = jan # "~1", pages={1--2}}\n@string{x="y"}\n'
ITEM = b'{"type": "book", "title": "T", "author": [{"family": "B"}], "issued": {"date-parts": [[2020, 1]]}, "DOI": "10.1/x"}'
PAGE = b'---\ntitle: T\nstatus: draft\n---\n# A\n\n[1](val:a/b#c) ![x](fig:a/b "t") {>>c<<} {~~a~>b~~} [@k, p. 2; @l]\n\n$$ a = b \\label{eq:a} $$\n'
TEX = b"\\frac{\\partial L}{\\partial X_{ij}} = \\sum_{k=1}^{n} A_{ik} B_{kj}^\\top + \\sqrt{x^2}"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><style>a{b:c}</style><g id='a'><use href='#a'/><path d='M0 0' style='fill:url(#x)'/></g></svg>"
LOCK = b'{"version": 2, "modules": {"a": "b"}, "targets": {"x": {"kind": "figure", "fingerprint": "1", "files": [["a", "content"]]}}}'
CONFIG = b"site_name: Fuzzed\nnav: [index.md]\nplugins:\n  - figpress: {licence: CC-BY-4.0, assets: [a.png], macros: {'\\R': 'x'}}\n"
RECORD = b'{"version": 3, "id": "a", "kind": "figure", "path": "figures/a.py", "values": {"x": 1.5}, "artifacts": []}'
REVIEW = b'{"figpress": {"section": "a", "by": "B", "sheet": "0"}, "items": [{"type": "Annotation", "id": "urn:x", "created": "2026-01-01", "body": [{"type": "TextualBody", "value": "c", "purpose": "commenting"}], "target": {"source": "a", "selector": [{"type": "TextQuoteSelector", "exact": "w", "prefix": "", "suffix": ""}]}}]}'
APPROVAL = b"by: A. Body\non: 2026-01-02\ndigest: sha256:" + b"0" * 64 + b"\nparts: {a: b}\n"
REPLICAS = b'{"figures": {"a": {"fingerprint": "1", "turns": [0, 1], "numbers": {"x": [1, 2]}, "words": {"x": {"t": [0]}}}}}'
SCRIPT = b'"""A claim."""\nimport figpress\nfrom lib import f as g\nx = [i for i in range(3) if i]\n\n\ndef h(a, *b, c=1):\n    return lambda: a @ b\n\n\nfigpress.value("x", x[0])\n'
TABLE = b"<table><style>#T_a{color:red}</style><thead><tr><th>a<td style='color:red' onclick=x()>b</table><script2><b>c</b>"
SHARED = bytes.fromhex("93a46c6973740a92a3696e74a430783961")
YAML = (b"&a ", b"*a", b"[", b"{a: ", b"!!python/name:os.system", b"? ", b"- ")
PARSERS = {
    "registry": Parser(parse_registry, (WORKS,), (b"&a ", b"*a", b"!!python/name:os.system", b"? ", b"|\n", b"- ", b": ")),
    "bibtex": Parser(written("b.bib", _taken_in), (BIB,), (b"@", b"{", b"}", b"#", b'"', b"\\", b"\n@a{k,t={", b'\n@a(k,t="', b" and ", b"crossref={a},")),
    "csl-json": Parser(written("b.json", _taken_in), (b"[" + ITEM + b"]",), (b"null", b"[[", b'{"a":', b"{}", b"1e999", b'"  "')),
    "page": Parser(text(_page), (PAGE,), (b"$$", b"```", b"<!--", b"[@", b"{++", b"![", b"{#", b"# ", *YAML)),
    "front matter": Parser(text(lambda t: parse_page(f"---\n{t}", "docs/a.md", "a.md")), (PAGE[4:],), (b"---\n", *YAML)),
    "checked page": Parser(written("docs/a.md", lambda site, path: check(site)), (PAGE,), (b"](fig:", b"[@", b"{>>", b"# ", b"| a ", b"\\label{", b"[^1]", b"](")),
    "links": Parser(text(lambda t: (links(t, "a"), displays(t, "a"), critic.marks(t, "a"), critic.shown(t))), (PAGE,), (b"](fig:", b"$$", b"{>>", b"{~~a~>", b"{++", b"[", b"`", b"<!--")),
    "equations": Parser(text(_equation), (TEX,), (b"\\frac", b"{", b"}", b"^", b"_", b"\\left(", b"\\begin{cases}"), (Mistake, ValueError)),
    "svg": Parser(_svg, (SVG,), (b"<![CDATA[", b"<use href='#a'/>", b"&lt;", b"<!--", b"<g>"), (ValueError,)),
    "html table": Parser(text(_table), (TABLE,), (b"<style>", b"<td>", b"</", b"<!--", b"<svg>", b"&lt;")),
    "lock": Parser(written("figures.lock", lambda site, path: read_lock(site)), (LOCK,), (b"[", b"{", b"null", b"1e999")),
    "record": Parser(lambda content: Records(bench()).parse(content), (RECORD,), (b"[", b'{"a":', b"null", b"1e999"), (ValueError,)),
    "shared value": Parser(_shared, (SHARED,), (b"\x92\xa4list", b"\x92\xa5tuple", b"\x92\xa5again\x00"), (ValueError,)),
    "pdf captions": Parser(written("p.pdf", _paper), (paper(b"Figure 1: A square."), paper(b"Fig. A.2. It")), (b"Figure 1:", b" Tj ", b" re S ", b"[0 0 1e9 1]", b"Td ", b"-1 ")),
    "configuration": Parser(written("mkdocs.yml", lambda site, path: open_site(site.root)), (CONFIG,), (*YAML, b"docs_dir: /\n", b"!ENV ", b"INHERIT: mkdocs.yml\n")),
    "review": Parser(lambda content: parse_review(content, "a.json"), (REVIEW,), (b"[", b'{"a":', b"null", b"1e999")),
    "approval": Parser(written("approvals/a/b.yaml", lambda site, path: read_approvals(site, "a")), (APPROVAL,), YAML),
    "replicas": Parser(written("replicas.json", lambda site, path: read_replicas(site)), (REPLICAS,), (b"[", b'{"a":', b"null", b"1e999")),
    "script": Parser(written("figures/a.py", lambda site, path: check(site)), (SCRIPT,), (b"(", b"-", b"a=1\n", b"if a:\n ", b"a.", b"not ", b"lambda:", b"f'{")),
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


PIECES = (
    b" ", b"\n", b"\t", b"a", b"1", b"a ", b"\n\n", b"*", b"_", b"(", b"[", b"{", b"}", b"\\", b'"', b"'", b"<", b"&", b"#", b",",
    b"|", b"-", b":", b"a=", b"<a ", b"~", b"$", b".", b"=", b"`", b"@", b"!", b"]",
)  # fmt: skip


def pumped(parser: Parser, size: int, choose) -> bytes:
    """A seed with one piece put in again and again at one place, up to about `size` bytes; the same choices at every size."""
    seed = parser.seeds[choose(len(parser.seeds))]
    at, kind = choose(len(seed) + 1), choose(10)
    pieces = PIECES if kind < 4 or not parser.words else parser.words
    piece = pieces[choose(len(pieces))]
    if kind == 7:
        piece += PIECES[choose(len(PIECES))]
    elif kind > 7:
        begin = choose(len(seed))
        piece = seed[begin : begin + 1 + choose(25)]
    return seed[:at] + piece * (size // len(piece)) + (seed[at:] if choose(2) else b"")
