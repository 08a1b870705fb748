r"""TeX as tokens: spacing and sizes fall away, names are whole, and \mathbf 1 is one thing."""

import re
from dataclasses import dataclass
from typing import Literal

from figpress.equations.syntax import Unreadable

Kind = Literal[
    "number", "name", "ones", "d", "relation", "text", "separator", "newline", "end", "mark", "command"
]

_SKIPPED = re.compile(
    r"(?:\s|~|\\[,;:!> "
    r"]|\\(?:left|right|[bB]igg?[lrm]?|displaystyle|textstyle|scriptstyle|limits|nolimits|nonumber|notag|mathstrut|medspace|thinspace|allowbreak)(?![A-Za-z])"
    r"|\\(?:hspace|vspace|phantom|hphantom|vphantom|tag|label)\*?\{[^{}]*\}|(?<!\\)%[^\n]*(?:\n|$))+"
)
_TOKEN = re.compile(
    r"""(?P<number>\d+(?:\.\d+)?)
    |(?P<text>\\(?:text|textrm|textit|textbf|mbox|intertext)\s*\{(?P<words>[^{}]*)\})
    |(?P<environment>\\(?P<edge>begin|end)\s*\{(?P<named>\w+\*?)\})
    |(?P<newline>\\\\(?:\[[^\]]*\])?|\\cr(?![A-Za-z]))
    |(?P<wide>\\q?quad(?![A-Za-z]))
    |(?P<font>\\(?P<style>mathrm|operatorname\*?|mathsf|mathtt|mathbf|boldsymbol|bm|mathcal|mathscr|mathbb|mathit|mathfrak)\s*(?:\{\s*(?P<group>[A-Za-z0-9_ ]+?)\s*\}|(?P<single>[A-Za-z0-9])))
    |(?P<command>\\[A-Za-z]+|\\[|{}])
    |(?P<letter>[A-Za-z])
    |(?P<mark>[-+−=<>()\[\]{}^_|/,;:&'!.*])
    """,
    re.X,
)
_UPRIGHT = {"mathrm", "operatorname", "operatorname*", "mathsf", "mathtt"}
RELATIONS = {
    "=": "=", "\\equiv": "=", "\\coloneqq": "=", "\\triangleq": "=", "<": "<", ">": ">", "\\lt": "<",
    "\\gt": ">",
    "\\le": "≤", "\\leq": "≤", "\\leqslant": "≤", "\\ge": "≥", "\\geq": "≥", "\\geqslant": "≥",
    "\\ne": "≠", "\\neq": "≠", "\\approx": "≈", "\\simeq": "≈", "\\in": "∈", "\\notin": "∉",
    "\\subseteq": "⊆", "\\sim": "∼",
}  # fmt: skip
DOTS = {"\\dots", "\\ldots", "\\cdots"}
IMPLIES = {"\\Rightarrow", "\\implies", "\\Longrightarrow"}
# Named operators that TeX has of its own.
OPERATORS = {"\\log", "\\ln", "\\exp", "\\tanh", "\\sin", "\\cos", "\\max", "\\min", "\\det", "\\dim"}
STRUCTURE = {
    "\\frac", "\\tfrac", "\\dfrac", "\\sqrt", "\\sum", "\\prod", "\\bar", "\\overline", "\\hat", "\\tilde",
    "\\widehat", "\\widetilde", "\\vec", "\\dot",
    "\\langle", "\\rangle", "\\|", "\\{", "\\}", "\\lvert", "\\rvert", "\\lVert", "\\rVert", "\\Vert",
    "\\vert", "\\lbrack", "\\rbrack",
    "\\odot", "\\circ", "\\cdot", "\\times", "\\partial", "\\nabla", "\\top", "\\intercal", "\\underbrace",
    "\\overbrace", "\\dots", "\\ldots", "\\cdots",
    "\\overleftarrow", "\\overrightarrow", "\\leftarrow", "\\rightarrow", "\\infty", "\\mid", "\\bigodot",
    "\\otimes", "\\prime", "\\colon", "\\boxed", "\\cancel", "\\not",
    "\\pm", "\\mp", "\\to", "\\iff", "\\Leftrightarrow", "\\propto",
} | IMPLIES  # fmt: skip


@dataclass(frozen=True)
class Token:
    """One token: `text` is canonical, start and end are offsets in the TeX."""

    kind: Kind
    text: str
    start: int
    end: int


def tokens(tex: str) -> list[Token]:
    """The tokens of `tex`, with a last one of kind "end". Raises Unreadable for a character that is no TeX of
    ours.
    """
    found: list[Token] = []
    at = 0
    while True:
        if skipped := _SKIPPED.match(tex, at):
            at = skipped.end()
        if at >= len(tex):
            break
        match = _TOKEN.match(tex, at)
        if not match:
            raise Unreadable(f"{tex[at]!r} cannot be read in an equation", (at, at + 1))
        kind, text = _read(match)
        found.append(Token(kind, text, at, match.end()))
        at = match.end()
    found.append(Token("end", "", len(tex), len(tex)))
    return _unbraced(found)


def _read(match: re.Match[str]) -> tuple[Kind, str]:
    if match["number"]:
        return "number", match["number"]
    if match["text"]:
        return "text", " ".join(match["words"].split())
    if match["environment"]:
        return "command", f"\\{match['edge']}{{{match['named']}}}"
    if match["newline"]:
        return "newline", "\\\\"
    if match["wide"]:
        return "separator", "\\quad"
    if match["font"]:
        inside, style = (match["group"] or match["single"]).replace(" ", ""), match["style"]
        if inside == "1" and style in ("mathbf", "boldsymbol", "bm", "mathbb"):
            return "ones", "1"
        if style in _UPRIGHT:
            return ("d", "d") if inside == "d" else ("name", inside)
        return "name", inside if style == "mathit" else f"\\{style}{{{inside}}}"
    if command := match["command"]:
        if command in RELATIONS:
            return "relation", RELATIONS[command]
        if command in OPERATORS:
            return "name", command[1:]
        return ("command" if command in STRUCTURE else "name"), command
    if match["letter"]:
        return "name", match["letter"]
    mark = match["mark"]
    if mark in RELATIONS:
        return "relation", RELATIONS[mark]
    return ("separator", mark) if mark == ";" else ("mark", "-" if mark == "−" else mark)


def _unbraced(found: list[Token]) -> list[Token]:
    """{+} is +: braces round one operator only change its spacing."""
    kept: list[Token] = []
    for token in found:
        kept.append(token)
        if (
            token.text == "}"
            and len(kept) > 2
            and kept[-3].text == "{"
            and (kept[-2].kind == "relation" or kept[-2].text in "+-,:/")
        ):
            if len(kept) < 4 or kept[-4].text not in ("^", "_"):
                kept[-3:] = [kept[-2]]
    return kept
