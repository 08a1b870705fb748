"""The warm processes: each has imported some third-party packages, and forks a fresh child for every job.

They form a tree. The root has imported nothing; a run is forked from a process that holds exactly the
packages which its
own code reaches, imported in one fixed order, so that it draws the same bytes alone and among others. They
speak lines of
JSON with the press over the root's standard streams, import no project code, and never run any of it
themselves. When the
press goes away, so do they and their children.
"""

from __future__ import annotations

import gc
import importlib
import importlib.util
import json
import os
import selectors
import signal
import socket
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from figpress.freshness.code.whose import is_project
from figpress.freshness.look import ABSENT, look
from figpress.running.limits import Watch, hold
from figpress.running.parent import OUTDATED
from figpress.running.processes import adopt_orphans, begin_run, end, orphans
from figpress.running.watch.files import Files
from figpress.running.watch.naming import Watched
from figpress.running.watch.supervisor import open_door
from figpress.running.watch.watch import LOST, Door, Lost
from figpress.running.worker import work

TICK = 0.5  # seconds between two looks at what runs take


def main() -> None:
    """Serve until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    door = open_door()
    answers = os.dup(1)
    os.dup2(2, 1)
    gc.disable()  # what is imported stays: looking for what could be freed would be a quarter of the start
    files = Files(Watched(os.getcwd(), "/nowhere", kernel=False), None)
    sys.addaudithook(files.audit)
    files.begin()
    Parent(sys.stdin.fileno(), answers, door, files).serve()
    os._exit(0)  # nothing is kept, and taking torch apart takes as long as a figure


@dataclass(frozen=True)
class Node:
    """A process below this one, and what it holds."""

    held: tuple[str, ...]
    channel: socket.socket

    def send(self, message: dict[str, Any]) -> None:
        self.channel.sendall(json.dumps(message).encode() + b"\n")


class Parent:
    """One process of the tree.

    held   the modules that it has imported, in order
    files  what these looked at: every run from here depends on it
    """

    def __init__(self, questions: int, answers: int, door: Door, files: Files, held: tuple[str, ...] = ()):
        self.questions, self.answers, self.door, self.files, self.held = questions, answers, door, files, held
        files.idle = True
        self.buffers: dict[int, bytes] = {questions: b""}
        self.children: dict[
            int, tuple[int, socket.socket, int]
        ] = {}  # descriptor → job number, socket, process
        self.watches: dict[int, Watch] = {}  # by the same descriptor
        self.overs: dict[int, str] = {}  # which limit a run has passed
        self.looked = 0.0
        self.nodes: dict[int, Node] = {}  # by descriptor
        self.below: set[int] = set()  # their processes
        self.lent: dict[int, Node] = {}  # by job number: where it was sent
        self.broken: set[tuple[str, ...]] = set()  # what cannot be imported and go on
        self.selector = selectors.DefaultSelector()
        self.selector.register(questions, selectors.EVENT_READ)

    def serve(self) -> None:
        adopt_orphans()
        try:
            while True:
                for key, _ in self.selector.select(TICK if self.children else None):
                    for line in self._lines(key.fd):
                        if key.fd == self.questions:
                            self._asked(json.loads(line))
                        else:
                            self._told(key.fd, json.loads(line))
                self._watch()
        except EOFError:
            pass
        finally:
            for process in (*(p for _, _, p in self.children.values()), *self.below):
                end(process)

    def _told(self, descriptor: int, said: dict[str, Any]) -> None:
        """A run has a question, or says what it needs."""
        number, watch = self.children[descriptor][0], self.watches[descriptor]
        if "limits" in said:
            watch.minutes, watch.gigabytes = said["limits"]["minutes"], said["limits"]["gigabytes"]
        else:
            watch.wait()
            self._say({"job": number, "ask": said})

    def _watch(self) -> None:
        """Ends the runs that have taken too much, and notices those that ended while a child of theirs stays."""
        if time.monotonic() - self.looked < TICK:
            return
        self.looked = time.monotonic()
        for descriptor, watch in list(self.watches.items()):
            if not os.waitid(os.P_PID, watch.process, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                over = watch.over()
                if not over:
                    continue
                self.overs[descriptor] = over
                end(watch.process)
            self._ended(descriptor)

    def _lines(self, descriptor: int) -> list[bytes]:
        try:
            read = os.read(descriptor, 65536)
        except ConnectionError:
            read = b""
        if not read:
            if descriptor == self.questions:
                raise EOFError
            self._ended(descriptor)
            return []
        *lines, self.buffers[descriptor] = (self.buffers[descriptor] + read).split(b"\n")
        return lines

    def _say(self, answer: dict[str, Any]) -> None:
        """One line at once: all processes of the tree write to the same pipe."""
        os.write(self.answers, json.dumps(answer).encode() + b"\n")

    def _asked(self, question: dict[str, Any]) -> None:
        if question["do"] == "warm":
            self._plan([tuple(modules) for modules in question["sets"]])
        elif question["do"] == "run":
            self._run(question)
        elif question["do"] == "answer":
            number = question["number"]
            if node := self.lent.get(number):
                node.send(question)
            for own, channel, _ in self.children.values():
                if own == number:
                    self.watches[channel.fileno()].go_on()
                    channel.sendall(json.dumps(question["answer"]).encode() + b"\n")

    # The tree.

    def _plan(self, sets: list[tuple[str, ...]]) -> None:
        """Have processes import what these sets have in common, and then what each has of its own."""
        groups: dict[str, list[tuple[str, ...]]] = {}
        for modules in sets:
            if modules != self.held and modules not in self.broken:
                groups.setdefault(modules[len(self.held)], []).append(modules)
        for group in groups.values():
            node = self._towards(group[0]) or self._grow(tuple(os.path.commonprefix(group)))
            further = [modules for modules in group if modules[: len(node.held)] == node.held]
            node.send({"do": "warm", "sets": further})
            for modules in group:
                if modules not in further and not self._towards(modules):
                    self._grow(modules)

    def _towards(self, modules: tuple[str, ...]) -> Node | None:
        """The process below which holds a first part of these, the longest."""
        fit = [node for node in self.nodes.values() if modules[: len(node.held)] == node.held]
        return max(fit, key=lambda node: len(node.held), default=None)

    def _grow(self, held: tuple[str, ...]) -> Node:
        ours, theirs = socket.socketpair()
        process = os.fork()
        if process == 0:
            try:
                self._leave(ours)
                self.files.idle = False
                for name in held[len(self.held) :]:
                    _import(name)
                self._forget_sources()
                gc.freeze()
                Parent(theirs.fileno(), self.answers, self.door, self.files, held).serve()
            finally:
                os._exit(0)
        theirs.close()
        self.below.add(process)
        node = Node(held, ours)
        self.nodes[ours.fileno()] = node
        self.buffers[ours.fileno()] = b""
        self.selector.register(ours.fileno(), selectors.EVENT_READ)
        return node

    def _forget_sources(self) -> None:
        """Packages look for their own sources by bare names; nobody's project has them."""
        seen = self.files.looks.seen
        for key in [key for key, digest in seen.items() if digest == ABSENT and key[1].endswith(".py")]:
            del seen[key]

    def _leave(self, ours: socket.socket) -> None:
        """In a forked process: what belongs to the one above is let go."""
        ours.close()
        self.selector.close()
        for channel in (
            *(c for _, c, _ in self.children.values()),
            *(n.channel for n in self.nodes.values()),
        ):
            channel.close()

    # Runs.

    def _run(self, question: dict[str, Any]) -> None:
        modules = tuple(question["job"]["packages"])
        if modules == self.held or modules in self.broken:
            if all(self._look(name, how) == digest for (how, name), digest in self.files.looks.seen.items()):
                self._fork(question["number"], question["job"])
            else:
                self._say({"job": question["number"], "ended": OUTDATED, "over": ""})
        else:
            node = self.lent[question["number"]] = self._towards(modules) or self._grow(modules)
            node.send(question)

    def _look(self, name: str, how: str) -> str:
        return look(os.path.join(self.files.run.root, name), how)

    def _fork(self, number: int, job: dict[str, Any]) -> None:
        ours, theirs = socket.socketpair()
        process = os.fork()
        if process == 0:
            status = 1
            try:
                begin_run()
                hold(job["limits"]["gigabytes"])
                gc.enable()
                self._leave(ours)
                os.close(self.answers)
                os.dup2(os.open(os.devnull, os.O_RDONLY), 0)  # nobody answers a script's questions
                if self.questions:
                    os.close(self.questions)
                signal.signal(signal.SIGINT, signal.default_int_handler)
                out = os.open(
                    os.path.join(job["scratch"], "output.txt"), os.O_WRONLY | os.O_CREAT | os.O_APPEND
                )
                os.dup2(out, 1)
                os.dup2(out, 2)
                work(job, theirs, self.door, self.files.looks.seen)
                status = 0
            except Lost:
                status = LOST
            except BaseException:
                import traceback

                traceback.print_exc()
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(status)
        theirs.close()
        self.children[ours.fileno()] = (number, ours, process)
        self.watches[ours.fileno()] = Watch(process, Path(job["scratch"], "output.txt"), **job["limits"])
        self.buffers[ours.fileno()] = b""
        self.selector.register(ours.fileno(), selectors.EVENT_READ)

    def _ended(self, descriptor: int) -> None:
        self.selector.unregister(descriptor)
        if node := self.nodes.pop(descriptor, None):  # an import ended it: its runs import for themselves
            self.broken.add(node.held)
            node.channel.close()
            for number in [n for n, at in self.lent.items() if at is node]:
                self._say({"job": number, "ended": OUTDATED, "over": ""})
            return
        number, channel, process = self.children.pop(descriptor)
        self.watches.pop(descriptor)
        channel.close()
        _, status = os.waitpid(process, 0)
        for left in orphans({child for _, _, child in self.children.values()} | self.below):
            end(left)
        over = self.overs.pop(descriptor, "")
        self._say({"job": number, "ended": os.waitstatus_to_exitcode(status), "over": over})


