"""Words become ids and back; the vocabulary is the language's own list of words."""

from collections.abc import Iterable, Sequence
from typing import Any

import torch
from torch import Tensor

from byhand import loss
from byhand.training.language import LONGEST, WORDS, Sentence


def encode(words: Iterable[str], device: Any = None) -> Tensor:
    """Returns word ids [1, n]. Raises ValueError for a word that the language lacks.

    >>> decode(encode(["the", "animal"]))
    ['the', 'animal']
    """
    ids = []
    for word in words:
        if word not in WORDS:
            raise ValueError(f"the vocabulary has no word {word!r}")
        ids.append(WORDS.index(word))
    return torch.tensor([ids], device=device)


def decode(ids: Tensor) -> list[str]:
    """Returns the words of ids [n] or [1, n]."""
    return [WORDS[i] for i in ids.reshape(-1).tolist()]


def batch(sentences: Sequence[Sentence], device: Any = None) -> tuple[Tensor, Tensor]:
    """Returns what the model reads and what it should predict, both [B, 21]: every next word.

    Sentences that are shorter are filled up with eos, and the loss ignores what follows their own eos. No padding mask
    is needed: the filling stands to the right, where causal attention does not look.
    """
    index = {word: i for i, word in enumerate(WORDS)}
    tokens = torch.full((len(sentences), LONGEST), index["eos"])
    targets = torch.full((len(sentences), LONGEST), loss.IGNORED)
    for row, one in enumerate(sentences):
        ids = torch.tensor([index[word] for word in one.words])
        tokens[row, : len(ids)] = ids
        targets[row, : len(ids)] = ids
    return tokens[:, :-1].to(device), targets[:, 1:].to(device)
