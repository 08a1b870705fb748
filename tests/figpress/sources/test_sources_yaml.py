"""sources.yaml: what it may say, and how every mistake in it is told."""

import json
import textwrap

import jsonschema
import pytest
from ruamel.yaml import YAML

from figpress.base.errors import Mistake
from figpress.sources.model import Date, Name
from figpress.sources.registry import open_registry, parse_registry, read_registry
from figpress.sources.schema import json_schema

GOOD = """\
works:
  key-1_a:
    type: article-journal
    title: "1984: a title"
    author:
      - Vaswani, Ashish
      - {family: Maaten, given: Laurens, non-dropping-particle: van der}
      - Google Brain
    issued: 2017-06-12
    volume: 030
    arXiv: 1706.03760
    read: {on: 2026-11-21, extent: all, summary: Two sentences.}
  b:
    type: book
    title: T
    author: Me, You
    issued: 1986-01/1986-03
    opened: no
    why: behind a paywall
borrowed:
  a-picture:
    work: b
    locator: fig. 1
    use: reproduced
    file: {url: "https://example.org/a.svg", sha256: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA, media_type: image/svg+xml}
    basis: &d2l
      kind: licence
      licence: MIT
      evidence: {url: "https://example.org/LICENSE", quote: Permission is hereby granted, checked: 2026-11-21}
    changes: none
  another:
    work: b
    locator: fig. 2
    use: adapted
    file: {url: "https://example.org/b.svg", sha256: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb, media_type: image/svg+xml}
    basis: *d2l
    changes: turned round
"""


def findings(text):
    return [str(finding) for finding in parse_registry(textwrap.dedent(text).encode())[1]]


def work(lines):
    return (
        "works:\n  k:\n    type: book\n    title: T\n    author: A, B\n    issued: 2000\n    opened: no\n"
        + textwrap.indent(textwrap.dedent(lines), "    ")
    )


def picture(lines):
    return (
        work("")
        + "borrowed:\n  p:\n    work: k\n    locator: p. 1\n"
        + textwrap.indent(textwrap.dedent(lines), "    ")
    )


def test_a_good_file_becomes_nouns_and_scalars_stay_as_written():
    registry, found = parse_registry(GOOD.encode())
    assert found == ()
    one, two = registry.works.values()
    assert one.names["author"] == (
        Name("Vaswani", "Ashish"),
        Name("Maaten", "Laurens", non_dropping_particle="van der"),
        Name(literal="Google Brain"),
    )
    assert (
        one.arxiv == "1706.03760" and one.texts["volume"] == "030" and one.title == "1984: a title"
    )  # YAML alone would make numbers of them
    assert one.dates["issued"] == Date(((2017, 6, 12),)) and two.dates["issued"] == Date(
        ((1986, 1), (1986, 3))
    )
    assert one.read.on == "2026-11-21" and one.opened and not two.opened and two.why == "behind a paywall"
    assert (
        registry.borrowed["a-picture"].changes == ""
        and registry.borrowed["another"].basis == registry.borrowed["a-picture"].basis
    )
    assert (
        one.at("read.summary").line == 12
        and one.at("volume").line == 10
        and registry.borrowed["a-picture"].at("basis.evidence.quote").line == 29
    )


