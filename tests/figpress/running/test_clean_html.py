"""HTML of tables: what shows stays, what acts goes, and what was cleaned once is left alone."""

import pytest
from strangers.payloads import TABLES, T

from figpress.base.errors import Mistake
from figpress.freshness.figure import Artifact
from figpress.running.renderers.clean_html import clean, is_clean
from figpress.site.markdown.figures import refuse_unsafe

STYLED = '<style>#T_1 td{color:red}</style><table id="T_1"><tbody><tr><td style="color:red">1</td></tr></tbody></table>'


@pytest.mark.parametrize("table", [*TABLES, T, STYLED])
def test_what_is_clean_is_left_alone(table):
    try:
        once = clean(table)
    except Mistake:
        return  # it works by a program, or is no HTML that is read in one way
    assert clean(once) == once and is_clean(once)
    assert not any(word in once for word in ("evil.example", "alert(1)>", "<img", "<svg", "onerror", "fixed"))


def test_a_table_keeps_what_it_says():
    assert clean(STYLED) == STYLED and is_clean(STYLED)


@pytest.mark.parametrize("table", TABLES)
def test_a_table_that_a_store_brings_is_looked_at_before_it_is_shown(tmp_path, table):
    path = tmp_path / "table.html"
    path.write_text(table)
    with pytest.raises(ValueError, match="more than a table"):
        refuse_unsafe(Artifact("t", path, "0" * 64, "text/html", "table"))
    path.write_text(STYLED)
    refuse_unsafe(Artifact("t", path, "0" * 64, "text/html", "table"))
