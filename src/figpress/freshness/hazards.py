"""Runs that change what runs read: which files an opaque figure may owe to an earlier run, and which are a
danger to others.
"""

import os
from collections.abc import Iterable, Mapping

from figpress.base.finding import Finding
from figpress.base.places import Place
from figpress.base.site import Site
from figpress.freshness.look import ABSENT, look
from figpress.freshness.trace import Record

Written = Mapping[str, tuple[str, str]]  # file → its content before a run and after it


def borrowed(files: Mapping[str, str], own: Written, others: Mapping[str, Written]) -> tuple[str, ...]:
    """Why a run owes to earlier runs what it read: its own, or those of other figures, by id.

    files  what it looked at, as in Prints.files
    """
    causes = []
    for key, digest in files.items():
        how, _, path = key.partition(" ")
        if how == "content" and digest != ABSENT:
            if path in own and own[path][1] == digest:
                causes.append(f"it reads {path}, which an earlier run of it wrote")
            causes += [
                f"it reads {path}, which {id} wrote"
                for id, written in others.items()
                if written.get(path, ("", ""))[1] == digest
            ]
    return tuple(sorted(causes))


def trespass(site: Site, written: Written, earlier: Iterable[Written]) -> str:
    """What a run did to the site's own files, in words; "" when it let them be.

    Own is what was there and no earlier run had written, and what others import or read as a page.
    """
    theirs = {name for one in earlier for name in one}
    read = (site.docs_dir, *(folder for folder in site.source_dirs if folder != site.figures_dir))
    for name, (before, after) in sorted(written.items()):
        if before == after or name in theirs or os.path.isabs(name) or name.startswith(".."):
            continue
        if before != ABSENT:
            return f"it {'deleted' if after == ABSENT else 'changed'} {name}, which is the site's own: {_ELSEWHERE}"
        if name.endswith(".py") or name.startswith(tuple(f"{folder}/" for folder in read)):
            return f"it made {name}, where the site's own files are: {_ELSEWHERE}"
    return ""


_ELSEWHERE = "restore it, and have the script write elsewhere"


def hazards(records: Iterable[Record]) -> tuple[Finding, ...]:
    """An error for each file whose content one run changed and another, or the same, read."""
    readers: dict[str, list[str]] = {}
    records = tuple(records)
    for record in records:
        for key, digest in record.prints.files.items():
            how, _, path = key.partition(" ")
            if how == "content" and digest != ABSENT:
                readers.setdefault(path, []).append(record.id)
    found = []
    for record in records:
        for path, (before, after) in record.written.items():
            for reader in readers.get(path, ()) if before != after else ():
                whose = "it reads itself" if reader == record.id else f"{reader} reads"
                found.append(
                    Finding(
                        Place(record.path),
                        "hazard",
                        "error",
                        f"{record.id} changed {path}, which {whose}: which picture comes of it depends on "
                        "the order of the runs",
                        "Write it elsewhere, compute it in a @figpress.computed function, or commit it "
                        "once and for all.",
                    )
                )
    return tuple(found)


def opaque(records: Iterable[Record]) -> tuple[Finding, ...]:
    """A warning for each figure that may have read more than was seen."""
    return tuple(
        Finding(
            Place(record.path),
            "opaque-figure",
            "warning",
            f"{record.id} is opaque: {'; '.join(record.trace.opaque)}",
            "Every file of the site counts for it. Declare what it reads: figpress.reads(path, …)",
        )
        for record in records
        if record.trace.opaque
    )


def kept(root: str, earlier: Written) -> dict[str, tuple[str, str]]:
    """What earlier runs left and is still as they left it."""
    return {
        n: (after, after)
        for n, (_, after) in earlier.items()
        if look(os.path.join(root, n), "content") == after != ABSENT
    }
