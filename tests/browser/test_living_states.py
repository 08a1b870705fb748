"""The live figure in each of its states: axe, a nudged weight against torch, the address, and how often it is drawn."""

import re
from pathlib import Path

import axe_playwright_python
import pytest
import torch

from byhand import tree
from byhand.training import checkpoint, language, probe

pytestmark = pytest.mark.slow
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
SAID = "document.querySelector('.fp-how [role=status]').textContent"
DARK = """document.body.dataset.mdColorScheme = "slate"; document.body.style.cssText =
"--md-default-bg-color: #1e2129; --md-default-fg-color: #e2e4e9; background: #1e2129; color: #e2e4e9";"""


@pytest.fixture
def opened(chromium, living):
    """Opens the figure at an address, in a window of some width."""
    pages = []

    def open_(hash_="", width=1280, **more):
        shown = chromium.new_page(viewport={"width": width, "height": 900}, **more)
        pages.append(shown)
        shown.wrong = []
        shown.on("pageerror", lambda error: shown.wrong.append(str(error)))
        shown.goto(living[0] + hash_)
        shown.wait_for_selector("body[data-live=yes]", timeout=120_000)
        return shown

    yield open_
    for shown in pages:
        shown.close()


def train(page):
    before = page.text_content(".fp-how output")
    page.get_by_text("Train 20 steps").click()
    page.wait_for_function(
        f"document.querySelector('.fp-how output').textContent !== '{before}'", timeout=240_000
    )


def send(page):
    page.get_by_text("Send the gradient back").click()
    page.wait_for_function(f"{SAID}.includes('Station')", timeout=60_000)


def close(page):
    page.get_by_label("close this head").check()


def typed(page):
    page.get_by_label("Your own sentence").fill(
        "the lamp did not fit in the drawer because it was too narrow . it means the"
    )
    page.keyboard.press("Enter")
    page.wait_for_selector(".fp-how select[aria-label='Word 2: lamp. Change it']")


def unknown(page):
    page.get_by_label("Your own sentence").fill("the cat did not cross")
    page.keyboard.press("Enter")
    page.wait_for_function(f"{SAID}.includes('“cat”')")


def nudge(page, by=5):
    page.get_by_label("Nudge a weight of").select_option("0.W_Q")
    page.wait_for_function(f"{SAID}.includes('has the gradient')", timeout=60_000)
    page.focus("[aria-label='How much is added to the weight']")
    for _ in range(by):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(f"{SAID}.includes('{by * 0.02:.2f}: by its gradient')", timeout=60_000)


def broken(page):
    page.get_by_label("Backward pass").select_option("scale")


STATES = {"rest": lambda page: None, "table": lambda page: page.get_by_text("What is drawn, as a table").click(), "closed head": close,
          "broken line": broken, "nudged": nudge, "typed": typed, "unknown word": unknown, "wave": send, "training": train}  # fmt: skip


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_axe_finds_nothing_in_any_state(opened, width, dark):
    """Each state is reached from the one before, so the last has all of them in it."""
    page = opened(width=width, reduced_motion="reduce" if dark else "no-preference")
    if dark:
        page.evaluate(DARK)
    page.evaluate(AXE)
    for state, reach in STATES.items():
        reach(page)
        found = page.evaluate(
            "axe.run({include: [['.fp-how']]}, {resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})"
        )
        told = [(v["id"], node["html"][:120]) for v in found["violations"] for node in v["nodes"]]
        assert not told and not page.wrong, (state, told, page.wrong)


