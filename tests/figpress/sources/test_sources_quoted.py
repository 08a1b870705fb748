"""Quotations are looked up in archives of three kinds: what differs in setting is the same, one word more is not."""

import hashlib
import random
from itertools import cycle

import pytest

from figpress.base.configuration import open_site
from figpress.pages.reading import read_pages
from figpress.sources.account import source_findings
from figpress.sources.quotations import quotations_in, stands_in

WORDS = """the gradient of a layer flows efficient back through every head office and difficult affine matrix while keys are
small waffle values sum to one softmax never forgets what attention learned from fluffy examples of its training""".split()
KINDS = {"text/html": ".html", "application/pdf": ".pdf", "text/plain": ".txt"}


def sentence(rng, length=14):
    return [rng.choice(WORDS) + str(rng.randrange(10) or "") for _ in range(length)]


def html(sentences):
    """Emphasis inside words' company, entities, scripts that are no text."""
    told = "".join(
        f"<p>{' '.join(f'<em>{w}</em>' if i % 5 == 2 else w for i, w in enumerate(words))}&nbsp;&mdash; so.</p>"
        for words in sentences
    )
    return f"<html><head><script>var x = 'noise';</script></head><body>{told}</body></html>".encode()


def text(sentences):
    """Hard lines, words broken at their ends, ligatures."""
    lines = []
    for words in sentences:
        flat = " ".join(words).replace("ffi", "ﬃ").replace("ff", "ﬀ")
        at = flat.index(" ", 20) + 3
        lines.append(f"{flat[:at]}-\n{flat[at:]}.")
    return "\n\n".join(lines).encode()


def pdf(sentences):
    """One page, a line of six words each, written by hand: no library of ours makes PDFs."""
    lines = [" ".join(words[i : i + 6]) for words in sentences for i in range(0, len(words), 6)]
    shown = "\n".join(f"1 0 0 1 50 {800 - 14 * n} Tm ({line}) Tj" for n, line in enumerate(lines))
    stream = f"BT /F1 10 Tf {shown} ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 830] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return (
        out
        + b"xref\n0 6\n0000000000 65535 f \n%strailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (table, len(out))
    )


WRITERS = {"text/html": html, "application/pdf": pdf, "text/plain": text}


@pytest.fixture(autouse=True)
def its_own_mirror(monkeypatch):
    """What the machine's settings name stands above what a site says: CI has a mirror."""
    monkeypatch.delenv("FIGPRESS_MIRROR", raising=False)


@pytest.fixture(scope="module")
def archives(tmp_path_factory):
    """Fifty documents in a mirror, a work each; one page that quotes them all, and one word of each altered."""
    root, rng = tmp_path_factory.mktemp("quoted"), random.Random(4)
    (root / "mirror").mkdir()
    (root / "docs").mkdir()
    (root / "mkdocs.yml").write_text("site_name: Q\nplugins: [{figpress: {mirror: mirror}}]\n")
    works, quoted = ["works:"], {}
    for number, kind in zip(range(50), cycle(KINDS)):
        sentences = [sentence(rng) for _ in range(8)]
        content = WRITERS[kind](sentences)
        sha = hashlib.sha256(content).hexdigest()
        (root / "mirror" / f"{number}{KINDS[kind]}").write_bytes(content)
        works.append(
            f"  w{number}: {{type: webpage, title: W, author: [\"Ito, Mo\"], issued: 2020, URL: 'https://e.org/{number}', opened: no, "
            f"archived: {{url: 'https://e.org/{number}', sha256: {sha}, media_type: {kind}}}}}"
        )
        quoted[number] = rng.choice(sentences)
    (root / "sources.yaml").write_text("\n".join(works) + "\n")
    return root, quoted


FORMS = ("He says “{}” [@w{}].", "He says “{}” [@w{}, p. 3].", '"{}" [@w{}]', "> {}\n> — [@w{}, sec. 2]")


def found(root, lines):
    (root / "docs/a.md").write_text("# A\n\n" + "\n\n".join(lines) + "\n")
    site = open_site(root)
    return [f for f in source_findings(site, read_pages(site), ()) if f.rule.startswith("quotation")]


def test_words_that_stand_there_are_found_however_they_are_set(archives):
    root, quoted = archives
    lines = []
    for number, words in quoted.items():
        told = " ".join(words)
        told = told.replace("efficient", "eﬃcient") if number % 2 else " ".join([*words[:5], "…", *words[8:]])
        lines.append(FORMS[number % len(FORMS)].format(told, number))
    assert found(root, lines) == []


@pytest.mark.parametrize(
    "which", ["first", "middle", "last", "left out", "put in", "a letter less", "a letter before"]
)
def test_one_word_altered_is_an_error_in_each(archives, which):
    root, quoted = archives
    lines = []
    for number, words in quoted.items():
        at = {"first": 0, "last": len(words) - 1}.get(which, 5)
        altered = list(words)
        if which == "left out":
            del altered[at]
        elif which == "put in":
            altered.insert(at, "not")
        elif which == "a letter less":
            altered[-1] = altered[-1][:-1]
        elif which == "a letter before":
            altered[0] = altered[0][1:]
        else:
            altered[at] = "elephants"
        lines.append(FORMS[number % len(FORMS)].format(" ".join(altered), number))
    wrong = found(root, lines)
    assert [f.severity for f in wrong] == ["error"] * 50 and len({f.where.line for f in wrong}) == 50


def test_a_name_in_the_sentence_quotes_too():
    def told(markdown):
        return [(q.text, q.cite.key) for q in quotations_in(markdown, "a.md")]

    assert told("As @w1 [p. 3] writes, “one two three four five”.") == [("one two three four five", "w1")]
    assert told("@w1 knows it. Others say “one two three four five”.") == []
    assert told("@w1 knows “one two three four five” [@w2].") == [("one two three four five", "w2")]
    assert told("@w1 calls it “a short term”.") == []
    assert told("“one two three four” [@w1; @w2]") == []  # of which of the two, nobody says


@pytest.mark.parametrize(
    "quotation", ["Gradi­ents ‘vanish’ — often", "gradients “vanish” - often", "gradi-\nents vanish often"]
)
def test_dashes_quotes_and_hyphens_are_no_words(quotation):
    assert stands_in(quotation, "All say that gradients 'vanish' – often, they say.")
