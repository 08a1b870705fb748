r"""TeX as tokens: spacing and sizes fall away, names are whole, and \mathbf 1 is one thing."""

import re
from dataclasses import dataclass
from typing import Literal

from figpress.equations.syntax import Unreadable

Kind = Literal[
    "number", "name", "ones", "d", "relation", "text", "separator", "newline", "end", "mark", "command"
]

_SKIPPED = re.compile(
    r"(?:\s|~|\\[,;:!> ]|\\[bB]igg?[lr]?\s*\."
    r"|\\(?:left|right|[bB]igg?[lrm]?)(?![A-Za-z])(?!\s*[.|])|\\[bB]igg?[lr](?=\s*\|)"
    r"|\\(?:displaystyle|textstyle|scriptstyle|scriptsize|small|limits|nolimits|nonumber|notag|mathstrut|strut|medspace|thinspace"
    r"|enspace"
    r"|allowbreak|negthinspace|negthickspace|nobreak|noindent|mathop(?!\s*\{\s*[A-Za-z]+\s*\})|mathrel|mathbin|mathord)(?![A-Za-z])"
    r"|\\(?:vspace|phantom|hphantom|vphantom|tag|label|color|eqref|vcenter|noalign)\*?\s*\{[^{}]*\}"
    r"|\\h(?:space|skip)\*?\s*\{-[^{}]*\}|(?<!\\)%[^\n]*(?:\n|$))+"
)
_STYLES = (
    r"mathrm|operatorname\*?|mathsf|mathtt|mathbf|boldsymbol|bm|pmb|mathcal|mathscr|mathbb|Bbb|mathit|mathfrak"
    r"|mathnormal"
)
_TOKEN = re.compile(
    rf"""(?P<number>\d+(?:\.\d+)?|(?<![\d.])\.\d+)
    |(?P<text>\\(?P<face>text(?:rm|it|bf|sf|tt|sc|up|normal)?|mbox|hbox|intertext|mathop)
        \s*\{{(?P<words>(?:[^{{}}$]|\{{[^{{}}]*\}})*)\}})
    |(?P<environment>\\(?P<edge>begin|end)\s*\{{(?P<named>\w+\*?)\}})
    |(?P<newline>\\\\(?:\[[^\]=]*\])?|\\(?:cr|newline)(?![A-Za-z]))
    |(?P<wide>\\q?quad(?![A-Za-z])|\\hspace\*?\s*\{{[^{{}}]*\}})
    |(?P<font>\\(?P<style>{_STYLES})\s*(?:
        \{{\s*(?P<group>(?:[A-Za-z0-9_\- .]|\\[;,: ])+?|\\[A-Za-z]+|[A-Za-z]\\_[A-Za-z]+)\s*\}}
        |(?P<single>[A-Za-z0-9]|\\[A-Za-z]+(?!\s*\{{))))
    |(?P<switch>\\(?P<old>bf|rm|it|cal|sf|tt)(?![A-Za-z])\s*(?P<letters>[A-Za-z0-9]+|\\[A-Za-z]+|\{{\s*[A-Za-z0-9]+\s*\}})?
        (?P<alone>(?=\s*(?:[}}_^]|$)))?)
    |(?P<negated>\\not\s*(?:\\in(?![A-Za-z])|=))
    |(?P<dots>\.\.\.)
    |(?P<delimiter>\\left\s*[.|]|\\right\s*\.|\\(?:right|[bB]igg?)\s*\||\\(?:middle|[bB]iggm?|[bB]igm)\s*
        (?:\||\\vert|\\mid)|\\(?:middle|[bB]igg?m?)\s*/)
    |(?P<joined>\\[A-Za-z]+\\_[A-Za-z]+)
    |(?P<command>\\[A-Za-z]+|\\[|{{}}_&\#\$-])
    |(?P<letter>[A-Za-z])
    |(?P<mark>:=|<=|>=|==|!=|[-+−=<>()\[\]{{}}^_|/,;:&'’!.*?"])
    """,
    re.X,
)
_UPRIGHT = {
    "mathrm",
    "operatorname",
    "operatorname*",
    "mathsf",
    "mathtt",
    "mathnormal",
    "mathit",
    "rm",
    "it",
    "sf",
    "tt",
}
_BOLD = {"mathbf", "boldsymbol", "bm", "pmb", "bf", "textbf"}
RELATIONS = {
    "=": "=", "\\equiv": "=", "\\triangleq": "=", "==": "=", "\\stackrel{=}": "=", "\\doteq": "=",
    ":=": "≔", "\\coloneqq": "≔", "\\vcentcolon=": "≔", "\\leftarrow": "←", "\\gets": "←",
    "\\longleftarrow": "←", "\\Leftarrow": "←",
    "<": "<", ">": ">", "\\lt": "<", "\\gt": ">",
    "\\le": "≤", "\\leq": "≤", "\\leqslant": "≤", "\\ge": "≥", "\\geq": "≥", "\\geqslant": "≥", "<=": "≤",
    ">=": "≥",
    "\\ne": "≠", "\\neq": "≠", "!=": "≠", "\\approx": "≈", "\\simeq": "≈", "\\cong": "≈",
    "\\in": "∈", "\\notin": "∉", "\\subseteq": "⊆", "\\subset": "⊆", "\\sim": "∼", "\\propto": "∝",
    "\\ll": "≪", "\\gg": "≫",
    "\\to": "→", "\\rightarrow": "→", "\\longrightarrow": "→", "\\mapsto": "→", "\\xrightarrow": "→",
    "\\iff": "⇔", "\\Leftrightarrow": "⇔", "\\Longleftrightarrow": "⇔", "\\lesssim": "≲", "\\gtrsim": "≳",
    "\\succeq": "≽", "\\preceq": "≼",
    "\\succ": "≻", "\\prec": "≺", "\\perp": "⟂",
}  # fmt: skip
# Relations that are read, and that nothing here can decide.
UNDECIDED = frozenset("∼∝→⇔≪≫≲≳≽≼≻≺⟂")
DOTS = {"\\dots", "\\ldots", "\\cdots", "\\vdots", "\\ddots", "\\dotsc", "\\dotsb", "\\hdots"}
IMPLIES = {"\\Rightarrow", "\\implies", "\\Longrightarrow"}
BARS = {"|", "\\vert", "\\lvert", "\\rvert", "\\mid"}
# Named operators that TeX has of its own.
OPERATORS = {
    f"\\{name}"
    for name in "log ln lg exp tanh sinh cosh sin cos tan arcsin arccos arctan cot sec csc max min det "
    "dim inf sup lim arg deg ker gcd Pr "
    "argmax argmin limsup liminf".split()
}
STRUCTURE = {
    "\\frac", "\\tfrac", "\\dfrac", "\\cfrac", "\\sqrt", "\\sum", "\\prod", "\\int", "\\iint", "\\oint",
    "\\bar", "\\overline", "\\hat", "\\tilde",
    "\\widehat", "\\widetilde", "\\vec", "\\dot", "\\ddot", "\\check", "\\breve", "\\mathring",
    "\\underline", "\\binom", "\\dbinom", "\\tbinom",
    "\\langle", "\\rangle", "\\|", "\\{", "\\}", "\\lvert", "\\rvert", "\\lVert", "\\rVert", "\\Vert",
    "\\vert", "\\lbrack", "\\rbrack",
    "\\parallel", "\\lfloor", "\\rfloor", "\\lceil", "\\rceil", "\\lbrace", "\\rbrace", "\\over",
    "\\choose", "\\forall",
    "\\odot", "\\circ", "\\cdot", "\\times", "\\ast", "\\otimes", "\\oplus", "\\partial", "\\nabla",
    "\\top", "\\intercal", "\\underbrace", "\\overbrace",
    "\\overleftarrow", "\\overrightarrow", "\\infty", "\\mid", "\\bigodot", "\\bigoplus", "\\prime",
    "\\colon", "\\boxed", "\\cancel", "\\not",
    "\\pm", "\\mp", "\\left.", "\\left|", "\\right|", "\\textcolor", "\\underset", "\\overset",
    "\\stackrel", "\\substack", "\\cup", "\\cap",
    "\\setminus", "\\wedge", "\\vee", "\\land", "\\lor", "\\div", "\\bigcup", "\\bigcap", "\\&", "\\%",
    "\\$", "\\#", "\\bmod", "\\mod", "\\pmod",
    "\\star", "\\bullet", "\\dagger", "\\mathbf", "\\boldsymbol", "\\bm", "\\mathrm", "\\mathcal",
    "\\mathit", "\\mathbb", "\\pmb", "\\operatorname",
} | IMPLIES | DOTS  # fmt: skip


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
            if skipped[0].count("\\ ") + skipped[0].count("~") + skipped[0].count("\\;") > 2:
                found.append(Token("separator", "\\quad", skipped.start(), at))
        if at >= len(tex):
            break
        match = _TOKEN.match(tex, at)
        if not match:
            raise Unreadable(f"{tex[at]!r} cannot be read in an equation", (at, at + 1))
        kind, text = _read(match)
        if text:
            found.append(Token(kind, text, at, match.end()))
        at = match.end()
    found.append(Token("end", "", len(tex), len(tex)))
    return _unbraced(found)


