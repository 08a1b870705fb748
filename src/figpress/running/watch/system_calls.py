"""The system calls through which a process reaches files, and the filter that has the kernel tell of them.

Linux on x86-64 and aarch64, without privileges: seccomp's user notification (kernel 5.0), inherited by every
child.
"""

from __future__ import annotations

import platform
import struct
from dataclasses import dataclass

# Where a call's path stands among its arguments, and its folder's descriptor; what is done with it.
#   read    opened, by the flags in the argument `flags` (an address for openat2)
#   state   looked at; `flags` may ask not to follow a link
#   link    looked at without following
#   listing a folder's names, by its descriptor
#   run     executed
#   write   made, removed or renamed
#   socket  connected or bound: an address
#   blind   after this a path means something else, or a file is reached without one


@dataclass(frozen=True)
class Call:
    """One system call."""

    name: str
    does: str
    path: int | None = 0
    folder: int | None = None
    flags: int | None = None
    numbers: tuple[int | None, int | None] = (None, None)  # x86-64, aarch64


def _at(name: str, does: str, numbers: tuple[int | None, int | None], flags: int | None = None) -> Call:
    return Call(name, does, 1, 0, flags, numbers)


CALLS = (
    _at("openat", "read", (257, 56), 2),
    _at("newfstatat", "state", (262, 79), 3),
    Call("stat", "state", 0, numbers=(4, None)),
    Call("lstat", "link", 0, numbers=(6, None)),
    Call("open", "read", 0, flags=1, numbers=(2, None)),
    _at("statx", "state", (332, 291), 2),
    Call("access", "state", 0, numbers=(21, None)),
    _at("faccessat", "state", (269, 48)),
    _at("faccessat2", "state", (439, 439), 3),
    Call("readlink", "link", 0, numbers=(89, None)),
    _at("readlinkat", "link", (267, 78)),
    Call("getdents64", "listing", None, 0, numbers=(217, 61)),
    Call("getdents", "listing", None, 0, numbers=(78, None)),
    _at("openat2", "read2", (437, 437), 2),
    Call("execve", "run", 0, numbers=(59, 221)),
    _at("execveat", "run", (322, 281)),
    Call("creat", "write", 0, numbers=(85, None)),
    Call("rename", "write", 1, numbers=(82, None)),
    Call("renameat", "write", 3, 2, numbers=(264, 38)),
    Call("renameat2", "write", 3, 2, numbers=(316, 276)),
    Call("unlink", "write", 0, numbers=(87, None)),
    _at("unlinkat", "write", (263, 35)),
    Call("mkdir", "write", 0, numbers=(83, None)),
    _at("mkdirat", "write", (258, 34)),
    Call("symlink", "write", 1, numbers=(88, None)),
    Call("symlinkat", "write", 2, 1, numbers=(266, 36)),
    Call("link", "write", 1, numbers=(86, None)),
    Call("linkat", "write", 3, 2, numbers=(265, 37)),
    Call("truncate", "write", 0, numbers=(76, 45)),
    Call("connect", "socket", 1, numbers=(42, 203)),
    Call("bind", "socket", 1, numbers=(49, 200)),
    Call("chroot", "blind", None, numbers=(161, 51)),
    Call("pivot_root", "blind", None, numbers=(155, 41)),
    Call("mount", "blind", None, numbers=(165, 40)),
    Call("open_by_handle_at", "blind", None, numbers=(304, 265)),
)
MACHINES = {
    "x86_64": (0, 0xC000003E, 317),
    "aarch64": (1, 0xC00000B7, 277),
}  # column, AUDIT_ARCH, number of seccomp
REFUSED = 425  # io_uring_setup, on both: it opens files past every filter, and its users fall back
EMPTY_PATH = 0x1000  # a descriptor is asked about, not a path: very frequent, and its opening was seen

LOAD, EQUAL, ANY, RETURN = 0x20, 0x15, 0x45, 0x06
ALLOW, ASK, REFUSE = 0x7FFF0000, 0x7FC00000, 0x00050000 | 38  # ENOSYS
NUMBER, ARCH, ARGUMENT = 0, 4, 16  # places in struct seccomp_data (little-endian: low words first)


def machine() -> tuple[int, int, int] | None:
    """Column of the table, architecture and the number of seccomp itself; None where this is not known."""
    return MACHINES.get(platform.machine())


def known() -> dict[int, Call]:
    """The calls of this machine by number."""
    column = (machine() or (0, 0, 0))[0]
    return {number: call for call in CALLS if (number := call.numbers[column]) is not None}


def filter_program() -> bytes:
    """The BPF program: ask about what reaches files, allow the rest. A program of another architecture is
    asked about
    whole, so that it is noticed.
    """
    column, arch, _ = machine() or (0, 0, 0)
    calls = known()
    by_name = {call.name: number for number, call in calls.items()}
    half = {by_name["newfstatat"]: 3, by_name["statx"]: 2}  # asked about only where a path is given
    plain = [number for number in calls if number not in half]
    lines: list[tuple[int, str | int, str | int, int]] = [
        (LOAD, 0, 0, ARCH),
        (EQUAL, 0, "ask", arch),
        (LOAD, 0, 0, NUMBER),
    ]
    labels: dict[str, int] = {}
    for number in half:
        lines.append((EQUAL, f"half{number}", 0, number))
    for number in plain:
        lines.append((EQUAL, "ask", 0, number))
    lines.append((EQUAL, "refuse", "allow", REFUSED))
    for number, argument in half.items():
        labels[f"half{number}"] = len(lines)
        lines += [(LOAD, 0, 0, ARGUMENT + 8 * argument), (ANY, "allow", "ask", EMPTY_PATH)]
    for label, value in (("allow", ALLOW), ("ask", ASK), ("refuse", REFUSE)):
        labels[label] = len(lines)
        lines.append((RETURN, 0, 0, value))

    def jump(place: int, to: str | int) -> int:
        return labels[to] - place - 1 if isinstance(to, str) else to

    return b"".join(
        struct.pack("HBBI", code, jump(i, yes), jump(i, no), k) for i, (code, yes, no, k) in enumerate(lines)
    )
