"""The identities of the post, E1 linear layers to E17 costs, each on its own numbers; see also `test_around`."""

import math

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from byhand import (
    attention,
    block,
    cases,
    check,
    embedding,
    heads,
    layernorm,
    linear,
    loss,
    masks,
    mlp,
    model,
    qkv,
    selfattention,
    softmax,
)

EXACT = 1e-12


def near(a, b, tolerance=EXACT):
    return float((a - b).abs().max()) <= tolerance


def test_e1_trace_rule():
    case = linear.example()
    dX, dW, _ = linear.backward(case.dout, case.saved)
    draw = cases.normal(5)
    X, W = case.inputs["X"], case.inputs["W"]
    move_X, move_W = draw(*X.shape), draw(*W.shape)
    moved = move_X @ W + X @ move_W
    assert near((case.dout * moved).sum(), (dX * move_X).sum() + (dW * move_W).sum())


def test_e2_gradient_is_p_minus_y():
    Z = cases.normal(1)(4, 9, scale=3)
    targets = torch.tensor([2, loss.IGNORED, 0, 8])
    _, saved = loss.forward(Z, targets)
    dZ = loss.backward(1.0, saved)
    expected = (Z.softmax(-1) - torch.nn.functional.one_hot(targets.clamp(min=0), 9)) / 3
    expected[1] = 0
    assert near(dZ, expected) and near(dZ.sum(-1), torch.zeros(4))


def test_e2_softmax_is_the_slope_of_logsumexp():
    s = cases.normal(3)(6)
    slopes = check.differences(lambda: float(s.logsumexp(0)), s)
    assert near(softmax.forward(s)[0], slopes, 1e-9)


def test_e2_agrees_with_torch_and_its_smoothing():
    Z = cases.normal(1)(4, 9)
    targets = torch.tensor([2, loss.IGNORED, 0, 8])
    ours, _ = loss.forward(Z, targets, smoothing=0.2)
    theirs = torch.nn.functional.cross_entropy(Z, targets, ignore_index=loss.IGNORED, label_smoothing=0.2)
    assert near(ours, theirs)


def test_e2_nothing_to_predict_is_no_loss():
    L, saved = loss.forward(cases.normal(1)(3, 5), torch.full((3,), loss.IGNORED))
    assert L == 0 and not loss.backward(1.0, saved).any()


def test_e3_softmax_jacobian():
    a = cases.normal(2)(7).softmax(-1)
    J = softmax.jacobian(a)
    largest = torch.linalg.eigvalsh(J)[-1]
    assert near(J @ torch.ones(7, dtype=a.dtype), torch.zeros(7))
    assert near(J.trace(), 1 - a.square().sum()) and near(J, J.mT, 0) and largest <= 0.5
    half = torch.tensor([0.5, 0.5], dtype=a.dtype)
    assert near(torch.linalg.eigvalsh(softmax.jacobian(half))[-1], torch.tensor(0.5))
    true = torch.autograd.functional.jacobian(lambda s: s.softmax(-1), a.log())
    assert near(J, true)


def test_e3_backward_applies_the_jacobian_and_halves_at_least():
    case = softmax.example(batch=1)
    dS = softmax.backward(case.dout, case.saved)
    for a, da, ds in zip(case.out[0], case.dout[0], dS[0]):
        assert near(softmax.jacobian(a) @ da, ds) and ds.norm() <= 0.5 * da.norm() + EXACT
    assert near(dS.sum(-1), torch.zeros(6))


def test_e4_two_ways_to_d():
    case = attention.example(causal=True)
    down = attention.gradients(case.dout, case.saved)
    assert near(down.D, (down.dA * case.saved.A).sum(-1, keepdim=True))


def test_e5_score_gradient_is_attention_times_advantage():
    case = attention.example()
    down, kept = attention.gradients(case.dout, case.saved), case.saved
    advantage = torch.einsum("bid,bijd->bij", case.dout, kept.V[:, None] - kept.O[:, :, None])
    assert near(down.dS, kept.A * advantage)
    c = kept.Q.shape[-1] ** -0.5
    u, A, K = down.dA, kept.A, kept.K
    covariance = (A * u) @ K - (A * u).sum(-1, keepdim=True) * (A @ K)
    assert near(down.dQ, c * covariance)


def test_e6_masked_pairs_are_exactly_zero_and_rows_still_sum_to_zero():
    case = attention.example(causal=True)
    dS = attention.gradients(case.dout, case.saved).dS
    hidden = ~masks.causal(6)
    assert not dS[:, hidden].any() and near(dS.sum(-1), torch.zeros(6))
    assert case.saved.S[:, hidden].eq(-torch.inf).all()


