"""Any shape, any mask, any dtype, very large scores: right, or refused with the argument's name; never NaN."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from byhand import (
    attention,
    basic,
    block,
    blockwise,
    cases,
    check,
    crossattention,
    dropout,
    embedding,
    heads,
    layernorm,
    linear,
    loss,
    mlp,
    model,
    positions,
    postblock,
    qkv,
    residual,
    rmsnorm,
    selfattention,
    seq2seq,
    shapes,
    softmax,
    tree,
)  # fmt: skip

settings.register_profile("byhand", deadline=None, max_examples=25, derandomize=True)
settings.load_profile("byhand")

count = st.integers(1, 7)
seeds = st.integers(0, 1000)


def finite(*trees) -> bool:
    return all(leaf.isfinite().all() for leaf in tree.leaves(trees).values())


@given(n=count, d=count, batch=st.integers(0, 3), seed=seeds)
@pytest.mark.parametrize(
    "layer", [linear, layernorm, rmsnorm, residual, mlp, qkv, basic, dropout, embedding, positions]
)
def test_any_shape(layer, n, d, batch, seed):
    report = check.against_autograd(layer, layer.example(tokens=n, width=d, batch=batch, seed=seed))
    assert not report.failures(), str(report)


@given(n=count, d=count, causal=st.booleans(), seed=seeds)
def test_attention_of_any_shape(n, d, causal, seed):
    for layer in (attention, blockwise):
        assert not check.against_autograd(layer, layer.example(n, d, causal=causal, seed=seed)).failures()


@given(n=count, d_k=st.integers(1, 4), H=st.integers(1, 4), seed=seeds)
@pytest.mark.parametrize("layer", [heads, selfattention, crossattention, block, postblock, model, seq2seq])
def test_any_number_of_heads(layer, n, d_k, H, seed):
    case = layer.example(tokens=n, width=H * d_k, heads=H, seed=seed)
    report = check.against_autograd(layer, case)
    assert not report.failures(), str(report)


@given(n=count, m=count, seed=seeds, kept=st.floats(0, 1))
def test_attention_under_any_mask(n, m, seed, kept):
    draw = cases.normal(seed)
    inputs = {"Q": draw(2, n, 3), "K": draw(2, m, 3), "V": draw(2, m, 4)}
    mask = torch.rand(2, n, m, generator=torch.Generator().manual_seed(seed)) < kept
    case = cases.build(attention.forward, draw, inputs, mask=mask)
    gradients = attention.backward(case.dout, case.saved)
    nowhere = ~mask.any(-1)
    assert finite(case.out, gradients) and not case.out[nowhere].any() and not gradients[0][nowhere].any()
    never = ~mask.any(-2)
    assert not gradients[1][never].any() and not gradients[2][never].any()
    assert not check.against_autograd(attention, case).failures()


@given(seed=seeds, scale=st.sampled_from([1.0, 1e2, 1e4]))
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16, torch.float16])
def test_very_large_scores_give_numbers(dtype, seed, scale):
    draw = cases.normal(seed, dtype=dtype)
    Z = (draw(3, 5) * scale).clamp(-1e4, 1e4)
    A, saved = softmax.forward(Z)
    L, saved_loss = loss.forward(Z, torch.tensor([0, 3, loss.IGNORED]), smoothing=0.1)
    assert finite(A, softmax.backward(draw(3, 5), saved), L, loss.backward(1.0, saved_loss))
    Q, K, V = (draw(4, 3) * scale**0.5 for _ in range(3))
    O, saved_attention = attention.forward(Q, K, V)
    assert finite(O, attention.backward(draw(4, 3), saved_attention))


# The worst error of a whole case, over the largest entry of the float64 result: a few roundings of the dtype,
# since every
# sum here is short. One rounding is 6e-8 in float32, 4e-3 in bfloat16 and 5e-4 in float16.
TOLERANCE = {torch.float32: 2e-5, torch.bfloat16: 0.15, torch.float16: 0.02}


@pytest.mark.parametrize("dtype", TOLERANCE, ids=str)
@pytest.mark.parametrize(
    "layer",
    [
        linear,
        softmax,
        attention,
        heads,
        qkv,
        selfattention,
        crossattention,
        layernorm,
        rmsnorm,
        mlp,
        loss,
        embedding,
        block,
    ],
    ids=lambda m: m.__name__,
)
def test_shorter_numbers_stay_near(layer, dtype):
    exact = layer.example()
    short = tree.map(lambda leaf: leaf.to(dtype), (dict(exact.inputs), exact.dout))
    out, saved = layer.forward(**short[0], **exact.options)
    true = check.by_hand(layer, exact)
    case = cases.Case(short[0], out, saved, short[1], exact.options)
    found = check.by_hand(layer, case)
    largest = max(float(leaf.abs().max()) for leaf in true.values())
    for name, leaf in found.items():
        assert leaf.dtype == dtype
        assert float((leaf.double() - true[name]).abs().max()) <= TOLERANCE[dtype] * largest, name


@pytest.mark.parametrize(
    "act, message",
    [
        (
            lambda d: attention.forward(d(6, 8), d(7, 8), d(6, 8)),
            r"V: expected \[\.\.\., m, d_v\] with m = 7, got \[6, 8\]",
        ),
        (
            lambda d: attention.forward(d(6, 8), d(6, 7), d(6, 8)),
            r"K: expected \[\.\.\., m, d_k\] with d_k = 8, got \[6, 7\]",
        ),
        (
            lambda d: attention.forward(d(2, 6, 8), d(3, 6, 8), d(3, 6, 8)),
            r"K: expected .* \.\.\. = \[2\].*got \[3, 6, 8\]",
        ),
        (
            lambda d: attention.forward(d(6, 8), d(6, 8), d(6, 8), mask=d(5, 6) > 0),
            r"mask: .*\[6, 6\], got \[5, 6\]",
        ),
        (lambda d: heads.split(d(2, 6, 8), 3), r"X: .*divisible by heads = 3, got \[2, 6, 8\]"),
        (lambda d: linear.forward(d(6, 8), d(7, 3)), r"W: expected \[d, f\] with d = 8, got \[7, 3\]"),
        (lambda d: linear.forward(d(6, 8), d(8, 3), d(4)), r"b: expected \[f\] with f = 3, got \[4\]"),
        (lambda d: layernorm.forward(d(6, 8), d(7), d(8)), r"gamma: expected \[d\] with d = 8, got \[7\]"),
        (lambda d: residual.forward(d(6, 8), d(1, 8)), r"F: .*n = 6.*got \[1, 8\]"),
        (lambda d: residual.forward(d(8), d(8)), r"X: expected \[\.\.\., n, d\], got \[8\]"),
        (
            lambda d: loss.forward(d(6, 8), torch.zeros(5, dtype=torch.long)),
            r"Z: .*\.\.\. = \[5\].*got \[6, 8\]",
        ),
        (
            lambda d: embedding.forward(torch.zeros(1, 9, dtype=torch.long), d(5, 8), d(6, 8)),
            r"tokens: .*n ≤ 6, got \[1, 9\]",
        ),
        (lambda d: positions.sinusoidal(4, 5), r"P: .*d even"),
    ],
)
def test_a_wrong_shape_is_refused_by_name(act, message):
    with pytest.raises(shapes.ShapeError, match=message):
        act(cases.normal(0))


@pytest.mark.parametrize("layer", [heads, selfattention, block, model, seq2seq], ids=lambda m: m.__name__)
def test_heads_that_do_not_divide_the_width_are_refused(layer):
    with pytest.raises(shapes.ShapeError, match="divisible by heads = 3"):
        layer.example(width=8, heads=3)


def test_an_unknown_activation_is_refused():
    with pytest.raises(ValueError, match="gelu.*swish"):
        mlp.example(activation="swish")


def test_relu_and_unsmoothed_loss_and_unmasked_layers_agree_too():
    for layer, case in (
        (mlp, mlp.example(activation="relu")),
        (loss, loss.example(smoothing=0.0)),
        (heads, heads.example(causal=False)),
        (model, model.example(layers=1, heads=1, tied=True)),
    ):
        assert not check.against_autograd(layer, case).failures()


def test_linear_without_a_bias():
    draw = cases.normal(0)
    X, W, dY = draw(5, 3), draw(3, 2), draw(5, 2)
    _, saved = linear.forward(X, W)
    dX, dW, db = linear.backward(dY, saved)
    assert db is None and torch.equal(dX, dY @ W.mT) and torch.allclose(dW, X.mT @ dY)
