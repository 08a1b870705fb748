"""The site's model as data for a reader's browser: weights in few bytes, and the language."""

import base64
import zlib

import numpy as np
import torch
from byhand import tree
from byhand.training import checkpoint, language

MOMENTS = ("first", "half", "last")
BITS = 9  # of each weight's mantissa: off by less than a thousandth of it, which no picture shows, in half of the bytes
SETS = "embedding layer-norm projections attention heads feed-forward stream residual top linear loss adamw".split()


def rounded(name):
    """A moment's parameters in one vector, float32, as they are shipped."""
    flat = tree.flatten(checkpoint.load(name, torch.float32)).numpy().view(np.uint32).astype(np.uint64)
    return (((flat + (1 << (22 - BITS))) >> (23 - BITS)) << (23 - BITS)).astype(np.uint32).view(np.float32)


def packed(name):
    """The same as sign, exponent and mantissa, plane by plane, deflated, in base64."""
    bits = rounded(name).view(np.uint32)
    planes = ((bits << np.uint32(1)) | (bits >> np.uint32(31))).view(np.uint8).reshape(-1, 4)[:, ::-1].T
    return base64.b64encode(zlib.compress(np.ascontiguousarray(planes).tobytes(), 9)).decode()


def families():
    """The language: each verb, the pairs that training may show, and the adjectives of its two nouns."""
    for subjects, objects, of_subject, of_object, verb in language._families():
        pairs = [(a, b) for a in subjects for b in objects if not language.is_held_out(a, b)]
        yield [verb, pairs, [of_subject, of_object]]


def data():
    """What every live figure of this model is given."""
    return {
        "words": language.WORDS, "steps": {name: checkpoint.step(name) for name in MOMENTS},
        "weights": {name: packed(name) for name in MOMENTS},
        "language": {
            "families": list(families()), "hidden": [pair for pair in language.pairs() if language.is_held_out(*pair)],
            "modifiers": language.MODIFIERS, "nouns": language.ANIMALS + language.PLACES + language.THINGS + language.CONTAINERS,
        },
    }  # fmt: skip
