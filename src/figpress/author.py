"""What a script says to the press. By hand (`python figures/….py`) it shows; under the press it is
recorded.
"""

from __future__ import annotations

import functools
import math
import os
import sys
import types
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])
Option = TypeVar("Option")


class Listener(Protocol):
    """The press's side of the conversation; the worker installs one with `listen`."""

    def show(self, picture: Any, module: str | None, data: Any, runs: tuple[str, ...]) -> None: ...
    def value(self, name: str, number: float) -> None: ...
    def published(self) -> None: ...
    def seed(self, default: int) -> int: ...
    def vary(self, name: str, count: int) -> int: ...
    def computed(self, function: Callable[..., Any], arguments: tuple, keywords: dict) -> Any: ...
    def device(self) -> str: ...
    def limits(self, minutes: float, gigabytes: float) -> None: ...
    def reads(self, paths: tuple[Any, ...]) -> None: ...
    def symbols(self, context: Any) -> None: ...
    def measure(self, main: Callable[[], Any]) -> None: ...


COLUMN, PHONE = 7.2, 3.72  # inches of 96 CSS pixels: a column of text, and what a screen of 390 pixels shows
_listener: Listener | None = None
_width = COLUMN


def listen(listener: Listener | None) -> None:
    """Install the press's listener, or take it away with None."""
    global _listener
    _listener = listener


def show(picture: Any, *, module: str | None = None, data: Any = None, runs: Iterable[str] = ()) -> None:
    """Hand over a picture: a matplotlib figure, a graphviz graph, or anything with `to_svg()`.

    A function that returns one is called twice, once for the column of text and once for a phone, and what it
    draws each time may follow `width()`.

    `module` names an ES module beside the script and `data` what it is given (plain JSON):
    the picture then is what readers without JavaScript, and paper, get. `runs` names sets of displays
    (`% runs: attention`): the module is handed the addresses of their programs.
    """
    if _listener is not None:
        _listener.show(picture, module, data, tuple(runs))
        return
    picture = picture() if draws(picture) else picture
    if hasattr(picture, "savefig") or hasattr(getattr(picture, "figure", None), "savefig"):
        import matplotlib.pyplot

        matplotlib.pyplot.show()
    else:
        from figpress.running.by_hand import look_at

        look_at(picture)


def draws(picture: Any) -> bool:
    """True for a function that draws a picture, where a picture is wanted."""
    return isinstance(picture, types.FunctionType | types.MethodType | functools.partial)


def width() -> float:
    """How wide a picture is wanted, in inches (96 CSS pixels each): 7.2 for the column of text, 3.72 for a phone.

    The size that matplotlib gives a figure that names none (`figure.figsize`) is as wide.
    """
    return _width


@contextmanager
def at_width(inches: float) -> Iterator[None]:
    """For the press: ask for pictures of this width meanwhile."""
    global _width
    before, matplotlib = _width, sys.modules.get("matplotlib")
    size = matplotlib and matplotlib.rcParams["figure.figsize"]
    _width = inches
    if matplotlib and size:
        matplotlib.rcParams["figure.figsize"] = (inches, size[1])
    try:
        yield
    finally:
        _width = before
        if matplotlib and size:
            matplotlib.rcParams["figure.figsize"] = size


def value(
    name: str,
    number: Any,
    *,
    of: Any = None,
    over: Mapping[Any, Any] | str | None = None,
    called: str = "",
    without: Mapping[Any, str] | None = None,
) -> None:
    """Publish a number under a name: prose prints it as [text](val:section/figure#name).

    of      the total that a count is out of, for prose such as "36 of 37"; published as "name of"
    over    what the number holds over: its members, as in `sample`, or the words for the one case that it is
            of ("this sentence")
    called, without  as in `sample`, where `over` has members

    Raises TypeError for what is no number, ValueError for one that is not finite, and for a second, other
    number under a name.
    """
    for wanted, one in ((name, number), (f"{name} of", of)):
        one = one.item() if hasattr(one, "item") else one
        if one is None and wanted != name:
            continue
        if isinstance(one, bool) or not isinstance(one, int | float):
            raise TypeError(f"value {wanted!r}: a number is wanted, not {type(one).__name__}")
        if not math.isfinite(one):
            raise ValueError(f"value {wanted!r} is {one}: no sentence can be held to that")
        _publish(wanted, one)
    if isinstance(over, str):
        _publish(f"{name} over {over}", 1)
    elif over is not None:
        sample(name, over, called=called, without=without)
        return
    if _listener is not None:
        _listener.published()


