"""A graph whose boxes stand where they are put, for pictures in which the way back must mirror the way forward."""

from math import hypot

from _letters import LETTER, text
from plates.colours import BLUE, GREEN, INK, MUTED, PAPER, VERMILION

KINDS = {"value": GREEN, "parameter": BLUE, "gradient": VERMILION, "plain": MUTED}
BOLD, PLAIN = 7.9, 7.0  # CSS pixels: a letter of a box's first line, and of the others


class Laid:
    """Boxes at (x, y) in CSS pixels and arrows between them; `back` arrows are dashed and orange."""

    def __init__(self, wide: int, high: int):
        self.size, self.boxes, self.arrows, self.notes = (wide, high), {}, [], []

    def box(self, key: str, x: float, y: float, *lines: str, kind: str = "value") -> None:
        """Adds a box; its first line is bold, the others are muted."""
        wide = max(BOLD * len(lines[0]), *(PLAIN * len(line) for line in lines)) + 14
        self.boxes[key] = (x, y, wide, 16.0 * len(lines) + 9, lines, kind)

    def arrow(self, tail: str, head: str, label: str = "", *, back: bool = False, thick: float = 1.2, at: float = 0.5,
              shift: tuple[float, float] = (0, 0), aside: float = 0.0, bend: float = 0.0) -> None:  # fmt: skip
        """Adds an arrow; its label stands at this fraction of the way.

        shift  moves the whole arrow, in pixels, as aside does to its right hand
        bend   how far its middle lies to the right of the straight way
        """
        self.arrows.append((tail, head, label, back, thick, at, shift, aside, bend))

    def note(self, x: float, y: float, words: str, anchor: str = "middle") -> None:
        """Adds muted words."""
        self.notes.append(text(x, y, words, MUTED, anchor))

    def to_svg(self) -> str:
        wide, high = self.size
        parts = [self._line(*arrow) for arrow in self.arrows] + [_box(*box) for box in self.boxes.values()]
        parts += [self._label(*arrow) for arrow in self.arrows if arrow[2]] + self.notes
        return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}" '
                f'font-family="DejaVu Sans, sans-serif" font-size="{LETTER}">{"".join(parts)}</svg>')  # fmt: skip

    def _way(self, tail: str, head: str, shift, aside: float, bend: float):
        """Where an arrow begins, the point that pulls its middle aside, and where it ends."""
        a, b = self.boxes[tail], self.boxes[head]
        long = hypot(b[0] - a[0], b[1] - a[1]) or 1.0
        right = (-(b[1] - a[1]) / long, (b[0] - a[0]) / long)
        over = shift[0] + aside * right[0], shift[1] + aside * right[1]
        pulled = (a[0] + b[0]) / 2 + 2 * bend * right[0], (a[1] + b[1]) / 2 + 2 * bend * right[1]
        (x1, y1), (x2, y2) = _border(a, pulled, over), _border(b, pulled, over)
        return (x1, y1), (pulled[0] + over[0], pulled[1] + over[1]), (x2, y2)

    def _line(self, tail, head, label, back, thick, at, shift, aside, bend) -> str:
        (x1, y1), (px, py), (x2, y2) = self._way(tail, head, shift, aside, bend)
        fromx, fromy = (px, py) if bend else (x1, y1)
        far = hypot(x2 - fromx, y2 - fromy) or 1.0
        u, v, long, wide = (x2 - fromx) / far, (y2 - fromy) / far, 7 + 1.3 * thick, 2.6 + 1.1 * thick
        neck = f"{x2 - 0.8 * long * u:.1f} {y2 - 0.8 * long * v:.1f}"  # where the line ends inside its head
        way = f"Q{px:.1f} {py:.1f} {neck}" if bend else f"L{neck}"
        dash, colour = (' stroke-dasharray="6 4"', VERMILION) if back else ("", MUTED)
        corners = [(x2, y2), *((x2 - long * u - side * wide * v, y2 - long * v + side * wide * u) for side in (1, -1))]
        return (f'<path d="M{x1:.1f} {y1:.1f}{way}" fill="none" stroke="{colour}" stroke-width="{thick:.2f}"{dash} />'
                f'<polygon points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in corners)}" fill="{colour}" />')  # fmt: skip

    def _label(self, tail, head, label, back, thick, at, shift, aside, bend) -> str:
        (x1, y1), (px, py), (x2, y2) = self._way(tail, head, shift, aside, bend)
        t, wide = at, 7.4 * len(label) + 4
        if bend:
            x = (1 - t) ** 2 * x1 + 2 * t * (1 - t) * px + t * t * x2
            y = (1 - t) ** 2 * y1 + 2 * t * (1 - t) * py + t * t * y2
        else:
            x, y = x1 + t * (x2 - x1), y1 + t * (y2 - y1)
        ground = f'<rect x="{x - wide / 2:.1f}" y="{y - 8:.1f}" width="{wide:.1f}" height="16" fill="{PAPER}" />'
        return ground + text(x, y + 4, label, INK)


def _border(box, towards, over) -> tuple[float, float]:
    """Where the line from the middle of a box towards a point leaves it, when it is moved over."""
    x, y, wide, high, *_ = box
    dx, dy = towards[0] - x, towards[1] - y
    along = [(wide / 2 - (over[0] if dx > 0 else -over[0])) / abs(dx)] if abs(dx) > 1e-9 else []
    along += [(high / 2 - (over[1] if dy > 0 else -over[1])) / abs(dy)] if abs(dy) > 1e-9 else []
    reach = min(along)
    return x + over[0] + dx * reach, y + over[1] + dy * reach


def _box(x, y, wide, high, lines, kind) -> str:
    outline = (f'<rect x="{x - wide / 2:.1f}" y="{y - high / 2:.1f}" width="{wide:.1f}" height="{high:.1f}" rx="3" fill="{PAPER}" '
               f'stroke="{KINDS[kind]}" stroke-width="1.8" />')  # fmt: skip
    top = y - 8 * (len(lines) - 1) + 4
    words = [text(x, top + 16 * k, line, INK if k == 0 else MUTED, bold=k == 0) for k, line in enumerate(lines)]
    return outline + "".join(words)
