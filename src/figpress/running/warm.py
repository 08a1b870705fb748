"""The warm parent: a process that has imported the third-party packages, and forks a fresh child for every
job.

It speaks lines of JSON with the press over its standard streams, imports no project code, and never runs any
of it
itself. When the press goes away, so do its children.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys
from typing import Any

from figpress.running.worker import work


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
        self.selector = selectors.DefaultSelector()
        self.selector.register(questions, selectors.EVENT_READ)

    def serve(self) -> None:
        try:
            while True:
                for key, _ in self.selector.select():
                    for line in self._lines(key.fd):
                        if key.fd == self.questions:
                            self._asked(json.loads(line))
                        else:
                            self._say({"job": self.children[key.fd][0], "ask": json.loads(line)})
        except EOFError:
            pass
        finally:
            for _, _, process in self.children.values():
                os.kill(process, signal.SIGKILL)

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
                    channel.sendall(json.dumps(question["answer"]).encode() + b"\n")

    def _warm(self, modules: list[str]) -> None:
        for name in sorted(modules, key=lambda n: (n != "torch", n)):
            try:
                importlib.import_module(name)
                if (
                    name == "torch"
                ):  # before any operation: a child of a parent with running threads would wait for them for ever
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
        self.buffers[ours.fileno()] = b""
        self.selector.register(ours.fileno(), selectors.EVENT_READ)

    def _ended(self, descriptor: int) -> None:
        number, channel, process = self.children.pop(descriptor)
        self.selector.unregister(descriptor)
        channel.close()
        _, status = os.waitpid(process, 0)
        self._say({"job": number, "ended": os.waitstatus_to_exitcode(status)})


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