def _is_projects(name: str) -> bool:
    """True for what the children must load themselves: a library of the project that is installed editable."""
    spec = importlib.util.find_spec(name.partition(".")[0])
    places = [spec.origin, *(spec.submodule_search_locations or ())] if spec else []
    return any(
        place and is_project(os.path.join(place, ""), os.getcwd()) for place in places if place != "frozen"
    )


def _import(name: str) -> None:
    """Import a module, and what it puts off until its first use."""
    try:
        if _is_projects(name):
            return
        importlib.import_module(name)
        if name == "torch":
            # before any operation: a child of a parent with running threads would wait for them for ever
            sys.modules["torch"].set_num_threads(1)
    except Exception:  # the script that imports it will say so, with its own line
        return
    if "numpy" in sys.modules and "numpy.random" not in sys.modules:
        importlib.import_module("numpy.random")  # numpy itself waits for the first use
    if name.partition(".")[0] == "matplotlib":
        _pin_fonts()
    if name == "matplotlib.pyplot":
        _draw_once()


def _draw_once() -> None:
    """Draws a small figure and forgets it: the children then find fonts loaded and backends imported."""
    import io

    import matplotlib.pyplot as pyplot

    pyplot.switch_backend("agg")
    figure, axes = pyplot.subplots()
    axes.plot([1, 2], label="$x_1$")
    axes.imshow([[1.0, 2.0]])
    axes.set_title("one", weight="bold")
    axes.legend()
    figure.savefig(io.BytesIO(), format="svg", metadata={"Date": None})
    pyplot.close("all")


def _pin_fonts() -> None:
    """Only the fonts that come with matplotlib: a machine's own would change the picture."""
    from matplotlib import font_manager, get_data_path

    inside = get_data_path()
    manager = font_manager.fontManager
    manager.ttflist = [f for f in manager.ttflist if f.fname.startswith(inside)]
    manager.afmlist = [f for f in manager.afmlist if f.fname.startswith(inside)]


if __name__ == "__main__":
    main()