def test_e6_causal_outputs_ignore_what_comes_later():
    case = attention.example(tokens=5, batch=1, causal=True)
    Q, K, V = case.inputs.values()
    mask = case.options["mask"]
    J = torch.autograd.functional.jacobian(lambda V: attention.forward(Q, K, V, mask)[0], V)[0, :, :, 0]
    for i in range(5):
        assert not J[i, :, i + 1 :].any() and J[i, :, : i + 1].any()


def test_e6_a_query_that_may_look_nowhere_gives_zeros_not_nan():
    draw = cases.normal(0)
    Q, K, V = (draw(2, 4, 3) for _ in range(3))
    mask = torch.ones(4, 4, dtype=torch.bool)
    mask[2] = False
    case = cases.build(attention.forward, draw, {"Q": Q, "K": K, "V": V}, mask=mask)
    dQ, dK, dV = attention.backward(case.dout, case.saved)
    assert not case.out[:, 2].any() and not dQ[:, 2].any()
    assert all(t.isfinite().all() for t in (dQ, dK, dV))
    assert not check.against_autograd(attention, case).failures()


def test_e6_a_sentence_of_nothing_but_padding_gives_zero_gradients():
    draw = cases.normal(0)
    inputs = {name: draw(2, 2, 4, 3) for name in ("Q", "K", "V")}
    case = cases.build(attention.forward, draw, inputs, mask=masks.padding(torch.tensor([0, 3]), 4))
    for gradient in attention.backward(case.dout, case.saved):
        assert not gradient[0].any() and gradient[1].any() and gradient.isfinite().all()


@pytest.fixture
def sublayer():
    case = selfattention.example(causal=True)
    return case, selfattention.gradients(case.dout, case.saved)


def test_e7_key_bias_has_no_gradient_and_value_bias_collects_all(sublayer):
    case, down = sublayer
    assert near(down.dparams.b_K, torch.zeros(8)) and not near(down.dparams.b_Q, torch.zeros(8), 1e-3)
    assert near(down.dparams.b_V, heads.merge(down.dO).sum((0, 1)))


def test_e7_circuits(sublayer):
    case, down = sublayer
    U, c = case.saved.U, 0.5  # d_k = 4
    p = case.inputs["params"]
    W_Q, W_K = heads.split(p.W_Q, 2), heads.split(p.W_K, 2)  # [H, d, d_k]
    without_bias = selfattention.Params(p.W_Q, 0 * p.b_Q, p.W_K, 0 * p.b_K, p.W_V, p.b_V, p.W_O, p.b_O, 2)
    out, saved = selfattention.forward(U, without_bias, case.options["mask"])
    down = selfattention.gradients(case.dout, saved)
    G = (c * U.mT[:, None] @ down.dS @ U[:, None]).sum(0)  # [H, d, d]
    assert near(heads.split(down.dparams.W_Q, 2), G @ W_K) and near(
        heads.split(down.dparams.W_K, 2), G.mT @ W_Q
    )
    left = W_Q.mT @ heads.split(down.dparams.W_Q, 2)  # [H, d_k, d_k]
    assert near(left, (W_K.mT @ heads.split(down.dparams.W_K, 2)).mT)


def test_e7_ov_circuit_and_its_balance(sublayer):
    case, _ = sublayer
    p = case.inputs["params"]
    plain = selfattention.Params(p.W_Q, p.b_Q, p.W_K, p.b_K, p.W_V, 0 * p.b_V, p.W_O, p.b_O, 2)
    _, saved = selfattention.forward(case.saved.U, plain, case.options["mask"])
    down = selfattention.gradients(case.dout, saved)
    R = (case.saved.U.mT[:, None] @ saved.A.mT @ case.dout[:, None]).sum(0)  # [H, d, d]
    W_V, dW_V = heads.split(p.W_V, 2), heads.split(down.dparams.W_V, 2)  # [H, d, d_k]
    W_O, dW_O = p.W_O.reshape(2, 4, 8), down.dparams.W_O.reshape(2, 4, 8)  # [H, d_k, d]
    assert near(dW_V, R @ W_O.mT) and near(dW_O, W_V.mT @ R)
    assert near(W_V.mT @ dW_V, dW_O @ W_O.mT)


def test_e7_euler(sublayer):
    case, down = sublayer
    kept = case.saved
    finite = kept.S.masked_fill(-torch.inf == kept.S, 0.0)
    assert near((kept.Q * down.dQ).sum(), (kept.K * down.dK).sum())
    assert near((kept.Q * down.dQ).sum(), (finite * down.dS).sum())
    assert near((kept.V * down.dV).sum(), (kept.O * down.dO).sum())


