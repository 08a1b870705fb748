"""A changed paragraph shows which words changed; another paragraph in its place is shown whole."""

from figpress.sheets.changed_words import changed_words


def test_one_digit_is_all_that_is_marked():
    old, new = changed_words(["- It took 9 steps to  the end.", "+ It took 8 steps to  the end."])
    assert old == ("-", (("It took ", False), ("9", True), (" steps to  the end.", False)))
    assert new == ("+", (("It took ", False), ("8", True), (" steps to  the end.", False)))


def test_what_came_went_or_is_another_paragraph_has_no_marks():
    lines = ["- Gone.", "- All of this is old.", "+ Something else entirely stands here now.", "+ New."]
    assert list(changed_words(lines)) == [(line[0], ((line[2:], False),)) for line in lines]


def test_every_word_is_there():
    lines = ["- a b c d e", "+ a b x d e f"]
    for line, (sign, runs) in zip(lines, changed_words(lines), strict=True):
        assert line == f"{sign} {''.join(words for words, _ in runs)}"
