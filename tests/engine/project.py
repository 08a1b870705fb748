"""The generated project: its code, and 27 figures over it."""

from engine.project_code import FILES

USES = {
    "a/scale": ("from lib import basic", "basic.scale(2.0)"),
    "a/both": ("from lib.basic import both", "both(4.0)"),
    "a/poly": ("from lib import basic", "basic.poly(1.5)"),
    "a/reexport": ("import lib", "lib.rescale(1.25)"),
    "a/lookup": ("from lib.basic import look_up", 'look_up("low")'),
    "a/table": ("from lib import basic", "basic.table_sum()"),
    "a/widths": ("from lib import basic", "sum(basic.widths())"),
    "a/outer": ("from lib.basic import outer, countdown", "outer(3.0), sum(countdown(3))"),
    "a/clipped": ("from lib.basic import clipped", "clipped(4.0), clipped(0.5, low=1.0)"),
    "a/told": ("from lib import basic", "basic.told(9.0), basic.told(2.0)"),
    "a/asked": ("from lib.basic import asked_for", "asked_for(2.0)"),
    "b/square": ("from lib.shapes import Square", "Square(2).area(), Square(3).perimeter()"),
    "b/circle": ("from lib import shapes", "shapes.Circle(2).area(), shapes.Circle(1).diameter"),
    "b/sum": ("from lib.shapes import Circle, Square", "Square(1) + Circle(2)"),
    "b/made": ("from lib.shapes import Circle", "Circle.of_diameter(3).size, Circle.half(5)"),
    "b/point": ("from lib.shapes import Point", "Point(1.5).norm()"),
    "b/decorated": ("from lib import deco", "deco.decorated(2.0), deco.cached(4)"),
    "b/registry": ("from lib.deco import apply", 'apply("relu", 2.0)'),
    "c/bent": ("from lib import grad", "grad.bent(2.0)"),
    "c/hooked": ("from lib import grad", "grad.hooked(1.5)"),
    "c/threads": ("from lib import grad", "grad.in_pool(2.0), grad.in_thread(4.0)"),
    "c/layer": ("from lib.grad import Layer", "Layer(4)(2.0)"),
    "d/summed": ("from lib import heavy", "heavy.summed(5)"),
    "d/capped": ("from lib import heavy", "heavy.capped(4), heavy.point(1.0).norm()"),
    "d/files": ("from lib import files", "files.weights(), files.options()"),
    "d/parts": ("from lib.files import optional, parts, attempted", "parts(), optional(), attempted()"),
    "d/level": ("from lib import files", "files.level(), files.extended()"),
}


def project() -> dict[str, str]:
    """The whole project: path → text."""
    return FILES | {f"figures/{id}.py": script(*use) for id, use in USES.items()}


def script(imports: str, expression: str) -> str:
    """A figure that shows numbers."""
    return f'''"""A figure of a mutated project."""
import figpress
from _common import Picture
{imports}

OFFSET = 0.0


def numbers():
    found = {expression}
    return found if isinstance(found, tuple) else (found,)


def not_used():
    return OFFSET - 1


figpress.show(Picture([n + OFFSET for n in numbers()]))
figpress.value("first", numbers()[0])
'''