def test_e7_rank_is_at_most_the_head_width():
    case = selfattention.example(tokens=20, width=8, heads=4)
    dW_Q = selfattention.gradients(case.dout, case.saved).dparams.W_Q
    for h in range(4):
        assert torch.linalg.matrix_rank(heads.split(dW_Q, 4)[h]) <= 2
    short = selfattention.example(tokens=3, width=8, heads=1, batch=1)
    assert torch.linalg.matrix_rank(selfattention.gradients(short.dout, short.saved).dparams.W_Q) <= 3


def test_e7_descent_conserves_what_the_two_sides_balance():
    """W_QᵀW_Q − W_KᵀW_K of each head stands still under gradient flow; steps of size η let it drift in
    proportion.
    """
    draw, target = cases.normal(0), cases.normal(1)(1, 6, 8)
    p = selfattention.draw_params(draw, 8, 2)
    zero = torch.zeros(8, dtype=torch.float64)
    start = selfattention.Params(p.W_Q, zero, p.W_K, zero, p.W_V, zero, p.W_O, zero, 2)
    U = draw(1, 6, 8)

    def charge(p):
        W_Q, W_K, W_V, W_O = (
            heads.split(p.W_Q, 2),
            heads.split(p.W_K, 2),
            heads.split(p.W_V, 2),
            p.W_O.reshape(2, 4, 8),
        )
        return torch.stack((W_Q.mT @ W_Q - W_K.mT @ W_K, W_V.mT @ W_V - W_O @ W_O.mT))

    def drift(rate):
        p = start
        for _ in range(round(0.2 / rate)):
            Y, saved = selfattention.forward(U, p)
            _, dp = selfattention.backward((Y - target) / 6, saved)
            weights = (
                w - rate * dw for w, dw in zip((p.W_Q, p.W_K, p.W_V, p.W_O), (dp.W_Q, dp.W_K, dp.W_V, dp.W_O))
            )
            W_Q, W_K, W_V, W_O = weights
            p = selfattention.Params(W_Q, zero, W_K, zero, W_V, zero, W_O, zero, 2)
        moved = float((p.W_V - start.W_V).abs().max())
        return float((charge(p) - charge(start)).abs().max()), moved

    (coarse, moved), (fine, _) = drift(1e-2), drift(1e-3)
    assert moved > 1e-2 and 8 < coarse / fine < 12


def test_e7_three_paths(sublayer):
    _, down = sublayer
    assert near(down.dU, down.qkv.dU_Q + down.qkv.dU_K + down.qkv.dU_V)


def test_e8_token_to_token_jacobian():
    draw = cases.normal(4)
    x, W_Q, W_K, W_V = draw(5, 4), draw(4, 3), draw(4, 3), draw(4, 3)

    def head(x):
        return attention.forward(x @ W_Q, x @ W_K, x @ W_V)[0]

    true = torch.autograd.functional.jacobian(head, x)  # [i, d_v, m, d]
    _, saved = attention.forward(x @ W_Q, x @ W_K, x @ W_V)
    q, k, v, a, o, c = saved.Q, saved.K, saved.V, saved.A, saved.O, 3**-0.5
    for i in range(5):
        query = c * sum(a[i, j] * torch.outer(v[j] - o[i], W_Q @ k[j]) for j in range(5))
        for m in range(5):
            block_im = a[i, m] * W_V.mT + c * a[i, m] * torch.outer(v[m] - o[i], W_K @ q[i])
            assert near(block_im + (query if i == m else 0), true[i, :, m])


def test_e9_split_and_merge_undo_each_other_and_only_move():
    X = torch.arange(2 * 5 * 6).reshape(2, 5, 6)
    assert torch.equal(heads.merge(heads.split(X, 3)), X)
    assert torch.equal(heads.split(X, 3)[1, 2, 4], X[1, 4, 4:6])


def test_e9_every_head_reads_the_same_gradient_through_its_own_rows(sublayer):
    case, down = sublayer
    W_O = case.inputs["params"].W_O.reshape(2, 4, 8)
    assert near(down.dO, case.dout[:, None] @ W_O.mT)
    assert near(selfattention.head_parts(down, case.saved).sum((0, 1)), down.dU)


def test_e9_agrees_with_the_fused_attention_of_torch():
    case = attention.example(causal=True)
    fused = torch.nn.functional.scaled_dot_product_attention(*case.inputs.values(), is_causal=True)
    assert near(case.out, fused)


