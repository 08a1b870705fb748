"""`figpress check` compares with the last drawing, and says so when that is not what would be drawn now."""

from engine.sites import figure, tiny, write

from figpress.review.check import check
from figpress.running.render import render

PAGE = "# Home\n\n![a number](fig:a/one) ![a number](fig:a/two)\n\nIt is [3](val:a/one#x).\n"


def stale(site):
    return [finding for finding in check(site) if finding.rule == "stale-figure"]


def test_stale_figures_are_one_warning(tmp_path):
    library = {"src/sums.py": "def total(a):\n    return a + 2\n"}
    scripts = {
        f"figures/a/{name}.py": figure("total(1)", "from sums import total") for name in ("one", "two")
    }
    site = tiny(tmp_path, {**library, **scripts, "docs/index.md": PAGE})
    assert stale(site) == []  # never drawn: its numbers are not compared with anything
    assert render(site).good and stale(site) == []

    write(tmp_path, {"figures/a/two.py": figure("total(2)", "from sums import total")})
    (one,) = stale(site)
    assert (one.severity, str(one.where)) == ("warning", "figures/a/two.py")
    assert one.message.startswith("a/two is stale; its numbers")

    write(tmp_path, {"src/sums.py": "def total(a):\n    return a + 3\n"})
    (both,) = stale(site)
    assert both.message.startswith("2 figures are stale; their numbers") and "figpress render" in both.hint
    assert not [
        f for f in check(site) if f.severity == "error"
    ]  # the number agrees with the drawing: that is what the warning is for
