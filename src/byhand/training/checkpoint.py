"""The three committed moments of the site's model: "first" (step 0), "half" (held-out accuracy first ≥ 50 %), "last".

They are committed because another processor rounds differently and would train other digits.
"""

import ast
import hashlib
import inspect
import json
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch

import byhand
from byhand import tree
from byhand.training.tasks import DECODER, Task

FOLDER = Path(__file__).parent.parent / "checkpoints"


def load(
    name: str = "last", dtype: torch.dtype = torch.float64, device: Any = None, folder: Path = FOLDER,
    task: Task = DECODER,
) -> Any:
    """Returns the parameters of the moment "first", "half" or "last": model.Params, or what the task's model has.

    They were trained in float32; float64 by default, so that what a figure computes from them is exact to many digits.
    The model's sizes are those that were trained, whatever it would be given today. Raises KeyError for another name.
    """
    from safetensors.torch import load as parse

    known = provenance(folder, task)
    entry = known["checkpoints"][name]
    # read by Python itself, so that a figure's trace sees the file
    tensors = parse((folder / entry["file"]).read_bytes())
    like = task.initial(**known["sizes"], device=device)
    names = iter(tree.leaves(like))
    return tree.map(lambda leaf: tensors[next(names)].to(device=device, dtype=dtype), like)


def step(name: str, folder: Path = FOLDER, task: Task = DECODER) -> int:
    """Returns the number of training steps behind the moment."""
    return provenance(folder, task)["checkpoints"][name]["step"]


def sizes(task: Task = DECODER) -> dict[str, int]:
    """Returns the sizes that the task's model has unless it is told others: words, width, heads and so on."""
    given = inspect.signature(task.initial).parameters.values()
    return {one.name: one.default for one in given if one.name not in ("seed", "device", "dtype")}


def provenance(folder: Path = FOLDER, task: Task = DECODER) -> dict[str, Any]:
    """Returns how the checkpoints came to be: code, seed, versions, device, date, accuracies."""
    return json.loads((folder / f"{task.prefix}provenance.json").read_text(encoding="utf-8"))


def save(moments: Mapping[str, tuple[Any, float]], folder: Path, task: Task = DECODER, **facts: Any) -> None:
    """Writes the moments that `train.moments` returned, and their provenance, into the folder.

    Every file is written beside its place and renamed.
    """
    from safetensors.torch import save as serialise

    folder.mkdir(parents=True, exist_ok=True)
    entries = {}
    for name, (moment, accuracy) in moments.items():
        file = f"{task.prefix}step-{moment.step:04}.safetensors"
        tensors = {key: leaf.detach().cpu().contiguous() for key, leaf in tree.leaves(moment.params).items()}
        _replace(folder / file, serialise(tensors))
        entries[name] = {
            "file": file, "step": moment.step, "loss": moment.loss, "held_out_accuracy": accuracy,
            "sha256": hashlib.sha256((folder / file).read_bytes()).hexdigest(),
        }
    record = {
        "model": task.name,
        "sizes": sizes(task),
        "checkpoints": entries,
        "code": fingerprint(),
        "versions": {"python": platform.python_version(), "torch": torch.__version__},
        "processor": platform.machine(),
        "threads": torch.get_num_threads(),
        "date": datetime.now(UTC).date().isoformat(),
        **facts,
    }
    _replace(folder / f"{task.prefix}provenance.json", (json.dumps(record, indent=2) + "\n").encode())


def fingerprint() -> str:
    """Returns the sha256 of the code that trains, as syntax: comments, docstrings and layout do not count."""
    root = Path(byhand.__file__).parent
    layers = "shapes tree cases linear softmax masks attention qkv heads selfattention layernorm mlp residual"
    names = [f"{name}.py" for name in (*layers.split(), "embedding", "block", "loss", "model")]
    names += [f"{name}.py" for name in ("crossattention", "decoderblock", "seq2seq")]
    names += [f"training/{name}.py" for name in "language tokeniser tasks adamw schedule probe train".split()]
    digest = hashlib.sha256()
    for name in names:
        syntax = ast.parse((root / name).read_text(encoding="utf-8"))
        for node in ast.walk(syntax):
            body = getattr(node, "body", None)
            if isinstance(body, list) and body and _is_text(body[0]):
                node.body = body[1:] or [ast.Pass()]
        digest.update(f"{name}\n{ast.unparse(syntax)}\n".encode())
    return digest.hexdigest()


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _replace(path: Path, content: bytes) -> None:
    beside = path.with_suffix(path.suffix + ".part")
    beside.write_bytes(content)
    beside.replace(path)