def test_e11_layer_norm_takes_two_directions_away():
    case = layernorm.example(width=16)
    dX, dgamma, dbeta = layernorm.backward(case.dout, case.saved)
    kept = case.saved
    assert near(dX.sum(-1), torch.zeros(6))
    g = kept.gamma * case.dout
    var = kept.sigma**2 - 1e-5
    left = 1e-5 / (kept.sigma * (var + 1e-5)) * (kept.Xhat * g).sum(-1, keepdim=True)
    assert near((kept.Xhat * dX).sum(-1, keepdim=True), left)
    assert (dX.norm(dim=-1) <= g.norm(dim=-1) / kept.sigma[..., 0] + EXACT).all()
    assert near(dgamma, (case.dout * kept.Xhat).sum((0, 1))) and near(dbeta, case.dout.sum((0, 1)))


def test_e11_projector_eigenvalues():
    case = layernorm.example(tokens=1, width=10, batch=1)
    kept, n = case.saved, 10
    ones = torch.ones(n, dtype=torch.float64)
    xhat = kept.Xhat[0, 0]
    P = torch.eye(n, dtype=torch.float64) - torch.outer(ones, ones) / n - torch.outer(xhat, xhat) / n
    values = torch.linalg.eigvalsh(P)
    assert near(values[0], torch.tensor(0.0)) and near(values[2:], torch.ones(8))
    assert near(values[1], 1e-5 / kept.sigma[0, 0, 0] ** 2)


def test_e11_scale_law_and_terms():
    case = layernorm.example()
    X, gamma, beta = case.inputs.values()
    _, scaled = layernorm.forward(5 * X, gamma, beta, eps=25e-5)
    assert near(layernorm.vjp(case.dout, scaled), layernorm.vjp(case.dout, case.saved) / 5)
    terms = layernorm.terms(case.dout, case.saved)
    assert near(terms.direct + terms.mean + terms.variance, layernorm.vjp(case.dout, case.saved))


def test_e11_agrees_with_torch():
    case = layernorm.example()
    X, gamma, beta = case.inputs.values()
    assert near(case.out, torch.nn.functional.layer_norm(X, (8,), gamma, beta))


def test_e14_gelu_slope():
    z = torch.linspace(-6, 6, 101, dtype=torch.float64)
    one = torch.ones(1, 1, dtype=torch.float64)
    zero = torch.zeros(1, dtype=torch.float64)
    out, saved = mlp.forward(z[:, None], one, zero, one, zero)
    density = torch.exp(-z.square() / 2) / math.sqrt(2 * math.pi)
    assert near(out[:, 0], torch.nn.functional.gelu(z))
    assert near(mlp.slope(saved)[:, 0], torch.special.ndtr(z) + z * density)


def test_e15_repeated_words_add_and_absent_words_get_nothing():
    case = embedding.example()
    dE, dP = embedding.backward(case.dout, case.saved)
    onehot = torch.nn.functional.one_hot(case.options["tokens"], 5).to(torch.float64)
    assert near(dE, torch.einsum("bnv,bnd->vd", onehot, case.dout)) and not dE[4].any()
    assert near(dP[:6], case.dout.sum(0)) and not dP[6].any()


def test_e15_tied_output_adds_its_part():
    case = model.example(tied=True)
    report = check.against_autograd(model, case)
    assert not report.failures(), str(report)
    down = model.gradients(case.dout, case.saved)
    input_part, _ = embedding.backward(down.dX_0, case.saved.embedding)
    H = case.saved.unembedding.X
    assert near(down.dparams.E, input_part + torch.einsum("bnv,bnd->vd", case.dout, H))


def test_block_input_paths_sum():
    case = block.example()
    down = block.gradients(case.dout, case.saved)
    assert near(sum(block.input_paths(down, case.saved).values()), down.dX)


def test_qkv_paths_are_the_gradients_of_each_reading_alone():
    case = qkv.example()
    dQ, dK, dV = case.dout
    alone, *_ = qkv.backward((dQ, 0 * dK, 0 * dV), case.saved)
    assert near(alone, qkv.gradients(case.dout, case.saved).dU_Q)


def test_e17_backward_costs_two_products_for_each_of_forwards():
    def flops(run):
        with FlopCounterMode(display=False) as counter:
            result = run()
        return counter.get_total_flops(), result

    for layer in (linear, attention, block, model):
        case = layer.example()
        forward, _ = flops(lambda: layer.forward(**case.inputs, **case.options))
        backward, _ = flops(lambda: layer.backward(case.dout, case.saved))
        assert backward == 2 * forward > 0
