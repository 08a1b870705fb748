"""Puts the engine, the locales and the styles into the package before it is built."""

import runpy
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

PROVIDE = Path(__file__).parent / "provide.py"


class WithFiles(build_py):
    def run(self) -> None:
        runpy.run_path(str(PROVIDE))["provide"]()
        super().run()


setup(cmdclass={"build_py": WithFiles})
