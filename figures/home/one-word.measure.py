"""The training of the site's model from its start, looked at every ten steps: who is looked at and how scores are pushed."""

import figpress
import torch
from _running import params, reading, words
from byhand import model
from byhand.training import language, probe, tokeniser, train

STEPS, EVERY = 400, 10


def one(theta, adjective):
    """What every head pays each word from the place of the answer, its push, and what is answered."""
    sentence = language.winograd(adjective)
    read = probe.read(theta, sentence)
    L, dZ = probe.answer_loss(read)
    down = model.gradients(dZ, read.saved)
    at = sentence.answer
    heads = []
    for layer, back in zip(read.saved.blocks, down.blocks):
        for h in range(layer.attention.A.shape[1]):
            A, dS = layer.attention.A[0, h, at], back.attention.dS[0, h, at]
            heads.append([[round(float(x), 4) for x in A], [round(-float(x), 4) for x in dS]])
    p = read.Z[0, at].softmax(-1)
    most = {language.WORDS[int(i)]: round(float(p[i]), 4) for i in p.topk(5).indices}
    return {"loss": round(L, 4), "heads": heads, "p": most}


def main():
    torch.set_num_threads(1)
    recorded = []
    for moment in train.run(2000):
        if moment.step % EVERY == 0:
            recorded.append([moment.step, round(moment.loss, 4), {word: one(moment.params, word) for word in ("tired", "wide")}])
        if moment.step == STEPS:
            break
    return {"recorded": recorded}


if __name__ == "__main__":
    figpress.measure(main)