@pytest.mark.parametrize(
    "text, line, says",
    [
        ("works:\n  k: {titel: X}", 2, "works.k: unknown key: titel  Did you mean 'title'?"),
        (work("volum: 3"), 8, "works.k: unknown key: volum  Did you mean 'volume'?"),
        (
            work("read: {on: 2026-01-01, extent: all, sumary: x}"),
            8,
            "works.k: unknown key: read.sumary  Did you mean 'summary'?",
        ),
        (
            work("read: {on: tomorrow, extent: all, summary: x}"),
            8,
            "a day such as 2026-11-21 is wanted, not 'tomorrow'",
        ),
        (work("read: {on: 2026-01-01, extent: all, summary: x}"), 7, "both `read` and `opened: no`"),
        (work("URL: javascript:alert(1)"), 8, "an address that begins with https:// or http:// is wanted"),
        (work("URL: https://user:pass@example.org/"), 8, "an address that begins with"),
        (work("DOI: https://doi.org/10.1038/323533a0"), 8, "without https://doi.org/"),
        (work("arXiv: 17.3"), 8, "an arXiv number such as"),
        (work("accessed: 2026-02-30"), 8, "no such day: 2026-02-30; a date is written year-month-day"),
        (work("accessed: last week"), 8, "a date is written 2017, 2017-06 or 2017-06-12"),
        (work("editor: [{familly: X}]"), 8, "unknown key of a name: familly. Did you mean 'family'?"),
        (work("editor: [One, 'Two, Three, Four']"), 8, "editor.1: a name is written"),
        (work("editor:\n  - One\n  -\n"), 10, "editor.1: is empty"),
        (work("publisher:"), 8, "publisher: is empty"),
        (work("publisher: [a, b]"), 8, "one text is wanted here"),
        (work("opened: yes"), 8, "the key 'opened' stands here twice"),
        (
            "works:\n  k: {type: bok, title: T, issued: 2000, author: A}",
            2,
            "unknown word: 'bok'  Did you mean 'book'?",
        ),
        ("works:\n  k: {type: book, title: T, author: A}", 2, "missing key: issued"),
        ("works:\n  k: {type: book, title: T, issued: 2000}", 2, "nobody to name"),
        ("works:\n  k k: {}", 2, "a key is letters and digits, with _ : . / + -"),
        ("work: {}", 1, "unknown part: work  Did you mean 'works'?"),
        ("works:\n  - a", 1, "a mapping from key to entry is wanted"),
        ("- a", 1, "two parts are wanted at the top"),
        (picture("use: reproducd"), 12, "Did you mean 'reproduced'?"),
        (picture("use: reproduced"), 9, "reproduced, but there is no file"),
        (picture("use: redrawn"), 9, "redrawn, but by which figure of ours?"),
        (picture("use: data\nfigure: a/b"), 13, "figure belongs to use: redrawn"),
        (
            picture("use: data\nfile: {url: 'https://a.b', sha256: 12, media_type: text/csv}"),
            13,
            "64 hexadecimal digits are wanted, not 2 characters",
        ),
        (picture("use: data\nbasis: {kind: license}"), 13, "Did you mean 'licence'?"),
        (
            picture(
                "use: data\nbasis: {kind: permission, evidence: {file: ../../etc/passwd, quote: q, "
                "checked: 2026-01-01}}"
            ),
            13,
            "a path inside the site's folder",
        ),
        (picture("use: data").replace("work: k", "work: kk"), 10, "unknown work: kk  Did you mean 'k'?"),
        ("works: {a: [}", 1, "not YAML"),
        ("works: *nobody", 1, "stands inside itself or was never defined"),
        ("works: &w {a: *w}", 1, "stands inside itself or was never defined"),
        ("works: !!python/object:os.system {}", 1, "tags are not read here"),
        ("works: {}\n---\nworks: {}", 3, "more than one document"),
        ("works:\n  ? [a]\n  : b", 2, "a key must be a plain text"),
        ("works: {}\n\x00", 2, "not YAML"),
        ("a: " + "[" * 5000, 1, "nested deeper"),
    ],
)
def test_every_mistake_names_line_key_and_the_nearest_known_word(text, line, says):
    told = [finding for finding in parse_registry(text.encode())[1] if says in str(finding)]
    assert told, [str(finding) for finding in parse_registry(text.encode())[1]]
    assert told[0].where.path == "sources.yaml" and told[0].where.line == line


def test_text_that_is_not_utf8_is_told_with_its_line():
    (finding,) = parse_registry(b"works:\n  a:\n    title: \xe9\n")[1]
    assert (finding.where.line, finding.message) == (3, "not UTF-8")


