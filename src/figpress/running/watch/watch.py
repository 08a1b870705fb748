"""The watch as a run knows it: begun in the forked process, asked for what it saw at the end."""

from __future__ import annotations

import json
import mmap
import os
import socket
import struct
from dataclasses import asdict, dataclass
from typing import Any

from figpress.running.watch import kernel
from figpress.running.watch.naming import Watched

LOST = 113  # a run's exit status when the watching process went away


class Lost(Exception):
    """The watching process is gone, and with it what the run looked at."""


@dataclass(frozen=True)
class Door:
    """The way to the watching process; `modules` are those that the press itself has loaded."""

    socket: socket.socket
    page: mmap.mmap
    modules: frozenset[str]

    def begin(self, run: Watched) -> Watch | None:
        """Have the kernel tell the watching process of this one. None where that cannot be."""
        ours, theirs = socket.socketpair()
        try:
            listener = kernel.install()
        except OSError:
            return None
        try:
            socket.send_fds(self.socket, [json.dumps(asdict(run)).encode()], [listener, theirs.fileno()])
        except OSError:  # it is gone already: `report` will say so
            pass
        finally:
            os.close(
                listener
            )  # held by the watching process alone: when that ends, nobody waits for an answer
            theirs.close()
        return Watch(ours)


class Watch:
    """A watched run."""

    def __init__(self, control: socket.socket):
        self.control = control

    def report(self) -> dict[str, Any]:
        """What the run and its children looked at: see Looks.report, and causes. Raises Lost."""
        try:
            self.control.sendall(b"?")
            (size,) = struct.unpack("Q", self._read(8))
            return json.loads(self._read(size))
        except OSError as error:
            raise Lost from error

    def lost(self) -> bool:
        """True when the watching process has ended."""
        try:
            return self.control.recv(1, socket.MSG_DONTWAIT | socket.MSG_PEEK) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    def _read(self, size: int) -> bytes:
        found = b""
        while len(found) < size:
            more = self.control.recv(min(size - len(found), 1 << 20))
            if not more:
                raise Lost
            found += more
        return found
