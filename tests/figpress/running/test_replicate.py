"""`figpress replicate` draws again in other ways, records whether what pages print held, and touches nothing else."""

from engine.sites import tiny, write

from figpress.base.places import Place
from figpress.numbers.replicas import Replica, Replicas, read_replicas, written
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


def test_what_asks_for_nothing_is_drawn_once_and_said_to_vary_in_nothing(tmp_path):
    plain = SCRIPT.replace("figpress.seed(1)", "1").replace(
        'figpress.vary("sentence", ["tired", "wide"])', '"tired"'
    )
    site = tiny(tmp_path, {**FILES, "figures/a/one.py": plain})
    render(site)
    found = replicate(site, None, turns((0, 1), (), {"sentence": 2})).by_id["a/one"]
    assert (found.turns, dict(found.numbers), found.told("seed", "1")) == ((), {}, "")
    assert read_replicas(site).by_id["a/one"] == found and "src/library.py" in found.texts


def test_a_figure_is_tried_in_all_that_it_asks_for_and_in_nothing_else(tmp_path):
    """One asks for a seed, one for a sentence: neither loses what it was asked first for what it was not."""
    seeded = SCRIPT.replace('figpress.vary("sentence", ["tired", "wide"])', '"tired"')
    worded = SCRIPT.replace("figpress.seed(1)", "1")
    page = PAGE + PAGE.replace("# Home", "").replace("a/one", "a/two")
    site = tiny(
        tmp_path, {**FILES, "figures/a/one.py": seeded, "figures/a/two.py": worded, "docs/index.md": page}
    )
    render(site)
    replicate(site, None, turns((0, 1), (), {"sentence": 2}))
    found = read_replicas(site).by_id
    assert found["a/one"].turns == ("seed 0", "seed 1") and found["a/two"].turns == (
        "sentence 0",
        "sentence 1",
    )


def test_what_was_not_true_in_every_turn_is_marked_and_told_by_kind(tmp_path):
    site = tiny(tmp_path, FILES)
    render(site)
    replicas = replicate(site, None, turns((0, 1, 4), (), {"sentence": 2}))
    assert replicas.varies("a/one", "letters", "5") and replicas.varies("a/one", "low", "both")
    assert (
        replicas.by_id["a/one"].told("letters", "5")
        == "held in 3 of 3 seeds, 5 to 5; in 1 of 2 sentences, 4 to 5"
    )
    assert not replicas.varies("a/one", "letters", "at most 5") and not replicas.varies("b/two", "x", "1")


def test_a_count_out_of_a_total_is_held_against_the_total(tmp_path):
    counting = SCRIPT.replace('figpress.value("seed", seed)', 'figpress.value("seed", seed, of=9)')
    site = tiny(
        tmp_path, {**FILES, "figures/a/one.py": counting, "docs/index.md": PAGE.replace("[1]", "[1 of 9]")}
    )
    render(site)
    found = replicate(site, None, turns((0, 1, 4), (), {})).by_id["a/one"]
    assert found.held("seed", "1 of 9") == (1, 3) and found.words["seed"]["1 of 9"] == ("seed 1",)


def test_a_record_is_written_so_that_it_is_read_back_whole(tmp_path):
    turned = [f"sentence {k}" for k in range(201)] + ["seed 4", "draw 2"]
    numbers = {"x": {turn: float(k) for k, turn in enumerate(turned) if k != 7}}
    one = Replica(
        "a/one", "sha256:0", tuple(turned), numbers, {"y": {"most": ("seed 4",)}}, {"sentence 7": "no"}, {}
    )
    (tmp_path / "replicas.json").write_text(written(Replicas({"a/one": one})))
    assert read_replicas(tiny(tmp_path, FILES)).by_id == {"a/one": one}


def test_a_figure_that_was_never_tried_beside_others_is_told(tmp_path):
    section = PAGE.replace("# Home", "---\ntitle: A\nstatus: draft\nplan: x\n---\n\n# A")
    two = section.replace("a/one", "a/two").replace("# A", "# B")
    files = {
        **FILES,
        "figures/a/two.py": SCRIPT,
        "docs/index.md": "# Home\n",
        "docs/a.md": section,
        "docs/b.md": two,
    }
    site = tiny(tmp_path, files)
    render(site)
    assert not [
        f for f in check(site) if f.rule == "stale-replica"
    ]  # a site that does not replicate is left alone
    replicate(site, ("a/one",), turns((0, 1), (), {}))
    (found,) = [f for f in check(site) if f.rule == "stale-replica"]
    assert "a/two was never drawn again" in found.message and found.hint == "figpress replicate a/two"


def test_a_turn_ends_when_it_has_published_what_pages_print(tmp_path):
    late = SCRIPT.replace(
        "figpress.show(Picture())", 'assert seed != 4, "too late"\nfigpress.show(Picture())'
    )
    site = tiny(tmp_path, {**FILES, "figures/a/one.py": late})
    render(site)
    found = replicate(site, None, turns((1, 4), (), {})).by_id["a/one"]
    assert found.failed == {} and found.numbers["seed"] == {"seed 1": 1, "seed 4": 4}
