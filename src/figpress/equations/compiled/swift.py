"""The vectors of a program as a part of its set's module: bytes, and the call that hands them what they need."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping
from dataclasses import replace

from figpress.equations.compiled import vectors
from figpress.equations.compiled.lanes import Interface, NoVectors
from figpress.equations.compiled.program import Function
from figpress.equations.compiled.scalars import Scalar
from figpress.equations.compiled.spelling import identifier
from figpress.equations.compiled.trees import inlined

# Arrays that do not lie in the memory go to the readable program, and so does what finds no room for its copies.
LINKED = """\
// The same loops in WebAssembly, LANES numbers at a time, for arrays of NUMBERS that lie in one memory. Each is held against the
// readable program at its first call, on what it was called with, and stays away where they differ. From `free` on, `room` bytes
// of the memory are theirs.
export async function swift(memory, free, room) {
  const found = { READABLE }, packed = Uint8Array.from(atob(CODE), (c) => c.charCodeAt(0));
  const code = await new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"))).arrayBuffer();
  const most = (all) => (all.length ? all : [all]).reduce((top, x) => (Number.isFinite(x) ? Math.max(top, Math.abs(x)) : top), 0);
  let at = 0;
  for (const [name, [length, link]] of Object.entries(SWIFT)) {
    const { instance } = await WebAssembly.instantiate(code.slice(at, (at += length)), { m: { m: memory } });
    const slow = found[name], quick = link(instance.exports.f, memory.buffer, free, room, slow);
    let said = (size, given, to) => {
      const kept = Object.fromEntries(Object.entries(given).map(([key, x]) => [key, x.slice?.() ?? x])), expected = to.slice();
      slow(size, kept, expected);
      quick(size, given, to);
      const far = 1e-4 * most(expected) + 1e-5 * Math.max(...Object.values(kept).map(most));
      const agree = expected.every((x, i) => Object.is(x, to[i]) || x === to[i] || Math.abs(x - to[i]) <= far);
      said = agree ? quick : slow;
      if (!agree) { to.set(expected); swift.differ = [...(swift.differ ?? []), name]; }
    };
    found[name] = (size, given, to) => said(size, given, to);
  }
  return found;
}
"""


def swift(made: Function, bodies: Mapping[str, tuple[str, Scalar]]) -> str:
    """Its bytes in base64, and the call; "" for a program that has no vectors.

    bodies  of the functions of one number that displays define: letter and value
    """
    if len(made.rules) != 1 or made.written is None or any(g.kind not in _HANDED for g in made.given):
        return ""
    (rule,) = made.rules
    sizes = tuple(identifier(s) for s in made.sizes)
    given = tuple((g.name, g.kind == "number") for g in made.given)
    try:
        code, face = vectors.compiled(
            replace(rule, value=inlined(rule.value, bodies)), Interface(sizes, given, rule.array)
        )
    except NoVectors:
        return ""
    return f"{base64.b64encode(code).decode()} {_link(face)}"


_HANDED = ("array", "number")


def _link(face: Interface) -> str:
    """The call; with a dollar, what no equation can be named."""
    arrays = [name for name, number in face.given if not number]
    lies = " || ".join(f"{name}.buffer !== $b" for name in [*arrays, "$to"])
    if face.scratch.terms:
        lies += f" || {vectors.KIND.bytes} * ({face.scratch.text}) > $room"
    handed = [name if number else f"{name}.byteOffset" for name, number in face.given]
    call = ", ".join([*face.sizes, *handed, "$to.byteOffset", "$free"])
    size, read = (
        f"{{ {', '.join(names)} }}" if names else "{}" for names in (face.sizes, [n for n, _ in face.given])
    )
    return (
        f"($f, $b, $free, $room, $slow) => ($size, $given, $to) => {{\n"
        f"    const {size} = $size, {read} = $given;\n"
        f"    if ({lies}) $slow($size, $given, $to); else $f({call});\n  }}"
    )


def linked(names: list[str], entries: Mapping[str, str]) -> str:
    """What a set's module says besides its readable programs: all bytes together, smaller than each by itself."""
    code, table = b"", ""
    for name, entry in entries.items():
        own, _, call = entry.partition(" ")
        module = base64.b64decode(own)
        code, table = code + module, table + f"  {name}: [{len(module)}, {call}],\n"
    packed = base64.b64encode(zlib.compress(code, 9)).decode()
    said = LINKED.replace("READABLE", ", ".join(names)).replace("LANES", _WORDS[vectors.KIND.lanes])
    said = said.replace("NUMBERS", f"float{vectors.KIND.bits}")
    return f'const CODE = "{packed}";\nconst SWIFT = {{\n{table}}};\n{said}'


_WORDS = {2: "two", 4: "four"}
