"""Runs one target inside a freshly forked process and writes what came of it to its scratch folder."""

from __future__ import annotations

import errno
import functools
import hashlib
import importlib
import importlib.machinery
import inspect
import json
import os
import socket
import sys
import time
import traceback
import types
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from figpress import author
from figpress.freshness.records import trace_to
from figpress.freshness.trace import Trace
from figpress.running import results
from figpress.running.asking import watch
from figpress.running.capture.chance import SEED, Chance
from figpress.running.capture.own_files import OwnFiles
from figpress.running.capture.pictures import Pictures, Taken
from figpress.running.capture.pyplot import SETTINGS, Pyplot
from figpress.running.capture.said import Said, printed
from figpress.running.limits import MORE, hold
from figpress.running.looking.look import Seen, look
from figpress.running.modules import with_siblings
from figpress.running.recorder import Recorder
from figpress.running.renderers.letters import line_in
from figpress.running.renderers.picture import SUFFIXES, Picture
from figpress.running.watch.environment import own_caches
from figpress.running.watch.naming import Watched
from figpress.running.watch.watch import Door

# what a machine may lack at one time and have at another
PASSING = {
    errno.ENOSPC,
    errno.EDQUOT,
    errno.ENOMEM,
    errno.EMFILE,
    errno.ENFILE,
    errno.EAGAIN,
    errno.EIO,
    errno.ENOSYS,
}


class Stopped(Exception):
    """A shared result could not be computed; its own failure says why."""


def work(
    job: dict[str, Any],
    channel: socket.socket,
    door: Door | None = None,
    looked: Mapping[tuple[str, str], str] = MappingProxyType({}),
) -> None:
    """Run one job. `channel` carries questions (computed results) to the press, and answers back.

    `door` leads to the process that watches; `looked` is what its packages looked at when they were imported.
    Raises
    Lost when the watch went away.
    """
    scratch = Path(job["scratch"])
    run = Run(job, scratch, channel, door)
    run.recorder.files.looks.seen.update(looked)
    started = time.perf_counter()
    failure = None
    try:
        run.execute()
    except (SystemExit, KeyboardInterrupt) as error:
        if not isinstance(error, SystemExit) or error.code not in (None, 0):
            failure = run.failure(error)
    except BaseException as error:
        failure = run.failure(error)
    if run.label:
        run.leave(failure)
    seconds = time.perf_counter() - started
    outcome = run.outcome(seconds, failure)
    (scratch / "outcome.json.part").write_text(json.dumps(outcome), "utf-8")
    os.rename(scratch / "outcome.json.part", scratch / "outcome.json")


