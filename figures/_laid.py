"""A graph whose boxes stand where they are put, for pictures in which the way back must mirror the way forward."""

from _letters import LETTER, text
from plates.colours import BLUE, GREEN, INK, MUTED, PAPER, VERMILION

KINDS = {"value": GREEN, "parameter": BLUE, "gradient": VERMILION, "plain": MUTED}


class Laid:
    """Boxes at (x, y) in CSS pixels and straight arrows between them; `back` arrows are dashed and orange."""

    def __init__(self, wide: int, high: int):
        self.size, self.boxes, self.arrows, self.notes = (wide, high), {}, [], []

    def box(self, key: str, x: float, y: float, *lines: str, kind: str = "value") -> None:
        """Adds a box; its first line is bold, the others are muted."""
        wide = max(7.9 * len(line) for line in lines) + 14
        self.boxes[key] = (x, y, wide, 16.0 * len(lines) + 9, lines, kind)

    def arrow(self, tail: str, head: str, label: str = "", *, back: bool = False, strong: bool = False,
              at: float = 0.5, shift: tuple[float, float] = (0, 0)) -> None:  # fmt: skip
        """Adds an arrow; its label stands at this fraction of the way, the whole arrow moved aside by `shift`."""
        self.arrows.append((tail, head, label, back, strong, at, shift))

    def note(self, x: float, y: float, words: str) -> None:
        """Adds muted words."""
        self.notes.append(text(x, y, words, MUTED))

    def to_svg(self) -> str:
        wide, high = self.size
        ends = "".join(
            f'<marker id="laid-{name}" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" '
            f'orient="auto"><path d="M0 0.5L8 4L0 7.5Z" fill="{colour}" /></marker>'
            for name, colour in (("forward", MUTED), ("back", VERMILION))
        )
        parts = [self._line(*arrow) for arrow in self.arrows] + [_box(*box) for box in self.boxes.values()]
        parts += [self._label(*arrow) for arrow in self.arrows if arrow[2]] + self.notes
        return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}" '
                f'font-family="DejaVu Sans, sans-serif" font-size="{LETTER}"><defs>{ends}</defs>{"".join(parts)}</svg>')  # fmt: skip

    def _ends(self, tail: str, head: str, shift) -> tuple[float, float, float, float]:
        a, b = self.boxes[tail], self.boxes[head]
        (x1, y1), (x2, y2) = _border(a, b), _border(b, a)
        return x1 + shift[0], y1 + shift[1], x2 + shift[0], y2 + shift[1]

    def _line(self, tail, head, label, back, strong, at, shift) -> str:
        x1, y1, x2, y2 = self._ends(tail, head, shift)
        dash = ' stroke-dasharray="6 4"' if back else ""
        return (f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" fill="none" stroke="{VERMILION if back else MUTED}" '
                f'stroke-width="{2.2 if strong else 1.2}"{dash} marker-end="url(#laid-{"back" if back else "forward"})" />')  # fmt: skip

    def _label(self, tail, head, label, back, strong, at, shift) -> str:
        x1, y1, x2, y2 = self._ends(tail, head, shift)
        x, y, wide = x1 + at * (x2 - x1), y1 + at * (y2 - y1), 7.4 * len(label) + 4
        ground = f'<rect x="{x - wide / 2:.1f}" y="{y - 8:.1f}" width="{wide:.1f}" height="16" fill="{PAPER}" />'
        return ground + text(x, y + 4, label, INK)


def _border(box, other) -> tuple[float, float]:
    """Where the line from the middle of a box towards another leaves it."""
    x, y, wide, high, *_ = box
    dx, dy = other[0] - x, other[1] - y
    reach = min(wide / 2 / abs(dx) if dx else 1e9, high / 2 / abs(dy) if dy else 1e9)
    return x + dx * reach, y + dy * reach


def _box(x, y, wide, high, lines, kind) -> str:
    outline = (f'<rect x="{x - wide / 2:.1f}" y="{y - high / 2:.1f}" width="{wide:.1f}" height="{high:.1f}" rx="3" fill="{PAPER}" '
               f'stroke="{KINDS[kind]}" stroke-width="1.8" />')  # fmt: skip
    top = y - 8 * (len(lines) - 1) + 4
    words = [text(x, top + 16 * k, line, INK if k == 0 else MUTED, bold=k == 0) for k, line in enumerate(lines)]
    return outline + "".join(words)
