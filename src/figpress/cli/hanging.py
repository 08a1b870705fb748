"""Pictures for a comment that cannot carry them: PNG files in a folder, and their addresses. Writes files."""

from collections.abc import Callable
from pathlib import Path

from figpress.base.writing import write_beside
from figpress.freshness.figure import Artifact
from figpress.publishing.rasterising import rasterised


def hanging(folder: Path, address: str) -> Callable[[Artifact], str]:
    """Puts a picture into the folder under a name made of its content; its address, or "" where it cannot be drawn."""

    def hung(artifact: Artifact) -> str:
        name = f"{artifact.sha256[:16]}.png"
        try:
            if artifact.media_type == "image/svg+xml":
                content = rasterised(artifact.path.read_text("utf-8"))
            else:
                content = artifact.path.read_bytes()
                name = name if artifact.media_type == "image/png" else name[:-4] + artifact.path.suffix
        except (OSError, ValueError):
            return ""
        write_beside(folder / name, content)
        return f"{address.rstrip('/')}/{name}"

    return hung
