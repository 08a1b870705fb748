"""The table behind a chart is what the chart draws."""

import csv
import io

import matplotlib
import matplotlib.pyplot as plt
import numpy
import pytest

from figpress.running.renderers import behind

matplotlib.use("agg")


def rows(figure):
    text = behind.table(figure).decode()
    plt.close(figure)
    return list(csv.reader(io.StringIO(text)))[1:]


def figure(draw):
    made, axes = plt.subplots()
    axes.set_title("loss")
    draw(axes)
    return made


@pytest.mark.parametrize(
    "draw, expected",
    [
        (lambda a: a.plot([0, 1], [3, 4.5], label="seed 1"), [["loss: seed 1", "0", "3", ""], ["loss: seed 1", "1", "4.5", ""]]),
        (lambda a: a.bar([1, 2], [3, 4]), [["loss", "1", "0", "3"], ["loss", "2", "0", "4"]]),
        (lambda a: a.scatter([1], [2], c=[7]), [["loss", "1", "2", "7"]]),
        (lambda a: a.imshow([[1, 2]]), [["loss", "1", "1", "1"], ["loss", "2", "1", "2"]]),
        (lambda a: a.pcolormesh([[1, 2], [3, 4]]), [["loss", "1", "1", "1"], ["loss", "2", "1", "2"], ["loss", "1", "2", "3"], ["loss", "2", "2", "4"]]),
        (lambda a: a.pcolormesh(numpy.ma.masked_equal([[1, 2]], 2)), [["loss", "1", "1", "1"], ["loss", "2", "1", ""]]),
        (lambda a: a.plot(numpy.zeros(9999)), []),
        (lambda a: a.text(0, 0, "x"), []),
    ],
)  # fmt: skip
def test_what_is_drawn_is_in_the_table(draw, expected):
    assert rows(figure(draw)) == expected


def test_nothing_behind_a_figure_without_numbers():
    assert behind.table(plt.figure()) == b""
    plt.close()
