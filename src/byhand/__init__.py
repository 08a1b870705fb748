"""Every part of a transformer, forward and backward by hand.

Each layer is a module with three functions: `forward(...)` returns `(out, saved)`, `backward(dout, saved)` returns the
gradients of forward's tensor arguments in their order, and `example(...)` makes a small `Case` to try them on. The
gradient of a tensor `T` is called `dT` and has the shape of `T`. Rows are tokens, so a linear map is `X @ W + b`.

    shapes      tree        cases       check                              how layers are described and checked
    scalar                                                                 backprop on single numbers
    linear      softmax     layernorm   rmsnorm     mlp       dropout      one step each
    embedding   positions   residual    loss
    basic       attention   masks       qkv         heads                  attention, from the core outwards
    selfattention           crossattention          additive  rnn
    block       postblock   paths       model       seq2seq                whole networks
    mutations                                                              what goes wrong when one line is wrong
    training                                                               the toy language and the trained model

Composite layers also have `gradients(dout, saved)`, which keeps what passes by on the way down: dS, dA, dQ and so on.
"""
