"""What a plate promises of its drawing, and what it refuses to draw."""

import re

import matplotlib
import numpy
import pygraphviz
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import plates
from plates import Arrow, Box, Edge, Node, style

finite = st.floats(-1e6, 1e6)


@settings(max_examples=10, deadline=None)
@given(arrays(float, (3, 4), elements=finite), arrays(float, (3, 2), elements=finite))
def test_a_signed_scale_is_symmetric_and_shared(a, b):
    figure = plates.heat_row({"a": a, "b": b})
    limits = {axis.collections[0].get_clim() for axis in figure.axes if axis.get_title()}
    assert len(limits) == 1
    low, high = limits.pop()
    assert low == -high and high == (max(abs(a).max(), abs(b).max()) or 1.0)


def test_shapes_are_printed():
    figure = plates.heat_row({"dQ": numpy.zeros((3, 4))})
    assert figure.axes[0].get_title() == "dQ  (3 × 4)"


def test_a_share_starts_at_zero():
    assert plates.heat_row({"A": [[0.2, 0.8]]}, scale="share").axes[0].collections[0].get_clim() == (0.0, 0.8)


def test_masked_scores_are_empty_cells():
    cells = plates.heat_row({"S": [[1.0, -numpy.inf]]}).axes[0].collections[0].get_array()
    assert cells.mask.ravel().tolist() == [False, True]


def test_own_scales_print_the_largest_magnitude():
    figure = plates.heat_row({"a": [[1.0, -8.0]], "b": [[0.5, 0.25]]}, shared=False)
    assert [axis.get_title().split("\n")[-1] for axis in figure.axes[:2]] == ["±8", "±0.5"]


def test_large_maps_are_one_raster():
    figure = plates.heat_row({"big": numpy.zeros((60, 60))})
    assert figure.axes[0].collections[0].get_rasterized()


def test_tensors_are_taken_as_they_are():
    torch = pytest.importorskip("torch")
    tensor = torch.ones(2, 3, dtype=torch.bfloat16, requires_grad=True)
    assert style.array(tensor).tolist() == [[1.0] * 3] * 2


@pytest.mark.parametrize("draw", [
    lambda: plates.heat_row({"dQ": [[float("nan")]]}),
    lambda: plates.bars_by_token({"dQ": [float("nan")]}, tokens=["a"], y="g (nats)"),
    lambda: plates.lines({"dQ": ([1.0], [float("nan")])}, x="step", y="loss (nats)"),
])  # fmt: skip
def test_nan_is_refused(draw):
    with pytest.raises(ValueError, match="dQ: 1 of 1 entries are NaN"):
        draw()


@pytest.mark.parametrize("draw", [
    lambda: plates.lines({"a": ([1], [1])}, x="step", y=""),
    lambda: plates.bars_by_token({"a": [1]}, tokens=["x"], y=" "),
    lambda: plates.dots({"a": ([1], [1])}, x="", y="loss (nats)"),
    lambda: plates.spread({"a": {"8": [1.0]}}, x="width", y=""),
    lambda: plates.stack({"a": [1.0]}, labels=["x"], y=""),
    lambda: plates.alluvial([{("a", "b"): 1.0}], stages=["s", "t"], unit=""),
    lambda: plates.sphere({"a": [1, 0, 0]}, axes=["x", "y", ""]),
])  # fmt: skip
def test_axes_must_be_named(draw):
    with pytest.raises(ValueError, match="has no name; say what is measured and its unit"):
        draw()


