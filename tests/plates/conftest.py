"""Figures are drawn without a display, and none stays open."""

import matplotlib
import pytest

matplotlib.use("svg")


@pytest.fixture(autouse=True)
def closed():
    yield
    import matplotlib.pyplot

    matplotlib.pyplot.close("all")
