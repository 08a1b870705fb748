"""Dates as BibTeX and biblatex write them, as CSL says them: ranges, seasons, uncertainty."""

import datetime
import re
from collections.abc import Mapping
from typing import Any

from figpress.base.data import whole_number
from figpress.sources.tex_text import detex

MONTHS = "january february march april may june july august september october november december".split()
SEASONS = {"spring": "1", "summer": "2", "autumn": "3", "fall": "3", "winter": "4"}
_ISO = re.compile(r"(-?\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T[\d:.Z+-]+)?([?~%])?")
_YEAR = re.compile(r"(?<!\d)-?\d{3,4}(?!\d)")
_CIRCA = re.compile(r"\b(?:circa|ca?\.)|[?~]")


def issued(fields: Mapping[str, str]) -> dict[str, Any] | None:
    """When an entry was published: `date`, or `year` with `month` and `day`; None where nothing says."""
    if "date" in fields and (found := iso(fields["date"])):
        return found
    written = fields.get("year") or fields.get("date", "")
    words = detex(written).strip("[]() ")
    years = [int(year) for year in _YEAR.findall(words)]
    if not years:
        return {"literal": words} if words else None
    circa = {"circa": True} if _CIRCA.search(written) else {}
    short = re.fullmatch(r"(\d\d)\d\d\s*[-–/]+\s*(\d\d)", words)
    if short and fields.get("year"):  # 1998-99; in `date` it would be a month
        years.append(int(short[1] + short[2]))
    if len(years) == 2 and years[0] < years[1]:
        return {"date-parts": [[years[0]], [years[1]]], **circa}
    return _in_year(years[0], detex(fields.get("month", "")).lower(), fields.get("day", "")) | circa


def _in_year(year: int, month: str, day: str) -> dict[str, Any]:
    if season := next((number for name, number in SEASONS.items() if name in month), ""):
        return {"date-parts": [[year]], "season": season}
    named = [
        i
        for word in re.findall(r"[^\W\d_]{3,}", month)
        for i, name in enumerate(MONTHS, 1)
        if name.startswith(word) or (word == "sept" and i == 9)
    ]
    numbers = [int(n) for n in re.findall(r"(?<!\d)\d{1,2}(?!\d)", month)]
    if not named and numbers and 1 <= numbers[0] <= 12:
        named, numbers = [numbers[0]], numbers[1:]
    if len(named) == 2 and not numbers and named[0] < named[1]:
        return {"date-parts": [[year, named[0]], [year, named[1]]]}
    if not named:
        return {"date-parts": [[year]]}
    days = [*numbers, *([number] if (number := whole_number(day.strip())) else [])]
    whole = [year, named[0], *days[:1]]
    return {"date-parts": [whole if len(days) == 1 and _real(whole) else whole[:2]]}


def iso(text: str) -> dict[str, Any] | None:
    """A date or a range of biblatex: "2017-06", "2017/2018", "2021-23" (a season), "1723~", "1723?" (uncertain).

    What CSL cannot count ("199X", "2001/..", a range of seasons) stays words; None for what is no date of this form.
    """
    text = text.strip("{} ")
    if re.fullmatch(r"-?\d{2,3}[Xu]{1,2}(?:-\w\w)*|[\d?~%-]+/(?:\.\.|open|unknown)?", text):
        return {"literal": text}
    parts = [_ISO.fullmatch(part.strip()) for part in text.split("/")]
    if not all(parts) or len(parts) > 2:
        return None
    numbers = [[int(n) for n in part.groups()[:3] if n] for part in parts if part]
    told: dict[str, Any] = {"circa": True} if any(part and part[4] for part in parts) else {}
    seasons = [len(part) == 2 and 21 <= part[1] <= 24 for part in numbers]
    if seasons == [True]:
        return {"date-parts": [numbers[0][:1]], "season": str(numbers[0][1] - 20), **told}
    if any(seasons):
        return {"literal": text}
    return {"date-parts": numbers, **told} if all(map(_real, numbers)) else None


def _real(part: list[int]) -> bool:
    """Whether the calendar has this day."""
    try:
        datetime.date(part[0] % 9999 or 1, *(*part[1:], 1, 1)[:2])
    except ValueError:
        return False
    return True
