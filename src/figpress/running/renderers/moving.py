"""Animations of matplotlib's as one moving picture, an animated WebP: true colours, no player, no script."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from typing import Any

DENSITY = 1.5  # pixels to a CSS pixel
MOST = 400  # frames
ENDLESS = 100  # frames of an animation that has no end of its own, as matplotlib itself saves it


class _Enough(Exception):
    """So many frames are as many as readers are sent."""


def moving(save: Callable[[Any], None], animation: Any, fps: float | None = None) -> bytes:
    """The moving picture of an animation; `save` runs it through the writer that it is given."""
    import numpy
    from matplotlib.animation import AbstractMovieWriter, FuncAnimation
    from PIL import Image

    frames: list[Any] = []
    interval = 1000 / fps if fps else float(getattr(animation, "_interval", 200) or 200)
    most = getattr(animation, "_save_count", None) or (
        ENDLESS if isinstance(animation, FuncAnimation) else MOST
    )

    class Writer(AbstractMovieWriter):
        def __init__(self):
            super().__init__(fps=1000 / interval)

        def setup(self, fig, outfile, dpi=None):
            self.fig, self.outfile, self.dpi = fig, outfile, 96 * DENSITY

        def grab_frame(self, **savefig_kwargs):
            out = io.BytesIO()
            self.fig.savefig(out, format="rgba", dpi=self.dpi)
            height = int(self.fig.bbox.size[1] * self.dpi / self.fig.dpi)
            pixels = numpy.frombuffer(out.getvalue(), numpy.uint8)
            frames.append(Image.fromarray(pixels.reshape(height, -1, 4)))
            if len(frames) >= min(most, MOST):
                raise _Enough

        def finish(self):
            pass

    with contextlib.suppress(_Enough):
        save(Writer())
    if not frames:
        raise RuntimeError("the animation has no frames")
    out = io.BytesIO()
    frames[0].save(
        out,
        format="webp",
        save_all=True,
        append_images=frames[1:],
        duration=round(interval),
        loop=0 if getattr(animation, "_repeat", True) else 1,
        quality=85,
        method=2,
    )
    return out.getvalue()
