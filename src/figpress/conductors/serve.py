"""A preview that follows the author: redraws, rebuilds, and tells open pages."""

import time
from collections.abc import Callable
from pathlib import Path

from figpress.conductors.build import build
from figpress.conductors.render import RenderReport
from figpress.effects.configuration import open_site
from figpress.effects.pages.preview_server import Bulletin
from figpress.effects.pages.watching import changes, look, watched
from figpress.nouns.seams import Gallery
from figpress.nouns.site import Site
from figpress.words.errors import Mistake


class Preview:
    """One site under preview.

    draw     brings the figures up to date
    gallery  opens a look at them
    say      tells the author, a line a thing
    """

    def __init__(self, site: Site, draw: Callable[[Site], RenderReport], gallery: Callable[[Site], Gallery], say: Callable[[str], None]):
        self.site, self._draw, self._gallery, self._say = site, draw, gallery, say
        self.folder = site.private / "preview" / "site"
        self.bulletin = Bulletin()
        self._shown: Gallery | None = None

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

    def refresh(self) -> None:
        """Draw, tell which figures are new at once, then build and tell that pages may be."""
        try:
            self.site = open_site(self.site.root)
            report = self._draw(self.site)
            self._shown = self._gallery(self.site)
            if report.rendered:
                self.bulletin.post("figures", ids=list(report.rendered))
            built = build(self.site, self._shown, to=self.folder, mode="serve", live=True)
        except Mistake as mistake:  # the author is in the middle of something: the last good pages stay
            self._say(f"wrong   {mistake}")
            self.bulletin.post("wrong", message=str(mistake))
            return
        for line in built.warnings:
            self._say(f"wrong   {line}")
        self._say(f"built   in {built.seconds:.1f} s")
        self.bulletin.post("built")

    def follow(self, until: Callable[[], bool] = lambda: False, pause: float = 0.3) -> None:
        """Refresh after each change, until told otherwise."""
        state = look(watched(self.site))
        while not until():
            time.sleep(pause)
            now = look(watched(self.site))
            changed = changes(state, now)
            state = now
            if changed:
                names = [Path(path).relative_to(self.site.root).as_posix() for path in changed]
                self._say(f"changed {names[0]}" + (f" and {len(names) - 1} more" if len(names) > 1 else ""))
                self.refresh()
