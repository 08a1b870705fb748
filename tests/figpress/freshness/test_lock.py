"""figures.lock is a file that people review: it says everything, once, and a small change is a small difference."""

import difflib
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from figpress.base.site import Site
from figpress.freshness.lock import Entry, Lock
from figpress.freshness.lockfile import lock_text, read_lock, write_lock
from figpress.freshness.packing import apart, covered, packed, together, uncovered, unpacked
from figpress.freshness.trace import Seen, Trace

words = st.text(st.sampled_from("ab.#%-*: ()<>αß~"), min_size=1, max_size=6)
modules = st.text(st.sampled_from("ab.-* %α"), min_size=1, max_size=6)
names = st.builds("{}:{}".format, modules, words)
facts = st.dictionaries(
    names, st.lists(names, min_size=1, max_size=3, unique=True).map(sorted).map(tuple), max_size=5
)


@given(st.sets(names))
def test_names_come_back(some):
    assert unpacked(packed(some)) == sorted(some)


@given(st.sets(modules), st.data())
def test_modules_come_back(every, data):
    some = data.draw(st.sets(st.sampled_from(sorted(every)))) if every else set()
    assert uncovered(covered(some, every), every) == sorted(some)


@given(facts)
def test_facts_come_back(some):
    assert apart(together(some)) == some


@settings(max_examples=50)
@given(st.dictionaries(words, st.tuples(st.sets(names), st.dictionaries(modules, words), facts), max_size=4))
def test_a_lock_comes_back_as_it_was(tmp_path_factory, said):
    site = Site(tmp_path_factory.mktemp("site"), "x")
    lock = Lock(
        {
            id: Entry(
                "figure", "f", Trace(tuple(sorted(ran)), imported, at_import, files=(Seen("a", "content"),))
            )
            for id, (ran, imported, at_import) in said.items()
        }
    )
    write_lock(site, lock)
    assert read_lock(site) == lock


def entry(modules, **more):
    return Entry("figure", "f", Trace(("lib.a:f", "lib.b:g"), {m: f"src/{m}.py" for m in modules}, **more))


def differing(one, other):
    lines = difflib.unified_diff(lock_text(one).splitlines(), lock_text(other).splitlines(), n=0, lineterm="")
    return [line for line in lines if line[0] in "+-" and line[:3] not in ("+++", "---")]


LIB = tuple(f"lib.m{i:02}" for i in range(20))


def test_a_module_that_everybody_imports_is_one_line():
    before = Lock({f"f{i}": entry(LIB) for i in range(30)})
    after = Lock({f"f{i}": entry((*LIB, "lib.more")) for i in range(30)})
    assert len(differing(before, after)) == 3  # a comma goes behind the one that was last


def test_what_one_figure_alone_imports_is_said_of_the_others_in_a_word():
    lock = Lock({**{f"f{i}": entry(LIB) for i in range(3)}, "f9": entry((*LIB, "lib.odd"))})
    targets = json.loads(lock_text(lock))["targets"]
    assert [targets[id]["modules"] for id in sorted(targets)] == [*(3 * ["lib.** -lib.odd"]), "lib.**"]


def test_what_all_agree_upon_stands_once():
    same = {"lib.a:TABLE": ("lib.b:fill", "lib.b:key"), "lib.a:OTHER": ("lib.b:fill", "lib.b:key")}
    other = {"lib.a:TABLE": ("lib.b:otherwise",)}
    lock = Lock(
        {"a": entry(LIB, at_import=same), "b": entry(LIB, at_import=same), "c": entry(LIB, at_import=other)}
    )
    data = json.loads(lock_text(lock))
    assert data["at_import"] == {"lib.a: OTHER TABLE": "lib.b: fill key"}
    assert data["targets"]["a"]["at_import"] == "lib.a: OTHER TABLE"
    assert "at_import_elsewhere" not in data["targets"]["a"]
    assert data["targets"]["c"]["at_import_elsewhere"] == {"lib.a: TABLE": "lib.b: otherwise"}


def test_a_function_more_is_one_line_of_its_module():
    before = Lock({"a": entry(LIB)})
    after = Lock(
        {
            "a": Entry(
                "figure", "f", Trace(("lib.a:f", "lib.a:h", "lib.b:g"), before.targets["a"].trace.modules)
            )
        }
    )
    assert differing(before, after) == ['-    "lib.a": "f",', '+    "lib.a": "f h",']
