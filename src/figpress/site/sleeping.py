"""The Markdown extension as long as nothing is used: a look at each text, and the real one once there is a
sign.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor

from figpress.base.site import Site
from figpress.pages.signs import may_use

if TYPE_CHECKING:
    from figpress.site.markdown.extension import FigpressExtension


class SleepingExtension(Extension):
    """Hands a Markdown converter over to the real extension before it reads a text that may use something.

    What a plugin made of a page, or took from elsewhere, is seen here, too. `page`: the one that comes next.
    """

    def __init__(self, site: Site, waken: Callable[[], FigpressExtension]):
        super().__init__()
        self.site, self.page = site, ""
        self._waken = waken
        self._real: FigpressExtension | None = None

    def waken(self) -> FigpressExtension:
        """The real one."""
        self._real = self._waken()
        return self._real

    def real_begins(self) -> None:
        """Tell the real one which page comes next."""
        if self._real:
            self._real.begun(self.page)

    def skip(self) -> None:
        """The page that was announced to the real one uses nothing."""
        if self._real:
            self._real.announced()

    def extendMarkdown(self, md: Markdown) -> None:
        # Above everything that changes the text: it is still as its author wrote it.
        md.preprocessors.register(_Look(md, self), "figpress-look", 1001)


class _Look(Preprocessor):
    def __init__(self, md: Markdown, sleeping: SleepingExtension):
        super().__init__(md)
        self.sleeping, self.awake = sleeping, False

    def run(self, lines: list[str]) -> list[str]:
        if self.awake:  # what reads the page first is registered, and comes next
            self.sleeping.real_begins()
            return lines
        if not may_use("\n".join(lines), self.sleeping.site):
            self.sleeping.skip()
            return lines
        self.awake = True
        self.sleeping.waken().extendMarkdown(self.md)
        self.sleeping.real_begins()
        return self.md.preprocessors["figpress-begin"].run(lines)
