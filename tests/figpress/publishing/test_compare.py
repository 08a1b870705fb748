"""A published site against what was sent: what is missing and what is different, or that nothing is there at
all.
"""

import hashlib

import pytest

from figpress.base.errors import Mistake
from figpress.base.site import Site
from figpress.publishing.compare import compare, remember, sent_last, sent_to
from figpress.publishing.model import Manifest
from figpress.site.model import MANIFEST

FILES = {"index.html": b"home", "a b.html": b"a"}


@pytest.fixture
def sent():
    return Manifest(
        "c0ffee1",
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


def test_a_target_is_compared_with_what_it_was_sent_last(sent, tmp_path):
    """A server that shows an older commit, whole, is not what it was sent; what its page says is not asked."""
    site = Site(tmp_path, "x")
    older = Manifest("abcdef1", 1767312000, False, {}, {"index.html": hashlib.sha256(b"old").hexdigest()})
    remember(site, older, "gh-pages")
    remember(site, sent, "gh-pages")
    remember(site, older, "other")
    there = {"https://x.org/index.html": b"old"}
    there[f"https://x.org/{MANIFEST}"] = older.text().encode()
    found = compare(sent_last(site, "gh-pages"), "https://x.org", there.get)
    assert (found.commit, found.there, found.same) == ("c0ffee1", "abcdef1", False)
    assert compare(sent_last(site, "other"), "https://x.org", there.get).same
    assert sent_to(site, "https://x.org", there.get).commit == "abcdef1"
    with pytest.raises(Mistake, match="nothing was sent to elsewhere"):
        sent_last(site, "elsewhere")
