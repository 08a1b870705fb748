"""A number as it stands in prose, and whether the computed one agrees with it at the precision that was
printed.

    "2.4e-07"  "99.8 %"  "1,234"  "−1.75"  "≈ 0.5"  "2.4 × 10⁻⁷"  "37 of 37"  "three"  "0.4 s"
    "below 1e-12"  "at least 0.9"  "between 3 and 4"

A percentage says that the value is a fraction; every other unit is decoration. Negative zero and signs in
Unicode are read.
"""

import re
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from typing import Literal

Relation = Literal["is", "below", "above", "between", "of"]

NOISE = 1e-11  # what float64 leaves of a true zero: its digits are the machine's, not the mathematics'
WORDS = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_SPACES = "\u00a0\u2009\u202f\u2007"
_NUMERAL = re.compile(
    rf"""(?<![\w.])(?P<sign>[-−–+]\s?)?(?:
        (?P<whole>\d{{1,3}}(?:[,{_SPACES}]\d{{3}})+(?![\d])|\d+)(?P<fraction>\.\d+)?
        (?: [eE](?P<exponent>[-−+]?\d+)
          | \s*(?:×|\\times|x|·|\\cdot)\s*10(?:\^\{{?\s*(?P<power>[-−+]?\d+)\s*\}}?|(?P<raised>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)) )?
      )(?P<scale>\s*\\?[%‰]|\s+per\s?cent\b)?(?![\w]*\d)""",
    re.X,
)
_BARE_POWER = re.compile(
    r"(?<![\w.×·])10(?:\^\{?\s*(?P<power>[-−+]?\d+)\s*\}?|(?P<raised>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+))"
)
_WORD = re.compile(rf"\b({'|'.join(WORDS)})\b", re.I)
_BELOW = re.compile(
    r"(?:\b(?:below|under|less than|at most|no more than|fewer than|within)\b|[<≤]|\\leq?\b|\\lt\b)", re.I
)
_ABOVE = re.compile(
    r"(?:\b(?:above|over|more than|at least|no less than|greater than)\b|[>≥]|\\geq?\b|\\gt\b)", re.I
)
_RANGE = re.compile(r"\s*(?:–|—|-|\bto\b|\band\b)\s*", re.I)


@dataclass(frozen=True)
class Numeral:
    """One number in a text: text[start:end].

    number  in the value's own unit: 99.8 % is 0.998
    last    the worth of one unit in its last place, in the same unit
    """

    start: int
    end: int
    number: Decimal
    last: Decimal
    style: Literal["fixed", "exponent", "times", "power", "word"] = "fixed"
    scale: Decimal = Decimal(1)


@dataclass(frozen=True)
class Printed:
    """What a text claims about one computed number."""

    text: str
    relation: Relation
    numerals: tuple[Numeral, ...]


@dataclass(frozen=True)
class Comparison:
    """Whether a printed number agrees with the computed one.

    message     what is wrong, or ""
    suggestion  the text that would agree, or "" where none can be written
    rule        "value-differs", "value-noise", "value-unreadable": the finding's name
    """

    agrees: bool
    message: str = ""
    suggestion: str = ""
    rule: str = ""


def parse(text: str) -> Printed:
    """Read a printed number.

    Raises ValueError, saying why, where the text holds no number or more than it can mean.
    """
    numerals = _numerals(text)
    if not numerals:
        raise ValueError(f"{text!r} holds no number")
    below, above = _BELOW.search(text), _ABOVE.search(text)
    if len(numerals) == 1:
        if below and above:
            raise ValueError(f"{text!r} is both an upper and a lower bound")
        bound = below or above
        if bound and bound.start() > numerals[0].start:
            raise ValueError(f"{text!r}: a bound stands before its number")
        return Printed(text, "below" if below else "above" if above else "is", numerals)
    if len(numerals) == 2:
        first, second = numerals
        between = text[first.end : second.start]
        if re.fullmatch(r"\s+(?:out\s+)?of\s+(?:the\s+|all\s+)?", between, re.I):
            return Printed(text, "of", numerals)
        if _RANGE.fullmatch(between):
            if first.scale == 1 and second.scale != 1:  # "3 to 65 %": the sign is of both
                worth = second.scale
                first = replace(first, number=first.number * worth, last=first.last * worth, scale=worth)
                numerals = (first, second)
            if first.number > second.number:
                raise ValueError(f"{text!r}: the range ends below where it begins")
            return Printed(text, "between", numerals)
    raise ValueError(f"{text!r} holds {len(numerals)} numbers and says no relation between them")


