"""Which methods and attributes of classes a run may meet: Python looks them up by name, on objects of unknown
class.

A member counts when something that counts asks for that name (operators ask without naming it), unless no
class that
the run can get hold of would find this one: every one of them overrides it, and nobody asks through
`super()`.
"""

from collections.abc import Iterator

from figpress.freshness.code.known import BASES, PROTOCOLS
from figpress.freshness.code.names import Names, Place

HARMLESS = {
    "object",
    "Protocol",
    "Generic",
    "Exception",
    "ValueError",
    "NamedTuple",
}  # bases that ask for no method by name
# Found means called, so one that was not called was not looked up; those of the right operand depend on being
# overridden.
OPERATORS = {
    f"__{name}__" for name in (
        "add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "divmod", "pow", "lshift", "rshift",
        "and", "xor", "or", "neg", "pos", "invert", "abs",
        "iadd", "isub", "imul", "imatmul", "itruediv", "ifloordiv", "imod", "ipow",
    )
}  # fmt: skip
OF_ALL = {
    "__init_subclass__",
    "__set_name__",
    "__slots__",
    "__class_getitem__",
    "__match_args__",
    "__new__",
    "__prepare__",
}  # overriding hides nothing
Line = tuple[tuple[str, str], ...]  # classes in the order in which Python searches them: module and name


class Members:
    """The classes of a run: `known` ones are mentioned, `used` ones can be got hold of, not only as
    somebody's base.
    """

    def __init__(self, names: Names, executed: frozenset[str]):
        self.names, self.executed = names, executed
        self.known: dict[tuple[str, str], Place] = {}
        self.used: set[tuple[str, str]] = set()
        self._lines: dict[tuple[str, str], Line | None] = {}
        self._readers: dict[tuple[str, str], bool] = {}

    def add(self, place: Place, name: str, used: bool) -> None:
        self.known[(place.name, name)] = place
        if used:
            self.used.add((place.name, name))

    def asked(
        self, attributes: set[str], supers: set[str], dynamic: bool
    ) -> Iterator[tuple[Place, str, str, bool]]:
        """Members that the run may meet: place, class, member, and False where only that there is one
        matters.
        """
        for key, place in list(self.known.items()):
            members = self._members(key)
            foreign = dynamic or self.line(key) is None
            for member in members:
                dunder = member.startswith("__") and member.endswith("__")
                if not (dunder or foreign or member in attributes or member in PROTOCOLS):
                    continue
                if foreign or member in attributes or member in PROTOCOLS or member in OF_ALL:
                    met = True
                else:
                    met = not self._idle(key, member)
                    if not met and any(
                        member in self._members(other) and self._idle(other, member)
                        for other in (self.line(key) or ())[1:]
                    ):
                        continue  # it overrides what nobody asked for
                if foreign or not met or self._visible(key, member, supers):
                    yield place, key[1], member, met

    def _members(self, key: tuple[str, str]):
        module = self.names.code.module(self.known[key].path) if key in self.known else None
        return module.classes[key[1]].members if module and key[1] in module.classes else {}

    def _idle(self, key: tuple[str, str], member: str) -> bool:
        """True for an operator's function that the run did not call."""
        module = self.names.code.module(self.known[key].path)
        plain = module is not None and member in module.classes[key[1]].plain
        return plain and member in OPERATORS and f"{key[0]}:{key[1]}.{member}" not in self.executed

    def _visible(self, key: tuple[str, str], member: str, supers: set[str]) -> bool:
        """True when some class that can be got hold of finds this member first."""
        if key in self.used or member in supers or member in OF_ALL:
            return True
        heirs = [used for used in self.used if self.line(used) is None or key in (self.line(used) or ())]
        if not heirs or any(self.line(heir) is None for heir in heirs):
            return True
        return any(
            next(c for c in self.line(heir) or () if member in self._members(c)) == key for heir in heirs
        )

    def reads_annotations(self, key: tuple[str, str], around: Line = ()) -> bool:
        """True when whoever makes this class may read what its methods say of types."""
        if key not in self._readers:
            self._readers[key] = key not in around and self._reads(key, (*around, key))
        return self._readers[key]

    def _reads(self, key: tuple[str, str], around: Line) -> bool:
        place = self.names.place(key[0])
        module = self.names.code.module(place.path) if place else None
        if place is None or module is None or key[1] not in module.classes:
            return True
        for chain in module.classes[key[1]].bases:
            base = self.names.definition(place, ".".join(chain))
            first = module.imported.get(chain[0], chain[0])
            if base is None and ".".join((first, *chain[1:])) not in BASES:
                return True
            if base and self.reads_annotations((base[0].name, base[1]), around):
                return True
        return False

    def line(self, key: tuple[str, str], around: Line = ()) -> Line | None:
        """Where Python looks for members, or None when somebody who is not ours looks, too."""
        if key not in self._lines:
            self._lines[key] = None if key in around else self._merged(key, (*around, key))
        return self._lines[key]

    def _merged(self, key: tuple[str, str], around: Line) -> Line | None:
        place = self.names.place(key[0])
        module = self.names.code.module(place.path) if place else None
        if place is None or module is None or key[1] not in module.classes:
            return None
        above: list[tuple[str, str]] = []
        for chain in module.classes[key[1]].bases:
            if chain[-1] in HARMLESS:
                continue
            definition = self.names.definition(place, ".".join(chain))
            if definition is None:
                return None
            above.append((definition[0].name, definition[1]))
        lines = [self.line(base, around) for base in above]
        if any(line is None for line in lines):
            return None
        rest = [list(line) for line in (*lines, tuple(above)) if line]
        merged = [key]
        while rest := [line for line in rest if line]:
            head = next((line[0] for line in rest if not any(line[0] in other[1:] for other in rest)), None)
            if head is None:
                return None
            merged.append(head)
            rest = [[c for c in line if c != head] for line in rest]
        return tuple(merged)