def _read(match: re.Match[str]) -> tuple[Kind, str]:
    if match["number"]:
        return "number", match["number"]
    if match["environment"] or match["newline"] or match["wide"]:
        return _scaffold(match)
    if match["text"]:
        words = " ".join(match["words"].split())
        if match["face"] == "textbf" and re.fullmatch(r"[A-Za-z]", words):
            return "name", f"\\mathbf{{{words}}}"
        return "text", words
    if match["font"]:
        return styled(
            match["style"], re.sub(r"\\[;,: ]| ", "", match["group"] or match["single"]).replace("\\_", "_")
        )
    if match["negated"]:
        return "relation", "≠" if match["negated"].endswith("=") else "∉"
    if match["dots"]:
        return "command", "\\dots"
    if match["switch"]:
        return _switched(match)
    if match["delimiter"]:
        return _delimiter("".join(match["delimiter"].split()))
    if match["joined"]:
        return "name", match["joined"].replace("\\_", "_")
    if command := match["command"]:
        return _command(command)
    if match["letter"]:
        return "name", match["letter"]
    mark = match["mark"]
    if mark in RELATIONS:
        return "relation", RELATIONS[mark]
    return ("separator", mark) if mark == ";" else ("mark", {"−": "-", "’": "'"}.get(mark, mark))


