"""Measures the first steps of training for five seeds and writes timeline.json beside this file.

Trained digits differ from processor to processor, so this is data with its provenance, measured once and committed:

    python figures/qkv-gradients/timeline.measure.py
"""

import figpress
import torch
from byhand import loss, model
from byhand.training import language, probe, tokeniser, train

STEPS, EVERY, SENTENCES = 400, 10, 200
SEEDS = (1, 0, 2, 3, 4)  # the chosen one first


def answers(params, sentences):
    """Every gradient of the answers' summed loss, so that each sentence's own gradient is not divided by their number."""
    tokens, targets = tokeniser.batch(sentences)
    only = torch.full_like(targets, loss.IGNORED)
    rows, at = torch.arange(len(sentences)), torch.tensor([s.answer for s in sentences])
    only[rows, at] = targets[rows, at]
    Z, saved = model.forward(tokens, params)
    _, saved_loss = loss.forward(Z, only)
    return saved, model.gradients(loss.backward(float(len(sentences)), saved_loss), saved)


def measure(seed, sentences):
    found, moments = [], []
    for moment in train.run(seed=seed):
        if moment.step % EVERY == 0:
            moments.append(moment)
        if moment.step == STEPS:
            break
    picked = probe.noun_head(moments[-1].params)  # by rule, at the end of what is measured
    rows, at = torch.arange(len(sentences)), torch.tensor([s.answer for s in sentences])
    good, bad = (torch.tensor([getattr(s, name) for s in sentences]) for name in ("good", "bad"))
    for moment in moments:
        saved, down = answers(moment.params, sentences)
        head = saved.blocks[picked.layer].attention, down.blocks[picked.layer].attention
        A = head[0].A[rows, picked.head, at]  # [sentences, n]
        worth = -(head[1].dA - head[1].D)[rows, picked.head, at]  # what one more unit of attention would gain, in nats
        gap = worth[rows, good] - worth[rows, bad]
        told = -head[1].dS[rows, picked.head, at]  # what a step against the gradient does to the score
        places = {"right noun": good, "wrong noun": bad, "adjective": torch.tensor([s.adjective for s in sentences])}
        roles = {
            role: [float(x[rows, place].mean()) for x in (A, worth, told)] for role, place in places.items()
        }
        batch = moment.dparams.blocks[picked.layer].attention
        found.append({
            "step": moment.step,
            "accuracy": probe.accuracy(moment.params, sentences),
            **{f"W_{n}": float(getattr(batch, f"W_{n}").norm()) for n in "QKVO"},
            "attention_good": float(A[rows, good].mean()), "attention_bad": float(A[rows, bad].mean()),
            "roles": roles, "gap": float(gap.mean()), "gap_error": float(gap.std() / len(sentences) ** 0.5),
        })
    return {"seed": seed, "head": str(picked), "steps": found}


def main():
    torch.set_num_threads(1)
    sentences = language.held_out(SENTENCES)
    return {
        "runs": [measure(seed, sentences) for seed in SEEDS],
        "sentences": SENTENCES,
    }


if __name__ == "__main__":
    figpress.measure(main)
