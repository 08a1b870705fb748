"""What a script says to the press. By hand (`python figures/….py`) it shows; under the press it is recorded."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


class Listener(Protocol):
    """The press's side of the conversation; the worker installs one with `listen`."""

    def show(self, picture: Any, module: str | None, data: Any) -> None: ...
    def value(self, name: str, number: float) -> None: ...
    def computed(self, function: Callable[..., Any], arguments: tuple, keywords: dict) -> Any: ...
    def device(self) -> str: ...
    def symbols(self, context: Any) -> None: ...


_listener: Listener | None = None


def listen(listener: Listener | None) -> None:
    """Install the press's listener, or take it away with None."""
    global _listener
    _listener = listener


def show(picture: Any, *, module: str | None = None, data: Any = None) -> None:
    """Hand over a picture: a matplotlib figure, a graphviz graph, or anything with `to_svg()`.

    `module` names an ES module beside the script and `data` what it is given (plain JSON):
    the picture then is what readers without JavaScript, and paper, get.
    """
    if _listener is not None:
        _listener.show(picture, module, data)
    elif hasattr(picture, "view"):
        picture.view(cleanup=True)
    else:
        import matplotlib.pyplot

        matplotlib.pyplot.show()


def value(name: str, number: Any) -> None:
    """Publish a number under a name: prose prints it as [text](val:section/figure#name)."""
    number = number.item() if hasattr(number, "item") else number
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise TypeError(f"value {name!r}: a number is wanted, not {type(number).__name__}")
    if _listener is not None:
        _listener.value(name, number)
    else:
        print(f"{name} = {number!r}")


def computed(function: Function) -> Function:
    """Mark a function whose result several figures share: cached by the same rules as a figure."""

    @functools.wraps(function)
    def call(*arguments: Any, **keywords: Any) -> Any:
        if _listener is None:
            return function(*arguments, **keywords)
        return _listener.computed(function, arguments, keywords)

    return call  # type: ignore[return-value]


def device() -> str:
    """"cuda" where one is to be used, else "cpu"."""
    if _listener is not None:
        return _listener.device()
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def symbols(context: Any) -> None:
    """Hand over a context for equations: see docs/press/equations.md."""
    if _listener is not None:
        _listener.symbols(context)