def _scaffold(match: re.Match[str]) -> tuple[Kind, str]:
    """What lays equations out."""
    if match["environment"]:
        return "command", f"\\{match['edge']}{{{match['named']}}}"
    return ("newline", "\\\\") if match["newline"] else ("separator", "\\quad")


def _command(command: str) -> tuple[Kind, str]:
    command = {"\\lbrace": "\\{", "\\rbrace": "\\}", "\\lVert": "\\|", "\\rVert": "\\|", "\\Vert": "\\|",
        "\\parallel": "\\|"}.get(
        command, command
    )  # fmt: skip
    if command in RELATIONS:
        return "relation", RELATIONS[command]
    if command in OPERATORS:
        return "name", command[1:]
    return ("command" if command in STRUCTURE else "name"), command


def _switched(match: re.Match[str]) -> tuple[Kind, str]:
    """{\\bf v}: a switch reaches to the end of its braces, and only one letter or word in another face is read."""
    faced, letters = match["old"] in ("bf", "cal"), match["letters"]
    if faced and (not letters or match["alone"] is None):
        raise Unreadable(
            f"\\{match['old']} reaches to the end of its braces",
            match.span(),
            rf"Write \math{match['old']}{{…}}.",
        )
    return styled(match["old"], letters.strip("{} ")) if letters else ("mark", "")


def _delimiter(text: str) -> tuple[Kind, str]:
    if text.endswith("/"):
        return "mark", "/"
    if text in ("\\left.", "\\left|", "\\right|", "\\right."):
        return "command", text
    return ("mark", "|") if re.fullmatch(r"\\[bB]igg?\|", text) else ("command", "\\mid")


def styled(style: str, inside: str) -> tuple[Kind, str]:
    """One letter or word in one face: bold is bold however it is written, upright is as plain as italic."""
    if inside == "1" and style in (*_BOLD, "mathbb", "Bbb"):
        return "ones", "1"
    if style in _UPRIGHT:
        return ("d", "d") if inside == "d" and style == "mathrm" else ("name", inside)
    if inside.isdigit() and style in _BOLD:
        return "number", inside
    face = "mathbf" if style in _BOLD else {"Bbb": "mathbb", "cal": "mathcal"}.get(style, style)
    return "name", f"\\{face}{{{inside}}}"


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
            and (len(kept) < 4 or kept[-4].text not in ("^", "_"))
        ):
            kept[-3:] = [kept[-2]]
    return kept
