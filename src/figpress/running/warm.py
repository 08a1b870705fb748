"""The warm parent: a process that has imported the third-party packages, and forks a fresh child for every
job.

It speaks lines of JSON with the press over its standard streams, imports no project code, and never runs any
of it
itself. When the press goes away, so do its children.
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
from pathlib import Path
from typing import Any

from figpress.freshness.code.whose import is_project
from figpress.running.limits import Watch, hold
from figpress.running.processes import adopt_orphans, begin_run, end, orphans
from figpress.running.worker import work

TICK = 0.5  # seconds between two looks at what runs take


def main() -> None:
    """Serve until standard input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # what is imported stays: looking for what could be freed would be a quarter of the start
    Parent(sys.stdin.fileno(), answers).serve()
    os._exit(0)  # nothing is kept, and taking torch apart takes as long as a figure


class Parent:
    def __init__(self, questions: int, answers):
        self.questions, self.answers = questions, answers
        self.buffers: dict[int, bytes] = {questions: b""}
        self.children: dict[
            int, tuple[int, socket.socket, int]
        ] = {}  # descriptor → job number, socket, process
        self.watches: dict[int, Watch] = {}  # by the same descriptor
        self.overs: dict[int, str] = {}  # which limit a run has passed
        self.looked = 0.0
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
            for _, _, process in self.children.values():
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
        """Ends the runs that have taken too much, and notices those that ended while a child of theirs
        stays.
        """
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
        self.answers.write(json.dumps(answer) + "\n")
        self.answers.flush()

    def _asked(self, question: dict[str, Any]) -> None:
        if question["do"] == "warm":
            self._warm(question["modules"])
        elif question["do"] == "run":
            self._fork(question["number"], question["job"])
        elif question["do"] == "answer":
            for number, channel, _ in self.children.values():
                if number == question["number"]:
                    self.watches[channel.fileno()].go_on()
                    channel.sendall(json.dumps(question["answer"]).encode() + b"\n")

    def _warm(self, modules: list[str]) -> None:
        for name in sorted(modules, key=lambda n: (n != "torch", n)):
            try:
                if _is_projects(name):
                    continue
                importlib.import_module(name)
                # before any operation: a child of a parent with running threads would wait for them for ever
                if name == "torch":
                    sys.modules["torch"].set_num_threads(1)
            except Exception:
                continue
        if "numpy" in sys.modules:
            importlib.import_module("numpy.random")  # numpy itself waits for the first use
        if "matplotlib" in sys.modules:
            _pin_fonts()
        if "matplotlib.pyplot" in sys.modules:
            _draw_once()
        gc.freeze()

    def _fork(self, number: int, job: dict[str, Any]) -> None:
        ours, theirs = socket.socketpair()
        process = os.fork()
        if process == 0:
            status = 1
            try:
                begin_run()
                hold(job["limits"]["gigabytes"])
                gc.enable()
                ours.close()
                self.selector.close()
                self.answers.close()
                os.dup2(
                    os.open(os.devnull, os.O_RDONLY), self.questions
                )  # nobody answers a script's questions
                signal.signal(signal.SIGINT, signal.default_int_handler)
                out = os.open(
                    os.path.join(job["scratch"], "output.txt"), os.O_WRONLY | os.O_CREAT | os.O_APPEND
                )
                os.dup2(out, 1)
                os.dup2(out, 2)
                work(job, theirs)
                status = 0
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
        number, channel, process = self.children.pop(descriptor)
        self.watches.pop(descriptor)
        self.selector.unregister(descriptor)
        channel.close()
        _, status = os.waitpid(process, 0)
        for left in orphans({child for _, _, child in self.children.values()}):
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
