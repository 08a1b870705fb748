"""What a page says of itself to search engines and feeds, and to the browser before it has read on."""

from types import SimpleNamespace

from figpress.site.heads import LONGEST, describe, description, extended

HTML = "<html><head><title>T</title></head><body>{}</body></html>"


def page(**said):
    return SimpleNamespace(**{"url": "one/", "meta": {}, **said})


def config(*sheets):
    return SimpleNamespace(extra_css=list(sheets))


def test_the_first_paragraph_describes_a_page_without_its_cards_and_layouts():
    content = '<h1>Boxes</h1>\n<p>A <em>box</em> <math>q</math><span class="katex-html">qq</span> is<span class="fp-card">Ito</span> wide.</p><p>More.</p>'
    assert description(content) == "A box q is wide."
    assert description("<h1>Nothing yet</h1>") == ""


def test_a_long_paragraph_is_cut_after_a_word():
    told = description(f"<p>{'word ' * 100}</p>")
    assert len(told) <= LONGEST + 2 and told.endswith("word …")


def test_what_the_author_says_comes_first():
    one = page(meta={"description": "Mine."})
    describe(one, "<p>First.</p>")
    assert one.meta["description"] == "Mine."


def test_fonts_come_early_only_where_there_are_formulas():
    assert "preload" not in extended(HTML.format(""), page(), config())
    told = extended(HTML.format('<span class="katex">'), page(url="labs/one/"), config())
    assert 'href="../../assets/katex/fonts/KaTeX_Main-Regular.woff2"' in told
    assert 'href="./assets/katex/fonts/' in extended(
        HTML.format('<span class="katex">'), page(url=""), config()
    )


def test_a_page_without_anything_of_ours_keeps_every_byte():
    output = HTML.format('<p class="fpga katexlike">An $HOME</p>')
    assert extended(output, page(), config("own.css")) is output


def test_the_sites_own_style_sheet_has_the_last_word():
    output = '<head><link rel="stylesheet" href="../a.css"><link rel="stylesheet" href="../own.css"></head><i class="fp-value">'
    told = extended(output, page(), config("own.css"))
    assert told.index("a.css") < told.index("figpress.css") < told.index("own.css")
    assert "katex" not in told


def test_a_description_stays_inside_its_quotation_marks():
    one = page()
    describe(one, '<p>A "straight" quote &amp; a &lt;tag&gt;.</p>')
    assert one.meta["description"] == "A &quot;straight&quot; quote &amp; a &lt;tag&gt;."
