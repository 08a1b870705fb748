"""What counts as a picture: whatever plain Python would have left somebody to look at, as often, and no more."""

import io
import os

import pytest
from engine.sites import tiny
from PIL import Image

from figpress.freshness.gallery import open_gallery
from figpress.freshness.records import Records

PLT = "import matplotlib.pyplot as plt\n"


def drawn(tmp_path, draw, script, **files):
    site = tiny(tmp_path, {"figures/s/one.py": script, **{f"figures/s/{n}": t for n, t in files.items()}})
    report = draw(site)
    assert not report.failed, report.failed
    return Records(site).read("s/one"), site


def rules(record):
    return {f.rule for f in record.findings}


@pytest.mark.parametrize(
    "script, pictures",
    [
        ("plt.plot([1, 2])", 1),
        ("plt.plot([1, 2]); plt.savefig('x.png')", 1),
        ("plt.plot([1, 2]); plt.savefig('x.png'); plt.savefig('x.pdf')", 1),
        ("plt.plot([1, 2]); plt.savefig('x.png'); plt.clf()", 1),
        ("plt.plot([1, 2]); plt.savefig('x.png'); plt.close()", 1),
        ("plt.plot([1, 2]); plt.savefig('x.png'); plt.clf(); plt.plot([2, 1]); plt.savefig('y.png')", 2),
        ("plt.plot([1, 2]); plt.savefig('x.png'); plt.plot([2, 1]); plt.savefig('x.png')", 1),
        ("plt.plot([1, 2]); plt.savefig('x.png'); plt.plot([2, 1])", 2),
        ("plt.plot([1, 2]); plt.show(); plt.plot([2, 1]); plt.show()", 2),
        ("plt.plot([1, 2]); plt.show(block=False); plt.plot([2, 1]); plt.show()", 1),
        ("plt.ion(); plt.plot([1, 2]); plt.show(); plt.pause(9e9); plt.plot([2, 1])", 1),
        ("plt.figure().gca().plot([1]); plt.figure().gca().plot([2])", 2),
        ("plt.plot([1]); plt.close()\nplt.plot([2])", 1),
        ("def main():\n    plt.plot([1])\nimport sys; sys.exit(main())", 1),
        ("def main():\n    plt.plot([1])\n    return 0\nimport sys; sys.exit(main())", 1),
        ("plt.switch_backend('TkAgg'); plt.plot([1])", 1),
        ("from matplotlib.figure import Figure; f = Figure(); f.gca().plot([1]); f.savefig('x.png')", 1),
        ("import figpress; f, a = plt.subplots(); a.plot([1]); figpress.show(a); figpress.show(f)", 1),
    ],
)  # fmt: skip
def test_as_many_pictures_as_plain_python_leaves(tmp_path, draw, script, pictures):
    record, site = drawn(tmp_path, draw, PLT + script + "\n")
    images = [a for a in record.artifacts if a.role == "image"]
    assert len(images) == pictures and not rules(record) & {"blank-picture"}
    assert os.listdir(site.figures / "s") == ["one.py"]


def test_what_is_saved_is_seen_as_it_was_saved(tmp_path, draw):
    """Cropped to what is drawn, and not as the figure would have been without that."""
    record, _ = drawn(
        tmp_path, draw, PLT + "plt.figtext(0.4, 0.4, 'x'); plt.savefig('x.png', bbox_inches='tight')\n"
    )
    assert record.artifacts[0].width < 100


def test_a_script_that_ends_with_a_status_has_failed(tmp_path, draw):
    site = tiny(tmp_path, {"figures/one.py": PLT + "import sys\nplt.plot([1])\nsys.exit(3)\n"})
    (failed,) = draw(site).failed
    assert (failed.where, failed.message) == ("figures/one.py:4", "SystemExit: 3")


def test_nobody_is_asked_to_click(tmp_path, draw):
    site = tiny(tmp_path, {"figures/one.py": PLT + "plt.plot([1])\nplt.ginput(2)\n"})
    (failed,) = draw(site).failed
    assert failed.where == "figures/one.py:3" and "waits for a person" in failed.message


def test_it_runs_in_its_own_folder_and_finds_what_it_wrote(tmp_path, draw):
    script = """import glob, os, pathlib, shutil
os.makedirs("out/deep", exist_ok=True)
for i in range(2):
    pathlib.Path(f"out/deep/{i}.txt").write_text(str(i))
assert sorted(glob.glob("out/deep/*.txt")) == ["out/deep/0.txt", "out/deep/1.txt"]
open("beside.txt", "w").write("3")
os.rename("beside.txt", "aside.txt")
assert "aside.txt" in os.listdir(".") and glob.glob("aside*") and not os.path.exists("beside.txt")
with open("data.txt", "a") as file:
    file.write("8")
assert open("data.txt").read() == "78"
shutil.rmtree("out")
assert not os.path.exists("out")
import figpress
from PIL import Image
figpress.show(Image.new("RGB", (20, 10), "red"))
"""
    record, site = drawn(tmp_path, draw, script, **{"data.txt": "7"})
    assert sorted(os.listdir(site.figures / "s")) == ["data.txt", "one.py"]
    assert (site.figures / "s" / "data.txt").read_text() == "7"
    assert "figures/s/data.txt" in [seen.path for seen in record.trace.files]
    mine = (
        "aside.txt",
        "beside.txt",
        "0.txt",
        "1.txt",
    )  # that there is no folder "out" yet is asked, and counts
    assert not any(seen.path.endswith(mine) for seen in record.trace.files)
    report = draw(site)
    assert report.fresh == ("s/one",)


