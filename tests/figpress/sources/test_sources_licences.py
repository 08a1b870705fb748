"""The licences that are known without the list are what the list says of them."""

import pytest

from figpress.sources import licences


@pytest.mark.parametrize("expression", sorted(licences.COMMON))
def test_a_common_licence_is_on_the_list_and_stands_for_itself(monkeypatch, expression):
    quick = licences.problem_with(expression), licences.alternatives(expression)
    monkeypatch.setattr(licences, "COMMON", frozenset())
    licences.problem_with.cache_clear()
    licences.alternatives.cache_clear()
    assert quick == (licences.problem_with(expression), licences.alternatives(expression))
    assert quick[0] == ""
