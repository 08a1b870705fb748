"""Matrix products as blocks drawn to scale, one equation a line: whoever sees the sizes sees which transpose fits."""

from dataclasses import dataclass

from _letters import LETTER, text
from plates.colours import BLUE, GREEN, INK, MUTED, PAPER, VERMILION

KINDS = {"value": GREEN, "parameter": BLUE, "gradient": VERMILION, "ones": MUTED}
GAP = 9  # CSS pixels


@dataclass(frozen=True)
class Block:
    """A matrix of rows × columns (in drawn units) with its name inside and its shape below."""

    name: str
    rows: int
    columns: int
    shape: str
    kind: str = "value"


class Equations:
    """Lines of blocks and signs, centred on one axis each and broken before a sign where the picture is narrow;
    `unit` is the side of one entry in CSS pixels.
    """

    def __init__(self, lines: list[tuple[str, list[Block | str]]], unit: float, wide: float):
        self.unit, self.wide = unit, 96 * wide - 4  # from inches
        self.lines = [(title if k == 0 else "", row) for title, line in lines for k, row in enumerate(self._rows(line))]

    def _rows(self, line: list[Block | str]) -> list[list[Block | str]]:
        groups: list[list[Block | str]] = []
        for piece in line:  # a sign stays with what follows it
            if isinstance(piece, Block) and groups:
                groups[-1].append(piece)
            else:
                groups.append([piece])
        rows: list[list[Block | str]] = [[]]
        for k, group in enumerate(groups):
            apart = isinstance(group[0], str) and not group[0].strip()  # a second equation on the line
            ahead = [piece for one in groups[k:] for piece in one] if apart else group
            if rows[-1] and 4 + sum(self._step(piece) + GAP for piece in rows[-1] + ahead) > self.wide + GAP:
                rows.append([])
                group = group[1:] if apart else group
            rows[-1] += group
        return rows

    def to_svg(self) -> str:
        parts, y, wide = [], 4.0, 0.0
        for title, line in self.lines:
            blocks = [piece for piece in line if isinstance(piece, Block)]
            tall = max(block.rows for block in blocks) * self.unit
            above = (22 if title else 2) + (16 if any(block.rows * self.unit == tall and not self._roomy(block) for block in blocks) else 0)
            middle, x = y + above + tall / 2, 4.0
            parts += [text(x, y + LETTER, title, MUTED, "start")] if title else []
            for piece in line:
                drawn, step = self._block(piece, x, middle) if isinstance(piece, Block) else _sign(piece, x, middle)
                parts.append(drawn)
                x += step + GAP
            y, wide = y + above + tall + 40, max(wide, x)
        assert wide <= self.wide + GAP, f"{wide:.0f} pixels do not fit the column"
        return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.wide:.0f}" height="{y:.0f}" viewBox="0 0 {self.wide:.0f} {y:.0f}" '
                f'font-family="DejaVu Sans, sans-serif" font-size="{LETTER}">{"".join(parts)}</svg>')  # fmt: skip

    def _roomy(self, block: Block) -> bool:
        return block.columns * self.unit >= 7.5 * len(block.name) + 4 and block.rows * self.unit >= 1.3 * LETTER

    def _step(self, piece: Block | str) -> float:
        if isinstance(piece, str):
            return 8.0 * len(piece)
        return max(piece.columns * self.unit, 6.6 * len(piece.shape), 7.5 * len(piece.name))

    def _block(self, block: Block, x: float, middle: float) -> tuple[str, float]:
        w, h = block.columns * self.unit, block.rows * self.unit
        room = self._step(block)
        centre = x + room / 2
        box = (f'<rect x="{centre - w / 2:.1f}" y="{middle - h / 2:.1f}" width="{w:.1f}" height="{h:.1f}" fill="{PAPER}" '
               f'stroke="{KINDS[block.kind]}" stroke-width="2" />')  # fmt: skip
        name = text(centre, middle + 4 if self._roomy(block) else middle - h / 2 - (9 if "_" in block.name else 5), block.name, INK, "middle", bold=True)
        return box + name + text(centre, middle + h / 2 + LETTER + 3, block.shape, MUTED, "middle"), room


def _sign(sign: str, x: float, middle: float) -> tuple[str, float]:
    room = 8.0 * len(sign)
    return text(x + room / 2, middle + 4, sign, INK, "middle"), room
