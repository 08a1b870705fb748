"""What a script says to matplotlib, heard by the press: show, savefig, close, animations.

A show that blocks is the end of what it shows, as closing the windows would be; one that does not block shows
nothing
yet. What is open at the script's end is shown then.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import os
import sys
from collections.abc import Callable
from typing import Any

from figpress.author import PHONE, at_width
from figpress.running.capture.pictures import Pictures
from figpress.running.renderers.letters import line_in, remember_lines

SEEN = (
    "facecolor",
    "edgecolor",
    "bbox_inches",
    "pad_inches",
    "bbox_extra_artists",
)  # options that change a picture
SETTINGS = "matplotlibrc"  # in the script's own folder
NEEDS_A_PERSON = ("ginput", "waitforbuttonpress")


class Pyplot:
    """The press's side of matplotlib in one run.

    script  whose pictures these are
    quiet   called around the press's own drawing: what it looks at is nobody's dependency
    """

    def __init__(self, script: str, pictures: Pictures, quiet: Callable[[Callable[[], Any]], Any]):
        self.script, self.pictures, self.quiet = script, pictures, quiet
        self.ours = 0  # how deep we are in our own drawing
        self.animations: list[Any] = []
        self.moved: list[Any] = []

    def install(self) -> None:
        """Listen now where matplotlib is imported, else as soon as it is."""
        if "matplotlib.pyplot" in sys.modules:
            self._listen()
        else:
            _when_imported("matplotlib.pyplot", self._listen)

    def _listen(self) -> None:
        import matplotlib
        from matplotlib import animation, backend_bases
        from matplotlib import pyplot as plt

        if os.path.isfile(
            SETTINGS
        ):  # matplotlib itself looks for it when it is imported, and that was elsewhere
            matplotlib.rc_file(SETTINGS)
        plt.switch_backend("agg")
        plt.switch_backend = lambda name: None  # there is no window here, whatever it is made with
        plt.show = self._show
        plt.pause = lambda interval: None
        for name in NEEDS_A_PERSON:
            setattr(plt, name, _refusing(name))
            setattr(plt.Figure, name, _refusing(name))
        plt.Figure.show = lambda figure, warn=True: None
        self._saves(backend_bases.FigureCanvasBase)
        self._animates(animation)
        remember_lines(self.script)

    def _show(self, *arguments: Any, block: bool | None = None, **keywords: Any) -> None:
        from matplotlib import pyplot as plt

        block = arguments[0] if arguments else block
        if block is False or (block is None and plt.isinteractive()):
            return
        self.keep_open()
        plt.close("all")

    def keep_open(self) -> None:
        """Take every figure that is open."""
        if "matplotlib.pyplot" not in sys.modules:
            return
        from matplotlib import pyplot as plt

        line = line_in(self.script)
        for number in plt.get_fignums():
            figure = plt.figure(number)
            self._move(figure)
            self._by_us(lambda figure=figure: self.pictures.keep(figure, line))

    def hand(self, picture: Any, again: Callable[[], Any] | None = None) -> None:
        """figpress.show; `again` draws the picture once more, as wide as is asked for then."""
        one = self._by_us(lambda: self.pictures.hand(picture, line_in(self.script)))
        if again is not None and not self.pictures.unseen:
            with at_width(PHONE):
                small = again()  # the script's own doing
            self._by_us(lambda: self.pictures.hand_narrow(one, small))

    def _by_us(self, draw: Callable[[], Any]) -> Any:
        self.ours += 1
        try:
            return self.quiet(draw)
        finally:
            self.ours -= 1

    def _saves(self, canvas: Any) -> None:
        original = canvas.print_figure

        def print_figure(this, filename, *arguments, **keywords):
            done = original(this, filename, *arguments, **keywords)
            if not self.ours and isinstance(filename, str | os.PathLike):
                options = {name: keywords[name] for name in SEEN if keywords.get(name) not in (None, "auto")}
                if options.get("bbox_inches") != "tight" and "bbox_inches" in keywords:
                    options.pop("pad_inches", None)
                stem = os.path.splitext(os.fspath(filename))[0]
                line = line_in(self.script)
                self._by_us(
                    lambda: self.pictures.save(this.figure.get_figure(root=True), stem, options, line)
                )
            return done

        canvas.print_figure = print_figure

    # Animations.

    def _animates(self, animation: Any) -> None:
        started, saved = animation.Animation.__init__, animation.Animation.save

        def __init__(this, figure, *arguments, **keywords):
            started(this, figure, *arguments, **keywords)
            self.animations.append(this)

        def save(this, filename, writer=None, fps=None, *arguments, **keywords):
            this._draw_was_started = True
            moved = self._moving(this, fps)
            if isinstance(filename, str | os.PathLike):
                with open(filename, "wb") as file:
                    file.write(moved)

        animation.Animation.__init__, animation.Animation.save = __init__, save
        self._saved = saved

    def _moving(self, animation: Any, fps: float | None = None) -> bytes:
        """The moving picture of an animation, made once."""
        from figpress.running.renderers.moving import moving

        figure, line = animation._fig.get_figure(root=True), line_in(self.script)
        animation._draw_was_started = True  # nobody will ask why it was never shown

        def record() -> bytes:
            made = moving(lambda writer: self._saved(animation, "moving", writer=writer), animation, fps)
            self.pictures.animated(figure, made, line)
            return made

        if not any(animation is one for one in self.moved):
            self.moved.append(animation)
            return self._by_us(record)
        return next((t.motion for t in self.pictures.taken if t.of is figure), b"")

    def _move(self, figure: Any) -> None:
        for animation in self.animations:
            if animation._fig is not None and animation._fig.get_figure(root=True) is figure:
                self._moving(animation)


def _refusing(name: str) -> Callable[..., Any]:
    def refused(*arguments: Any, **keywords: Any) -> Any:
        raise RuntimeError(
            f"{name} waits for a person at a window, and there is none while a figure is drawn"
        )

    return refused


def _when_imported(name: str, then: Callable[[], None]) -> None:
    """Call `then` after the module `name` was executed for the first time."""

    class Waiting(importlib.abc.MetaPathFinder):
        def find_spec(self, wanted, path=None, target=None):
            if wanted != name:
                return None
            sys.meta_path.remove(self)
            spec = importlib.machinery.PathFinder.find_spec(wanted, path, target)
            if spec is not None and spec.loader is not None:
                execute = spec.loader.exec_module

                def exec_module(module):
                    execute(module)
                    then()

                spec.loader.exec_module = exec_module  # type: ignore[method-assign]
            return spec

    sys.meta_path.insert(0, Waiting())
