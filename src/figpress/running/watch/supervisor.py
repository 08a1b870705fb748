"""The watching process: it answers the kernel's questions about every run, and keeps what was looked at.

It is the parent of the warm process, so that every run and whatever a run starts are its descendants (whose
memory it may
read wherever that is restricted), and it runs no code of theirs, so that nothing which they hold can keep it
from answering.
If it ends, the kernel fails the watched calls at once (ENOSYS): a run then fails, and is drawn again
unwatched.
"""

from __future__ import annotations

import json
import mmap
import os
import re
import select
import socket
import struct
import sys
import threading

from figpress.running.watch.kernel import Listener, Question
from figpress.running.watch.looks import Looks
from figpress.running.watch.naming import Naming, Watched, absolute
from figpress.running.watch.quiet import depth, shared_page
from figpress.running.watch.system_calls import EMPTY_PATH, Call, known, machine
from figpress.running.watch.watch import Door

AT_CWD, NO_FOLLOW = -100, 0x100
UNREACHABLE = 101  # ENETUNREACH
SKIPPED = (b"/proc/sys", b"/sys/", b"/dev/", b"/usr/lib", b"/lib/", b"/lib64/", b"/etc/")
THROUGH = re.compile(r"/proc/(?:self|thread-self|\d+)/(cwd|root|fd/\d+)(?=/|$)|/dev/(fd/\d+)(?=/|$)")
COMMON = ("/run/nscd/", "/var/run/nscd/", "/run/systemd/", "/dev/log")  # the system's own services


def open_door() -> Door:
    """Become two processes: this one watches, and the other goes on with a way to it."""
    page = shared_page()
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    process = os.fork()
    if process == 0:
        ours.close()
        return Door(theirs, page, frozenset(sys.modules))
    theirs.close()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):  # the press and the warm process hold the ends of these
        os.dup2(nowhere, stream)
    supervise(ours, page, process)
    raise AssertionError("it has ended")


def supervise(door: socket.socket, page: mmap.mmap, warm: int) -> None:
    """Serve until the warm process has ended, and end with its status."""
    while True:
        try:
            message, descriptors, _, _ = socket.recv_fds(door, 1 << 16, 2)
        except OSError:
            break
        if not message:
            break
        listener, control = descriptors
        run = Run(Listener(listener), socket.socket(fileno=control), Watched(**json.loads(message)), page)
        threading.Thread(target=run.serve, daemon=True).start()
    _, status = os.waitpid(warm, 0)
    os._exit(max(os.waitstatus_to_exitcode(status), 0))


