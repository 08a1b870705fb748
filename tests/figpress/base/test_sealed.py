"""A file of the press's own in which anything is another is none."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from figpress.base.sealed import is_whole, opened, opened_json, sealed, sealed_json, write_whole

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
objects = st.dictionaries(st.text(max_size=5).filter("sha256".__ne__), plain, max_size=4)
QUICK = settings(max_examples=100, deadline=None)


@given(st.binary(max_size=80), objects, st.booleans())
@QUICK
def test_what_was_sealed_comes_back(content, data, ascii):
    assert opened(sealed(content)) == content
    written = sealed_json(data, ensure_ascii=ascii)
    assert opened_json(written.encode()) == data
    assert {name: value for name, value in json.loads(written).items() if name != "sha256"} == data


@given(objects, st.data())
@QUICK
def test_any_other_bytes_do_not(data, draw):
    """Cut short, longer, a bit flipped; or what another has sealed with something put in."""
    for seal, unseal in ((sealed, opened), (lambda c: sealed_json(data).encode(), opened_json)):
        good = seal(json.dumps(data).encode())
        at = draw.draw(st.integers(0, len(good) - 1))
        for bad in (
            good[:at],
            good + b" ",
            good[:at] + bytes([good[at] ^ 1 << draw.draw(st.integers(0, 7))]) + good[at + 1 :],
            good[:at] + b"0" + good[at:],
        ):
            with pytest.raises(ValueError):
                unseal(bad)


@given(st.binary(min_size=1, max_size=80), st.data())
@QUICK
def test_a_file_that_others_read_as_it_is_is_whole_or_not(tmp_path_factory, content, chosen):
    path = tmp_path_factory.mktemp("kept") / "file"
    assert not is_whole(path)
    write_whole(path, content)
    assert path.read_bytes() == content and is_whole(path)
    at = chosen.draw(st.integers(0, len(content) - 1))
    for bad in (content[:at], content[:at] + bytes([content[at] ^ 4]) + content[at + 1 :]):
        path.write_bytes(bad)
        assert not is_whole(path)
    path.unlink()
    assert not is_whole(path)
