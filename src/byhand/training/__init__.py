"""The toy language, the tokeniser, and the small model of this site, trained by the hand-written backward.

    language    the sentences: "the animal did not cross the street because it was too tired . it means the animal"
    tokeniser   words to ids and back, sentences to a padded batch
    tasks       the two models with their data: DECODER, and ENCODER_DECODER
    adamw       one optimiser step on one vector;  schedule  its learning rate
    train       the loop;  `python -m byhand.training` runs it and compares with the committed checkpoints
    checkpoint  the three committed moments: "first", "half" and "last"
    seeds       the same model from other seeds; `python -m byhand.training.seeds` measures
    probe       what figures ask of the model: accuracy, scalars at the top, heads picked by a rule

`from byhand.training import checkpoint, language` is what a figure starts with.
"""