class Run:
    """One run: its questions, and at its end what they came to."""

    def __init__(self, listener: Listener, control: socket.socket, run: Watched, page: mmap.mmap):
        self.listener, self.control, self.page = listener, control, page
        self.looks = Looks(Naming(run), run.hidden)
        self.calls = known()
        self.arch = (machine() or (0, 0, 0))[1]
        self.causes: set[str] = set()
        self.bound: set[str] = set()
        self.done = False

    def serve(self) -> None:
        """Answer until nobody is left who could ask."""
        poll = select.poll()
        poll.register(self.listener.descriptor, select.POLLIN)
        poll.register(self.control.fileno(), select.POLLIN)
        while True:
            for descriptor, event in poll.poll():
                if descriptor == self.listener.descriptor:
                    if event & select.POLLIN:
                        self._question()
                    elif event & (select.POLLHUP | select.POLLERR):
                        os.close(self.listener.descriptor)
                        self.control.close()
                        return
                elif not self._asked():
                    poll.unregister(self.control.fileno())

    def _asked(self) -> bool:
        """The run is over and wants to know; False when it has ended."""
        try:
            if not self.control.recv(64):
                return False
            self.done = True
            text = json.dumps({**self.looks.report(), "causes": sorted(self.causes)}).encode()
            self.control.sendall(struct.pack("Q", len(text)) + text)
        except OSError:
            return False
        return True

    def _question(self) -> None:
        question = self.listener.receive()
        if question is None:
            return
        error = 0
        try:
            if not self.done and not depth(self.page, question.task):
                error = self._meet(question)
        except (OSError, ValueError):  # the asker ended, or its memory is gone: the call will fail by itself
            pass
        finally:
            self.listener.answer(question, error)

    def _meet(self, question: Question) -> int:
        """Keep what a question tells. Returns the error that the call is to fail with, or 0."""
        call = self.calls.get(question.number)
        if question.arch != self.arch or call is None:
            self.causes.add("a program of another kind of machine runs in it")
            return 0
        if call.does == "socket":
            return self._socket(question, call)
        if call.does == "blind":
            self.causes.add(f"it changes what paths mean ({call.name})")
            return 0
        path = self._path(question, call)
        if path is None or not self.listener.valid(question):
            return 0
        self._keep(call, question, path)
        return 0

    def _path(self, question: Question, call: Call) -> str | None:
        """The absolute path that a call means; None where it is nobody's dependency."""
        text = b""
        if call.path is not None:
            address = question.arguments[call.path]
            text = self.listener.text(question.task, address) if address else b""
            if text.startswith(SKIPPED) and not text.startswith(b"/dev/fd"):
                return None
        path = os.fsdecode(text)
        if not path.startswith("/"):
            path = os.path.join(self._folder(question, call), path) if text or call.path is None else ""
        if (
            not path
            and call.path is not None
            and call.folder is not None
            and self._flags(question, call) & EMPTY_PATH
        ):
            path = self._folder(question, call)
        if through := THROUGH.match(path):
            path = os.readlink(f"/proc/{question.task}/{through[1] or through[2]}") + path[through.end() :]
        if not path.startswith("/"):
            return None
        return absolute(path, "/")

    def _folder(self, question: Question, call: Call) -> str:
        number = -100
        if call.folder is not None:
            number = question.arguments[call.folder] & 0xFFFFFFFF
            number -= (1 << 32) if number >> 31 else 0
        return os.readlink(f"/proc/{question.task}/{'cwd' if number == AT_CWD else f'fd/{number}'}")

    def _flags(self, question: Question, call: Call) -> int:
        return question.arguments[call.flags] & 0xFFFFFFFF if call.flags is not None else 0

    def _keep(self, call: Call, question: Question, path: str) -> None:
        looks = self.looks
        if call.does in ("read", "read2"):
            flags = self._flags(question, call)
            if call.does == "read2":
                (flags,) = struct.unpack("Q", self.listener.memory(question.task, question.arguments[2], 8))
            self._opened(path, flags)
        elif call.does == "write":
            if call.name.startswith(("rename", "link")):  # what stood under the old name is read, in a way
                old = self._path(
                    question,
                    Call("", "", 1 if call.folder is not None else 0, 0 if call.folder is not None else None),
                )
                if old:
                    looks.see(old, "content")
                    looks.write(old)
            looks.write(path)
        elif call.does == "run":
            if os.path.exists(path):
                looks.see(path, "content")
                if interpreter := _interpreter(path):
                    looks.see(os.path.join(self._folder(question, Call("", "")), interpreter), "content")
            elif looks.naming.name(path) and path.startswith(looks.naming.root + os.sep):
                looks.see(path, "content")
        elif call.does == "state" and self._flags(question, call) & NO_FOLLOW:
            looks.see(path, "link")
        else:
            looks.see(path, call.does)

    def _opened(self, path: str, flags: int) -> None:
        if flags & getattr(os, "O_PATH", 0):
            self.looks.see(path, "state")
            return
        ways = flags & os.O_ACCMODE
        writes = ways != os.O_RDONLY
        fresh = flags & os.O_TRUNC or (flags & os.O_CREAT and flags & os.O_EXCL)
        if not writes or (ways == os.O_RDWR and not fresh):
            self.looks.see(path, "content")
        if writes or fresh:
            self.looks.write(path)

    def _socket(self, question: Question, call: Call) -> int:
        size = min(question.arguments[2] & 0xFFFF, 110)
        address = self.listener.memory(question.task, question.arguments[1], size) if size > 1 else b"\0\0"
        family = struct.unpack_from("H", address)[0]
        if family in (socket.AF_INET, socket.AF_INET6):
            return UNREACHABLE if call.name == "connect" else 0
        if family != socket.AF_UNIX or len(address) < 3:
            return 0
        name = os.fsdecode(address[2:].rstrip(b"\0") if address[2] else address[2:])
        if call.name == "bind":
            self.bound.add(name)
        elif name not in self.bound and not name.startswith(COMMON):
            self.causes.add("it talks to a program that was there before it")
        return 0


def _interpreter(path: str) -> str:
    """What a script's first line names; the kernel opens that without a call."""
    try:
        with open(path, "rb") as file:
            first = file.readline(256)
    except OSError:
        return ""
    words = first[2:].split() if first.startswith(b"#!") else []
    return os.fsdecode(words[0]) if words else ""
