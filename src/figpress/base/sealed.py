"""What the press wrote for itself, with its digest: a file that was cut short, or in which a bit is another, is none.

Whoever can write such a file can seal it, too: this is against bad disks and bad moments, not against people.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from figpress.base.data import read_json
from figpress.base.writing import write_beside

_TAIL = len(', "sha256": ""}') + 64 - len(", ")


def sealed(content: bytes) -> bytes:
    """Bytes behind their digest."""
    return hashlib.sha256(content).digest() + content


def opened(content: bytes) -> bytes:
    """The bytes that were sealed. Raises ValueError for any others."""
    digest, inner = content[:32], content[32:]
    if hashlib.sha256(inner).digest() != digest:
        raise ValueError("not what was written")
    return inner


def sealed_json(data: dict[str, Any], **options: Any) -> str:
    """An object as JSON whose last member is the digest of what stands before it; `options` are json.dumps'."""
    before = json.dumps(data, **options)[:-1]
    return f'{before}{", " if data else ""}"sha256": "{_digest(before.encode())}"}}'


def opened_json(content: bytes) -> dict[str, Any]:
    """The object that was sealed, without the digest. Raises ValueError for anything else."""
    before, tail = content[:-_TAIL].removesuffix(b", "), content[-_TAIL:]
    if tail != f'"sha256": "{_digest(before)}"}}'.encode():
        raise ValueError("not what was written")
    return read_json(before + b"}")


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that others read as it is; its digest stands beside it. Raises OSError."""
    write_beside(path, content)
    write_beside(_beside(path), _digest(content))


def is_whole(path: Path) -> bool:
    """Whether a file is what `write_whole` wrote."""
    try:
        return _digest(path.read_bytes()) == _beside(path).read_text("ascii")
    except (OSError, ValueError):
        return False


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.sha256")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
