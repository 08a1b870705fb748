"""Breaks registries the way people and programs do: pure functions of a text and a source of chance, used by
the tests and by bench/.
"""

import random

KEYS = [
    "type",
    "title",
    "author",
    "issued",
    "DOI",
    "URL",
    "arXiv",
    "read",
    "opened",
    "why",
    "archived",
    "work",
    "locator",
    "use",
    "file",
    "basis",
    "figure",
    "changes",
    "works",
    "borrowed",
    "url",
    "sha256",
    "media_type",
    "crop",
    "kind",
    "licence",
    "evidence",
    "quote",
    "checked",
    "on",
    "extent",
    "summary",
    "page",
    "box",
]
VALUES = ["", "~", "[]", "{}", "[1, [2]]", "{a: {b: c}}", "yes", "no", "2017-13-45", "-1", "9" * 40, "0x1F", "1e999", ".inf", "'", '"', "*x", "&x y", "!!python/name:os", "? a", "|", ">", "- a", "\t", "\u00e9\u4e2d", "\x07", "\ufeff", "\u2028", "#", "a: b: c", "%", "@a", "`", "{{", "]]", "<<: *a", "javascript:alert(1)", "../../x", "null", "MIT OR", "LicenseRef-x", "http://[::1", "http://a:b@c", "a" * 5000]  # fmt: skip


def mutated(text: str, chance: random.Random) -> bytes:
    """The text after one to four accidents."""
    for _ in range(chance.randint(1, 4)):
        text = chance.choice(ACCIDENTS)(text, chance)
    content = text.encode("utf-8", "surrogatepass")
    if chance.random() < 0.05:
        at = chance.randrange(len(content) + 1)
        content = content[:at] + bytes([chance.randrange(256)]) + content[at:]
    return content


def _lines(change):
    def accident(text, chance):
        lines = text.split("\n")
        at = chance.randrange(len(lines))
        change(lines, at, chance)
        return "\n".join(lines)

    return accident


def _indent(lines, at, chance):
    lines[at] = " " * chance.choice([1, 2, 3, 7]) + lines[at] if chance.random() < 0.6 else lines[at].lstrip()


def _revalue(lines, at, chance):
    key, colon, _ = lines[at].partition(":")
    lines[at] = f"{key}{colon} {chance.choice(VALUES)}"


def _rekey(lines, at, chance):
    key, colon, value = lines[at].partition(":")
    word = key.strip(" -")
    new = chance.choice(KEYS) if chance.random() < 0.5 else word[:-1] + chance.choice("xyz-_ ")
    lines[at] = f"{key[: len(key) - len(key.lstrip(' -'))]}{new}{colon}{value}"


def _swap(lines, at, chance):
    other = chance.randrange(len(lines))
    lines[at], lines[other] = lines[other], lines[at]


def _cut(text, chance):
    begin = chance.randrange(len(text) + 1)
    return text[:begin] + text[begin + chance.randint(1, 60) :]


def _insert(text, chance):
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(VALUES) + text[at:]


ACCIDENTS = [
    _lines(_indent), _lines(_revalue), _lines(_revalue), _lines(_rekey), _lines(_swap), _cut, _insert,
    _lines(lambda lines, at, chance: lines.pop(at) if len(lines) > 1 else None), _lines(lambda lines, at, chance: lines.insert(at, lines[chance.randrange(len(lines))])),
]  # fmt: skip
