"""A preview that follows the author: redraws, tells open pages at once, and builds the pages meanwhile."""

import re
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from figpress.conductors.build import build
from figpress.effects.configuration import open_site
from figpress.effects.pages.preview_server import Bulletin
from figpress.effects.pages.watching import changes, look, watched
from figpress.nouns.seams import Gallery
from figpress.nouns.site import Site
from figpress.words.errors import Mistake

Draw = Callable[[Site, tuple[str, ...] | None, Callable[[str], None]], object]


class Preview:
    """One site under preview.

    draw     brings these figures up to date, or all (None), and calls back with the id of each as soon as it is drawn
    gallery  opens a look at them
    say      tells the author, a line a thing
    """

    def __init__(self, site: Site, draw: Draw, gallery: Callable[[Site], Gallery], say: Callable[[str], None]):
        self.site, self._draw, self._gallery, self._say = site, draw, gallery, say
        self.folder = site.private / "preview" / "site"
        self.bulletin = Bulletin()
        self._shown: Gallery | None = None
        self._behind = threading.Event()

    def frames(self, id: str) -> list[str] | None:
        """The pictures of a figure as they are now, as HTML without their alternative text, which stands on the page."""
        from figpress.rules.pages.inline_svg import inline_svg
        from figpress.rules.pages.numbering import anchor

        drawn = self._shown.figure(id) if self._shown else None
        if drawn is None:
            return None
        pictures = [a for a in drawn.images if a.media_type == "image/svg+xml"]
        names = [anchor(f"svg:{id}") + (f"-{i}" if i > 1 else "") for i in range(1, len(pictures) + 1)]
        return [inline_svg(a.path.read_bytes(), f"{name}-", "") for a, name in zip(pictures, names, strict=True)]

    def refresh(self, changed: Iterable[str] = ()) -> None:
        """Draw, then build and tell that pages may be new."""
        if self._redraw(changed):
            self._rebuild()

    def _redraw(self, changed: Iterable[str]) -> bool:
        """Draw what somebody is looking at, then the rest; each picture is told at once. False after a mistake of the author's."""
        try:
            self.site = open_site(self.site.root)
            if awaited := self._awaited(changed):
                self._draw(self.site, awaited, self._new)
            self._draw(self.site, None, self._new)
        except Mistake as mistake:  # the author is in the middle of something: the last good pages stay
            self._wrong(mistake)
            return False
        return True

    def _new(self, id: str) -> None:
        self._shown = self._gallery(self.site)
        self.bulletin.post("figures", ids=[id])

    def _awaited(self, changed: Iterable[str]) -> tuple[str, ...]:
        """The figures whose own scripts changed, and those of the pages that are open."""
        folder = f"{self.site.figures_dir}/"
        ids = [path.removeprefix(folder).removesuffix(".py") for path in changed if path.startswith(folder) and path.endswith(".py")]
        for page in self.bulletin.readers:
            file = self.folder / page.strip("/") / "index.html" if page.endswith("/") else self.folder / page.strip("/")
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
        """Redraw after each change, until told otherwise; pages are built in a thread of their own, so that no picture waits for them."""
        threading.Thread(target=self._build_behind, daemon=True, name="pages").start()
        state = look(watched(self.site))
        while not until():
            time.sleep(pause)
            now = look(watched(self.site))
            changed = changes(state, now)
            state = now
            if changed:
                names = [Path(path).relative_to(self.site.root).as_posix() for path in changed]
                self._say(f"changed {names[0]}" + (f" and {len(names) - 1} more" if len(names) > 1 else ""))
                if self._redraw(names):
                    self._behind.set()

    def _build_behind(self) -> None:
        while self._behind.wait():
            self._behind.clear()  # what changes from here on asks for another build
            self._rebuild()
