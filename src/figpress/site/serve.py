"""A preview that follows the author: redraws, tells open pages at once, and builds the pages meanwhile."""

import re
import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from figpress.base.configuration import open_site
from figpress.base.errors import Mistake
from figpress.base.site import Site
from figpress.freshness.figure import Artifact
from figpress.freshness.seams import Gallery
from figpress.pages.inline_svg import inline_svg
from figpress.pages.numbering import anchor
from figpress.site.build import build
from figpress.site.markdown.figures import refuse_unsafe
from figpress.site.preview_server import Bulletin
from figpress.site.watching import State, changes, look, watched

# seconds that the thread which builds pages runs on when this one has read a file and wants to go on; it
# reads hundreds
BRIEFLY = 1e-4
Told = Callable[[str, tuple[Artifact, ...]], None]
Draw = Callable[[Site, tuple[str, ...] | None, Told], object]
Stale = Callable[[Site], bool]


class Preview:
    """One site under preview.

    draw     brings these figures up to date, or all (None), and calls back with the id and the pictures of
             each as soon as it is drawn
    stale    whether any figure is to be drawn
    gallery  opens a look at them
    say      tells the author, a line a thing
    """

    def __init__(
        self,
        site: Site,
        draw: Draw,
        stale: Stale,
        gallery: Callable[[Site], Gallery],
        say: Callable[[str], None],
    ):
        self.site, self._draw, self._stale, self._gallery, self._say = site, draw, stale, gallery, say
        self.folder = site.private / "preview" / "site"
        self.bulletin = Bulletin()
        self._frames: dict[str, list[str]] = {}
        self._behind = threading.Event()  # look at the rest, then build
        self._wanted = threading.Event()  # there is a rest to draw
        self._drawn_all = False
        self._seen: State | None = None  # the files as they were before the last look at all figures

    def frames(self, id: str) -> list[str] | None:
        """The pictures of a figure that was redrawn, as HTML without their alternative text, which stands on
        the page.
        """
        return self._frames.get(id)

    def refresh(self) -> None:
        """Draw what is stale, then build and tell that pages may be new."""
        self._seen = look(watched(self.site))  # what is saved from here on is a change
        if self._drawn(None):
            self._rebuild()

    def _drawn(self, ids: tuple[str, ...] | None) -> bool:
        """Draw; False after a mistake of the author's, who is in the middle of something: the last good pages
        stay.
        """
        try:
            self.site = open_site(self.site.root, self.site.root / self.site.config)
            self._draw(self.site, ids, self._new)
        except Mistake as mistake:
            self._wrong(mistake)
            return False
        return True

    def _new(self, id: str, images: tuple[Artifact, ...]) -> None:
        """Make a picture ready, and tell that it is; where no page is open, the built pages will show it."""
        if not self.bulletin.readers:
            return
        pictures = [image for image in images if image.media_type == "image/svg+xml"]
        names = [anchor(f"svg:{id}") + (f"-{i}" if i > 1 else "") for i in range(1, len(pictures) + 1)]
        try:
            for picture in pictures:
                refuse_unsafe(picture)
        except ValueError:
            return  # the pages will say why
        self._frames[id] = [
            inline_svg(a.path.read_bytes(), f"{name}-", "") for a, name in zip(pictures, names, strict=True)
        ]
        self.bulletin.post("figures", ids=[id])

    def _awaited(self, changed: Iterable[str]) -> tuple[str, ...]:
        """The figures whose own scripts changed, and those of the pages that are open."""
        folder = f"{self.site.figures_dir}/"
        ids = [
            path.removeprefix(folder).removesuffix(".py")
            for path in changed
            if path.startswith(folder) and path.endswith(".py")
        ]
        for page in self.bulletin.readers:
            file = (
                self.folder / page.strip("/") / "index.html"
                if page.endswith("/")
                else self.folder / page.strip("/")
            )
            ids += re.findall(r'data-figure="([^"]+)"', file.read_text("utf-8")) if file.is_file() else []
        known = [id for id in ids if (self.site.figures / f"{id}.py").is_file()]
        return tuple(dict.fromkeys(id for id in known if not re.search(r"(^|/)[_.]|\.measure$", id)))

    def _rebuild(self) -> None:
        try:
            built = build(self.site, self._gallery(self.site), to=self.folder, mode="serve", live=True)
        except Mistake as mistake:
            self._wrong(mistake)
            return
        for line in built.warnings:
            self._say(f"wrong   {line}")
        self._say(f"built   in {built.seconds:.1f} s")
        self.bulletin.post("built")

    def _wrong(self, mistake: Mistake) -> None:
        self._say(f"wrong   {mistake}")
        self.bulletin.post("wrong", message=str(mistake))

    def follow(self, until: Callable[[], bool] = lambda: False, pause: float = 0.1) -> None:
        """Redraw after each change, until told otherwise: first what somebody looks at; the rest, and the
        pages, once nothing more changes.

        A thread of its own looks for the rest and builds the pages, so that no picture waits for either.
        """
        behind = threading.Thread(target=self._build_behind, args=(until,), daemon=True, name="pages")
        behind.start()
        sys.setswitchinterval(BRIEFLY)
        state, rest = self._seen or look(watched(self.site)), False
        while not until():
            time.sleep(pause)
            now = look(watched(self.site))
            changed = changes(state, now)
            state = now
            if changed:
                names = [self.site.relative(Path(path)) for path in changed]
                self._say(f"changed {names[0]}" + (f" and {len(names) - 1} more" if len(names) > 1 else ""))
                awaited = self._awaited(names)
                rest = not awaited or self._drawn(awaited)
            elif self._wanted.is_set():
                self._wanted.clear()
                self._drawn_all = self._drawn(None)
                rest = self._drawn_all
            elif rest:
                rest = False
                self._behind.set()
        self._behind.set()
        behind.join()

    def _build_behind(self, until: Callable[[], bool]) -> None:
        while self._behind.wait() and not until():
            self._behind.clear()  # what changes from here on asks for another build
            done, self._drawn_all = self._drawn_all, False
            try:
                self.site = open_site(self.site.root, self.site.root / self.site.config)
                if not done and self._stale(
                    self.site
                ):  # drawing is the other thread's: it has the warm process
                    self._wanted.set()
                    continue
            except Mistake as mistake:
                self._wrong(mistake)
                continue
            self._rebuild()
