"""`figpress replicate` draws again in other ways, records whether what pages print held, and touches nothing else."""

import json

from engine.sites import tiny, write

from figpress.base.places import Place
from figpress.numbers.replicas import read_replicas
from figpress.review.check import check
from figpress.running.render import render
from figpress.running.replicate import replicate, turns

SCRIPT = '''"""A figure."""
import random
import figpress
import library

class Picture:
    def to_svg(self):
        return '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'

seed = figpress.seed(1)
word = figpress.vary("sentence", ["tired", "wide"])
figpress.value("seed", seed)
figpress.value("letters", len(word))
figpress.sample("low", {"a": library.low(seed), "b": True}, called="tests")
figpress.value("drawn", random.random())
figpress.show(Picture())
'''
PAGE = """# Home

![a picture](fig:a/one) [1](val:a/one#seed) [5](val:a/one#letters) [both](val:a/one#low)
"""
FILES = {
    "figures/a/one.py": SCRIPT,
    "src/library.py": "def low(seed):\n    return seed < 3\n",
    "docs/index.md": PAGE,
}


def test_what_pages_print_is_tried_again(tmp_path):
    site = tiny(tmp_path, FILES)
    assert render(site).good
    lock = site.lock.read_text()
    replicate(site, None, turns((0, 1, 4), (), {"sentence": 2}))
    found = read_replicas(site).by_id["a/one"]
    assert found.turns == ("seed 0", "seed 1", "seed 4", "sentence 0", "sentence 1")
    assert found.numbers["seed"] == {"seed 0": 0, "seed 1": 1, "seed 4": 4, "sentence 0": 1, "sentence 1": 1}
    assert found.numbers["letters"]["sentence 1"] == 4 and found.held("letters", "5") == (4, 5)
    assert found.words["low"]["both"] == ("seed 0", "seed 1", "sentence 0", "sentence 1")
    assert "drawn" not in found.numbers  # no page prints it
    assert site.lock.read_text() == lock and render(site).rendered == ()


def test_a_record_of_other_code_is_told(tmp_path):
    site = tiny(tmp_path, FILES)
    render(site)
    replicate(site, None, turns((0, 1), (), {}))
    assert not [f for f in check(site) if f.rule == "stale-replica"]
    write(tmp_path, {"src/library.py": "def low(seed):\n    return seed < 2\n"})
    render(site)
    (found,) = [f for f in check(site) if f.rule == "stale-replica"]
    assert found.where == Place("replicas.json") and found.hint == "figpress replicate a/one"


def test_a_turn_that_fails_is_recorded_and_the_others_go_on(tmp_path):
    broken = SCRIPT.replace(
        "seed = figpress.seed(1)", 'seed = figpress.seed(1)\nassert seed != 4, "not with four"'
    )
    site = tiny(tmp_path, {**FILES, "figures/a/one.py": broken})
    render(site)
    found = replicate(site, ("a/one",), turns((1, 4), (), {})).by_id["a/one"]
    assert found.failed == {"seed 4": "AssertionError: not with four"} and found.numbers["seed"] == {
        "seed 1": 1
    }


def test_what_asks_for_nothing_is_not_drawn_again(tmp_path):
    plain = SCRIPT.replace("figpress.seed(1)", "1").replace(
        'figpress.vary("sentence", ["tired", "wide"])', '"tired"'
    )
    site = tiny(tmp_path, {**FILES, "figures/a/one.py": plain})
    render(site)
    assert replicate(site, None, turns((0, 1), (), {})).by_id == {}
    assert json.loads((tmp_path / "replicas.json").read_text()) == {"figures": {}}
