"""What a `NAME.measure.py` has measured, as NAME.json beside it: data with its provenance, committed.

Trained digits differ from processor to processor, so such numbers are measured once and read by the figure.
"""

import json
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch

from byhand.training import checkpoint


def write(script: str | Path, record: Mapping[str, Any], **facts: Any) -> Path:
    """Writes the record of a measuring script, with how it came to be; `facts` join the provenance. Returns the file.

    Raises ValueError for a script whose name does not end in .measure.py.
    """
    path = Path(script)
    name = path.name.removesuffix(".measure.py")
    if name == path.name:
        raise ValueError(f"a measuring script is called NAME.measure.py, not {path.name}")
    provenance = {
        "code": checkpoint.fingerprint(), "torch": torch.__version__, "python": platform.python_version(), **facts,
        "processor": platform.machine(), "threads": torch.get_num_threads(), "device": str(torch.get_default_device()),
        "date": datetime.now(UTC).date().isoformat(),
    }  # fmt: skip
    file = path.with_name(f"{name}.json")
    beside = file.with_suffix(".json.part")
    beside.write_text(json.dumps({**record, "provenance": provenance}, indent=1) + "\n", encoding="utf-8")
    return beside.replace(file)
