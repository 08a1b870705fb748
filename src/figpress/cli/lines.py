"""One line a thing: verb, id, reason. On a terminal, with a count of what is still to come."""

import sys

import click

from figpress.base.places import shown

COLOURS = {"render": "green", "failed": "red", "skipped": "yellow", "fresh": None}


def on_one_line(reason: str) -> str:
    """What an exception says, which may be lines."""
    return shown(" ".join(line.strip() for line in reason.splitlines()))


class Lines:
    """Implements seams.Reporter. `quiet` says only what went wrong."""

    def __init__(self, quiet: bool = False, width: int = 0):
        self.quiet, self.width, self.total, self.done = quiet, width, 0, 0
        self.live = sys.stderr.isatty() and not quiet

    def begin(self, total: int) -> None:
        self.total = total
        self._progress()

    def line(self, verb: str, id: str, reason: str = "", seconds: float | None = None) -> None:
        if verb in ("render", "failed"):
            self.done += 1
        if not self.quiet or verb == "failed":
            self._clear()
            time = f"{seconds:.1f} s" if seconds is not None else ""
            text = f"{verb:<7} {shown(id):<{self.width}}  {on_one_line(reason):<42} {time}".rstrip()
            click.echo(click.style(text, fg=COLOURS.get(verb)))
        self._progress()

    def end(self) -> None:
        self._clear()

    def _progress(self) -> None:
        if self.live and self.total > self.done:
            sys.stderr.write(f"\r{self.done} of {self.total} drawn …")
            sys.stderr.flush()

    def _clear(self) -> None:
        if self.live:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


class Changes(Lines):
    """Names what is drawn or fails; what is fresh is not worth a line after every key."""

    def line(self, verb: str, id: str, reason: str = "", seconds: float | None = None) -> None:
        if verb != "fresh":
            super().line(verb, id, reason, seconds)
