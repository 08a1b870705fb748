"""Puts KaTeX's files into the package before it is built; everything else stands in pyproject.toml."""

import runpy
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

KATEX = Path(__file__).parent / "src" / "figpress" / "site" / "katex"


class WithKatex(build_py):
    def run(self) -> None:
        runpy.run_path(str(KATEX / "provide.py"))["provide"]()
        super().run()


setup(cmdclass={"build_py": WithKatex})