def test_one_bad_entry_leaves_the_others_in_hand():
    registry, found = parse_registry((GOOD + "  bad: 3\n").encode())
    assert len(found) == 1 and set(registry.borrowed) == {"a-picture", "another"}


def test_a_malformed_entry_is_neither_known_nor_unknown():
    registry, (found,) = parse_registry(GOOD.replace("1986-01/1986-03", "1986-01/1986-13-09").encode())
    assert str(found).startswith(
        "sources.yaml:17: works.b: issued: no such day: 1986-13-09;"
    )  # as it was typed
    assert registry.malformed == {"works.b", "borrowed.a-picture", "borrowed.another"}
    assert not registry.lacks_work("b") and not registry.lacks_picture("another")
    assert registry.lacks_work("c") and registry.lacks_work("another") and registry.lacks_picture("b")


@pytest.mark.parametrize("text", ["works: [\n" + GOOD, "work:\n  b: {}\n", "works: [b]\n", "- b\n", "\xff"])
def test_a_file_that_cannot_be_read_lacks_nothing_for_sure(text):
    registry, found = parse_registry(text.encode("latin-1"))
    assert found and not registry.lacks_work("b") and not registry.lacks_picture("another")
    assert parse_registry(b"")[0].lacks_work("b")  # an empty file is no mistake, and lacks everything


def test_aliases_that_unfold_without_end_are_refused():
    bomb = "works:\n  a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"  {c}: &{c} [{','.join('*' + p for _ in range(9))}]\n" for p, c in zip("abcdefgh", "bcdefghi")
    )
    assert any("two million values" in told for told in findings(bomb))


def test_opening_raises_the_first_mistake_and_counts_the_others(site):
    assert not open_registry(site).works  # no file, no works
    site.sources.write_text("works:\n  a: 1\n  b: 2\n  c: 3\n")
    with pytest.raises(
        Mistake, match=r"sources.yaml:2: works.a: an entry with keys is wanted\n  \(2 more in this file"
    ):
        open_registry(site)
    assert len(read_registry(site)[1]) == 3


def test_the_example_of_the_manual_is_read(request):
    manual = (request.config.rootpath / "docs/press/sources.md").read_text("utf-8")
    works, borrowed = (block.partition("```")[0] for block in manual.split("```yaml\n")[1:3])
    text = (
        (works + borrowed)
        .replace("…", "x")
        .replace("sha256: x", f"sha256: {'0' * 64}")
        .replace("64 hexadecimal digits", "0" * 64)
    )
    text = text.replace(
        "borrowed:\n",
        "  zhang2023: &z {type: book, title: D, author: Z, issued: 2023, opened: no}\n  alammar2018: "
        "*z\nborrowed:\n",
        1,
    )
    registry, found = parse_registry(text.encode())
    assert not found, [str(one) for one in found]
    assert len(registry.works) == 4 and len(registry.borrowed) == 3


def test_the_json_schema_for_editors_takes_what_we_take_and_refuses_what_we_refuse():
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)

    def plain(text):  # as an editor's own YAML parser sees the file
        return json.loads(
            json.dumps(YAML(typ="safe", pure=True).load(text), default=str)
        )  # YAML 1.2: `on` is a word

    assert not list(validator.iter_errors(plain(GOOD)))
    for bad in (work("volum: 3"), picture("use: reproducd"), work("read: {on: 2026-01-01}"), "work: {}"):
        assert list(validator.iter_errors(plain(bad)))


def test_a_file_that_cannot_be_read_is_a_mistake(site):
    site.sources.mkdir()
    with pytest.raises(Mistake, match="sources.yaml: cannot be read: Is a directory"):
        open_registry(site)


def test_a_picture_whose_work_is_malformed_is_left_out_with_it():
    registry, found = parse_registry(
        picture("use: redrawn\nfigure: a/b").replace("type: book", "type: bok").encode()
    )
    assert len(found) == 1 and not registry.works and not registry.borrowed
