"""Files of other people's, from a server that misbehaves: a good one is kept, a bad one never."""

import dataclasses
import gzip
import hashlib
import time

import pytest

from figpress.sources.archive import borrowed_file, borrowed_files, sha256_of
from figpress.sources.model import Unavailable
from figpress.sources.web import Limits, Page, Web

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9"/></svg>' + b" " * 4000
SHA = hashlib.sha256(SVG).hexdigest()


@pytest.fixture
def borrowed(registry):
    def make(url, sha256=SHA, media_type="image/svg+xml"):
        text = f"p:\n  work: zhang2023\n  locator: p. 1\n  use: reproduced\n  file: {{url: '{url}', sha256: {sha256}, media_type: {media_type}}}\n"
        return registry(text).borrowed["p"]

    return make


def test_a_file_is_fetched_once_verified_and_kept(site, server, web, borrowed):
    wanted = borrowed(server.on("/a.svg", SVG))
    assert "has not been fetched" in borrowed_file(site, wanted).reason
    path = borrowed_file(site, wanted, web)
    assert path.read_bytes() == SVG and path.is_relative_to(site.private) and len(server.requests) == 1
    assert (
        borrowed_file(site, wanted) == path
        and borrowed_file(site, wanted, web) == path
        and len(server.requests) == 1
    )
    assert "figpress" in server.requests[0][1]["User-Agent"]


def test_a_cut_answer_is_taken_up_where_it_stopped(site, server, web, borrowed):
    def answer(handler, turn):
        if turn == 1:
            return handler.reply(SVG[:1000], length=len(SVG))
        begin = int(handler.headers["Range"].removeprefix("bytes=").rstrip("-"))
        assert begin == 1000
        handler.reply(SVG[begin:], status=206, Content_Range=f"bytes {begin}-{len(SVG) - 1}/{len(SVG)}")

    assert borrowed_file(site, borrowed(server.on("/a.svg", answer)), web).read_bytes() == SVG
    assert len(server.requests) == 2 and web.slept == [0.5]


def test_a_part_that_a_killed_run_left_is_taken_up_by_the_next(site, server, web, borrowed):
    once = dataclasses.replace(web, limits=dataclasses.replace(web.limits, attempts=1))
    wanted = borrowed(server.on("/a.svg", lambda handler, turn: handler.reply(SVG[:1500], length=len(SVG))))
    assert "cut off" in borrowed_file(site, wanted, once).reason

    def rest(handler, turn):
        handler.reply(SVG[1500:], status=206, Content_Range=f"bytes 1500-{len(SVG) - 1}/{len(SVG)}")

    server.on("/a.svg", rest)
    assert borrowed_file(site, wanted, once).read_bytes() == SVG


@pytest.mark.parametrize("second", ["ignores Range", "wrong part", "not satisfiable", "another file's part"])
def test_a_server_that_resumes_badly_costs_time_and_nothing_else(site, server, web, borrowed, second):
    def answer(handler, turn):
        if turn == 1:
            return handler.reply(SVG[:1000], length=len(SVG))
        if "Range" in handler.headers and second == "wrong part":
            return handler.reply(SVG[7:], status=206, Content_Range=f"bytes 7-{len(SVG) - 1}/{len(SVG)}")
        if "Range" in handler.headers and second == "not satisfiable":
            return handler.reply(b"", status=416)
        if "Range" in handler.headers and second == "another file's part":
            return handler.reply(b"x" * 3000, status=206, Content_Range="bytes 1000-3999/4000")
        handler.reply(SVG)

    assert borrowed_file(site, borrowed(server.on("/a.svg", answer)), web).read_bytes() == SVG


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 408])
def test_a_server_that_is_busy_is_asked_again_with_growing_waits(site, server, web, borrowed, status):
    def answer(handler, turn):
        handler.reply(b"later", status=status) if turn < 4 else handler.reply(SVG)

    assert borrowed_file(site, borrowed(server.on("/a.svg", answer)), web).read_bytes() == SVG
    assert web.slept == [0.5, 1.0, 2.0]


def test_retry_after_is_honoured_up_to_a_limit(server, web):
    waits = iter(["7", "100000", "Wed, 21 Oct 2015 07:28:00 GMT"])
    web.get(
        server.on("/a", lambda handler, turn: handler.reply(b"", status=429, Retry_After=next(waits, "0")))
    )
    assert web.slept == [7.0, 30.0, 2.0]


def refused(reason, server, requests=1):
    assert isinstance(reason, Unavailable)
    assert len(server.requests) == requests
    return reason.reason


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_what_will_not_change_is_not_asked_again(site, server, web, borrowed, status):
    wanted = borrowed(server.on("/a.svg", lambda handler, turn: handler.reply(b"no", status=status)))
    assert f"it answers {status}" in refused(borrowed_file(site, wanted, web), server)


