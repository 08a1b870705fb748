"""What a run would see of a path: the same look while it runs and when its verdict is asked for."""

import hashlib
import os

PRIVATE = {".figpress", ".venv", ".git", "node_modules", "__pycache__"}


def look(path: str, how: str) -> str:
    """The digest of a file's content, of a folder's names, or of what a path is; "absent" where there is
    nothing.
    """
    try:
        if how == "listing":
            return hashlib.sha256(
                "\n".join(sorted(n for n in os.listdir(path) if n not in PRIVATE)).encode()
            ).hexdigest()
        if how == "state":
            if os.path.isdir(path):
                return "folder"
            return f"file of {os.path.getsize(path)} bytes"
        if os.path.isdir(path):
            return "folder"
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return "absent"
