"""How names are written in figures.lock: once, sorted, each beside its neighbours.

"byhand.block: backward forward ?: name." stands for three names in two modules. Of the modules that a run
imported, "byhand.**" stands for all that any figure imported of a package, itself included, and
"byhand.** -byhand.check" for all but one: so a module that everybody imports is one line in the whole lock.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from urllib.parse import unquote

FEW = 4  # one of so many modules of a package may be missing, and the others still be named together
ALL, NOT = ".**", "-"
STRANGE = re.compile(r"[%\s:]|^-|\*\*$")  # a module that a path was given for may have any name
Facts = Mapping[str, tuple[str, ...]]


def packed(names: Iterable[str]) -> str:
    """Names with their modules ("byhand.block:forward") as one text."""
    return " ".join(f"{module}: {own}" for module, own in by_module(names).items())


def unpacked(text: str) -> list[str]:
    """The names in such a text. Raises ValueError for a name without a module."""
    found, module = [], None
    for word in text.split(" ") if text else ():
        if word.endswith(":"):
            module = unquote(word)
        elif module is None:
            raise ValueError(word)
        else:
            found.append(module + unquote(word))
    return found


def by_module(names: Iterable[str]) -> dict[str, str]:
    """The names of each module as one text."""
    found: dict[str, list[str]] = {}
    for name in sorted(names):
        module, _, own = name.partition(":")
        found.setdefault(_safe(module), []).append(_safe(own))
    return {module: " ".join(own) for module, own in found.items()}


def covered(names: Iterable[str], every: Iterable[str]) -> str:
    """Some of all modules as one text: packages of which all are there, or nearly all, stand for them."""
    here = set(names)
    below: dict[str, list[str]] = {}
    for name in sorted(every):
        for package in _packages(name):
            below.setdefault(package, []).append(name)
    words: list[str] = []
    done: set[str] = set()
    for package, members in sorted(below.items()):  # a package comes before what is in it
        missing = [name for name in members if name not in here]
        if not done & set(members) and len(members) > 1 and FEW * len(missing) < len(members):
            words += [_safe(package) + ALL, *(NOT + _safe(name) for name in missing)]
            done.update(members)
    return " ".join([*words, *map(_safe, sorted(here - done))])


def uncovered(text: str, every: Iterable[str]) -> list[str]:
    """The modules that such a text names, sorted."""
    found: set[str] = set()
    every = tuple(every)
    for word in text.split(" ") if text else ():
        if word.endswith(ALL):
            package = unquote(word.removesuffix(ALL))
            found.update(name for name in every if package in _packages(name))
        elif word.startswith(NOT):
            found.discard(unquote(word[1:]))
        else:
            found.add(unquote(word))
    return sorted(found)


def agreed(traces: Iterable[Facts]) -> dict[str, tuple[str, ...]]:
    """What most of these say of a name: of those that say it as often, the first in order."""
    said: dict[str, Counter[tuple[str, ...]]] = {}
    for facts in traces:
        for name, hits in facts.items():
            said.setdefault(name, Counter())[hits] += 1
    return {
        name: min(counts, key=lambda hits: (-counts[hits], hits)) for name, counts in sorted(said.items())
    }


def together(facts: Facts) -> dict[str, str]:
    """Facts as texts: names of a module of which the same is said stand together."""
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for name, hits in sorted(facts.items()):
        groups.setdefault((name.partition(":")[0], hits), []).append(name)
    return {packed(names): packed(hits) for (_, hits), names in groups.items()}


def apart(texts: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The facts in such texts."""
    return {name: tuple(unpacked(hits)) for names, hits in texts.items() for name in unpacked(names)}


def _safe(name: str) -> str:
    return STRANGE.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), name)


def _packages(name: str) -> list[str]:
    """A module's own name and those of the packages that it lies in."""
    parts = name.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts) + 1)]
