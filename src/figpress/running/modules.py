"""A figure's ES module as one file: what it imports from beside itself is written into it."""

import re
from pathlib import Path

_IMPORT = re.compile(r"""^import \{[^}]*\} from "\./(?P<name>[\w-]+\.mjs)";[^\n]*\n""", re.M)


def with_siblings(path: Path) -> str:
    """The text of a module, with its siblings in the place of `import { … } from "./name.mjs";`.

    Raises FileNotFoundError for a sibling that is not there.
    """
    seen: set[str] = set()

    def put(found: re.Match[str]) -> str:
        name = found["name"]
        if name in seen:
            return ""
        seen.add(name)
        inside = _IMPORT.sub(put, (path.parent / name).read_text("utf-8"))
        return re.sub(r"^export (?=(?:async )?function|class|const|let)", "", inside, flags=re.M)

    return _IMPORT.sub(put, path.read_text("utf-8"))
