"""Any bytes: every parser answers, or refuses in its own one way; and takes no more than linear time over what is long."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strangers.parsers import PARSERS, mutated

FUZZ = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
# Found by bench/fuzz.py: each once ended in a traceback.
FOUND: tuple[tuple[str, bytes], ...] = ()


def reads(name, content):
    parser = PARSERS[name]
    try:
        parser.read(content)
    except parser.refuses:
        pass


@pytest.mark.parametrize("name", PARSERS)
def test_any_bytes(name):
    @given(st.binary(max_size=200))
    @FUZZ
    def check(content):
        reads(name, content)

    check()


@pytest.mark.parametrize("name", PARSERS)
def test_what_is_nearly_right(name):
    parser = PARSERS[name]

    @given(st.data())
    @FUZZ
    def check(data):
        seed = data.draw(st.sampled_from(parser.seeds))
        reads(name, mutated(seed, parser.words, lambda n: data.draw(st.integers(0, n - 1))))

    check()


@pytest.mark.parametrize("name", PARSERS)
def test_what_nests_deeply(name):
    for word in PARSERS[name].words:
        reads(name, word * 3000)
        reads(name, PARSERS[name].seeds[0] + word * 3000)


@pytest.mark.parametrize("name, content", FOUND)
def test_what_was_found(name, content):
    reads(name, content)
