"""The project as one file: what a machine elsewhere needs to draw, named by its digest."""

import hashlib
import io
import os
import zipfile
from pathlib import Path

from figpress.base.errors import Mistake
from figpress.base.site import Site
from figpress.freshness.code.sourcetree import AT_THE_TOP, NOT_OURS

LARGEST = 200_000_000  # bytes: beyond this the data should lie where workers can read it


def bundle(site: Site) -> tuple[str, bytes]:
    """The digest and the bytes of a zip of everything under the site's folder but pages, builds and caches.

    The same files give the same bytes. Raises Mistake when it is too large to be sent.
    """
    out = io.BytesIO()
    total = 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for folder, folders, names in os.walk(site.root):
            inside = os.path.relpath(folder, site.root)
            folders[:] = sorted(
                f for f in folders if f not in NOT_OURS | AT_THE_TOP and not f.startswith(".")
            )
            if inside == ".":
                folders[:] = [f for f in folders if f != site.docs_dir]
            for name in sorted(names):
                if name.startswith(".") or name.endswith(".pyc"):
                    continue
                path = os.path.join(folder, name)
                total += os.path.getsize(path)
                if total > LARGEST:
                    raise Mistake(
                        "the site's folder is too large to be sent to a cluster (over "
                        f"{LARGEST // 1_000_000} MB)",
                        hint="Keep large data outside it.",
                    )
                entry = zipfile.ZipInfo(
                    os.path.relpath(path, site.root).replace(os.sep, "/"), (1980, 1, 1, 0, 0, 0)
                )
                archive.writestr(entry, Path(path).read_bytes(), zipfile.ZIP_DEFLATED)
    content = out.getvalue()
    return hashlib.sha256(content).hexdigest(), content


def unpack(content: bytes, sha256: str, folder: Path) -> Path:
    """The folder of a bundle, unpacked in `folder`. Raises ValueError for bytes that are not what they are
    named.
    """
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ValueError("the bundle of the project arrived damaged")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(folder / sha256)
    return folder / sha256