def numerals(text: str) -> tuple[Numeral, ...]:
    """The numbers that stand in a text as digits, whatever it says of them."""
    return tuple(one for one in _numerals(text) if one.style != "word")


def compare(text: str, value: float, total: float | None = None) -> Comparison:
    """Whether `text` is true of `value` at the precision that it prints.

    `total` is what "of" counts against: the value published beside it by figpress.value(name, 37, of=37).

    >>> compare("2.4e-07", 2.43e-7).agrees, compare("99.8 %", 0.9981).agrees
    (True, True)
    >>> compare("below 1e-12", 3e-13).agrees
    True
    >>> compare("−1.75", -1.74).message
    'printed −1.75, computed -1.74'
    """
    try:
        printed = parse(text)
    except ValueError as error:
        return Comparison(False, str(error), "", "value-unreadable")
    exact = _decimal(value)
    if exact is None:
        return Comparison(False, f"printed {text}, computed {value}", "", "value-differs")
    if printed.relation == "of" and total is None:
        return Comparison(False, f"printed {text}, but the total was not published", "", "value-unreadable")
    if printed.relation in ("is", "of") and 0 < abs(value) < NOISE and printed.numerals[0].style != "word":
        fresh = correct(text, value, total)
        return Comparison(
            False,
            f"{text} is rounding noise ({value:.1e}), and other machines compute other digits: write a bound",
            fresh,
            "value-noise",
        )
    if _holds(printed, exact, _decimal(total) if total is not None else None):
        return Comparison(True)
    computed = f"{shortly(value)} of {total!r}" if printed.relation == "of" else shortly(value)
    return Comparison(
        False, f"printed {text}, computed {computed}", correct(text, value, total), "value-differs"
    )


def shortly(value: float) -> str:
    """A number with no more digits than a person compares: eight where it has more."""
    return repr(value) if len(repr(value)) <= 10 else f"{value:.8g}"


def correct(text: str, value: float, total: float | None = None) -> str:
    """`text` with its number made true of `value`, in the same style and to the same precision; "" where it
    cannot be.

    >>> correct("2.4e-07", 3.14e-7), correct("99.8 %", 0.5)
    ('3.1e-07', '50.0 %')
    >>> correct("below 1e-12", 3e-11), correct("Three", 5)
    ('below 1e-10', 'Five')
    """
    printed, exact = parse(text), _decimal(value)
    if exact is None or (printed.relation == "of" and total is None):
        return ""
    first, last = printed.numerals[0], printed.numerals[-1]
    if printed.relation == "is":
        if 0 < abs(value) < NOISE and first.style != "word":
            return text[: first.start] + f"below {_power_above(abs(exact)):.0e}" + text[first.end :]
        fresh = {first: _rewrite(text, first, exact)}
    elif printed.relation == "of":
        fresh = {
            first: _rewrite(text, first, exact),
            last: _rewrite(text, last, _decimal(total) or Decimal(0)),
        }
    elif printed.relation == "between":
        low = min(first.number, exact.quantize(first.last, ROUND_FLOOR))
        high = max(last.number, exact.quantize(last.last, ROUND_CEILING))
        fresh = {first: _rewrite(text, first, low), last: _rewrite(text, last, high)}
    else:
        fresh = {first: _rewrite(text, first, _bound(exact, first, printed.relation))}
    for numeral in sorted(fresh, key=lambda n: -n.start):
        text = text[: numeral.start] + fresh[numeral] + text[numeral.end :]
    return text


