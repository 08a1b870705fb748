"""Shapes are compared with patterns such as "... n d", and an error repeats the argument, the pattern and what came."""

from torch import Tensor


class ShapeError(ValueError):
    """A tensor does not have the shape that a layer needs."""


def match(**arguments: tuple[Tensor, str]) -> dict[str, int | tuple[int, ...]]:
    """Binds the letters of every pattern to sizes, the same letter to the same size, and returns the sizes.

    A pattern is a row of letters; a leading `...` stands for any batch dimensions, which must agree as well.
    Raises ShapeError with the argument's name, its pattern, the sizes bound before it, and the shape that came.

    >>> import torch
    >>> match(X=(torch.zeros(6, 8), "n d"), W=(torch.zeros(8, 3), "d f"))
    {'n': 6, 'd': 8, 'f': 3}
    >>> match(X=(torch.zeros(6, 8), "n d"), W=(torch.zeros(7, 3), "d f"))
    Traceback (most recent call last):
    byhand.shapes.ShapeError: W: expected [d, f] with d = 8, got [7, 3]
    """
    sizes: dict[str, int | tuple[int, ...]] = {}
    for name, (tensor, pattern) in arguments.items():
        letters, shape = pattern.split(), tuple(tensor.shape)
        known = dict(sizes)
        if letters[0] == "...":
            cut = max(len(shape) - len(letters) + 1, 0)
            shape = (shape[:cut], *shape[cut:])
        fits = len(letters) == len(shape)
        for letter, size in zip(letters, shape):
            fits = fits and sizes.setdefault(letter, size) == size
        if not fits:
            raise ShapeError(_message(name, letters, known, tensor))
    return sizes


def divide(name: str, tensor: Tensor, size: int, by: str, parts: int) -> int:
    """Returns size // parts, or raises ShapeError where the parts do not come out even."""
    if parts < 1 or size % parts:
        raise ShapeError(
            f"{name}: expected [..., d] with d divisible by {by} = {parts}, got {list(tensor.shape)}"
        )
    return size // parts


def broadcast(name: str, tensor: Tensor, target: tuple[int, ...], pattern: str) -> None:
    """Raises ShapeError unless the tensor broadcasts to the target shape."""
    shape = tuple(tensor.shape)
    pairs = zip(reversed(shape), reversed(target))
    if len(shape) > len(target) or any(size not in (1, full) for size, full in pairs):
        raise ShapeError(
            f"{name}: expected a shape that broadcasts to [{', '.join(pattern.split())}]"
            f" = {list(target)}, got {list(shape)}"
        )


def _message(name: str, letters: list[str], known: dict, tensor: Tensor) -> str:
    bound = [
        f"{letter} = {list(known[letter]) if letter == '...' else known[letter]}"
        for letter in letters
        if letter in known and known[letter] != ()
    ]
    given = f" with {', '.join(bound)}" if bound else ""
    return f"{name}: expected [{', '.join(letters)}]{given}, got {list(tensor.shape)}"