class Run:
    """The press's side of one script: implements author.Listener."""

    def __init__(self, job: dict[str, Any], scratch: Path, channel: socket.socket, door: Door | None = None):
        self.job, self.scratch, self.channel = job, scratch, channel
        self.root = Path(job["root"])
        self.name = job["id"].rpartition("/")[2]
        self.turns: list[tuple[str, dict[str, int]]] = list(job["turns"])  # that nothing has asked for yet
        self.label, self.changed = "", {}  # the turn that this process takes, and what it changes
        self.taken: list[str] = []  # the turns that other processes took
        self.allowed = job["limits"]
        self.values: dict[str, float] = {}
        self.files: list[dict[str, Any]] = []
        self.errors: dict[str, float] = {}
        self.findings: dict[tuple, dict[str, Any]] = {}
        self.script = str(self.root / job["path"])
        self.pictures = Pictures(unseen=bool(job["turns"]))  # replicate asks for values alone
        self.pyplot = Pyplot(self.script, self.pictures, self._quietly)
        self.chance = Chance()
        self.said = Said(self.script, self._tell)
        self.packages: set[str] = set()
        self.context: list[Any] = []
        self.result = ""
        self.output = ""
        self.begun = time.time()
        self.settled = False  # it failed by its own fault
        self.answers = channel.makefile("r", encoding="utf-8")
        cache = Path(job["cache"]) if job["cache"] else None
        watched = Watched(
            job["root"], job["scratch"], tuple(job["hidden"]), (job["cache"],) if cache else (), job["watch"]
        )
        self.recorder = Recorder(self.root, scratch, job["environment"], door, watched, cache)
        written = str(scratch / "written")
        self.own = OwnFiles(
            str(self.root), written, _private, lambda: bool(self.recorder.quiet.depth or self.ours)
        )
        self.ours = (
            0  # how deep the press is in its own doings with the pictures: it sees what is really there
        )

    def execute(self) -> None:
        script = self.root / self.job["path"]
        os.chdir(script.parent if self.job["kind"] in ("figure", "symbols") else self.root)
        folders = [str(self.root / d) for d in self.job["source_dirs"]]
        beside = [str(script.parent)] if self.job["kind"] != "computed" else []
        sys.path[:] = [*beside, *folders, *(p for p in sys.path if p not in (*folders, "")), str(self.root)]
        sys.argv = [str(script)]
        sys.dont_write_bytecode = True
        self.chance.begin()
        author.listen(self)
        own_caches(str(self.scratch))
        self.recorder.start()
        self.pyplot.install()
        if self.job["kind"] in ("figure", "symbols"):
            self.own.install()
        self.said.listen()
        self._take_turns([turn for turn in self.turns if {*turn[1]} == {"draw"}])
        if self.job["kind"] == "computed":
            self._compute()
        elif self.job["kind"] == "lab":
            self._lab(script)
        else:
            self._script(script)

    def _main(self, script: Path) -> types.ModuleType:
        main = types.ModuleType("__main__")
        main.__file__ = str(script)
        main.__dict__["__builtins__"] = __builtins__
        sys.modules["__main__"] = main
        return main

    def _script(self, script: Path) -> None:
        self.recorder.code.add(self.job["path"])
        main = self._main(script)
        watch(main, "__main__", self.recorder.hits.add)
        try:
            exec(self.recorder.finder.code(str(script), "__main__", announce=False), main.__dict__)
        except SystemExit as error:  # `sys.exit(main())` is how many a script ends
            if error.code not in (None, 0):
                raise
        self._take()
        if self.context:
            self._symbols()
        self._told()
        if "matplotlib" in self.packages:  # settings that are not there would change the picture if they were
            self.recorder.seen(str(script.with_name(SETTINGS)), "content")
        if not (self.files or self.pictures.taken) and self.job["kind"] == "figure":
            raise RuntimeError(
                "the script draws nothing: leave a pyplot figure open, or hand one to figpress.show(…)"
            )

    def _lab(self, script: Path) -> None:
        """A lab is shown whole, words and all, so it counts whole: it is read like a data file."""
        from figpress.pages.percent import cells
        from figpress.running import labs

        text = script.read_text("utf-8")
        notebook = labs.execute(cells(text), str(script), self._main(script).__dict__, self._drawn_since)
        self._file(f"{self.name}.ipynb", notebook.encode(), ".ipynb", "application/x-ipynb+json", "data")

    def _carry(self, trace: Trace) -> None:
        """The notebook takes along what it needs of the site's own code, and so runs wherever it is carried."""
        from figpress.running import labs

        seen = {*trace.modules.values(), *(one.path for one in trace.files if one.how == "content")}
        source = {
            os.path.relpath(name, folder): (self.root / name).read_bytes()
            for name in sorted(seen)
            for folder in self.job["source_dirs"]
            if name.startswith(f"{folder}/") and (self.root / name).is_file()
        }
        if source:
            path = Path(self.files[-1]["path"])
            path.write_text(labs.carrying(path.read_text("utf-8"), source), "utf-8")

    def _drawn_since(self) -> list[tuple[str, bytes]]:
        """What a cell drew: it stands in the notebook, and nowhere else."""
        self._take()
        self.pictures.taken.clear()
        drawn = [
            (file["media_type"], Path(file["path"]).read_bytes())
            for file in self.files
            if file["role"] in ("image", "table")  # a notebook has one width, and its numbers in its cells
        ]
        self.files = []
        return drawn

    def _compute(self) -> None:
        module, _, name = self.job["calls"].partition(":")
        function = getattr(importlib.import_module(module), name)
        arguments, keywords = self._load(Path(self.job["arguments"]))
        result = function.__wrapped__(*arguments, **keywords)
        called = f"what {self.job['calls'].replace(':', '.')} returns"
        content = results.encode(result, self.recorder.modules.__contains__, called)
        self.result = hashlib.sha256(content).hexdigest()
        self._file("result", content, results.SUFFIX, results.MEDIA_TYPE, "data")

    def _quietly(self, draw: Any) -> Any:
        """Call what draws for the press: it sees the files that are really there."""
        self.ours += 1
        self.said.line = line_in(self.script) or self.said.line
        try:
            return draw()
        finally:
            self.ours -= 1

    def _take(self) -> None:
        """File the pictures that were taken: those shown, saved, and left open; images that were written,
        where there
        are no others.
        """
        self.pyplot.keep_open()
        if not self.pictures.taken:
            self._quietly(self._written)
        for count, taken in enumerate(self.pictures.taken, 1):
            if not self.pictures.unseen:
                self._quietly(lambda count=count, taken=taken: self._picture(count, taken))
        if "matplotlib.pyplot" in sys.modules:
            sys.modules["matplotlib.pyplot"].close("all")

    def _written(self) -> None:
        from PIL import Image

        for path in self.own.images():
            if path.endswith(".svg"):
                self.pictures.hand(Drawing(Path(path).read_text("utf-8")), 0)
            else:
                with Image.open(path) as image:
                    image.load()
                    self.pictures.hand(image, 0)

    def _picture(self, count: int, taken: Taken) -> None:
        picture = taken.picture
        content, seen = look(picture)
        name = self.name if count == 1 else f"{self.name}-{count}"
        self._say(seen, picture, taken.line, count)
        self.packages |= picture.packages
        role = "table" if picture.media_type == "text/html" else "image"
        size = (picture.width, picture.height)
        self._file(name, content, SUFFIXES[picture.media_type], picture.media_type, role, *size)
        if picture.data:
            self._file(f"{name}.csv", picture.data, ".csv", "text/csv", "numbers")
        if picture.narrow and not taken.motion:
            small = picture.narrow
            content, seen = look(small)
            self._say(seen, small, taken.line, count, "drawn for a phone, ")
            self._file(name, content, ".svg", small.media_type, "narrow", small.width, small.height)
        if taken.motion:
            self._file(name, taken.motion, ".webp", "image/webp", "motion", *size)

    def _say(self, seen: Iterable[Seen], picture: Picture, line: int, count: int, when: str = "") -> None:
        """Note what was seen in a picture, each with its line of the script."""
        for one in seen:
            where = picture.marks.get(one.text) or line
            self._tell(one.rule, one.severity, where, when + one.message, one.hint, count)

    def _tell(
        self, rule: str, severity: str, line: int, message: str, hint: str = "", picture: int = 1
    ) -> None:
        """Note a finding about the script."""
        path = self.job["path"]
        if picture > 1:
            message = f"picture {picture}: {message}"
        where = f"{path}:{line}" if line else path
        finding = {"rule": rule, "severity": severity, "where": where, "message": message, "hint": hint}
        self.findings.setdefault((rule, where, message), finding)

    def _told(self) -> None:
        """What the script left to chance, and what it printed."""
        if drawn := self.chance.drawn():
            self._tell(
                "unseeded", "notice", 0, f"it draws by chance without a seed of its own ({', '.join(drawn)})",
                "Seed it, and by hand it draws what is shown here.",
            )  # fmt: skip
        self.output = printed(str(self.scratch / "output.txt"))
        if self.output.strip():
            first = self.output.strip().splitlines()[0][:80]
            self._tell(
                "printed", "notice", 0, f"it prints: {first}", f"figpress why {self.job['id']} shows it all."
            )

    def _file(
        self,
        name: str,
        content: bytes,
        suffix: str,
        media_type: str,
        role: str,
        width: float = 0,
        height: float = 0,
    ) -> None:
        path = self.scratch / f"{len(self.files)}{suffix}"
        path.write_bytes(content)
        self.files.append(
            {
                "name": name,
                "path": str(path),
                "media_type": media_type,
                "role": role,
                "width": width,
                "height": height,
            }
        )

    # What scripts say.

    def show(self, picture: Any, module: str | None, data: Any, runs: tuple[str, ...] = ()) -> None:
        if author.draws(picture):
            self.pyplot.hand(picture(), again=picture)
        else:
            self.pyplot.hand(picture)
        if data is not None:
            self._file(f"{self.name}.json", json.dumps(data).encode(), ".json", "application/json", "data")
        if module is not None:
            path = (self.root / self.job["path"]).parent / module
            content = with_siblings(path).encode()
            self._file(path.name, content, ".js", "text/javascript", "module")
        if runs:
            self._file("runs.json", json.dumps(runs).encode(), ".json", "application/json", "runs")

    def value(self, name: str, number: float) -> None:
        if self.values.setdefault(name, number) != number:
            raise ValueError(f"value {name!r} is published twice: {self.values[name]!r}, then {number!r}")

    def published(self) -> None:
        """A turn that has published all that is asked of it ends here, before it draws anything."""
        if self.label and all(
            wanted in self.values or any(name.startswith(f"{wanted} @ ") for name in self.values)
            for wanted in self.job["wanted"]
        ):
            self.leave(None)

    def seed(self, default: int) -> int:
        return self._turn("seed", default)

    def vary(self, name: str, count: int) -> int:
        return self._turn(name, 0) % count

    # What `replicate` asks for: the script goes on in a process of its own for each turn, from where it asks.

    def _turn(self, name: str, usual: int) -> int:
        """What this turn changes under the name, else what is usual."""
        self._take_turns([turn for turn in self.turns if name in turn[1]])
        return int(self.changed.get(name, usual))

    def _take_turns(self, asked: list[tuple[str, dict[str, int]]]) -> None:
        """Go on in one process a turn, one after another; this one comes back when they have ended."""
        self.turns = [turn for turn in self.turns if turn not in asked]
        for label, changed in asked:
            sys.stdout.flush()
            process = os.fork()
            if process == 0:
                self.turns, self.label, self.changed = [], label, changed
                if "draw" in changed:
                    self.chance.again(changed["draw"])
                return
            os.waitpid(process, 0)
            self.taken.append(label)

    def leave(self, failure: dict[str, str] | None) -> None:
        """The end of a turn's own process."""
        drawn = "draw" not in self.changed or len(self.changed) > 1 or self.chance.drawn()
        if drawn:  # else nothing was drawn by chance, and no turn was taken
            said = {
                "values": self.values,
                "failure": failure["message"].splitlines()[0][:200] if failure else "",
            }
            (self.scratch / f"turn {self.label}.json").write_text(json.dumps(said), "utf-8")
        os._exit(0)

    def _turned(self) -> dict[str, Any]:
        """What the turns left, by their names."""
        found = {}
        for label in self.taken:
            file = self.scratch / f"turn {label}.json"
            if file.exists():
                found[label] = json.loads(file.read_text("utf-8"))
            elif not label.startswith("draw "):
                found[label] = {"values": {}, "failure": "its process was ended"}
        return found

    def device(self) -> str:
        if self.job.get("device"):
            return self.job["device"]
        import torch

        return "cuda" if torch.cuda.is_available() else "cpu"

    def limits(self, minutes: float, gigabytes: float) -> None:
        if self.label:
            return
        minutes *= 1 + len(self.job["turns"])
        self.allowed = {"minutes": minutes, "gigabytes": gigabytes or self.allowed["gigabytes"]}
        hold(self.allowed["gigabytes"])
        self.channel.sendall(json.dumps({"limits": self.allowed}).encode() + b"\n")

    def reads(self, paths: tuple[Any, ...]) -> None:
        self.recorder.declared = True
        for path in paths:
            self.recorder.seen(path, "tree" if os.path.isdir(path) else "content")

    def symbols(self, context: Any) -> None:
        self.context.append(context)

    def measure(self, main: Any) -> None:
        if self.job["kind"] != "measurement":
            raise RuntimeError("figpress.measure belongs in a script called NAME.measure.py, run by hand")
        self._file(
            "measured.json", json.dumps(main(), allow_nan=False).encode(), ".json", "application/json", "data"
        )

    def _symbols(self) -> None:
        from figpress.equations import symbols

        results = symbols.evaluate(self.context[-1], tuple(self.job["extras"]))
        self._file("equations.json", json.dumps(results).encode(), ".json", "application/json", "data")
        for result in results:
            if "worst" in result:
                self.errors[result["id"]] = float(result["worst"])

    def computed(self, function: Any, arguments: tuple, keywords: dict) -> Any:
        module = getattr(function, "__module__", "")
        if module not in self.recorder.modules or "." in function.__qualname__:
            return function(*arguments, **keywords)  # of the script itself: part of the figure
        if self.label:
            return function(*arguments, **keywords)  # what others would share is of another seed
        whole = inspect.signature(function).bind(*arguments, **keywords)
        whole.apply_defaults()
        called = f"what {module}.{function.__qualname__} is called with"
        content = results.encode((whole.args, whole.kwargs), self.recorder.modules.__contains__, called)
        digest = hashlib.sha256(content).hexdigest()
        path = self.scratch / f"ask-{digest[:16]}{results.SUFFIX}"
        path.write_bytes(content)
        calls = f"{module}:{function.__qualname__}"
        question = {
            "calls": calls,
            "path": self.recorder.modules[module],
            "arguments": str(path),
            "digest": digest,
        }
        self.channel.sendall(json.dumps(question).encode() + b"\n")
        answer = json.loads(self.answers.readline() or '{"failure": "the press went away"}')
        if "failure" in answer:
            raise Stopped(f"{calls.replace(':', '.')} failed: {answer['failure']}")
        self.recorder.computed[answer["id"]] = answer["digest"]
        return self._load(Path(answer["path"]))

    def _load(self, path: Path) -> Any:
        with self.recorder.quiet:
            content = path.read_bytes()
        return results.decode(content, self._named)

    def _named(self, name: str) -> Any:
        """A class or function of the project by the name that a stored result gives it, or a layer of
        torch's; nothing else is even imported.
        """
        module, _, within = name.partition(":")
        layer = module.startswith("torch.nn.")
        if not layer and module not in self.recorder.modules:
            spec = importlib.machinery.PathFinder.find_spec(module.partition(".")[0])
            places = [spec.origin or "", *(spec.submodule_search_locations or ())] if spec else []
            if not any(self.recorder.finder.ours(place) for place in places):
                raise LookupError(f"{module} is no module of the site's")
        found = functools.reduce(getattr, within.split("."), importlib.import_module(module))
        if (found.__module__, found.__qualname__) != (module, within) or (
            layer and not results.is_layer(found)
        ):
            raise LookupError(f"{module} defines no {within}")
        if module in self.recorder.modules:
            self.recorder.classes.add(name)
        return found

    # What comes of it.

    def outcome(self, seconds: float, failure: dict[str, str] | None) -> dict[str, Any]:
        trace, rest = self.recorder.trace(self.packages)
        if self.job["kind"] == "lab" and self.files:
            self._carry(trace)
        return {
            "trace": trace_to(trace),
            "digests": rest["digests"], "written": rest["written"],
            "computed": self.recorder.computed,
            "files": self.files, "values": self.values, "errors": self.errors, "seconds": seconds,
            "begun": self.begun, "failure": failure, "settled": self.settled, "value": self.result,
            "turned": self._turned(),
            "provenance": self._provenance(), "findings": list(self.findings.values()),
            "printed": self.output,
        }  # fmt: skip

    def _provenance(self) -> dict[str, str]:
        device = "cuda" if "torch" in sys.modules and sys.modules["torch"].cuda.is_initialized() else "cpu"
        return {
            "device": device,
            "seed": str(SEED),
            "python": ".".join(map(str, sys.version_info[:3])),
            "date": time.strftime("%Y-%m-%d", time.gmtime()),
        }

    def failure(self, error: BaseException) -> dict[str, str]:
        """The script's own frames only, and where it stopped."""
        passing = isinstance(error, Stopped | MemoryError) or getattr(error, "errno", None) in PASSING
        self.settled = isinstance(error, Exception) and not passing
        own = []
        for frame in traceback.extract_tb(error.__traceback__):
            if self.recorder.finder.ours(frame.filename):
                own.append(
                    (
                        os.path.relpath(frame.filename, self.root).replace(os.sep, "/"),
                        frame.lineno or 0,
                        frame.name,
                        frame.line or "",
                    )
                )
        if isinstance(error, SyntaxError) and error.filename and self.recorder.finder.ours(error.filename):
            own.append(
                (
                    os.path.relpath(error.filename, self.root).replace(os.sep, "/"),
                    error.lineno or 0,
                    "",
                    (error.text or "").strip(),
                )
            )
        unreadable = (
            isinstance(error, SyntaxError)
            and own
            and own[-1][0] == os.path.relpath(str(error.filename), self.root).replace(os.sep, "/")
        )
        in_script = own[-1:] if unreadable else [f for f in own if f[0] == self.job["path"]] or own
        where = f"{in_script[-1][0]}:{in_script[-1][1]}" if in_script else self.job["path"]
        said = str(error).strip() or type(error).__name__
        if isinstance(error, AssertionError) and not str(error).strip() and own:
            said = own[-1][3]  # a bare assertion says what it asserts
        if isinstance(error, MemoryError):
            said = f"more than {self.allowed['gigabytes']:.3g} GB: {MORE.format('gigabytes')}"
        message = (
            said
            if isinstance(error, Stopped)
            else f"{type(error).__name__}: {said}"
            if said != type(error).__name__
            else said
        )
        lines = [f"{path}:{line}  {name}  {text}" for path, line, name, text in own]
        return {"where": where, "message": message, "traceback": "\n".join([*lines, message])}


class Drawing:
    """An SVG that a script wrote."""

    def __init__(self, text: str):
        self.text = text

    def to_svg(self) -> str:
        """It is one."""
        return self.text


def _private(path: str) -> bool:
    """What is the press's own below the site's folder."""
    return f"{os.sep}.figpress{os.sep}" in path