def within(numeral: Numeral, value: float) -> bool:
    """True when a computed number, printed to the numeral's precision, is the numeral."""
    exact = _decimal(value)
    return exact is not None and _rounds_to(exact, numeral)


def _holds(printed: Printed, value: Decimal, total: Decimal | None) -> bool:
    first, last = printed.numerals[0], printed.numerals[-1]
    if printed.relation == "below":
        return value <= first.number
    if printed.relation == "above":
        return value >= first.number
    if printed.relation == "between":
        return first.number <= value <= last.number
    if printed.relation == "of":
        return _rounds_to(value, first) and total is not None and _rounds_to(total, last)
    return _rounds_to(value, first)


def _rounds_to(value: Decimal, numeral: Numeral) -> bool:
    if numeral.style == "word":
        return value == numeral.number  # three is a count
    # A hair more than half a unit: a tie may be printed either way, whatever the last bit of the float says.
    return abs(value - numeral.number) <= numeral.last / 2 * Decimal("1.000000001")


def _numerals(text: str) -> tuple[Numeral, ...]:
    powers = {m.start(): m for m in _BARE_POWER.finditer(text)}
    found = [
        _power(powers[m.start()]) if m.start() in powers else _numeral(text, m)
        for m in _NUMERAL.finditer(text)
    ]
    if not found or (len(found) == 1 and re.search(r"\bof\b", text)):
        found += [
            Numeral(m.start(), m.end(), Decimal(WORDS.index(m[0].lower())), Decimal(1), "word")
            for m in _WORD.finditer(text)
        ]
    return tuple(sorted(found, key=lambda n: n.start))


def _numeral(text: str, match: re.Match[str]) -> Numeral:
    sign, start = match["sign"] or "", match.start()
    if sign and _is_range_dash(text, match):  # "3–4" is a range, not three and minus four
        start, sign = match.start("whole"), ""
    if text[match.end() : match.end() + 1].translate(_SUPERSCRIPTS) != text[match.end() : match.end() + 1]:
        raise ValueError(f"{match[0].strip()!r} has a power that is not one of ten")
    digits = re.sub(rf"[,{_SPACES}]", "", match["whole"]) + (match["fraction"] or "")
    exponent = match["exponent"] or match["power"] or (match["raised"] or "").translate(_SUPERSCRIPTS) or "0"
    scale = {"%": Decimal("0.01"), "‰": Decimal("0.001")}.get((match["scale"] or "").strip()[-1:], Decimal(1))
    if (match["scale"] or "").strip().endswith("cent"):
        scale = Decimal("0.01")
    unit = scale.scaleb(int(exponent.replace("−", "-")))
    number = Decimal(digits) * unit * (-1 if sign.strip() in ("-", "−", "–") else 1)
    last = unit.scaleb(-len((match["fraction"] or ".")[1:]))
    style = "exponent" if match["exponent"] else "times" if match["power"] or match["raised"] else "fixed"
    return Numeral(start, match.end(), number, last, style, scale)


def _power(match: re.Match[str]) -> Numeral:
    exponent = (match["power"] or match["raised"].translate(_SUPERSCRIPTS)).replace("−", "-")
    worth = Decimal(1).scaleb(int(exponent))
    return Numeral(match.start(), match.end(), worth, worth, "power")


def _is_range_dash(text: str, match: re.Match[str]) -> bool:
    before = text[: match.start()].rstrip()
    return bool(before) and (before[-1].isdigit() or before[-1] in "%‰⁰¹²³⁴⁵⁶⁷⁸⁹")


