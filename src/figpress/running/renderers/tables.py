"""Tables as tables: pandas' frames, series and Stylers, and polars' frames."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from figpress.base.errors import Mistake
from figpress.running.renderers.clean_html import clean
from figpress.running.renderers.picture import HTML, Picture

MOST = 400  # rows: a page is no place for more


def renderer(picture: Any) -> Callable[[Any], Picture] | None:
    """What draws it, or None for what is no table."""
    package = type(picture).__module__.partition(".")[0]
    if package == "pandas" and type(picture).__name__ in ("DataFrame", "Series", "Styler"):
        return of_pandas
    if package == "polars" and type(picture).__name__ in ("DataFrame", "Series"):
        return of_polars
    return None


def of_pandas(table: Any) -> Picture:
    """A frame, series or Styler as an HTML table, every row of it."""
    if type(table).__name__ == "Series":
        table = table.to_frame(table.name if table.name is not None else "value")
    rows = len(table.data) if hasattr(table, "data") else len(table)
    _few(rows)
    html = table.to_html() if type(table).__name__ == "Styler" else table.to_html(border=0)
    return Picture(clean(html).encode(), HTML, packages=frozenset({"pandas"}))


def of_polars(table: Any) -> Picture:
    """A polars frame or series as an HTML table, every row of it."""
    from html import escape

    frame = table.to_frame() if type(table).__name__ == "Series" else table
    _few(frame.height)
    head = "".join(f"<th>{escape(name)}</th>" for name in frame.columns)
    rows = ("".join(f"<td>{escape(str(cell))}</td>" for cell in row) for row in frame.iter_rows())
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    html = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return Picture(html.encode(), HTML, packages=frozenset({"polars"}))


def _few(rows: int) -> None:
    if rows > MOST:
        raise Mistake(
            f"a table of {rows} rows is no table for a page", hint=f"Show the {MOST} that matter: df.head(…)"
        )
