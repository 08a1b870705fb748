"""A formula as a line of plain text: for tables of contents, which hold no mathematics."""

import re
import unicodedata

_SIGNS = {
    "times": "×", "cdot": "·", "top": "ᵀ", "infty": "∞", "partial": "∂", "odot": "⊙", "sum": "Σ", "sqrt": "√",
    "le": "≤", "leq": "≤",
    "ge": "≥", "geq": "≥", "ne": "≠", "approx": "≈", "to": "→", "langle": "⟨", "rangle": "⟩", "ell": "ℓ",
    "epsilon": "ε", "varepsilon": "ε",
    "phi": "ϕ", "varphi": "φ", "in": "∈", "pm": "±", "dots": "…", "ldots": "…", "quad": " ", "qquad": " ",
    "lVert": "‖", "rVert": "‖",
    "rightarrow": "→", "leftarrow": "←",
}  # fmt: skip
_ACCENTS = {"bar": "\u0304", "hat": "\u0302", "tilde": "\u0303", "dot": "\u0307"}


def spoken(tex: str) -> str:
    """`tex` with signs for commands, accents on their letters and no braces.

    >>> spoken(r"\\sqrt{d_k}"), spoken(r"n\\times d"), spoken(r"\\bar Q^\\top")
    ('√d_k', 'n × d', 'Q̄ᵀ')
    """
    text = re.sub(
        r"\\(?:bar|hat|tilde|dot)\s*\{?(\w)\}?",
        lambda m: m[1] + _ACCENTS[re.match(r"\\(\w+?)[\s{]", m[0] + " ")[1]],
        tex,
    )
    text = re.sub(r"\\([A-Za-z]+)\s*", lambda m: _sign(m[1]), text)
    text = re.sub(r"\^ᵀ", "ᵀ", re.sub(r"[{}$]|\\[,;:! ]", "", text))
    return " ".join(unicodedata.normalize("NFC", text).split())


def _sign(command: str) -> str:
    sign = _SIGNS.get(command)
    if sign is None:
        try:
            return unicodedata.lookup(
                f"GREEK {'CAPITAL' if command[0].isupper() else 'SMALL'} LETTER {command.upper()}"
            )
        except KeyError:
            return (
                ""
                if command.startswith(("math", "text", "operatorname", "left", "right", "big"))
                else command
            )
    return f" {sign} " if sign in "×≤≥≠≈→∈" else sign
