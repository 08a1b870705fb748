"""Any bytes: every parser answers, or refuses in its own one way; and takes no more than linear time over what is long."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strangers.parsers import PARSERS, mutated

FUZZ = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
# Found by bench/fuzz.py: each once ended in a traceback.
FOUND: tuple[tuple[str, bytes], ...] = (
    ("html table", b"<!doctype"),
    ("html table", b"<table><tr><th\x17:\x10)>a<td sty<!--le='color:red' onclick=x()>b</table><script2>"),
    ("html table", b"<table><tr><th>a<td style='color:r</</r</</ed' on\x18\x13cl)ck=x()>b</table>"),
    ("html table", b"<table><tr><td {tyle='color:red' onclick=x()>b</table>"),
    ("html table", b"<table><tr><th>a<td onclick=x()><td><td>b<+table><script2><<td><td>b>c</b>"),
    (
        "configuration",
        b"site_name: F\nplugins:\n  - figpress: {li!E? ? NV cence: CC-BY-4.0, assets: [a.png]}\n",
    ),
    ("csl-json", b'[{"title": "   ", "id": ' + b"[" * 5000),
    ("csl-json", b'[{"title": "T", "issued": {"date-parts": [[1e999]]}}]'),
    ("review", b'{"figpress": ' + b"[" * 100_000),
    ("bibtex", b"@article{a, title={A}, year = 2020, month = jan # {~" + b"1" * 5000 + b"}}"),
    ("bibtex", "@article{a, title={A}, year = 2020, month = jan, day = {²}}".encode()),
    ("replicas", b'{"figures": ' + b"[" * 100_000),
)
# Each once took a time that grew with the square of what is put in again and again, or worse.
GREW = (
    ("bibtex", b"\n@a{k,t={", b""), ("bibtex", b'\n@a(k,t="', b""), ("bibtex", b"@a{k" + b" " * 9, b"=1}"), ("bibtex", b"@", b""),
    ("page", b"# A{", b""), ("page", b"a\n", b""), ("page", b"# A\n", b""), ("page", b"![", b""), ("page", b"](", b""), ("page", b"{>>a#b", b""), ("page", b"#b", b""), ("page", b"<<<<<<< a\n=======\n", b""),
    ("links", b"{>>", b""), ("svg", b" ", b""), ("html table", b"<style>", b""),
    ("checked page", b" and", b"\n"), ("checked page", b"[^1]", b""), ("checked page", b"{>>", b""),
)  # fmt: skip


def reads(name, content):
    parser = PARSERS[name]
    try:
        parser.read(content)
    except parser.refuses:
        pass


@pytest.mark.parametrize("name", PARSERS)
def test_any_bytes(name):
    @given(st.binary(max_size=200))
    @FUZZ
    def check(content):
        reads(name, content)

    check()


@pytest.mark.parametrize("name", PARSERS)
def test_what_is_nearly_right(name):
    parser = PARSERS[name]

    @given(st.data())
    @FUZZ
    def check(data):
        seed = data.draw(st.sampled_from(parser.seeds))
        reads(name, mutated(seed, parser.words, lambda n: data.draw(st.integers(0, n - 1))))

    check()


@pytest.mark.parametrize("name", PARSERS)
def test_what_nests_deeply(name):
    for word in PARSERS[name].words:
        reads(name, word * 3000)
        reads(name, PARSERS[name].seeds[0] + word * 3000)


@pytest.mark.parametrize("number", ["²", "½", "٣", "9" * 20, "1" * 5000], ids=lambda number: number[:3])
@pytest.mark.parametrize("name", PARSERS)
def test_numbers_that_python_does_not_take(name, number):
    """`int` refuses a raised two, which `str.isdigit` calls a digit, and what is longer than 4,300 digits."""
    for seed in PARSERS[name].seeds:
        for found in re.finditer(rb"[0-9]+", seed):
            reads(name, seed[: found.start()] + number.encode() + seed[found.end() :])


@pytest.mark.parametrize("name, piece, end", GREW)
def test_what_is_long_is_read_to_its_end(name, piece, end):
    """A thousand times would have been minutes for the worst of them; no time is asserted, the run's own limit is."""
    for seed in PARSERS[name].seeds[:1]:
        before = seed + b"section 1" if piece == b" and" else seed
        reads(name, before + piece * 1000 + end)
        reads(name, before[: len(before) // 2] + piece * 1000 + before[len(before) // 2 :])


@pytest.mark.parametrize("name, content", FOUND)
def test_what_was_found(name, content):
    reads(name, content)
