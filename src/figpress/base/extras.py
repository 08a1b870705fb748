"""Packages that only some sites need: a missing one is named with the line that installs it."""

import importlib
from types import ModuleType

from figpress.base.errors import Mistake


def needed(module: str, extra: str, what: str) -> ModuleType:
    """The module `module`, which `what` needs and figpress[`extra`] brings. Raises Mistake where it
    is not there.
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name and not module.startswith(error.name):
            raise
        raise Mistake(f"{what} needs {module}", hint=f'pip install "figpress[{extra}]"') from None
