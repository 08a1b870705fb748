"""What is said to the kernel: installing the filter, receiving its questions, reading the asker's memory,
answering.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import struct
from dataclasses import dataclass

from figpress.running.watch.system_calls import filter_program, machine

NO_NEW_PRIVILEGES = 38
MODE_FILTER, NEW_LISTENER, WAIT_KILLABLE = 1, 1 << 3, 1 << 5
RECEIVE, SEND, VALID, SET_FLAGS = 0xC0502100, 0xC0182101, 0x40082102, 0x40082104
CONTINUE, SYNC_WAKE_UP = 1, 1
PAGE, LONGEST = 4096, 4096
_libc = ctypes.CDLL(None, use_errno=True)


class Unwatchable(OSError):
    """The kernel does not tell: another system, an old kernel, a container that forbids it."""


def install() -> int:
    """Have the kernel ask about this process and all that it will start. Returns the listener's descriptor.

    Raises Unwatchable. There is no way back: the filter lives as long as the process.
    """
    here = machine()
    if here is None or not hasattr(_libc, "prctl"):
        raise Unwatchable("not a machine whose system calls are known")
    program = filter_program()
    held = ctypes.create_string_buffer(program)
    described = ctypes.create_string_buffer(
        struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(held))
    )
    if _libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        raise Unwatchable(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    for flags in (NEW_LISTENER | WAIT_KILLABLE, NEW_LISTENER):  # the first from kernel 5.19 on
        listener = _libc.syscall(here[2], MODE_FILTER, flags, described)
        if listener >= 0:
            return listener
    raise Unwatchable(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


@dataclass(frozen=True)
class Question:
    """A system call that waits for an answer. `task` is the asking thread."""

    id: int
    task: int
    number: int
    arch: int
    arguments: tuple[int, ...]


class Listener:
    """Questions of one run and all its children."""

    def __init__(self, descriptor: int):
        self.descriptor = descriptor
        self._asked, self._answer = bytearray(80), bytearray(24)
        self._buffer = ctypes.create_string_buffer(LONGEST)
        self._local, self._remote = (ctypes.c_size_t * 2)(), (ctypes.c_size_t * 2)()
        try:  # who asks is woken where the answer was made: half the time, from kernel 6.6 on
            fcntl.ioctl(descriptor, SET_FLAGS, SYNC_WAKE_UP)
        except OSError:
            pass

    def receive(self) -> Question | None:
        """The next question; None where its asker is gone meanwhile."""
        self._asked[:] = bytes(80)
        try:
            fcntl.ioctl(self.descriptor, RECEIVE, self._asked, True)
        except OSError:
            return None
        id, task, _, number, arch, _, *arguments = struct.unpack("QIIiIQ6Q", self._asked)
        return Question(id, task, number, arch, tuple(arguments))

    def valid(self, question: Question) -> bool:
        """True while the asker still waits: only then was what was read of it really its own."""
        try:
            fcntl.ioctl(self.descriptor, VALID, struct.pack("Q", question.id))
        except OSError:
            return False
        return True

    def answer(self, question: Question, error: int = 0) -> None:
        """Let the call go on, or fail with an error number."""
        struct.pack_into("QqiI", self._answer, 0, question.id, 0, -error, 0 if error else CONTINUE)
        try:
            fcntl.ioctl(self.descriptor, SEND, self._answer, True)
        except OSError:  # ended meanwhile
            pass

    def text(self, task: int, address: int) -> bytes:
        """The text at an address of the asker, up to its end. Raises OSError."""
        found = b""
        while len(found) < LONGEST:
            more = self.memory(task, address + len(found), min(PAGE - (address + len(found)) % PAGE, 512))
            found += more
            if b"\0" in more:
                break
        return found.partition(b"\0")[0]

    def memory(self, task: int, address: int, size: int) -> bytes:
        """Bytes of the asker's memory. Raises OSError."""
        self._local[0], self._local[1] = ctypes.addressof(self._buffer), size
        self._remote[0], self._remote[1] = address, size
        read = _libc.process_vm_readv(task, self._local, 1, self._remote, 1, 0)
        if read <= 0:
            raise OSError(ctypes.get_errno(), "its memory cannot be read")
        return self._buffer.raw[:read]


_libc.process_vm_readv.argtypes = [
    ctypes.c_int,
    ctypes.c_void_p,
    ctypes.c_ulong,
    ctypes.c_void_p,
    ctypes.c_ulong,
    ctypes.c_ulong,
]
_libc.process_vm_readv.restype = ctypes.c_ssize_t
