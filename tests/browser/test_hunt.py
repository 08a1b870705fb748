"""The backward pass that can be broken by hand: a pressed line spoils what the status says, and a hidden one
can be found.
"""

import re

import pytest


@pytest.fixture(scope="module")
def hunt(chromium, post, serve):
    """The page of the figure, its panel shown."""
    page = chromium.new_page()
    page.goto(serve(post) + "build-it/")
    page.locator("figure[data-figure='build-it/break-one-line']").scroll_into_view_if_needed()
    page.locator(".fp-break").wait_for()
    yield page
    page.close()


def said(page) -> str:
    return page.locator(".fp-break [role=status]").inner_text()


def test_a_broken_line_marks_as_many_gradients_as_it_says(hunt):
    lines = hunt.locator(".fp-line")
    for at in range(lines.count()):
        hunt.get_by_role("button", name="All lines right").click()
        assert hunt.locator(".fp-off").count() == 0
        lines.nth(at).focus()
        hunt.keyboard.press("Enter")
        assert lines.nth(at).get_attribute("aria-pressed") == "true"
        assert (
            hunt.locator(".fp-off").count()
            == int(re.search(r"(\d+) of 37 gradients are wrong", said(hunt))[1])
            > 0
        )


def test_a_gain_that_is_forgotten_cannot_be_seen_before_training(hunt):
    hunt.get_by_role("button", name="All lines right").click()
    hunt.locator(".fp-line", has_text="gamma * dY").click()
    assert hunt.locator(".fp-off").count() > 0
    hunt.get_by_label("step 0", exact=True).check()
    assert "no gradient is wrong" in said(hunt)
    assert hunt.locator(".fp-off").count() == 0
    hunt.get_by_label("step 200", exact=True).check()


def test_the_hidden_line_is_the_only_one_that_is_confirmed(hunt):
    hunt.get_by_role("button", name="Break one in secret").click()
    assert hunt.locator("[aria-pressed=true].fp-line").count() == 0
    replies = []
    lines = hunt.locator(".fp-line")
    for at in range(lines.count()):
        lines.nth(at).click()
        replies.append(said(hunt))
        if replies[-1].startswith("Yes"):
            break
    assert replies[-1].startswith("Yes, that line.")
    assert all(reply.startswith("Not that one") for reply in replies[:-1])
    assert lines.nth(len(replies) - 1).get_attribute("aria-pressed") == "true"
