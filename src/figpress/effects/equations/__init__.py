"""Equations on tensors: numpy for the algebra, torch for the forward pass and its gradients."""
