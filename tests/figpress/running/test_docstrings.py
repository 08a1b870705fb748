"""Which modules' docstrings a package has shown: those that it tidied, and not those with a word in common."""

import inspect

import pytest

from figpress.running.docstrings import Shown

MODULE = '''"""Reads tables.

Returns
-------
rows
"""


def f():
    """Adds.

    Returns are sums: "1" + "2" is \\"3\\".
    """


class C:
    """A thing
    in two lines."""
'''


def docs():
    space = {}
    exec(MODULE, space)
    return {"module": space["__doc__"], "function": space["f"].__doc__, "class": space["C"].__doc__}


@pytest.fixture
def shown(monkeypatch):
    monkeypatch.setattr(inspect, "cleandoc", inspect.cleandoc)
    shown = Shown()
    shown.begin()
    return shown


@pytest.mark.parametrize("whose", ["module", "function", "class"])
def test_a_docstring_that_was_tidied_is_its_modules(shown, whose):
    inspect.cleandoc(docs()[whose])
    assert shown.of([("mine", MODULE), ("another", "def g():\n    '''Reads nothing.'''\n")]) == ["mine"]


@pytest.mark.parametrize("whose", ["module", "function", "class"])
def test_its_first_line_is_enough(shown, whose):
    inspect.cleandoc(docs()[whose].partition("\n")[0])
    assert shown.of([("mine", MODULE)]) == ["mine"]


@pytest.mark.parametrize("text", ["Returns", "Returns\n-------\nsomething else", "Reads", "", "rows"])
def test_a_heading_or_a_line_in_common_is_no_docstring(shown, text):
    inspect.cleandoc(text)
    assert shown.of([("mine", MODULE)]) == []
