"""E10, E12, E13, E16 and the layers around the decoder: identities that need more than one layer."""

import torch

from byhand import (
    additive,
    attention,
    basic,
    block,
    blockwise,
    cases,
    crossattention,
    dropout,
    layernorm,
    masks,
    model,
    paths,
    positions,
    rmsnorm,
    rnn,
    rnnsearch,
    selfattention,
    tree,
)
from byhand.training import checkpoint, language, probe

EXACT = 1e-12


def near(a, b, tolerance=EXACT):
    return float((a - b).detach().abs().max()) <= tolerance


def test_e10_self_attention_is_cross_attention_to_oneself():
    case = selfattention.example(causal=False)
    U, params = case.inputs["U"], case.inputs["params"]
    out, saved = crossattention.forward(U, U, params)
    dY, dM, _ = crossattention.backward(case.dout, saved)
    assert near(out, case.out) and near(dY + dM, selfattention.backward(case.dout, case.saved)[0])


def test_e10_memory_collects_through_keys_and_values_only():
    case = crossattention.example()
    down = crossattention.gradients(case.dout, case.saved)
    p = case.inputs["params"]
    assert near(down.dM, down.heads.dK @ p.W_K.mT + down.heads.dV @ p.W_V.mT)
    assert near(down.dY, down.heads.dQ @ p.W_Q.mT)
    assert not down.dM[:, -1].any()  # padding of the memory


def test_e11_rms_norm_takes_one_direction_away():
    case = rmsnorm.example()
    dX, _ = rmsnorm.backward(case.dout, case.saved)
    assert float((case.saved.Xhat * dX).sum(-1).abs().max()) < 1e-4 < float(dX.sum(-1).abs().max())
    X, gamma = case.inputs.values()
    assert near(case.out, torch.nn.functional.rms_norm(X, (8,), gamma, eps=1e-5))


def test_e12_jacobians_of_pre_and_post_ln():
    """The residual carries dX past pre-LN unchanged, and never past post-LN."""
    case = block.example(tokens=1, width=4, heads=1, hidden=6, batch=1)
    x, p, mask = case.inputs["X"][0, 0], case.inputs["params"], case.options["mask"]
    jacobian = torch.autograd.functional.jacobian

    def norm(x):
        return layernorm.forward(x, p.gamma_1, p.beta_1)[0]

    def sublayer(u):
        return selfattention.forward(u.reshape(1, 1, 4), p.attention, mask)[0].reshape(4)

    eye = torch.eye(4, dtype=torch.float64)
    pre = jacobian(lambda x: x + sublayer(norm(x)), x)
    assert near(pre, eye + jacobian(sublayer, norm(x)) @ jacobian(norm, x))
    post = jacobian(lambda x: norm(x + sublayer(x)), x)
    assert near(post, jacobian(norm, x + sublayer(x)) @ (eye + jacobian(sublayer, x)))


def test_e13_paths_sum_to_the_gradient():
    case = paths.example(layers=5)
    dX_0, _ = paths.backward(case.dout, case.saved)
    parts = paths.decompose(case.dout, paths.chain(case.saved))
    assert len(parts) == 32 and near(sum(parts.values()), dX_0) and torch.equal(parts[()], case.dout)
    lengths = paths.by_length(case.dout, paths.chain(case.saved))
    for length, together in enumerate(lengths):
        assert near(together, sum(part for path, part in parts.items() if len(path) == length))
    assert near(case.dout + sum(paths.telescope(case.dout, paths.chain(case.saved))), dX_0)


def test_e13_paths_of_the_trained_model():
    reading = probe.read(checkpoint.load("half"), language.winograd("wide"))
    down = model.gradients(probe.answer_loss(reading)[1], reading.saved)
    chain = paths.sublayers(reading.saved)
    parts = paths.decompose(down.dX, chain)
    assert len(parts) == 16 and near(sum(parts.values()), down.dX_0)
    assert near(sum(paths.by_length(down.dX, chain)), down.dX_0)
    start = reading.saved.blocks[0].X
    assert near(start + sum(paths.contributions(reading.saved)), reading.saved.X)


def test_input_paths_of_the_trained_model():
    reading = probe.read(checkpoint.load("half"), language.winograd("wide"))
    down = model.gradients(probe.answer_loss(reading)[1], reading.saved)
    parts = block.input_paths(down.blocks[1], reading.saved.blocks[1])
    assert list(parts) == ["residual", "Q", "K", "V"] and near(sum(parts.values()), down.blocks[1].dX)


def test_e16_states_collect_from_all_later_ones():
    case = rnn.example()
    down = rnn.gradients(case.dout, case.saved)
    H, W_h = case.out, case.inputs["W_h"]
    for t in range(5):
        step = (down.dh[:, t + 1] * (1 - H[:, t + 1].square())) @ W_h.mT
        assert near(down.dh[:, t], case.dout[:, t] + step)