def test_a_huge_file_is_refused_by_its_promise_and_by_its_bytes(site, server, web, borrowed):
    wanted = borrowed(server.on("/a.svg", lambda handler, turn: handler.reply(b"x", length=10**12)))
    assert "1,000,000,000,000 bytes are more than the 100,000 allowed" in refused(
        borrowed_file(site, wanted, web), server
    )

    def endless(handler, turn):
        handler.send_response(200)
        handler.send_header("Content-Type", "image/svg+xml")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for _ in range(1000):
            handler.wfile.write(b"2000\r\n" + b"x" * 0x2000 + b"\r\n")

    assert "more than the 100,000 bytes allowed" in refused(web.get(server.on("/b", endless)), server, 2)


def test_a_bomb_in_the_encoding_is_refused(server, web):
    bomb = gzip.compress(b"\0" * 50_000_000)
    answer = web.get(server.on("/a", lambda handler, turn: handler.reply(bomb, Content_Encoding="gzip")))
    assert "bytes allowed" in refused(answer, server)


def test_a_page_in_place_of_a_picture_is_refused(site, server, web, borrowed):
    wanted = borrowed(
        server.on(
            "/a.svg", lambda handler, turn: handler.reply(b"<html>log in</html>", "text/html; charset=utf-8")
        )
    )
    assert "it answers text/html" in refused(borrowed_file(site, wanted, web), server)
    answer = web.get(
        server.on("/b", lambda handler, turn: handler.reply(b"{}", "text/html")), types=("application/json",)
    )
    assert "it answers text/html, not application/json" in answer.reason


def test_redirects_are_followed_counted_and_looked_at(site, server, web, borrowed):
    def to(place):
        return lambda handler, turn: handler.reply(b"", status=302, Location=place)

    server.on("/good.svg", SVG)
    assert borrowed_file(site, borrowed(server.on("/one", to("/good.svg"))), web).read_bytes() == SVG
    assert web.get(server.on("/one", to("good.svg"))).url.endswith("/good.svg")
    server.on("/x", to("/y"))
    assert "in a circle" in web.get(server.on("/y", to("/x"))).reason
    for n in range(9):
        server.on(f"/{n}", to(f"/{n + 1}"))
    assert "more than 5 redirects" in web.get(server.url + "/0").reason
    for place in ("file:///etc/passwd", "ftp://example.org/x", "gopher://x"):
        assert "not an address of the web" in web.get(server.on("/z", to(place))).reason


def test_a_slow_server_is_left_and_one_that_drips_runs_out_of_time(server, web):
    begun = time.monotonic()
    silent = dataclasses.replace(web, limits=dataclasses.replace(web.limits, attempts=2))
    assert (
        "no answer in time, 2 times"
        in silent.get(server.on("/silent", lambda handler, turn: time.sleep(1.5))).reason
    )

    def drip(handler, turn):
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        for _ in range(100):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.05)

    impatient = dataclasses.replace(web, limits=dataclasses.replace(web.limits, attempts=1, total=0.4))
    assert "not done after 0.4 s" in impatient.get(server.on("/drip", drip)).reason
    assert time.monotonic() - begun < 30  # the point is that it ends at all


def test_a_changed_file_never_takes_the_place_of_a_good_one(site, server, web, borrowed):
    wanted = borrowed(server.on("/a.svg", SVG))
    good = borrowed_file(site, wanted, web)
    server.on("/a.svg", SVG.replace(b"M0", b"M1"))
    assert borrowed_file(site, wanted, web) == good and good.read_bytes() == SVG
    untrue = borrowed_file(site, borrowed(server.url + "/a.svg", "0" * 64), web)
    assert untrue.kind == "untrue" and "has changed" in untrue.reason and good.read_bytes() == SVG
    assert [path.name for path in good.parent.iterdir()] == [good.name]  # nothing is left lying about


def test_a_damaged_copy_is_fetched_again(site, server, web, borrowed):
    wanted = borrowed(server.on("/a.svg", SVG))
    kept = borrowed_file(site, wanted, web)
    kept.write_bytes(b"damaged")
    assert isinstance(borrowed_file(site, wanted), Unavailable)
    assert borrowed_file(site, wanted, web).read_bytes() == SVG


