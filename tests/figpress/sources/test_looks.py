"""The perceptual hash is pHash's, bit for bit; ImageHash, which brings scipy, is only the oracle here."""

import random

import imagehash
import pytest
from PIL import Image, ImageDraw

from figpress.sources.looks import perceptual_hash


def picture(seed: int) -> Image.Image:
    said = random.Random(seed)
    image = Image.new("RGB", (said.randint(9, 400), said.randint(9, 400)), "white")
    draw = ImageDraw.Draw(image)
    for _ in range(said.randint(1, 30)):
        corners = (
            sorted(said.uniform(0, image.width) for _ in "ab"),
            sorted(said.uniform(0, image.height) for _ in "ab"),
        )
        colour = tuple(said.randrange(256) for _ in "rgb")
        draw.rectangle((corners[0][0], corners[1][0], corners[0][1], corners[1][1]), colour)
    return image


@pytest.mark.parametrize("seed", range(40))
def test_the_hash_is_the_one_that_imagehash_computes(seed):
    image = picture(seed)
    differing = perceptual_hash(image) ^ int(str(imagehash.phash(image)), 16)
    assert differing.bit_count() <= 1, "a frequency that lies on the median may fall on either side of it"


def test_a_picture_is_like_itself_made_smaller_and_unlike_others():
    first, second = picture(1), picture(2)
    smaller = first.resize((max(1, first.width // 2), max(1, first.height // 2)))
    assert (perceptual_hash(first) ^ perceptual_hash(smaller)).bit_count() <= 6
    assert (perceptual_hash(first) ^ perceptual_hash(second)).bit_count() > 12