def sample(
    name: str,
    members: Mapping[Any, Any],
    *,
    over: int | Iterable[Any] | None = None,
    called: str = "",
    without: Mapping[Any, str] | None = None,
) -> None:
    """Publish a set: prose prints its words and spread, [most](val:section/figure#name), each checked.

    members  names to numbers, or to truths: {"L0H0": 0.3, …}; their order is that of the names
    over     the whole set, by its names or its count; a member that is missing raises, unless
    without  says which are left out on purpose, and why
    called   what the set is: "heads", "held-out sentences", "seeds"

    Raises TypeError for what is neither number nor truth, ValueError for an empty set and a missing member.

    >>> sample("share", {"a": 0.25, "b": 0.5}, over=3, called="norms", without={"c": "has no input"})
    share over norms = 3
    share @ a = 0.25
    share @ b = 0.5
    share without c: has no input = 1
    """
    from figpress.numbers.sample import published

    for wanted, number in published(name, members, over, called, without).items():
        _publish(wanted, number)
    if _listener is not None:
        _listener.published()


def _publish(name: str, number: float) -> None:
    if _listener is not None:
        _listener.value(name, number)
    else:
        print(f"{name} = {number!r}")


def seed(default: int = 0) -> int:
    """The seed to use: `default`, or another one when `figpress replicate` draws the figure again."""
    return _listener.seed(default) if _listener is not None else default


def vary(name: str, options: Sequence[Option]) -> Option:
    """One of `options`: the first, or another one when `figpress replicate` varies what `name` says.

    Raises ValueError where there is nothing to choose from.
    """
    if not len(options):
        raise ValueError(f"vary {name!r}: there are no options")
    return options[_listener.vary(name, len(options)) if _listener is not None else 0]


def computed(function: Function) -> Function:
    """Mark a function whose result several figures share: cached by the same rules as a figure."""

    @functools.wraps(function)
    def call(*arguments: Any, **keywords: Any) -> Any:
        if _listener is None:
            return function(*arguments, **keywords)
        return _listener.computed(function, arguments, keywords)

    return call  # type: ignore[return-value]


def limits(*, minutes: float = 10, gigabytes: float = 0) -> None:
    """Say at the top of a script how long it may run and how much memory it may take; 0 is the usual: three
    quarters of the machine's. A run that takes more is ended, and fails.

    Raises ValueError for what is no limit.
    """
    for called, one in (("minutes", minutes), ("gigabytes", gigabytes)):
        if not 0 <= one < math.inf or not (one or called == "gigabytes"):
            raise ValueError(f"limits: {called}={one!r}: a number above zero is wanted")
    if _listener is not None:
        _listener.limits(float(minutes), float(gigabytes))


def reads(*paths: Any) -> Any:
    """Declare files and folders that the script reads where the press cannot see it; returns the first of
    them.

    A script that declares what it reads, even nothing, is not opaque: see docs/press/freshness.md. Raises
    FileNotFoundError for what is not there.
    """
    for path in paths:
        os.stat(path)
    if _listener is not None:
        _listener.reads(paths)
    return paths[0] if paths else None


def device() -> str:
    """ "cuda" where one is to be used, else "cpu"."""
    if _listener is not None:
        return _listener.device()
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def symbols(
    forward: Function,
    table: dict[str, str | tuple[str, ...]],
    *,
    loss: str = "L",
    sizes: dict[str, tuple[int, ...]] | None = None,
    entrywise: bool = False,
    first: int = 0,
    bars: str = "",
    coordinates: tuple[str, ...] = (),
) -> None:
    """Hand over the tensors in which displayed equations are evaluated, and what their names mean.

    `forward(draw, n, d, …)` makes leaves with draw(n, d) and returns a dict from names as printed to tensors;
    its further
    parameters are sizes, which the press chooses. `table` gives each name a meaning, a (shape, meaning) or
    a (shape, meaning, definition in TeX); shapes that the tensors have need not be said. A bar means the gradient of `loss`. See docs/press/equations.md.
    """
    from figpress.equations.model import SymbolContext

    context = SymbolContext(forward, table, loss, sizes, entrywise, first, bars, coordinates)
    if _listener is not None:
        _listener.symbols(context)
    else:
        from figpress.equations.symbols import described

        print(described(context))


def measure(main: Callable[[], Mapping[str, Any]]) -> None:
    """Measure once what is too slow for a figure: the last line of a `NAME.measure.py`, which is run by hand.

    `main()` is called in a fresh process that records what it runs; the record that it returns is written to
    NAME.json
    beside the script, with its provenance. `figpress check` says when the code has changed since.
    """
    if _listener is not None:
        _listener.measure(main)
        return
    from pathlib import Path

    from figpress.base.errors import Mistake
    from figpress.running.measure import measure as run
    from figpress.running.measure import site_of

    script = Path(main.__code__.co_filename).resolve()
    try:
        print(f"measured {run(site_of(script), script, lambda line: print(line, flush=True))}")
    except Mistake as mistake:
        raise SystemExit(f"error  {mistake}") from None


_script = getattr(sys.modules.get("__main__"), "__file__", None) or ""
if _script.endswith(".py") and not _script.endswith(
    "__main__.py"
):  # run by hand: the press itself is no script
    from pathlib import Path as _Path

    from figpress.running.by_hand import open_path as _open_path

    _open_path(_Path(_script))
