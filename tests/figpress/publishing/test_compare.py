"""A published site against what was sent: what is missing and what is different, or that nothing is there at
all.
"""

import hashlib

import pytest

from figpress.base.errors import Mistake
from figpress.publishing.compare import compare
from figpress.publishing.model import Manifest

FILES = {"index.html": b"home", "a b.html": b"a"}


@pytest.fixture
def sent():
    return Manifest(
        "c0ffee",
        1767312000,
        False,
        {},
        {name: hashlib.sha256(content).hexdigest() for name, content in FILES.items()},
    )


def test_every_file_is_fetched_and_compared(sent):
    there = {"https://x.org/b/index.html": b"home", "https://x.org/b/a%20b.html": b"other"}
    found = compare(sent, "https://x.org/b", there.get)
    assert (found.missing, found.different, found.same) == ((), ("a b.html",), False)
    assert compare(sent, "https://x.org/b/", {**there, "https://x.org/b/a%20b.html": b"a"}.get).same


def test_an_address_with_nothing_of_it_is_a_mistake(sent):
    with pytest.raises(Mistake, match="none of the 2 files that were sent is at https://x.org/b/"):
        compare(sent, "https://x.org/b", lambda address: None)
