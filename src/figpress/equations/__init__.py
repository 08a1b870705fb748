"""Displayed equations: read as printed, bound to a script's tensors, evaluated, compared with autograd."""

COMPILED = "programs 2"  # what is said of a display changes with this: results of before are asked for again
