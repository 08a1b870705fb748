"""Adopts public MkDocs sites by one line, and compares every file of the built site with what it was without.

Clone the sites yourself, install what their plugins need beside figpress, and name their configurations:

    python bench/adoption.py ../scikit-lego/mkdocs.yaml ../mkdocs-gallery/mkdocs.yml …

Each is built twice without figpress (what differs between the two is the site's own doing: dates, random names), then
with it, each in a fresh process with --strict where that passes without. Seconds are of processor time.
"""

import os
import re
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

NOISE = re.compile(
    rb"Build Date UTC : .*|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[^\"<]*|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"
)


def adopted(text: str) -> str:
    """A configuration with the one line."""
    found = re.search(r"^plugins:[ \t]*(?P<inline>\[[^\]\n]*\])?[ \t]*(?:#.*)?\n", text, re.M)
    if not found:
        return text + "\nplugins: [search, figpress]\n"
    if found["inline"]:
        return text.replace(found[0], found[0].replace("]", ", figpress]", 1), 1)
    first = re.search(
        r"(?P<margin>[ \t]*)(?P<dash>- )?\S",
        re.sub(r"^[ \t]*#.*\n|^[ \t]*\n", "", text[found.end() :], flags=re.M),
    )
    line = f"{first['margin']}- figpress\n" if first["dash"] else f"{first['margin']}figpress: {{}}\n"
    return text[: found.end()] + line + text[found.end() :]


def build(config: Path, to: str, strict: bool) -> tuple[int, float, str]:
    """The exit status, the seconds, and what was said."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "-q",
        "-f",
        str(config),
        "-d",
        to,
        *(["--strict"] if strict else []),
    ]
    done = subprocess.run(
        command,
        cwd=config.parent,
        capture_output=True,
        text=True,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1"},
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (
        done.returncode,
        after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        done.stdout + done.stderr,
    )


def files(folder: str) -> dict[str, bytes]:
    paths = [path for path in Path(folder).rglob("*") if path.is_file() and path.suffix != ".gz"]
    return {path.relative_to(folder).as_posix(): NOISE.sub(b"", path.read_bytes()) for path in paths}


def trial(config: Path) -> str:
    """One line of the table."""
    beside = config.with_name(f"figpress-trial-{config.name}")
    with tempfile.TemporaryDirectory() as work:
        strict = True
        status, _, said = build(config, f"{work}/a", strict)
        if status:
            strict = False
            status, _, said = build(config, f"{work}/a", strict)
        if status:
            return (
                f"| {config.parent.name} | not built without figpress: {said.strip().splitlines()[-1][:90]} |"
            )
        times: dict[str, list[float]] = {"b": [], "c": []}
        beside.write_text(adopted(config.read_text("utf-8")), "utf-8")
        try:
            for _ in range(2):
                for name, path in (("b", config), ("c", beside)):
                    status, seconds, told = build(path, f"{work}/{name}", strict)
                    times[name].append(seconds)
        finally:
            beside.unlink()
        if status:
            return (
                f"| {config.parent.name} | **fails with figpress**: {told.strip().splitlines()[-1][:200]} |"
            )
        first, again, now = (files(f"{work}/{name}") for name in "abc")
        restless = {name for name in first if first[name] != again.get(name)}
        pages = [name for name in first if name.endswith(".html")]
        changed = sorted(name for name in first if name not in restless and first[name] != now.get(name))
        added = sorted(now.keys() - first.keys())
        ratio = min(times["c"]) / min(times["b"])
        return (
            f"| {config.parent.name} | {len(pages)} | {len(restless)} | {len(changed)} {' '.join(changed[:4])} "
            f"| {' '.join(added[:4])} | {'passes' if strict else 'passed in neither'} | {ratio:.2f} |"
        )


if __name__ == "__main__":
    print(
        "| site | pages | differ by themselves | changed | added | --strict | processor time |\n|---|---|---|---|---|---|---|"
    )
    for argument in sys.argv[1:]:
        print(trial(Path(argument).resolve()), flush=True)
