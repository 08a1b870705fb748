"""The pictures of one run, in the order in which the script made them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from figpress.running.renderers import draw, figure_of, narrow
from figpress.running.renderers.picture import Picture

NOT_DRAWN = Picture(b"")


@dataclass
class Taken:
    """A picture that was taken.

    of      the matplotlib figure that it is of, or what was handed over
    name    of the file that the script saved it to, without its suffix; "" where it saved none
    state   digest of all that is to be seen: the same figure, unchanged, is one picture
    line    of the script
    """

    of: Any
    name: str
    state: str
    picture: Picture
    line: int
    motion: bytes = b""


class Pictures:
    """Takes pictures, each state of a figure once.

    unseen  nobody will look at them: they are counted, and not drawn
    """

    def __init__(self, unseen: bool = False) -> None:
        self.unseen = unseen
        self.taken: list[Taken] = []
        self.handed: list[Any] = []  # figures that the script handed over: what it handed is the picture

    def hand(self, thing: Any, line: int) -> Taken:
        """figpress.show. Raises TypeError for what is no picture."""
        figure = figure_of(thing)
        one = self._take(figure if figure is not None else thing, "", line, {})
        self.handed.append(one.of)
        return one

    def hand_narrow(self, one: Taken, thing: Any) -> None:
        """The same picture as its script draws it for a phone; refused, and told, where it is too wide for one."""
        figure = figure_of(thing)
        self.handed.append(
            figure if figure is not None else thing
        )  # no picture of its own, though it is open
        small = replace(draw(thing), narrow=None)
        if wrong := narrow.refused(small):
            one.picture = replace(one.picture, narrow=None, told=[*one.picture.told, ("too-wide", wrong)])
        else:
            one.picture = replace(one.picture, narrow=small)

    def save(self, figure: Any, name: str, options: Mapping[str, Any], line: int) -> None:
        """savefig to a file called `name`: the last save under a name is the one that there is."""
        if not self._is_handed(figure):
            self._take(figure, name, line, options)

    def keep(self, figure: Any, line: int) -> Taken | None:
        """A figure that is open when the script shows, or ends; None where it is a picture already, or
        nothing any
        more.
        """
        before = [t for t in self.taken if t.of is figure]
        if self._is_handed(figure) or (before and not _marked(figure)):
            return None
        return self._take(figure, "", line, {})

    def animated(self, figure: Any, motion: bytes, line: int) -> None:
        """A figure that moves: the picture that it ends with is its still."""
        from figpress.running.renderers import matplotlib

        one = next((t for t in self.taken if t.of is figure), None) or self._take(figure, "", line, {})
        one.motion, one.picture = motion, matplotlib.pixels(figure)

    def _is_handed(self, figure: Any) -> bool:
        return any(figure is one for one in self.handed)

    def _take(self, thing: Any, name: str, line: int, options: Mapping[str, Any]) -> Taken:
        plain, picture = self._drawn(thing, options)
        state = hashlib.sha256(plain.content).hexdigest()
        for one in self.taken:
            if one.of is thing and one.state == state:
                return one
        new = Taken(thing, name, state, picture, line)
        for at, one in enumerate(self.taken):
            if one.of is thing and name and one.name == name:
                self.taken[at] = new
                return new
        self.taken.append(new)
        return new

    def _drawn(self, thing: Any, options: Mapping[str, Any]) -> tuple[Picture, Picture]:
        """As it is, and as it was saved."""
        if self.unseen:
            return NOT_DRAWN, NOT_DRAWN
        if hasattr(thing, "savefig") and hasattr(thing, "canvas"):
            from figpress.running.renderers import matplotlib

            plain = matplotlib.draw(thing, look=not options)
            return plain, matplotlib.draw(thing, options) if options else plain
        one = draw(thing)
        return one, one


def _marked(figure: Any) -> bool:
    """True where a figure holds anything at all."""
    return any(child is not figure.patch for child in figure.get_children())
