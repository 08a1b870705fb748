"""Printed numbers agree with computed ones at the precision that was printed, and at no other."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from figpress.numbers import printed
from figpress.numbers.printed import compare, correct, parse

TRUE = [
    ("2.4e-07", 2.43e-7), ("2.4E-7", 2.4e-7), ("99.8 %", 0.9981), ("99.8%", 0.998), (r"99.8\,\%".replace("\\,", " "), 0.998), ("1,234", 1234), ("1,234", 1234.4),
    ("30,272 parameters", 30272), ("≈ 0.5", 0.52), ("−1.75", -1.7512), ("-1.75", -1.754), ("+0.72", 0.722), ("three", 3), ("Twelve", 12), ("0.4 s", 0.41),
    ("2.4 × 10⁻⁷", 2.4e-7), (r"2.4\times 10^{-7}", 2.4e-7), ("10⁻³", 1e-3), ("below 1e-12", 3e-13), ("< 1e-12", 0.0), ("at most 5", 5), ("above 20", 20.5),
    ("≥ 0.9", 0.9), ("more than 100", 101), ("between 3 and 4", 3.14), ("3–4", 3.5), ("−3 to −2", -2.5), ("a factor of 20", 20.3), ("100", 99.7), ("0", 0), ("0.0", 0.04),
    ("12 per cent", 0.12), ("2×", 2), ("1.5 MB", 1.46), ("0.25", 0.245), ("0.25", 0.255),
]  # fmt: skip
FALSE = [
    ("2.4e-07", 2.46e-7), ("99.8 %", 0.9974), ("1,234", 1235), ("≈ 0.5", 0.56), ("−1.75", 1.75), ("three", 4), ("three", 3.2), ("2.4 × 10⁻⁷", 2.4e-6), ("below 1e-12", 2e-12),
    ("above 20", 19.9), ("between 3 and 4", 4.1), ("3–4", 2.9), ("0.40", 0.41), ("100", 101), ("99.8", 0.998), ("0", 0.6), ("1.0", float("nan")), ("1", float("inf")),
]  # fmt: skip


@pytest.mark.parametrize("text, value", TRUE)
def test_agrees(text, value):
    assert compare(text, value).agrees, compare(text, value).message


@pytest.mark.parametrize("text, value", FALSE)
def test_differs(text, value):
    found = compare(text, value)
    assert not found.agrees and found.rule == "value-differs"
    assert str(value) in found.message and text in found.message


@pytest.mark.parametrize("text", ["", "half", "3 4", "below above 3", "7 8 9", "4 to 3", "3 below"])
def test_what_is_no_printed_number_is_refused_with_a_reason(text):
    found = compare(text, 3.0)
    assert not found.agrees and found.rule == "value-unreadable" and found.message


def test_counts_are_held_against_their_total():
    assert compare("37 of 37", 37, 37).agrees
    assert compare("seven of the twelve", 7, 12).agrees
    assert not compare("37 of 37", 36, 37).agrees
    assert not compare("37 of 38", 37, 37).agrees
    assert compare("37 of 38", 37, 37).suggestion == "37 of 37"
    assert compare("37 of 37", 37).rule == "value-unreadable"  # nobody published the total


@pytest.mark.parametrize("value", [4.4e-16, -2.2e-16, 9e-12])
def test_rounding_noise_is_written_as_a_bound(value):
    text = f"{value:.1e}"
    found = compare(text, value)
    assert found.rule == "value-noise"
    assert compare(found.suggestion, abs(value)).agrees and found.suggestion.startswith("below ")
    assert compare("below 1e-11", value).agrees


@pytest.mark.parametrize(
    "text, value, expected",
    [
        ("2.4e-07", 3.14e-5, "3.1e-05"), ("99.8 %", 0.5, "50.0 %"), ("1,234", 56789.4, "56,789"), ("≈ 0.5", 0.71, "≈ 0.7"), ("−1.75", -3.14159, "−3.14"), ("three", 5, "five"),
        ("Three", 5, "Five"), ("three", 40, "40"), ("2.4 × 10⁻⁷", 3.1e-6, "3.1 × 10⁻⁶"), (r"2.4\times 10^{-7}", 0.031, r"3.1\times 10^{-2}"), ("below 1e-12", 3e-11, "below 1e-10"),
        ("below 10⁻¹²", 3e-11, "below 10⁻¹⁰"), ("at least 90 %", 0.884, "at least 88 %"), ("between 3 and 4", 4.2, "between 3 and 5"), ("0.4 s", 0.52, "0.5 s"), ("0.5", 0.00031, "0.0003"),
        ("1,234", 12, "12"), ("2.4e3", 31000, "3.1e4"), ("all 37 tensors", 36, "all 36 tensors"), ("above 20", 12.5, "above 12"), ("1.75", -2, "-2.00"),
    ],
)  # fmt: skip
def test_correcting_keeps_the_style(text, value, expected):
    assert correct(text, value) == expected
    assert compare(expected, value).agrees


numbers = st.floats(min_value=-1e9, max_value=1e9, allow_nan=False).filter(lambda x: x == 0 or abs(x) > 1e-9)
styles = st.sampled_from(
    ["{:.3f}", "{:.0f}", "{:.2e}", "{:,.1f}", "{:+.2f}", "≈ {:.4g}", "{:.1f} s", "about {:.6f}"]
)


@settings(max_examples=300, deadline=None)
@given(numbers, styles)
def test_what_python_prints_is_read_back(value, style):
    text = style.format(value)
    assert compare(text, value).agrees, (text, value)


@settings(max_examples=300, deadline=None)
@given(numbers, numbers, styles)
def test_a_corrected_number_is_right(old, new, style):
    fixed = correct(style.format(old), new)
    assert compare(fixed, new).agrees, (style.format(old), new, fixed)


@settings(max_examples=300, deadline=None)
@given(numbers, st.sampled_from(["{:.3f}", "{:.2e}", "{:.0f}", "{:.1f} %"]), st.data())
def test_a_changed_digit_is_caught(value, style, data):
    text = style.format(value * 100 if "%" in style else value)
    spots = [m.start() for m in re.finditer(r"\d", text)]
    at = data.draw(st.sampled_from(spots))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != text[at]]))
    changed = text[:at] + digit + text[at + 1 :]
    first, second = parse(text).numerals[0], parse(changed).numerals[0]
    if abs(first.number - second.number) > max(
        first.last, second.last
    ):  # next to one another, both may be right: 0.25 is 0.2 and 0.3
        assert not compare(changed, value).agrees


def test_the_doctests_run():
    import doctest

    assert doctest.testmod(printed).failed == 0
