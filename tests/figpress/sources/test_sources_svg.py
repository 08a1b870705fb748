"""SVGs of other people's: what attacks is not shown, what only draws is; and images are what their content
says.
"""

import io
import os
import struct
import zlib
from pathlib import Path

import pytest
from hostile import HARMLESS, HOSTILE
from PIL import Image

from figpress.sources.images import problems_of_file, sniff
from figpress.sources.safe_svg import problems_of_svg


def test_there_are_enough_of_them():
    assert len(HOSTILE) >= 40


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile(name):
    content = HOSTILE[name].replace("BEACON", "https://example.org").encode()
    assert problems_of_svg(content)
    assert problems_of_file(content, "image/svg+xml")


@pytest.mark.parametrize("name", HARMLESS)
def test_harmless(name):
    assert problems_of_file(HARMLESS[name].encode(), "image/svg+xml") == ()


def test_what_our_own_tools_draw_is_harmless():
    import matplotlib

    matplotlib.use("svg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots()
    axes.imshow([[1, 2], [3, 4]])
    axes.set_title("$\\bar x$")
    drawn = io.BytesIO()
    figure.savefig(drawn, format="svg")
    plt.close(figure)
    assert problems_of_svg(drawn.getvalue()) == ()


def test_the_real_files_of_the_mirror_are_harmless():
    folders = [Path(name) for name in os.environ.get("FIGPRESS_MIRROR", "").split(os.pathsep) if name]
    files = [path for folder in folders for path in folder.glob("*") if path.suffix in (".svg", ".jpeg")]
    if not files:
        pytest.skip("FIGPRESS_MIRROR names no folder of real files")
    for path in files:
        content = path.read_bytes()
        assert sniff(content).startswith("image/") and problems_of_file(content, sniff(content)) == (), (
            path.name
        )


def picture(kind):
    packed = io.BytesIO()
    Image.new("RGB", (8, 6), "red").save(packed, kind)
    return packed.getvalue()


@pytest.mark.parametrize(
    "kind, media_type",
    [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("GIF", "image/gif"), ("WEBP", "image/webp")],
)
def test_rasters_are_known_by_their_content(kind, media_type):
    content = picture(kind)
    assert sniff(content) == media_type and problems_of_file(content, media_type) == ()
    assert problems_of_file(content, "image/svg+xml")
    assert "cannot be decoded" in problems_of_file(content[: len(content) // 2], media_type)[0]


def test_a_picture_with_a_page_behind_it_is_still_only_a_picture_and_a_page_is_none():
    assert (
        sniff(b"  <!DOCTYPE html><svg>") == "text/html"
        and sniff(b"%PDF-1.7") == "application/pdf"
        and sniff(b"hello") == ""
    )
    assert problems_of_file(b"<html>", "text/csv") and not problems_of_file(b"a,b\n1,2\n", "text/csv")


def test_decompression_bombs_and_absurd_sizes_are_refused():
    def png(width, height):
        def chunk(name, body):
            return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

        return (
            b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
            + chunk(b"IEND", b"")
        )

    assert problems_of_file(png(60_000, 60_000), "image/png") == ("a decompression bomb",)
    assert "absurd" in problems_of_file(png(30_000, 10), "image/png")[0]


def asked(chromium, server, names, serve, patience=1):
    """The addresses asked of the beacon when these files are shown three ways: alone, as <img>, and inline.

    patience  how many times 30 ms something is waited for
    """
    context = chromium.new_context()
    beacon = server.url + "/beacon"
    told = {}
    for number, name in enumerate(names):
        content = serve(name)
        if content is None:
            continue
        content = content.replace("BEACON", f"{beacon}/{number}")
        inline = content[content.find("<svg") :] if "<svg" in content else ""
        server.on(f"/{number}.svg", content.encode())
        server.on(
            f"/{number}.html",
            lambda handler, turn, n=number, i=inline: handler.reply(
                f"<!DOCTYPE html><img src='/{n}.svg'>{i}".encode(), "text/html; charset=utf-8"
            ),
        )
        page = context.new_page()
        for address in (f"/{number}.svg", f"/{number}.html"):
            try:
                page.goto(server.url + address, wait_until="load", timeout=5000)
                page.mouse.click(20, 20)  # links and cursors want a hand
                for _ in range(patience):
                    page.wait_for_timeout(30)
                    if any(path.startswith(f"/beacon/{number}/") for path, _ in server.requests):
                        break
            except Exception:
                pass
        page.close()
        told[name] = [path for path, _ in server.requests if path.startswith(f"/beacon/{number}/")]
    context.close()
    return told


# Each of these is seen to act in a browser when nothing stands before it: so the test below is able to fail.
ACTING = ["script", "script under another "
                    "prefix", "script of XHTML in "
                              "metadata", "onload", "onbegin", "foreignObject with an "
                                                               "iframe", "image from elsewhere", "import in a style", "background by escapes", "style sheet by processing instruction", "entity that hides a script", "default attribute without an element"]  # fmt: skip


def test_in_a_browser_what_is_let_through_runs_nothing_and_asks_for_nothing(chromium, server):
    everything = {**HOSTILE, **HARMLESS}

    def let_through(name):
        return (
            None
            if problems_of_svg(everything[name].replace("BEACON", server.url).encode())
            else everything[name]
        )

    shown = asked(chromium, server, everything, let_through)
    assert set(shown) == set(HARMLESS) and not any(shown.values()), shown
    acted = asked(chromium, server, ACTING, HOSTILE.get, patience=60)
    assert all(acted.values()), (
        f"the browser did nothing with {[name for name, paths in acted.items() if not paths]}"
    )
