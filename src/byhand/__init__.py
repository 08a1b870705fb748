"""Every part of a transformer, forward and backward by hand.

Each layer is a module with three functions: `forward(...)` returns `(out, saved)`, `backward(dout, saved)` returns the
gradients of forward's tensor arguments in their order, and `example(...)` makes a small `Case` to try them on. The
gradient of a tensor `T` is called `dT` and has the shape of `T`. Rows are tokens, so a linear map is `X @ W + b`.

    shapes      tree        cases       check                   how layers are described, and checked
    scalar                                                      backprop on single numbers
    linear      softmax     mlp         dropout                 one step each
    layernorm   rmsnorm     residual    loss
    embedding   positions   masks
    basic       attention   qkv         heads                   attention, from the core outwards
    selfattention           crossattention          blockwise
    rnn         additive    rnnsearch                           what came before: recurrence, and its attention
    block       postblock   decoderblock                        layers of a network
    model       seq2seq     paths                               whole networks, and their paths
    mutations   twins                                           wrong lines, and the same models out of torch.nn
    training                                                    the toy language and the trained models

Composite layers also have `gradients(dout, saved)`, which keeps what passes by on the way down: dS, dA, dQ and so on.
"""
