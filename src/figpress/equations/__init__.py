"""Displayed equations: read as printed, bound to a script's tensors, evaluated, compared with autograd."""