def test_a_nudged_weight_changes_the_loss_as_torch_says(opened, living):
    page = opened()
    nudge(page)
    found = re.search(
        r"W_Q, block 1, row (\d+), column (\d+), is (\S+) \+ 0\.10: by its gradient the loss changes by (\S+); it changes by (\S+)\.$",
        page.text_content(".fp-how [role=status]"),
    )  # fmt: skip
    row, column, was, promised, came = (float(x.replace("−", "-")) for x in found.groups())
    theta = torch.from_numpy(living[1]["rounded"]("half").copy()).double()
    leaves = list(tree.leaves(checkpoint.load("half")).values())
    at = sum(leaf.numel() for leaf in leaves[:4]) + (int(row) - 1) * leaves[4].shape[1] + int(column) - 1

    def loss(theta):
        read = probe.read(tree.unflatten(theta, checkpoint.load("half")), language.winograd("wide"))
        Z = read.Z[0, read.sentence.answer]
        return torch.nn.functional.cross_entropy(Z[None], torch.tensor([language.WORDS.index("street")]))

    varied = theta.clone().requires_grad_()
    (g,) = torch.autograd.grad(loss(varied), varied)
    assert abs(theta[at] - was) < 0.0006
    moved = theta.clone()
    moved[at] += 0.1
    assert abs(promised - 0.1 * g[at]) <= 0.06 * abs(0.1 * g[at])
    assert abs(came - (loss(moved) - loss(theta))) <= 0.06 * abs(came) + 1e-6
    begin = at - (int(row) - 1) * leaves[4].shape[1] - int(column) + 1
    assert (
        abs(g[at]) == g[begin : begin + leaves[4].numel()].abs().max()
    )  # of its matrix the one that matters most


def test_until_attention_hands_it_on_the_gradient_stands_at_the_place_of_the_answer(opened):
    """Only the last word is asked for, and what is above the first attention on the way back looks at one word at a time."""
    page, said = opened(), []
    page.focus("[aria-label^='How far the gradient']")
    while not said or "projections.U_bar" not in said[-1]:
        page.keyboard.press("ArrowRight")
        page.wait_for_function(f"{SAID}.startsWith('Station {len(said) + 1} of')", timeout=20_000)
        said.append(page.text_content(".fp-how [role=status]"))
    assert len(said) > 6 and all("the place of the answer" in one for one in said[:-1]), said


def test_what_was_changed_is_in_the_address_and_comes_back_from_it(opened):
    page = opened()
    close(page)
    broken(page)
    nudge(page)
    page.wait_for_function(
        "/closed=2.0!broken=scale!nudge=0.W_Q:\\d+:0.1$/.test(location.hash)", timeout=20_000
    )
    again = opened("#" + page.url.partition("#")[2])
    again.wait_for_function(f"{SAID} === {page.text_content('.fp-how [role=status]')!r}", timeout=20_000)
    assert again.get_by_label("close this head").is_checked()
    assert again.get_by_label("Backward pass").input_value() == "scale"
    odd = opened(
        "#how=999.7.the-zebra-it!closed=9.9+1.1!broken=nope!nudge=W:x:9!nudge=E:99999999:0.5!%3Cb%3E"
    )
    assert not odd.wrong and "Step" in odd.text_content(".fp-how [role=status]")


def test_the_figure_is_drawn_once_a_frame_and_asks_for_no_layout(opened):
    """What keeps frames short, without a clock: events of one frame are one drawing, and drawing reads nothing that it has just changed."""
    page = opened(width=390)
    page.evaluate(
        """() => { window.reads = 0; window.drawn = 0;
        for (const name of ["clientWidth", "offsetWidth", "offsetHeight", "clientHeight"]) {
          const owner = name.startsWith("client") ? Element.prototype : HTMLElement.prototype, { get } = Object.getOwnPropertyDescriptor(owner, name);
          Object.defineProperty(owner, name, { get() { reads++; return get.call(this); } });
        }
        const box = Element.prototype.getBoundingClientRect;
        Element.prototype.getBoundingClientRect = function () { reads++; return box.call(this); };
        new MutationObserver(() => drawn++).observe(document.querySelector(".fp-stage svg"), { childList: true }); }"""
    )
    for _ in range(5):
        page.evaluate(
            """() => new Promise((done) => { const scrub = document.querySelector("[aria-label='Training step']");
            for (let k = 0; k < 20; k++) { scrub.value = k; scrub.dispatchEvent(new Event("input")); } setTimeout(done, 300); })"""
        )
    assert page.evaluate("drawn") <= 5 * 2 and page.evaluate("reads") == 0
    page.evaluate("drawn = 0")
    send(page)
    page.wait_for_function(f"/Station (\\d+) of \\1/.test({SAID})", timeout=120_000)
    assert page.evaluate("drawn") <= int(page.evaluate(f"{SAID}.match(/of (\\d+)/)[1]")) + 2
    assert page.evaluate("reads") == 0 and not page.wrong
