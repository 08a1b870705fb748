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
    tokens, lengths = _pad([one.words for one in sentences], LONGEST)
    beyond = torch.arange(LONGEST) >= lengths[:, None]
    targets = tokens.masked_fill(beyond, loss.IGNORED)
    return tokens[:, :-1].to(device), targets[:, 1:].to(device)


def question_and_answer(sentences: Sequence[Sentence], device: Any = None) -> tuple[Tensor, ...]:
    """Returns what an encoder–decoder reads, writes and should write: source [B, 16], target [B, 5], the sources'
    lengths [B], and targets [B, 5]. The source is the first clause, up to its full stop; the target begins with bos.
    """
    ends = [one.words.index(".") + 1 for one in sentences]
    source, lengths = _pad([one.words[1:end] for one, end in zip(sentences, ends)], LONGEST - 6)
    written, _ = _pad([("bos", *one.words[end:]) for one, end in zip(sentences, ends)], 6)
    return tuple(T.to(device) for T in (source, written[:, :-1], lengths, written[:, 1:]))


def _pad(rows: Sequence[Sequence[str]], longest: int) -> tuple[Tensor, Tensor]:
    index = {word: i for i, word in enumerate(WORDS)}
    filled = [[index[word] for word in row] + [index["eos"]] * (longest - len(row)) for row in rows]
    lengths = torch.tensor([len(row) for row in rows], dtype=torch.long)
    return torch.tensor(filled, dtype=torch.long).reshape(len(rows), longest), lengths
