"""The loss of one prediction over a vocabulary: logits, probabilities, the word that came."""

import torch

import figpress


def forward(draw, V):
    z = draw(V)
    y = int(draw.integers(V, 1))
    return {"z": z, "y": y, "p": torch.softmax(z, 0), "e_k": torch.eye(V, dtype=torch.float64), "L": torch.logsumexp(z, 0) - z[y]}


figpress.symbols(
    forward,
    {
        "z": ("V×1", "the logits, one a word of the vocabulary"),
        "y": ("index", "the word that came"),
        "p": ("V×1", "the predicted probabilities: the softmax of the logits"),
        "e_k": ("V×1, k<V", "one at place k, zero elsewhere"),
        "L": ("scalar", "the loss: the cross-entropy of this prediction"),
        "V": ("size", "the size of the vocabulary"),
    },
)