def test_images_that_are_written_are_pictures_where_there_are_no_others(tmp_path, draw):
    record, _ = drawn(
        tmp_path, draw, "from PIL import Image\nImage.new('RGB', (20, 10), 'red').save('x.png')\n"
    )
    with Image.open(record.artifacts[0].path) as image:
        assert image.size == (20, 10) and image.getpixel((3, 3)) == (255, 0, 0)


def test_arrays_are_pictures(tmp_path, draw):
    script = "import numpy, figpress\nfigpress.show(numpy.array([[0.0, 1.0], [0.5, 0.2]]))\n"
    record, _ = drawn(tmp_path, draw, script)
    with Image.open(record.artifacts[0].path) as image:
        assert [image.getpixel(p) for p in ((0, 0), (1, 0), (0, 1))] == [0, 255, 128]


@pytest.mark.parametrize("array", ["[[2.0]]", "[0.5]", "[[float('nan')]]"])
def test_an_array_that_is_no_picture_is_refused(tmp_path, draw, array):
    site = tiny(
        tmp_path, {"figures/one.py": f"import numpy, figpress\nfigpress.show(numpy.array({array}))\n"}
    )
    (failed,) = draw(site).failed
    assert failed.where == "figures/one.py:2" and "from 0 to 1" in failed.message


MOVING = (
    PLT + "from matplotlib.animation import FuncAnimation\nfig, ax = plt.subplots(figsize=(2, 1))\n"
    "(line,) = ax.plot([0, 1], [0, 1])\n"
    "def step(i):\n    line.set_ydata([0, i])\n    return (line,)\n"
    "moves = FuncAnimation(fig, step, frames=5, interval=80, repeat=False)\n"
)


@pytest.mark.parametrize(
    "end", ["plt.show()", "", "moves.save('x.mp4')", "moves.save('x.gif', writer='pillow'); plt.close()"]
)
def test_an_animation_moves_and_has_a_still(tmp_path, draw, end):
    record, site = drawn(tmp_path, draw, MOVING + end + "\n")
    assert [(a.role, a.name) for a in record.artifacts] == [("image", "one"), ("motion", "one")]
    with Image.open(io.BytesIO(record.artifacts[1].path.read_bytes())) as image:
        assert (image.format, image.n_frames, image.info["loop"]) == ("WEBP", 5, 1)
    assert open_gallery(site).figure("s/one").motion(record.artifacts[0]) == record.artifacts[1]


def test_chance_is_told_and_two_generators_never_draw_the_same(tmp_path, draw):
    script = PLT + (
        "import numpy\na, b = numpy.random.default_rng(), numpy.random.default_rng()\n"
        "x, y = a.random(9), b.random(9)\nassert (x != y).any()\nplt.plot(x, y)\n"
    )
    record, site = drawn(tmp_path, draw, script)
    draw(site, force=True)
    assert Records(site).read("s/one").artifacts == record.artifacts
    assert rules(record) == {"unseeded"}


@pytest.mark.parametrize(
    "seeded",
    ["numpy.random.seed(3); x = numpy.random.rand()", "x = numpy.random.default_rng(3).random()", "x = 1"],
)
def test_what_is_seeded_is_not_left_to_chance(tmp_path, draw, seeded):
    record, _ = drawn(tmp_path, draw, PLT + f"import numpy\n{seeded}\nplt.plot([1, x])\n")
    assert not rules(record)


def test_what_it_warns_of_and_prints_is_kept_with_its_line(tmp_path, draw):
    record, _ = drawn(
        tmp_path, draw, PLT + "import warnings\nplt.plot([1])\nwarnings.warn('beware')\nprint('so')\n"
    )
    told = {f.rule: f for f in record.findings}
    assert (
        str(told["script-warned"].where) == "figures/s/one.py:4" and "beware" in told["script-warned"].message
    )
    assert (
        "so" in told["printed"].message
        and record.printed == record.printed.lstrip()
        and "so\n" in record.printed
    )


def test_settings_beside_the_script_hold_and_count(tmp_path, draw):
    """matplotlib reads a matplotlibrc in the folder that it is started in."""
    record, site = drawn(tmp_path, draw, PLT + "plt.plot([1, 2])\n", matplotlibrc="figure.figsize: 3, 2\n")
    assert record.artifacts[0].width == 288
    (site.figures / "s" / "matplotlibrc").unlink()
    assert draw(site).rendered == ("s/one",)
    assert Records(site).read("s/one").artifacts[0].width == 614.4
    (site.figures / "s" / "matplotlibrc").write_text("figure.figsize: 2, 2\n")
    assert draw(site).rendered == ("s/one",)
