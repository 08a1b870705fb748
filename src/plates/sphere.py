"""Vectors of three numbers in space, with the unit sphere and a plane through its centre."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy

from plates import style
from plates.colours import FAINT, MUTED, NEUTRAL, SERIES


def sphere(
    vectors: Mapping[str, Any],
    *,
    axes: Sequence[str],
    radius: float | None = 1.0,
    normal: Any = None,
    arcs: Mapping[str, Any] | None = None,
    dashed: Mapping[str, tuple[Any, Any]] | None = None,
    view: tuple[float, float] = (22.0, 35.0),
    height: float = 4.6,
    width: float = 5.4,
):
    """Returns a figure of arrows from the origin {name: [3]} in a wire sphere.

    axes    three names of the directions
    radius  of the sphere; None leaves it out
    normal  [3] draws the disc through the origin at right angles to it
    arcs    {name: [m, 3]} curves in space
    dashed  {name: (from [3], to [3])} lines such as what a projection removes
    view    (elevation, azimuth) in degrees
    """
    if len(axes) != 3:
        raise ValueError(f"sphere: three directions are named, got {list(axes)}")
    for letter, name in zip("xyz", axes):
        style.axis_name(name, "sphere", letter)
    arrows = {name: _three(v, name) for name, v in vectors.items()}
    figure, axis = style.canvas(height, width, subplot_kw={"projection": "3d"}, layout="none")
    figure.subplots_adjust(left=0, right=1, bottom=0, top=1)
    reach = max([radius or 0.0, *(float(numpy.linalg.norm(v)) for v in arrows.values())])
    if radius is not None:
        _wires(axis, radius)
    if normal is not None:
        _disc(axis, _three(normal, "normal"), radius or reach)
    for i, (name, v) in enumerate(arrows.items()):
        colour = style.cycle(SERIES, i)
        axis.quiver(0, 0, 0, *v, color=colour, linewidth=2.2, arrow_length_ratio=0.1)
        axis.text(*(v * 1.08), name, size=style.TITLE)
    for name, (a, b) in (dashed or {}).items():
        a, b = _three(a, name), _three(b, name)
        axis.plot(*zip(a, b), color=NEUTRAL, linestyle=(0, (3, 2)), linewidth=1.4)
        axis.text(*((a + b) / 2), name, size=style.SMALL, color=MUTED)
    for name, curve in (arcs or {}).items():
        points = style.array(curve, f"sphere: {name}")
        axis.plot(*points.T, color=NEUTRAL, linewidth=1.4)
        axis.text(*points[-1], name, size=style.SMALL, color=MUTED)
    axis.set(xlim=(-reach, reach), ylim=(-reach, reach), zlim=(-reach, reach))
    axis.set_axis_off()
    for direction, name in zip(numpy.eye(3) * reach * 1.15, axes):
        axis.plot(*zip(0 * direction, direction), color=MUTED, linewidth=0.8)
        axis.text(*(direction * 1.06), name, size=style.SMALL, color=MUTED)
    axis.set_box_aspect((1, 1, 1), zoom=1.3)
    axis.view_init(*view)
    return figure


def _three(vector: Any, name: str) -> numpy.ndarray:
    v = style.array(vector, f"sphere: {name}")
    if v.shape != (3,):
        raise ValueError(f"sphere: {name} must have 3 numbers, got {list(v.shape)}")
    return v


def _wires(axis, radius: float) -> None:
    turn = numpy.linspace(0, 2 * numpy.pi, 73)
    for tilt in numpy.linspace(-60, 60, 5) * numpy.pi / 180:
        ring = radius * numpy.cos(tilt)
        axis.plot(
            ring * numpy.cos(turn),
            ring * numpy.sin(turn),
            radius * numpy.sin(tilt) + 0 * turn,
            color=FAINT,
            linewidth=0.7,
        )
    for around in numpy.linspace(0, numpy.pi, 7)[:-1]:
        flat = radius * numpy.cos(turn)
        axis.plot(
            flat * numpy.cos(around),
            flat * numpy.sin(around),
            radius * numpy.sin(turn),
            color=FAINT,
            linewidth=0.7,
        )


def _disc(axis, normal: numpy.ndarray, radius: float) -> None:
    unit = normal / numpy.linalg.norm(normal)
    first = numpy.cross(unit, [0.0, 0.0, 1.0] if abs(unit[2]) < 0.9 else [1.0, 0.0, 0.0])
    first /= numpy.linalg.norm(first)
    second = numpy.cross(unit, first)
    turn = numpy.linspace(0, 2 * numpy.pi, 61)
    rim = radius * (numpy.outer(numpy.cos(turn), first) + numpy.outer(numpy.sin(turn), second))
    from mpl_toolkits.mplot3d.art3d import Poly3DCollection

    axis.add_collection3d(Poly3DCollection([rim], facecolors=NEUTRAL, alpha=0.18, linewidths=0))
