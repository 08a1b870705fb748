"""Puts KaTeX's files into the package before it is built, and names the citation engine's own distribution;
everything else stands in pyproject.toml.
"""

import os
import runpy
from pathlib import Path

from setuptools import Distribution, setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).parent
KATEX = HERE / "src" / "figpress" / "site" / "katex"
CITEPROC = HERE / "packages" / "citeproc"


class WithKatex(build_py):
    def run(self) -> None:
        runpy.run_path(str(KATEX / "provide.py"))["provide"]()
        super().run()


class WithCiteproc(Distribution):
    """A clone brings the engine's distribution along; a release (FIGPRESS_RELEASE=1) asks the index for it."""

    def parse_config_files(self, *args, **options) -> None:
        super().parse_config_files(*args, **options)
        beside = CITEPROC.is_dir() and not os.environ.get("FIGPRESS_RELEASE")
        wanted = f"figpress-citeproc @ {CITEPROC.as_uri()}" if beside else "figpress-citeproc>=2.4.63"
        self.install_requires = [*self.install_requires, wanted]


setup(cmdclass={"build_py": WithKatex}, distclass=WithCiteproc)