@pytest.mark.parametrize("draw,message", [
    (lambda: plates.heat_row({"dQ": [1.0]}), r"dQ must have 2 dimensions, got \[1\]"),
    (lambda: plates.heat_row({"dQ": [[1.0]]}, tokens=["a", "b"]), "dQ has 1 rows, but there are 2 tokens"),
    (lambda: plates.heat_row({}), "nothing to draw"),
    (lambda: plates.bars_by_token({"dQ": [1.0]}, tokens=["a", "b"], y="g (nats)"), "dQ has 1 entries, but "
                                                                                   "there are 2 tokens"),
    (lambda: plates.lines({"a": ([1, 2], [1, 0])}, x="s", y="l", log="y"), "a has 1 values ≤ 0"),
    (lambda: plates.lines({"a": ([1, 2], [1])}, x="s", y="l"), r"a has x \[2\] and y \[1\]"),
    (lambda: plates.stack({"a": [1.0], "b": [1.0]}, labels=["x"], y="g", total=[2.1]), "miss their total "
                                                                                       "by 1.0e-01"),
    (lambda: plates.stack({c: [1.0] for c in "abcdef"}, labels=["x"], y="g"), "6 terms, but only 5"),
    (lambda: plates.comparison({"dQ": ([1.0], [1.0, 2.0])}), r"dQ is \[1\] by hand and \[2\] by autograd"),
    (lambda: plates.spread({"a": {"8": [0.0]}}, x="w", y="n", log=True), "1 numbers ≤ 0; a log axis needs "
                                                                         "floor="),
    (lambda: plates.alluvial([{("a", "b"): -1.0}], stages=["s", "t"], unit="n"), "a to b carries -1.0"),
    (lambda: plates.alluvial([{("a", "b"): 1.0}], stages=["s"], unit="n"), "1 flows need 2 stages"),
    (lambda: plates.sphere({"g": [1, 2]}, axes=["x", "y", "z"]), r"g must have 3 numbers, got \[2\]"),
    (lambda: plates.flow([Box("X")], [Arrow("X", "Y")]), "'Y', which is no box"),
    (lambda: plates.flow([Box("X", kind="matrix")], []), "X is a 'matrix'; there are tensor"),
    (lambda: plates.computation([Node("x")], [Edge("y", "x")]), "'y', which is no node"),
])  # fmt: skip
def test_what_does_not_fit_is_named(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()


def test_an_unnamed_axis_is_a_missing_argument():
    with pytest.raises(TypeError, match="'y'"):
        plates.lines({"a": ([1], [1])}, x="step")


def test_the_worst_error_is_printed():
    figure = plates.comparison({"dQ": ([1.0, 2.0], [1.0, 2.5]), "dK": ([1.0], [1.25])})
    assert "worst error of all: 0.5" in figure.axes[0].get_xlabel()


def test_a_graph_carries_values_gradients_and_local_derivatives():
    graph = plates.computation(
        [Node("x", value=2.0, gradient=-0.25, kind="input"), Node("y", kind="loss")],
        [Edge("x", "y", local=0.5)],
    )
    assert all(text in graph.source for text in (">2<", "∂ −0.25", "local 0.5"))


def test_a_box_prints_its_shape():
    assert "n × d" in plates.flow([Box("X", ("n", "d"))], []).source


@pytest.mark.parametrize(
    "x,text", [(0.0, "0"), (-0.5, "−0.5"), (1234.0, "1.23e3"), (2.4e-16, "2.4e−16"), (100.0, "100")]
)
def test_numbers_are_short(x, text):
    assert style.number(x) == text


@pytest.mark.parametrize(
    "x,text", [(1e-17, "10⁻¹⁷"), (0.01, "0.01"), (1.0, "1"), (1e3, "1000"), (1e6, "10⁶")]
)
def test_powers_of_ten_keep_their_size(x, text):
    assert style.power(x) == text


def test_the_public_face_is_one_screen():
    import inspect

    assert len(inspect.getsource(plates).splitlines()) <= 45
    assert set(plates.__all__) <= set(dir(plates))


def test_columns_can_be_named_one_by_one():
    axis = plates.heat_row({"part": numpy.ones((2, 3))}, columns=["Q", "K", "V"]).axes[0]
    assert [label.get_text() for label in axis.get_xticklabels()] == ["Q", "K", "V"]
    with pytest.raises(ValueError, match="3 columns, but 2 names for them"):
        plates.heat_row({"part": numpy.ones((2, 3))}, columns=["Q", "K"])


def test_columns_that_are_something_else_are_not_called_tokens():
    axis = plates.heat_row({"accuracy": numpy.ones((2, 2))}, tokens=["it", "the"], columns="rate").axes[0]
    assert [label.get_text() for label in axis.get_xticklabels()] == ["1", "2"]


def test_labels_and_titles_stay_inside_the_picture():
    figure = plates.heat_row(
        {f"head {h}": numpy.ones((6, 8)) for h in range(5)},
        tokens=[f"a long token {i}" for i in range(6)],
        unit="a unit that is much longer than the colour bar is high",
    )
    figure.canvas.draw()
    box, (width, height) = figure.get_tightbbox(), figure.get_size_inches()
    assert box.x0 >= -0.02 and box.y0 >= -0.02 and box.x1 <= width + 0.02 and box.y1 <= height + 0.02
    titles = [axis.title.get_window_extent() for axis in figure.axes if axis.get_title()]
    assert all(a.x1 <= b.x0 for a, b in zip(titles, titles[1:]))


def test_a_short_logarithmic_axis_still_has_numbers():
    figure = plates.lines(
        {"norm": ([2, 4, 30], [120.0, 200.0, 270.0])}, x="layers", y="norm (nats)", log="xy"
    )
    figure.canvas.draw()
    axis = figure.axes[0]
    low, high = axis.get_ylim()
    shown = [
        t.get_text() for t, y in zip(axis.get_yticklabels(which="both"), axis.get_yticks()) if t.get_text()
    ]
    shown += [
        t.get_text()
        for t in axis.yaxis.get_minorticklabels()
        if t.get_text() and low <= t.get_position()[1] <= high
    ]
    assert "200" in shown


def test_panels_side_by_side_share_one_legend():
    figure, axes = plates.canvas(3.0, ncols=2)
    for axis in axes:
        plates.dots(
            {"with": ([1.0], [1.0]), "against": ([2.0], [2.0])}, x="length", y="norm (nats)", axis=axis
        )
    assert len(figure.legends) == 1 and all(axis.get_legend() is None for axis in axes)


@settings(max_examples=10, deadline=None)
@given(arrays(float, (3, 4), elements=st.floats(-10, 10)))
def test_no_sum_leaves_a_stack(values):
    figure = plates.stack(
        {"a": values[0], "b": values[1], "c": values[2]}, labels=list("wxyz"), y="gradient (nats)"
    )
    low, high = figure.axes[0].get_ylim()
    assert low <= values.sum(0).min() and values.sum(0).max() <= high


def test_a_gradient_flows_back_without_turning_the_layout():
    forward = plates.flow([Box("A"), Box("B")], [Arrow("A", "B"), Arrow("B", "A", "δ", back=True)]).source
    assert "B -> A" not in forward and forward.count("A -> B") == 2 and "dir=back" in forward


def test_a_label_stands_off_an_arrow_that_runs_down():
    source = plates.flow(
        [Box("A"), Box("B")], [Arrow("A", "B"), Arrow("B", "A", "8", back=True)], across=False
    ).source
    svg = pygraphviz.AGraph(string=source).draw(prog="dot", format="svg").decode()
    middle, spaces = re.search(r'text-anchor="middle" x="([\d.]+)"[^>]*>((?:\u00a0|&#160;)*)8<', svg).groups()
    em, space, digit = style.SMALL, 0.318, 0.636  # DejaVu Sans, in ems
    count = len(spaces.replace("&#160;", " "))
    left = float(middle) + em * (count * space - digit) / 2  # where the 8 begins
    (arrowhead,) = re.findall(r'<polygon fill="#d55e00"[^>]*points="([^"]+)"', svg)
    assert left > max(float(point.split(",")[0]) for point in arrowhead.split()) + 0.8  # points


@pytest.fixture
def narrow():
    with matplotlib.rc_context({"figure.figsize": (3.72, 3.4)}):
        yield


def test_on_a_phone_panels_stand_under_one_another_in_their_order(narrow):
    for count, (rows, columns) in {2: (2, 1), 3: (3, 1), 4: (2, 2)}.items():
        figure, axes = plates.canvas(2, ncols=count)
        assert figure.get_figwidth() == 3.72 and list(axes) == figure.axes and len(axes) == count
        assert (axes[0].get_gridspec().nrows, axes[0].get_gridspec().ncols) == (rows, columns)


@pytest.mark.parametrize("sizes", [[(17, 8), (17, 8), (17, 17)], [(17, 17)] * 4, [(4, 6), (4, 2), (4, 2)]])
def test_on_a_phone_heat_maps_keep_order_scale_and_words(narrow, sizes):
    arrays = {f"T{k}": numpy.full(size, k + 1.0) for k, size in enumerate(sizes)}
    figure = plates.heat_row(arrays, tokens=[f"word {k}" for k in range(sizes[0][0])], unit="nats")
    panels = [axis for axis in figure.axes if axis.get_title()]
    assert [axis.get_title().split()[0] for axis in panels] == list(arrays)
    assert {axis.collections[0].get_clim() for axis in panels} == {(-len(sizes), len(sizes))}
    assert len(figure.axes) == len(panels) + 1 and figure.get_figwidth() == 3.72
    figure.canvas.draw()
    assert all(axis.get_window_extent().width > 40 for axis in panels)


def test_on_a_phone_a_graph_runs_down_and_names_of_axes_take_two_lines(narrow):
    assert "rankdir=TB" in plates.flow([Box("a"), Box("b")], [Arrow("a", "b")]).source
    axis = plates.lines(
        {"a": ([1, 2], [1, 2])}, x="a name that is longer than a phone is wide, by far", y="nats"
    ).axes[0]
    assert axis.get_xlabel().count("\n") == 1
