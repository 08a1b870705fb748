"""The bend of the feed-forward sublayer as its formula says it, for symbols scripts: not as byhand computes it."""

import math

import torch


def Phi(z):
    """The normal distribution function."""
    return 0.5 * (1 + torch.erf(z / math.sqrt(2)))


def density(z):
    """The normal density."""
    return torch.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)


def gelu(z):
    return z * Phi(z)