def _rewrite(text: str, numeral: Numeral, value: Decimal) -> str:
    """`value` in the style of `numeral`."""
    old = text[numeral.start : numeral.end]
    if numeral.style == "word":
        if value == int(value) and 0 <= value < len(WORDS):
            word = WORDS[int(value)]
            return word.capitalize() if old[0].isupper() else word
        return f"{value.normalize():f}"
    if numeral.style == "power":
        return _in_place(old, str(value.adjusted()), bare=True)
    value = value / numeral.scale
    tail = re.search(r"(?:\s*\\?[%‰]|\s+per\s?cent)$", old)
    body, unit = (old[: tail.start()], tail[0]) if tail else (old, "")
    places = len(re.search(r"\d+(?:\.(\d+))?", re.sub(rf"[,{_SPACES}]", "", body))[1] or "")
    minus = "-" if old.startswith("-") or not re.search("[−–]", text[: numeral.end]) else "−"
    plus = "+" if old.startswith("+") else ""
    if numeral.style == "fixed":
        fresh = _fixed(value, places, _significant(body))
        if separator := re.search(rf"\d([,{_SPACES}])\d{{3}}", body):
            fresh = re.sub(
                r"\d(?=(?:\d{3})+(?!\d))(?<![.]\d)", lambda m: m[0] + separator[1], fresh.partition(".")[0]
            ) + ("." + fresh.partition(".")[2] if "." in fresh else "")
    else:
        mantissa, _, exponent = f"{value:.{places}e}".partition("e")
        if numeral.style == "exponent":
            fresh = mantissa + _exponent_like(body, int(exponent))
        else:
            fresh = mantissa + _in_place(
                body[re.search(r"\d\s*(?:×|\\times|x|·|\\cdot)", body).start() + 1 :], exponent
            )
    fresh = fresh.replace("-", minus, 1) if fresh.startswith("-") else plus + fresh
    return fresh + unit


def _fixed(value: Decimal, places: int, significant: int) -> str:
    fresh = f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN):f}"
    if value and not Decimal(fresh):  # nothing would be left: keep as many digits as were printed
        fresh = f"{value.quantize(Decimal(1).scaleb(value.adjusted() - significant + 1)):f}"
    return fresh


def _significant(body: str) -> int:
    return max(1, len(re.sub(r"[^\d]", "", body).lstrip("0")))


def _exponent_like(body: str, exponent: int) -> str:
    """The exponent written as `body` writes its own: e-07, E-7, e−7, e3."""
    letter, sign, digits = re.search(r"([eE])([-−+]?)(\d+)$", body).groups()
    mark = (
        ("−" if sign == "−" else "-")
        if exponent < 0
        else "+"
        if sign == "+" or (sign and len(digits) > 1 and digits[0] == "0")
        else ""
    )
    return f"{letter}{mark}{abs(exponent):0{2 if len(digits) > 1 else 1}d}"


def _in_place(old: str, exponent: str, bare: bool = False) -> str:
    """`old`, which ends in 10 to some power, with another power."""
    exponent = str(int(exponent))
    if raised := re.search(r"[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+$", old):
        return old[: raised.start()] + exponent.translate(str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"))
    return re.sub(r"(\^\{?\s*)[-−+]?\d+", lambda m: m[1] + exponent, old)


def _bound(value: Decimal, numeral: Numeral, relation: Relation) -> Decimal:
    """The nearest bound that holds: a whole power of ten where powers were written, else in units of the last
    place.
    """
    if numeral.style in ("fixed", "word") or value <= 0:
        return value.quantize(numeral.last, ROUND_CEILING if relation == "below" else ROUND_FLOOR)
    return _power_above(value) if relation == "below" else Decimal(1).scaleb(value.adjusted())


def _power_above(value: Decimal) -> Decimal:
    power = Decimal(1).scaleb(value.adjusted())
    return power if power == value else power.scaleb(1)


def _decimal(value: float | None) -> Decimal | None:
    number = (
        Decimal(repr(float(value)))
        if value is not None and not isinstance(value, int)
        else Decimal(value or 0)
    )
    return number if number.is_finite() else None