def test_e16_agrees_with_torchs_rnn():
    case = rnn.example()
    X, h_0, W_x, W_h, b = case.inputs.values()
    twin = torch.nn.RNN(8, 5, batch_first=True, dtype=torch.float64)
    for name, tensor in (
        ("weight_ih_l0", W_x.mT),
        ("weight_hh_l0", W_h.mT),
        ("bias_ih_l0", b),
        ("bias_hh_l0", 0 * b),
    ):
        getattr(twin, name).data.copy_(tensor)
    out, _ = twin(X, h_0[None])
    out.backward(case.dout)
    _, _, _, dW_h, db = rnn.backward(case.dout, case.saved)
    assert near(out, case.out) and near(twin.weight_hh_l0.grad.mT, dW_h) and near(twin.bias_ih_l0.grad, db)


def test_a_gradient_fades_over_a_recurrent_network_and_not_over_attention():
    draw = cases.normal(0)
    X, W_x = draw(1, 32, 8), draw(8, 8, scale=8**-0.5)
    W_h = torch.linalg.qr(draw(8, 8))[0]
    H, saved = rnn.forward(X, draw(1, 8), W_x, W_h, draw(8))
    last = torch.zeros_like(H)
    last[:, -1] = 1
    norms = rnn.gradients(last, saved).dh.norm(dim=-1)[0]
    assert norms[0] < 1e-3 * norms[-1]
    out, seen = basic.forward(0.3 * X)
    dX = basic.backward(torch.zeros_like(out).index_fill(1, torch.tensor([31]), 1.0), seen).norm(dim=-1)[0]
    assert dX[0] > 1e-3 * dX[-1]


def test_basic_self_attention_is_attention_of_x_with_itself():
    case = basic.example()
    down = basic.gradients(case.dout, case.saved)
    X = case.inputs["X"]
    O, saved = attention.forward(X * 8**0.25, X * 8**0.25, X)
    assert near(O, case.out) and near(down.as_value, saved.A.mT @ case.dout)
    assert near(down.as_query + down.as_key + down.as_value, down.dX) and near(
        down.dS.sum(-1), torch.zeros(6)
    )


def test_additive_attention_hides_padding():
    case = additive.example()
    assert not case.saved.A[..., -1].any() and near(case.saved.A.sum(-1), torch.ones(4))
    assert not additive.backward(case.dout, case.saved)[1][:, -1].any()


def test_every_encoder_state_hears_from_the_first_decoder_step():
    case = rnnsearch.example()
    first = torch.zeros_like(case.dout)
    first[:, 0] = case.dout[:, 0]
    dX, dY, _ = rnnsearch.backward(first, case.saved)
    assert (dX.norm(dim=-1) > 0).all() and not dY[:, 1:].any()


def test_sinusoidal_positions_turn():
    P = positions.sinusoidal(50, 8)
    assert near(P.reshape(50, 4, 2).norm(dim=-1), torch.ones(50, 4))
    turned = P.reshape(50, 4, 2)
    inner = (turned[:-7] * turned[7:]).sum(-1)  # the same angle wherever one starts
    assert near(inner, inner[0].expand_as(inner))


def test_dropout_keeps_the_mean_and_backward_silences_the_same_numbers():
    X = torch.ones(200, 200, dtype=torch.float64)
    mask = dropout.draw_mask(X, 0.3, torch.Generator().manual_seed(0))
    Y, saved = dropout.forward(X, mask, 0.3)
    assert abs(float(Y.mean()) - 1) < 0.02
    assert torch.equal(dropout.backward(X, saved) == 0, Y == 0)


def test_padding_and_causal_masks_join():
    both = masks.causal(4) & masks.padding(torch.tensor([2]), 4)
    assert both.shape == (1, 1, 4, 4) and both[0, 0, 3].tolist() == [True, True, False, False]


def test_blockwise_attention_is_attention_and_saves_no_square():
    for causal in (False, True):
        case = blockwise.example(tokens=13, size=5, causal=causal)
        mask = masks.causal(13) if causal else None
        O, saved = attention.forward(*case.inputs.values(), mask)
        assert near(O, case.out)
        for ours, theirs in zip(
            blockwise.backward(case.dout, case.saved), attention.backward(case.dout, saved)
        ):
            assert near(ours, theirs)
    bytes_at = [tree.storage_bytes(blockwise.example(tokens=n, size=16).saved) for n in (64, 128)]
    whole_at = [tree.storage_bytes(attention.example(tokens=n).saved) for n in (64, 128)]
    assert bytes_at[1] == 2 * bytes_at[0] and whole_at[1] > 3 * whole_at[0]
