"""figpress: executable figures for a static blog.

This is all that a figure script needs; everything else is the press, run by the `figpress` command.

    figpress.show(figure)          hand over a matplotlib figure or a graphviz graph
    figpress.value("name", x)      a number that the prose may print, and that is checked there
    figpress.sample("name", {…})   a set of them: the prose may say "most", "in every seed", "3 to 65 %"
    figpress.seed()                the seed to use: `figpress replicate` tries others
    figpress.vary("name", [...])   one of several: `figpress replicate` tries the others
    @figpress.computed             an expensive result that several figures share
    figpress.limits(minutes=30)    a script that may run longer than ten minutes says so
    figpress.reads(path)           a file that the press cannot see being read, declared
    figpress.device()              where to compute: "cpu" or "cuda"
    figpress.width()               how wide a picture is wanted now: show(draw) asks for two
    figpress.symbols(...)          leaves, forward pass and loss in which equations are evaluated
    figpress.measure(main)         the last line of a NAME.measure.py: what takes minutes is measured once,
                                   and committed
"""

import sys as _sys

if _sys.argv[:1] == ["-m"] and "figpress" in _sys.orig_argv and not _sys.flags.safe_path:
    del _sys.path[0]  # `python -m figpress` in a stranger's folder: nothing of ours is to be found there

from figpress.author import (
    computed,
    device,
    limits,
    measure,
    reads,
    sample,
    seed,
    show,
    symbols,
    value,
    vary,
    width,
)

__all__ = [
    "computed",
    "device",
    "limits",
    "measure",
    "reads",
    "sample",
    "seed",
    "show",
    "symbols",
    "value",
    "vary",
    "width",
]
__version__ = "0.1.0"
