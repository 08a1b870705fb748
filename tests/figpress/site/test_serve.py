"""What a preview does after a save, and in which order: drawing is told to fakes, pages are really built."""

import threading
from collections.abc import Callable
from contextlib import contextmanager

import pytest
import shelf

from figpress.base.configuration import open_site
from figpress.freshness.figure import FigureScript
from figpress.site.serve import Preview

CONFIG = "site_name: Tiny\ntheme: {name: mkdocs}\nplugins: [figpress]\nmarkdown_extensions: [figpress]\n"
PATIENCE = 20  # seconds after which a test has failed; none waits for so long


class Desk:
    """A site of one page and one figure under preview; `drawn` are the ids that were asked for, None for all."""

    def __init__(self, folder):
        (folder / "docs").mkdir()
        (folder / "figures/one").mkdir(parents=True)
        (folder / "src").mkdir()
        (folder / "mkdocs.yml").write_text(CONFIG)
        (folder / "docs/index.md").write_text("# Home\n\n![A box](fig:one/paths)\n")
        self.site = open_site(folder)
        self.script = folder / "figures/one/paths.py"
        self.script.write_text("")
        self.figure = shelf.drawn(
            folder, "one/paths", script=FigureScript("one/paths", "figures/one/paths.py", "One box.")
        )
        self.drawn: list[tuple[str, ...] | None] = []
        self.said: list[str] = []
        self.rest: list[bool] = []  # whether there is a rest to draw, each time that is asked
        self.looking, self.free = threading.Event(), threading.Event()
        self.free.set()
        self.changed = threading.Condition()
        self.preview = Preview(
            self.site, self._draw, self._stale, lambda site: shelf.FakeGallery(self.figure), self._say
        )
        self.preview.folder.mkdir(parents=True)

    def _draw(self, site, ids, told):
        with self.changed:
            self.drawn.append(ids)
            self.changed.notify_all()

    def _stale(self, site):
        self.looking.set()
        self.free.wait(PATIENCE)
        return self.rest.pop(0) if self.rest else False

    def _say(self, line):
        with self.changed:
            self.said.append(line)
            self.changed.notify_all()

    def until(self, true: Callable[[], bool]) -> None:
        with self.changed:
            assert self.changed.wait_for(true, PATIENCE), (self.drawn, self.said)

    def built(self) -> int:
        return sum(line.startswith("built") for line in self.said)

    @contextmanager
    def following(self):
        over = threading.Event()
        thread = threading.Thread(target=self.preview.follow, args=(over.is_set, 0.01))
        self.preview.refresh()
        thread.start()
        try:
            self.until(lambda: self.built() == 1)
            yield
        finally:
            over.set()
            thread.join()


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def save(desk, text):
    desk.script.write_text(text)


def test_a_saved_script_is_drawn_then_pages_are_built(desk):
    with desk.following():
        save(desk, "# one")
        desk.until(lambda: desk.built() == 2)
        assert desk.drawn == [None, ("one/paths",)]


def test_a_picture_does_not_wait_for_the_rest_to_be_looked_at(desk):
    with desk.following():
        desk.free.clear()
        save(desk, "# one")
        assert desk.looking.wait(PATIENCE)
        save(desk, "# one, two")  # while the rest is being looked at
        desk.until(lambda: desk.drawn == [None, ("one/paths",), ("one/paths",)])
        assert desk.built() == 1
        desk.free.set()
        desk.until(lambda: desk.built() >= 2)


def test_the_rest_is_drawn_once_then_pages_are_built(desk):
    desk.rest = [True, True, True]  # one of them fails: it is still to be drawn when it has been
    with desk.following():
        save(desk, "# one")
        desk.until(lambda: desk.built() == 2)
        assert desk.drawn == [None, ("one/paths",), None]