def test_what_is_true_but_unsafe_or_not_what_it_says_is_not_shown(site, server, web, borrowed):
    for content, media_type, says in [
        (
            SVG.replace(b"<path", b"<script>alert(1)</script><path"),
            "image/svg+xml",
            "<script> is not allowed",
        ),
        (SVG, "image/png", "it says image/png, but is image/svg+xml"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 100, "image/png", "cannot be decoded"),
    ]:
        url = server.on(
            "/a", lambda handler, turn, content=content: handler.reply(content, "application/octet-stream")
        )
        found = borrowed_file(site, borrowed(url, hashlib.sha256(content).hexdigest(), media_type), web)
        assert found.kind == "unsafe" and says in found.reason
        assert not list((site.private / "borrowed").iterdir())


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "10.1.2.3",
        "192.168.0.1",
        "169.254.169.254",
        "0.0.0.0",
        "2130706433",
        "0x7f.1",
        "127.1",
        "[::ffff:127.0.0.1]",
        "[fe80::1]",
        "a.localhost",
        "224.0.0.1",
    ],
)
def test_private_addresses_are_refused(host):
    assert "a private address" in Web(limits=Limits(connect=1, attempts=1)).get(f"http://{host}:9/").reason


def test_a_name_that_leads_to_a_private_address_is_refused_when_it_is_connected(server, monkeypatch):
    import socket

    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *rest, **more: real("127.0.0.1" if host == "innocent.example" else host, *rest, **more),
    )
    port = server.url.rpartition(":")[2]
    server.on("/a", SVG)
    answer = Web(limits=Limits(connect=2, attempts=1)).get(f"http://innocent.example:{port}/a")
    assert "a private address: innocent.example is 127.0.0.1" in answer.reason and not server.requests
    assert isinstance(
        Web(limits=Limits(connect=2, attempts=1), private=True).get(f"http://innocent.example:{port}/a"), Page
    )


def test_a_redirect_into_the_local_network_is_refused(server, monkeypatch):
    import figpress.sources.guard as guard
    import figpress.sources.web as module

    # The server stands for one on the internet: only the address that it redirects to is private.
    for place in (module, guard):
        monkeypatch.setattr(place, "is_public", lambda host: host == "127.0.0.1")
    answer = Web(limits=Limits(connect=2, attempts=1)).get(
        server.on(
            "/a",
            lambda handler, turn: handler.reply(
                b"", status=301, Location="http://169.254.169.254/latest/meta-data"
            ),
        )
    )
    assert "a private address: 169.254.169.254" in answer.reason


def test_without_a_network_the_line_is_clear_and_the_host_is_not_asked_again(site, borrowed, monkeypatch):
    import socket

    asked = []

    def unknown(host, *_, **__):
        asked.append(host)
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    web = Web(sleep=lambda seconds: None)
    for _ in range(3):
        found = borrowed_file(site, borrowed("https://example.org/a.svg"), web)
        assert "example.org" in found.reason and "--mirror DIR" in found.hint and found.kind == "absent"
    assert len(asked) == 1


def test_a_mirror_stands_in_by_content_whatever_the_name(site, tmp_path, borrowed):
    mirror = tmp_path / "mirror" / "deep"
    mirror.mkdir(parents=True)
    (mirror / "another-name.bin").write_bytes(SVG)
    (mirror / "decoy.svg").write_bytes(SVG + b" ")
    mirrored = dataclasses.replace(site, mirrors=(tmp_path / "mirror", tmp_path / "nowhere"))
    wanted = borrowed("https://example.org/a.svg")
    path = borrowed_file(mirrored, wanted)
    assert path.read_bytes() == SVG and sha256_of(path) == SHA and path.suffix == ".svg"
    assert borrowed_file(site, wanted) == path  # kept: the mirror is not needed again


def test_a_store_that_cannot_be_written_is_told_and_a_mirror_still_does(
    site, tmp_path, server, web, borrowed
):
    site.private.write_text("a file where the folder should be")
    (tmp_path / "mirror").mkdir()
    (tmp_path / "mirror" / "a").write_bytes(SVG)
    assert (
        borrowed_file(
            dataclasses.replace(site, mirrors=(tmp_path / "mirror",)), borrowed("https://example.org/a.svg")
        ).read_bytes()
        == SVG
    )
    assert "cannot write" in borrowed_file(site, borrowed(server.on("/a.svg", SVG)), web).reason


def test_many_files_at_once_each_fetched_once(site, server, web, registry):
    server.on("/a.svg", SVG)
    entry = f"work: zhang2023, locator: p. 1, use: reproduced, file: {{url: '{server.url}/a.svg', sha256: {SHA}, media_type: image/svg+xml}}"
    found = borrowed_files(site, registry("".join(f"p-{n}: {{{entry}}}\n" for n in range(8))), web)
    assert (
        len(found) == 8
        and set(found.values()) == {site.private / "borrowed" / f"{SHA}.svg"}
        and len(server.requests) == 1
    )
