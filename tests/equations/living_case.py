"""What torch says of the decoder, as files that a JavaScript test reads: weights, sentences, loss and all gradients."""

import json
from pathlib import Path
from random import Random

import numpy as np
import torch

from byhand import loss, model, tree
from byhand.training import checkpoint, language, schedule, tokeniser


def sentences(seed: int, count: int) -> list[language.Sentence]:
    return language.sample(count, seed)


def rows(sampled) -> tuple[list, list]:
    """What the decoder of the page is asked: the words that are read, and those that follow."""
    ids = [[language.WORDS.index(word) for word in one.words] for one in sampled]
    return [one[:-1] for one in ids], [one[1:] for one in ids]


def trained(seed: int, steps: int, of: int = 2000, dtype: torch.dtype = torch.float64) -> dict:
    """Training from the seed's start by torch's autograd and torch's AdamW: the start, the batches, losses, the end."""
    params = model.initial(seed=seed)
    leaves = [leaf.detach().to(dtype).requires_grad_() for leaf in tree.leaves(params).values()]
    order, random = iter(leaves), Random(seed)
    params = tree.map(lambda _: next(order), params)
    start = torch.cat([leaf.detach().reshape(-1) for leaf in leaves])
    optimiser = torch.optim.AdamW(leaves, betas=(0.9, 0.98), eps=1e-8, weight_decay=0.01)
    batches, losses = [], []
    for step in range(steps):
        sampled = language.sample(64, random)
        tokens, targets = tokeniser.batch(sampled)
        Z, _ = model.forward(tokens, params)
        total = torch.nn.functional.cross_entropy(
            Z.reshape(-1, Z.shape[-1]), targets.reshape(-1), ignore_index=loss.IGNORED
        )
        found = torch.autograd.grad(total, leaves)
        norm = torch.cat([g.reshape(-1) for g in found]).norm().clamp(min=1.0)
        for leaf, g in zip(leaves, found):
            leaf.grad = g / norm
        optimiser.param_groups[0]["lr"] = schedule.rate(step, of)
        optimiser.step()
        batches.append(dict(zip(("read", "asked"), rows(sampled))))
        losses.append(total.item())
    end = torch.cat([leaf.detach().reshape(-1) for leaf in leaves])
    return {"start": start.tolist(), "batches": batches, "losses": losses, "end": end.tolist()}


def write(folder: Path, moment: str, seed: int, dtype: torch.dtype, count: int = 8) -> Path:
    """By torch's own autograd: not by the backward of this project."""
    params = checkpoint.load(moment, dtype=dtype)
    leaves = [leaf.detach().requires_grad_() for leaf in tree.leaves(params).values()]
    order = iter(leaves)
    params = tree.map(lambda _: next(order), params)
    sampled = sentences(seed, count)
    tokens, targets = tokeniser.batch(sampled)
    Z, _ = model.forward(tokens, params)
    total = torch.nn.functional.cross_entropy(
        Z.reshape(-1, Z.shape[-1]), targets.reshape(-1), ignore_index=loss.IGNORED
    )
    found = torch.autograd.grad(total, leaves)
    read, asked = rows(sampled)
    case = {
        "kind": "Float64Array" if dtype == torch.float64 else "Float32Array",
        "loss": total.item(),
        "read": read,
        "asked": asked,
    }
    path = folder / f"{moment}-{seed}-{'64' if dtype == torch.float64 else '32'}"
    path.with_suffix(".json").write_text(json.dumps(case))
    flat = np.concatenate(
        [leaf.detach().numpy().reshape(-1) for leaf in leaves] + [g.numpy().reshape(-1) for g in found]
    )
    path.with_suffix(".bin").write_bytes(flat.astype(np.float64).tobytes())
    return path
