"""TeX's spelling of text: accents, letters, symbols and short formulas, to plain text and back."""

import re
import unicodedata

_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\n": " ",
}  # fmt: skip
_WORDS = {
    "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "ss": "ß", "o": "ø", "O": "Ø",
    "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "i": "ı", "j": "ȷ",
    "th": "þ", "TH": "Þ", "dh": "ð", "DH": "Ð", "dj": "đ", "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ",
    "textendash": "–", "textemdash": "—", "ldots": "…", "dots": "…", "textellipsis": "…", "cdots": "⋯",
    "textquoteright": "’", "textquoteleft": "‘", "textquotedblleft": "“", "textquotedblright": "”",
    "textquotesingle": "'", "textquotedbl": '"', "guillemotleft": "«", "guillemotright": "»", "lq": "‘", "rq": "’",
    "LaTeX": "LaTeX", "TeX": "TeX", "textregistered": "®", "textcopyright": "©", "copyright": "©",
    "texttrademark": "™", "textdegree": "°", "degree": "°", "S": "§", "P": "¶", "pounds": "£", "euro": "€",
    "texteuro": "€", "textunderscore": "_", "textbar": "|", "textless": "<", "textgreater": ">", "textmu": "µ",
    "textperiodcentered": "·", "textbullet": "•", "slash": "/", "quad": " ", "qquad": " ", "space": " ",
    "newline": " ", "linebreak": " ", "hskip": " ", "hyphen": "-", "dash": "–", "ordinal": "º",
}  # fmt: skip
# Commands that say how letters look, or where lines may break: nothing is lost without them.
_LOOKS = frozenset(
    """emph textit textbf textsc textrm textsf texttt textsl textup textmd textnormal textsuperscript textsubscript it bf em sc
    rm tt sl sf itshape bfseries scshape upshape normalfont uppercase lowercase MakeUppercase MakeLowercase mkbibquote
    mkbibemph mkbibbold mkbibitalic enquote url href path protect noopsort nobreak hbox mbox text ensuremath relax bgroup
    egroup small large tiny footnotesize foreignlanguage penalty allowbreak kern nolinkurl break textlatin mathrm mathbf
    mathit mathsf mathtt mathcal mathbb mathscr boldsymbol bm operatorname left right displaystyle nocase uline""".split()
)
_SIGNS = {
    "times": "×", "pm": "±", "mp": "∓", "cdot": "·", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠",
    "approx": "≈", "sim": "∼", "simeq": "≃", "equiv": "≡", "propto": "∝", "infty": "∞", "ell": "ℓ", "partial": "∂",
    "nabla": "∇", "rightarrow": "→", "to": "→", "leftarrow": "←", "leftrightarrow": "↔", "Rightarrow": "⇒",
    "in": "∈", "subset": "⊂", "subseteq": "⊆", "cup": "∪", "cap": "∩", "circ": "∘", "bullet": "•", "star": "⋆",
    "ast": "∗", "deg": "°", "prime": "′", "otimes": "⊗", "oplus": "⊕", "forall": "∀", "exists": "∃", "sum": "∑",
    "prod": "∏", "int": "∫", "ll": "≪", "gg": "≫", "mid": "|", "vert": "|", "hbar": "ℏ", "log": "log", "ln": "ln",
    "exp": "exp", "min": "min", "max": "max", "det": "det", "dim": "dim", "gcd": "gcd", "lambda": "λ",
    "varepsilon": "ε", "varphi": "φ", "vartheta": "θ", "varrho": "ρ", "varsigma": "ς", "epsilon": "ϵ", "phi": "ϕ",
}  # fmt: skip
_RAISED = str.maketrans("0123456789+-=()nixkmt*", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱˣᵏᵐᵗ*")
_LOWERED = str.maketrans("0123456789+-=()aeioxnmkpt", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑᵢₒₓₙₘₖₚₜ")
_FORMULA = re.compile(
    r"(?P<script>[\^_])\s*(?:\{(?P<a>[^{}\\^_]*)\}|(?P<b>[^\s{}\\]))|\\(?P<word>[A-Za-z]+)\s*|\\(?P<space>[,;:! ])"
    r"|(?P<brace>[{}])|(?P<plain>[^\\^_{}$]+)|(?P<other>.)",
    re.DOTALL,
)
_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304", ".": "\u0307",
    "u": "\u0306",
    "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "r": "\u030a", "d": "\u0323", "b": "\u0331",
}  # fmt: skip
_TOKEN = re.compile(
    r"\\(?P<accent>[`'^~\"=.])\s*(?:\{\s*(?P<a>\\?[A-Za-z0-9])\s*\}|(?P<b>\\?[A-Za-z]))"
    r"|\\(?P<hook>[uvHckrdb])(?:\s*\{\s*(?P<c>\\?[A-Za-z])\s*\}|\s+(?P<d>[A-Za-z]))"
    r"|\\(?P<word>[A-Za-z]+)(?:\{\}|\s+|(?![A-Za-z]))"
    r"|\\(?P<char>[^A-Za-z])|(?P<brace>[{}])|(?P<tilde>~)|(?P<dash>---?)|(?P<math>\$[^$]+\$)"
    r"|(?P<other>[^\\{}~$-]+|-|\$)|(?P<stray>\\)",
    re.DOTALL,
)


def entex(text: str) -> str:
    """Plain text as TeX spells it; letters stay Unicode. Dashes that TeX would join are kept apart."""
    return re.sub(r"-(?=-)", "-{}", "".join(_SPECIAL.get(c, c) for c in text))


def detex(text: str) -> str:
    """Plain text of TeX: accents, letters, short formulas, without protecting braces. A command that is not known
    stays as it is written.
    """
    out = []
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup
        if found["accent"] or found["hook"]:
            letter = next(part for part in (found["a"], found["b"], found["c"], found["d"]) if part)
            letter = {"\\i": "i", "\\j": "j"}.get(letter, letter.lstrip("\\"))
            out.append(unicodedata.normalize("NFC", letter + _ACCENTS[found["accent"] or found["hook"]]))
        elif kind == "word":
            out.append(_named(found["word"]))
        elif kind == "char":
            out.append({"\\": " ", ",": " ", " ": " ", "-": ""}.get(found["char"], found["char"]))
        elif kind == "math":
            out.append(_formula(found[0]))
        elif kind == "tilde":
            out.append(" ")
        elif kind == "dash":
            out.append({"--": "–", "---": "—"}[found["dash"]])
        elif kind == "other":
            out.append(found["other"])
    return re.sub(r"[ \t\r\n]+", " ", "".join(out)).strip()


def _named(word: str) -> str:
    """What a command stands for."""
    if word in _WORDS:
        return _WORDS[word]
    return "" if word in _LOOKS else _SIGNS.get(word) or _greek(word) or f"\\{word} "


def _greek(word: str) -> str:
    size = "CAPITAL" if word[0].isupper() else "SMALL"
    try:
        return unicodedata.lookup(f"GREEK {size} LETTER {word.upper()}")
    except KeyError:
        return ""


def _formula(written: str) -> str:
    """A formula in letters, where all of it can be; else as it is written, with its dollars."""
    out = []
    for found in _FORMULA.finditer(written[1:-1]):
        kind = found.lastgroup
        if found["script"]:
            inner = (found["a"] if found["a"] is not None else found["b"]).strip()
            told = inner.translate(_RAISED if found["script"] == "^" else _LOWERED)
            if any(a == b for a, b in zip(inner, told, strict=True)):
                return " ".join(written.split())
            out.append(told)
        elif kind == "word":
            word = found["word"]
            sign = "" if word in _LOOKS else _SIGNS.get(word) or _greek(word)
            if not sign and word not in _LOOKS:
                return " ".join(written.split())
            out.append(sign)
        elif kind == "plain":
            out.append(found["plain"])
        elif kind == "other":
            return " ".join(written.split())
    told = "".join(out).strip()
    # "$5 and $6" is money: what holds nothing of TeX, and more than a name, keeps its dollars.
    plain = re.fullmatch(r"[^\\^_{}]*", written[1:-1]) and not re.fullmatch(r"[\w+=<>()/.,*-]{1,6}", told)
    return " ".join(written.split()) if plain else told
