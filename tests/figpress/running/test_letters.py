"""What a figure says reaches readers in the letters that its library drew."""

import io

import matplotlib
import matplotlib.pyplot as plt
import pytest
from engine.sites import tiny

from figpress.freshness.records import Records
from figpress.running.looking import pixels
from figpress.running.renderers import matplotlib as renderer

matplotlib.use("agg")
FORMULAS = (
    r"\nabla f = -\infty", r"a \leq b \geq c", r"\pm\sqrt{\pi}", r"\mathcal{L} = 0", r"\sum_{i=1}^{n} x_i",
    r"\frac{a}{b}", r"\int_0^1 x\,dx", r"\left(\frac{a}{b}\right)^2", r"\hat{y} - \bar{x}", r"\alpha\beta\gamma\delta",
    r"\Gamma\Delta\Theta\Lambda", r"x \in \mathbb{R}^n", r"\partial_t u", r"A^{\top} B", r"\|x\|_2", r"\langle u, v\rangle",
    r"f: X \to Y", r"p \Rightarrow q", r"\forall x\, \exists y", r"a \neq b", r"a \approx b", r"a \equiv b", r"a \times b",
    r"a \cdot b", r"a \otimes b", r"\prod_k (1 - p_k)", r"\lim_{x \to 0} f(x)", r"\log_2 n", r"\mathrm{softmax}(QK^T)",
    r"\mathbf{W} x + \mathbf{b}", r"\mathit{loss}", r"\mathtt{code}", r"\sqrt[3]{x}", r"\dot{x} = \ddot{y}", r"\vec{v}",
    r"\{a, b\}", r"\epsilon \varepsilon \phi \varphi", r"10^{-3}", r"x_{i,j}^{(k)}", r"\ell_1 \cup \ell_2",
)  # fmt: skip
FONT_SETS = ("dejavusans", "dejavuserif", "cm", "stix", "stixsans")


def board(font_set, formulas=FORMULAS):
    with matplotlib.rc_context({"mathtext.fontset": font_set}):
        figure = plt.figure(figsize=(9, 6))
        for at, formula in enumerate(formulas):
            figure.text(0.02 + 0.2 * (at % 5), 0.95 - 0.12 * (at // 5), f"${formula}$", fontsize=15)
        return figure


def likeness(figure, svg):
    own = io.BytesIO()
    figure.savefig(own, format="png", dpi=pixels.DPI)
    return pixels.likeness(pixels.shown(svg), own.getvalue())


@pytest.mark.parametrize("font_set", FONT_SETS)
def test_forty_formulas_in_each_font_set(font_set):
    with matplotlib.rc_context({"mathtext.fontset": font_set}):
        figure = board(font_set)
        picture = renderer.draw(figure)
        assert picture.media_type == "image/svg+xml" and not picture.told
        assert likeness(figure, picture.content) >= pixels.LEAST
        text = picture.content.decode()
    assert "∇ f" in text and "softmax" in text  # the words are there for whoever looks for them
    plt.close(figure)


def test_the_same_formulas_as_text_are_not_the_same(tmp_path):
    """The comparison can fail: TeX's fonts as text, as matplotlib writes them, are other letters."""
    with matplotlib.rc_context({"mathtext.fontset": "cm", "svg.fonttype": "none"}):
        figure, out = board("cm"), io.BytesIO()
        figure.savefig(out, format="svg")
        assert likeness(figure, out.getvalue()) < pixels.LEAST
    plt.close(figure)


def test_one_formula_that_is_missing_is_seen():
    figure, fewer = board("stix"), board("stix", FORMULAS[:-1])
    with matplotlib.rc_context({"mathtext.fontset": "stix"}):
        assert likeness(figure, renderer.draw(fewer).content) < pixels.LEAST
    plt.close("all")


@pytest.mark.parametrize(
    "words, how",
    [
        ("plain text, Ελληνικά, кириллица, → ∞", "text"),
        ("Hello", "text"),
        ("مرحبا بالعالم", "path"),
        ("e\u0301", "path"),
        ("$x^2$", "path"),
        ("half $x$ half", "path"),
    ],
)
def test_plain_words_stay_words_and_others_become_paths(words, how):
    figure = plt.figure(figsize=(3, 1))
    figure.text(0.1, 0.3, words, fontsize=16)
    picture = renderer.draw(figure)
    assert likeness(figure, picture.content) >= pixels.LEAST
    assert ("fill-opacity: 0" in picture.content.decode()) == (how == "path")
    plt.close(figure)


@pytest.mark.parametrize("letter", ["日", "한", "🦊"])
def test_a_letter_that_no_font_has_is_refused(tmp_path, draw, letter):
    script = f"import matplotlib.pyplot as plt\nplt.plot([1])\nplt.title('so {letter}')\n"
    site = tiny(tmp_path, {"figures/one.py": script})
    draw(site)
    (finding,) = [f for f in Records(site).read("one").findings if f.rule == "missing-glyph"]
    assert (
        finding.severity == "error" and letter in finding.message and str(finding.where) == "figures/one.py:3"
    )


def test_a_font_that_is_not_at_hand_is_told(tmp_path, draw):
    script = "import matplotlib.pyplot as plt\nplt.plot([1])\nplt.title('so', family='Gill Sans')\n"
    site = tiny(tmp_path, {"figures/one.py": script})
    draw(site)
    (finding,) = Records(site).read("one").findings
    assert finding.rule == "font-not-at-hand" and "Gill Sans" in finding.message


def test_a_node_is_called_by_its_name_where_another_has_a_label(tmp_path, draw):
    pytest.importorskip("pygraphviz")
    script = "import figpress, graphviz\ng = graphviz.Digraph()\ng.node('a', 'first', fontname='Arial')\ng.node('second')\nfigpress.show(g)\n"
    site = tiny(tmp_path, {"figures/graph.py": script})
    draw(site)
    record = Records(site).read("graph")
    text = record.artifacts[0].path.read_text()
    assert ">first<" in text and ">second<" in text and "Arial" not in text
    assert [f.rule for f in record.findings] == ["font-not-at-hand"]
