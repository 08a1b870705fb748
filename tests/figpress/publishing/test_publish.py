"""A commit is published: what is approved in it, whole or not at all. The press is a small one of this file's
own.
"""

import hashlib
import http.server
import io
import json
import shutil
import subprocess
import threading
from dataclasses import dataclass, field, replace
from functools import partial

import lxml.html
import pytest
from PIL import Image

from figpress.base.configuration import open_site
from figpress.base.errors import Mistake
from figpress.base.finding import Finding
from figpress.base.places import Place
from figpress.base.writing import write_beside
from figpress.freshness.figure import Artifact, Drawn, FigureScript
from figpress.freshness.lock import Entry, Lock
from figpress.freshness.lockfile import write_lock
from figpress.pages.reading import read_pages
from figpress.publishing.compare import compare, remember, remembered, sent_to
from figpress.publishing.destinations.folder import Folder
from figpress.publishing.publish import Press, publish
from figpress.review.approve import approve
from figpress.running.draw_again import VerifyReport
from figpress.site.closed_files import leave_at_home
from figpress.site.model import MANIFEST

SITE = {
    ".gitignore": ".figpress/\n",
    "mkdocs.yml": "site_name: Blog\nsite_url: https://example.org/b/\nnav: [index.md, a.md, "
    "b.md]\nplugins: [figpress]\n",
    "docs/index.md": "# Home\n\nHome has [A](a.md) and [B](b.md).\n",
    "docs/a.md": "---\nstatus: in-review\n---\n# A\n\nA says something that is long enough to describe "
    "it.\n\n![alt](fig:a/f)\n",
    "docs/b.md": "---\nstatus: in-review\n---\n# B\n\nB says nothing.\n",
    "figures/a/f.py": '"""Caption."""\n',
}


@dataclass
class SmallPress:
    """Runs nothing: a figure's fingerprint is its script's sha256, its picture the SVG that its script
    quotes. Builds a page of HTML from each page of Markdown.
    """

    findings: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    differing: list = field(default_factory=list)  # what comes of drawing again
    asked: list = field(default_factory=list)

    def figure(self, site, id):
        path = site.figures / f"{id}.py"
        if not path.is_file():
            return None
        text = path.read_text()
        pictures = (
            (self.picture(site, text[text.index("<svg") : text.index("</svg>") + 6].encode()),)
            if "<svg" in text
            else ()
        )
        return Drawn(
            FigureScript(id, site.relative(path), text.split('"""')[1]),
            "fresh",
            artifacts=pictures,
            fingerprint=hashlib.sha256(text.encode()).hexdigest(),
        )

    def picture(self, site, svg):
        sha256 = hashlib.sha256(svg).hexdigest()
        write_beside(site.private / f"{sha256}.svg", svg)
        return Artifact("f", site.private / f"{sha256}.svg", sha256, "image/svg+xml")

    def gallery(self, site, ids=()):
        made = type("Gallery", (), {})()
        made.figure, made.ids = partial(self.figure, site), lambda: ()
        return made

    def build(self, site, gallery, out, without, mode):
        for page in read_pages(site):
            if page.source not in without:
                path = out / ("index.html" if page.source == "index.md" else f"{page.source[:-3]}/index.html")
                path.parent.mkdir(parents=True, exist_ok=True)
                body = page.body.partition("\n")[2].replace("[B](b.md)", '<a href="b/">B</a>')
                path.write_text(
                    f"<html><head><title>{page.title}</title></head><body><article><h1>{page.title}</h1><p>{body}</p></article></body></html>"
                )
        for lab in (site.docs / "labs").glob("*.py"):
            if f"{lab.stem}.md" not in without:
                (out / "labs" / lab.stem).mkdir(parents=True)
                (out / "labs" / lab.stem / "index.html").write_text(
                    "<html><head></head><body><article><h1>To try</h1></article></body></html>"
                )
        return tuple(self.errors)

    @property
    def press(self):
        return Press(lambda site: tuple(self.findings), self.gallery, self.build, self.verify)

    def verify(self, site, ids, minutes):
        self.asked.append((ids, minutes))
        return VerifyReport(("a/f",), tuple(self.differing), 1.0)


@pytest.fixture
def blog(tmp_path, monkeypatch):
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "Al")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "al@example.org")
    root = tmp_path / "blog"
    for name, text in SITE.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    subprocess.run(["git", "init", "-q", "-b", "main", str(root)], check=True)
    return Blog(root, tmp_path / "www")


@dataclass
class Blog:
    root: object
    target: object
    small: SmallPress = field(default_factory=SmallPress)

    def edit(self, name, old, new):
        path = self.root / name
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))

    def commit(self):
        site = open_site(self.root)
        ids = sorted(path.relative_to(site.figures).as_posix()[:-3] for path in site.figures.rglob("*.py"))
        write_lock(site, Lock({id: Entry("figure", self.small.figure(site, id).fingerprint) for id in ids}))
        for arguments in (["add", "-A"], ["commit", "-q", "-m", "more"]):
            subprocess.run(["git", "-C", str(self.root), *arguments], check=True)
        return self

    def approve(self, slug="a"):
        site = open_site(self.root)
        approve(site, self.small.gallery(site), slug, "Jo", "2026-01-02")
        return self

    def publish(self, **options):
        return publish(open_site(self.root), Folder(self.target), self.small.press, **options)

    def text(self, path):
        return (self.target / path).read_text()

    def draws(self, colour, id="a/f", inside=""):
        """A figure twice as wide as high: a square and a word."""
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100"><rect width="100" height="100" fill="{colour}"/>{inside}</svg>'
        path = self.root / "figures" / f"{id}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f'"""Caption."""\nSVG = \'{svg}\'\n')
        return self

    def head(self, path):
        """What a page's head tells other sites: name → content."""
        metas = lxml.html.fromstring(self.text(path)).iterfind("head/meta")
        return {meta.get("property") or meta.get("name"): meta.get("content") for meta in metas}

    def card(self, path):
        """(the file's path on the site, its pixels) of a page's card."""
        address = self.head(path)["og:image"]
        assert address.startswith("https://example.org/b/")
        name = address.removeprefix("https://example.org/b/")
        content = (self.target / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() in name
        return name, Image.open(io.BytesIO(content)).convert("RGB")


def test_what_is_approved_goes_out_and_the_rest_is_nowhere(blog):
    done = blog.approve().commit().publish()
    assert done.refusals == () and done.left_out == {"b": "in-review"}
    assert sorted(done.manifest.pages) == ["", "a/"] and done.difference.added == ("", "a/")
    assert not (blog.target / "b").exists()
    assert '<span class="fp-unpublished">B</span>' in blog.text("index.html")
    for name in ("feed.xml", "sitemap.xml", "index.html"):
        assert "example.org/b/b" not in blog.text(name)
    assert "<title>A</title>" in blog.text("feed.xml") and "<title>Home</title>" not in blog.text("feed.xml")
    assert 'property="og:description" content="A says something' in blog.text("a/index.html")


def test_the_lab_of_a_section_that_goes_out_is_in_the_sitemap_and_no_other(blog):
    for slug in ("a", "b"):
        lab = blog.root / "docs" / "labs" / f"{slug}.py"
        lab.parent.mkdir(exist_ok=True)
        lab.write_text("# # To try\n")
    assert blog.approve().commit().publish().refusals == ()
    assert "/labs/a/</loc>" in blog.text("sitemap.xml") and "/labs/b/" not in blog.text("sitemap.xml")
    assert "labs/a" not in blog.text("feed.xml")


def test_what_goes_out_is_drawn_again_before_and_a_difference_refuses(blog):
    done = blog.approve().commit().publish(minutes=3)
    assert done.refusals == () and done.verified.same == ("a/f",)
    assert [("a/f" in ids, minutes) for ids, minutes in blog.small.asked] == [(True, 3)]
    blog.small.differing.append(
        Finding(Place("figures/a/f.py"), "picture-differs", "error", "another picture")
    )
    done = blog.publish()
    assert [r for r in done.refusals if "another picture" in r] and done.sent == ""
    assert blog.publish(preview=True).sent and len(blog.small.asked) == 2


def test_nothing_approved_is_nothing_to_publish(blog):
    with pytest.raises(Mistake, match="no section is approved"):
        blog.commit().publish()


def test_a_preview_sends_all_marked_and_not_indexed(blog):
    done = blog.commit().publish(preview=True)
    assert sorted(done.manifest.pages) == ["", "a/", "b/"]
    assert "noindex" in blog.text("b/index.html") and 'class="figpress-preview"' in blog.text("b/index.html")
    assert "Disallow: /" in blog.text("robots.txt") and not (blog.target / "feed.xml").exists()


@pytest.mark.parametrize(
    "name, old, new, said",
    [
        ("docs/a.md", "something", "anything", "text changed"),
        ("figures/a/f.py", "Caption", "Another caption", "caption a/f changed"),
        ("figures/a/f.py", '"""\n', '"""\nx = 1\n', "figure a/f changed"),
    ],
)
def test_what_changed_since_its_approval_is_refused(blog, name, old, new, said):
    blog.approve().commit().publish()
    before = blog.text(MANIFEST)
    blog.edit(name, old, new)
    done = blog.commit().publish()
    assert len(done.refusals) == 1 and said in done.refusals[0] and not done.sent
    assert blog.text(MANIFEST) == before


def test_an_error_on_an_approved_page_refuses_and_on_another_does_not(blog):
    blog.approve().commit()
    blog.small.findings = [
        Finding(Place("docs/b.md", 3), "unknown-figure", "error", "no such figure"),
        Finding(Place("docs/a.md", 3), "odd", "warning", "odd"),
    ]
    assert blog.publish().refusals == ()
    blog.small.findings = [Finding(Place("sources.yaml", 3), "no-right", "error", "no right to x")]
    assert blog.publish().refusals == ("sources.yaml:3: no right to x",)
    blog.small.findings, blog.small.errors = [], [Finding(Place("docs/a.md", 3), "hot-link", "error", "hot")]
    assert blog.publish().refusals == ("docs/a.md:3: hot",)


def test_a_lock_behind_its_code_is_refused_as_stale(blog):
    blog.edit("figures/a/f.py", "Caption", "Words")
    blog.approve().commit()
    blog.edit("figures.lock", '"fingerprint": "', '"fingerprint": "0')
    for arguments in (["add", "-A"], ["commit", "-q", "-m", "behind"]):
        subprocess.run(["git", "-C", str(blog.root), *arguments], check=True)
    (refusal,) = blog.publish().refusals
    assert refusal.endswith("1 stale in this commit (a/f): run figpress render and commit figures.lock")


def test_a_submodule_is_named_where_something_is_missing(blog):
    blog.approve().commit()
    named = ["update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},libs/boxes"]
    for arguments in (named, ["commit", "-q", "-m", "a library"]):
        subprocess.run(["git", "-C", str(blog.root), *arguments], check=True)
    assert blog.publish().refusals == (), "it is no reason by itself"
    blog.small.errors = [Finding(Place("docs/a.md", 3), "missing-figure", "error", "no module named boxes")]
    assert (
        blog.publish()
        .refusals[1]
        .startswith("libs/boxes: is a submodule, and a checkout of the commit has none")
    )


def test_an_open_comment_is_never_published(blog):
    blog.approve()
    blog.edit("docs/index.md", "Home has", "Home {>>really?<<} has")
    assert blog.commit().publish().refusals == ("docs/index.md:3: comment still open: really?",)


def test_what_is_not_committed_stays_at_home(blog):
    blog.approve().commit()
    blog.edit("docs/a.md", "something", "a secret")
    (blog.root / "docs" / "notes.md").write_text("secret")
    done = blog.publish()
    assert done.ignored == ("docs/a.md", "docs/notes.md") and "secret" not in blog.text("a/index.html")


def test_a_dry_run_tells_the_difference_and_sends_nothing(blog):
    blog.approve().commit().publish()
    before = blog.text(MANIFEST)
    blog.approve("b").commit()
    done = blog.publish(dry_run=True)
    assert (done.difference.added, done.difference.changed) == (("b/",), ("",)) and not done.sent
    assert blog.text(MANIFEST) == before


def test_an_older_revision_can_be_published(blog):
    blog.approve().commit()
    blog.edit("docs/a.md", "something", "anything")
    blog.commit()
    assert blog.publish().refusals and not blog.publish(revision="HEAD~1").refusals


def test_twice_the_same_commit_is_twice_the_same_bytes(blog):
    first = blog.approve().commit().publish()
    blog.target = blog.target.with_name("again")
    again = blog.publish()
    assert again.manifest == first.manifest


def test_a_published_site_is_compared_with_what_was_sent(blog):
    manifest = blog.approve().commit().publish().manifest
    site = open_site(blog.root)
    with pytest.raises(Mistake, match="nothing has been published"):
        remembered(site)
    remember(site, manifest)
    handler = partial(
        type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None}),
        directory=str(blog.target),
    )
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_address[1]}/"
        assert compare(remembered(site), url, fetch).same
        page = (blog.target / "a" / "index.html").resolve()
        page.write_text(page.read_text() + "<script>evil()</script>")
        (blog.target / "feed.xml").resolve().unlink()
        found = compare(remembered(site), url, fetch)
        assert (found.different, found.missing, found.there) == (
            ("a/index.html",),
            ("feed.xml",),
            manifest.commit,
        )
        server.shutdown()


def test_a_site_is_compared_with_what_was_sent_of_its_own_commit(blog):
    """FIELD E8: two targets, two commits; each is compared with its own, whatever was sent last."""
    site = open_site(blog.root)
    first = blog.approve().commit().publish().manifest
    remember(site, first)
    old = {path: (blog.target / path).read_bytes() for path in (MANIFEST, *first.files)}
    blog.target = blog.target.with_name("other")
    second = blog.approve("b").commit().publish().manifest
    remember(site, second)
    from_old = lambda url: old.get(url.removeprefix("https://example.org/"))
    found = compare(sent_to(site, "https://example.org/", from_old), "https://example.org/", from_old)
    assert found.same and found.commit == first.commit != second.commit
    nothing = lambda url: b"{}"
    assert sent_to(site, "https://example.org/", nothing).commit == second.commit
    lies = lambda url: old[MANIFEST].replace(first.commit.encode(), b"../../secret")
    assert sent_to(site, "https://example.org/", lies).commit == second.commit


def test_files_of_a_section_that_stays_at_home_stay_with_it(blog):
    """FIELD E11: a table and a picture of a planned section went out."""
    names = ("b/notes.csv", "secret.csv", "both.csv", "a.csv")
    for name in names:
        (blog.root / "docs" / name).parent.mkdir(exist_ok=True)
        (blog.root / "docs" / name).write_text("1,2\n")
    for page, links in (("a", "both.csv a.csv"), ("b", "secret.csv both.csv b/notes.csv")):
        path = blog.root / "docs" / f"{page}.md"
        path.write_text(
            path.read_text() + "\n" + "\n".join(f"[data]({name})" for name in links.split()) + "\n"
        )
    (blog.root / "docs" / "b" / "raw.html").write_text("<p>a draft</p>")
    (blog.root / "docs" / "nobodys.csv").write_text("1,2\n")
    blog.edit("mkdocs.yml", "plugins: [figpress]", "plugins: [figpress: {assets: ['*.csv']}]")
    site = open_site(blog.root)
    out = blog.root / "out"
    shutil.copytree(site.docs, out, ignore=lambda folder, names: [n for n in names if n.endswith(".md")])
    (out / "index.html").write_text(
        "<!-- comments have no attributes --><a href=a.csv>a</a><a href=both.csv>b</a>"
    )
    home = [page for page in read_pages(site) if page.source == "b.md"]
    assert set(leave_at_home(out, site, home)) == {"b/notes.csv", "b/raw.html", "secret.csv"}  # listed or not
    assert {path.name for path in out.rglob("*.csv")} == {"both.csv", "a.csv", "nobodys.csv"}
    assert leave_at_home(out, replace(site, assets=())) == ("nobodys.csv",)


def fetch(url):
    import requests

    answer = requests.get(url, timeout=5)
    return answer.content if answer.ok else None


def test_an_approval_is_of_one_name_once_and_refused_while_a_comment_is_open(blog):
    site = open_site(blog.root)
    blog.approve().approve()
    (page,) = (page for page in read_pages(site) if page.source == "a.md")
    assert len(page.section.approvals) == 1 and page.section.status == "approved"
    blog.edit("docs/b.md", "nothing", "nothing {>>or?<<}")
    with pytest.raises(Mistake, match="comment still open: or?"):
        blog.approve("b")
    with pytest.raises(Mistake, match="no such section: c"):
        blog.approve("c")
    blog.edit("docs/b.md", "in-review", "draft")
    with pytest.raises(Mistake, match="its status is draft"):
        blog.approve("b")


def test_a_page_that_is_linked_to_shows_its_figure(blog):
    blog.draws("#0072b2").approve().commit().publish()
    name, image = blog.card("a/index.html")
    assert image.size == (1200, 630)
    ink = image.point(lambda v: 255 - v).getbbox()  # the left half of 1068 × 534 pixels in the middle
    assert ink == pytest.approx((66, 48, 600, 582), abs=1) and image.getpixel((300, 300)) == (0, 0x72, 0xB2)
    head = blog.head("a/index.html")
    assert (head["og:image:width"], head["og:image:height"], head["og:image:type"]) == (
        "1200",
        "630",
        "image/png",
    )
    assert head["og:image:alt"] == "alt" and head["twitter:card"] == "summary_large_image"
    (card,) = json.loads(blog.text("figures.json"))
    assert card == {
        "page": "a/index.html",
        "src": name,
        "kind": "card",
        "id": "a/f",
        "sha256": hashlib.sha256((blog.target / name).read_bytes()).hexdigest(),
        "credit": "",
    }
    assert json.loads(blog.text(MANIFEST))["files"][name] == card["sha256"]
    assert (
        "og:image" not in blog.head("index.html") and blog.head("index.html")["twitter:card"] == "summary"
    ), "the home page has no figure, and borrows none"


def test_a_page_without_a_figure_shows_that_of_the_home_page(blog):
    blog.edit("docs/index.md", "Home has", "![A square](fig:home/square)\n\nHome has")
    blog.draws("#d55e00", "home/square").approve("a").approve("b").commit()
    blog.draws("#0072b2").approve().commit().publish()
    assert (
        blog.head("b/index.html")["og:image"]
        == blog.head("index.html")["og:image"]
        != blog.head("a/index.html")["og:image"]
    )
    assert blog.head("b/index.html")["og:image:alt"] == "A square" and blog.card("b/index.html")[1].getpixel(
        (300, 300)
    ) == (0xD5, 0x5E, 0)
    assert {(s["page"], s["id"]) for s in json.loads(blog.text("figures.json"))} == {
        ("index.html", "home/square"),
        ("b/index.html", "home/square"),
        ("a/index.html", "a/f"),
    }
    assert len(list((blog.target / "assets" / "cards").iterdir())) == 2


def test_a_page_names_another_figure_and_its_approval_is_of_that_too(blog):
    blog.edit("docs/a.md", "status", "card: b/other\nstatus")
    blog.draws("#0072b2").draws("#009e73", "b/other").approve().commit().publish()
    assert (
        blog.card("a/index.html")[1].getpixel((300, 300)) == (0, 0x9E, 0x73)
        and blog.head("a/index.html")["og:image:alt"] == "Caption."
    )
    (refusal,) = blog.draws("#e69f00", "b/other").commit().publish().refusals
    assert "figure b/other changed" in refusal


@pytest.mark.parametrize(
    "name, inside, said",
    [
        ("a/g", "", "there is no such figure"),
        ("a/f", "<text>$x$</text>", "it holds a formula that is not set: $x$"),
        ("a/f", "<text y='50'>漢</text>", "there are no letters for 漢"),
    ],
)
def test_a_named_card_that_cannot_be_is_refused_at_its_line(blog, name, inside, said):
    blog.edit("docs/a.md", "status", f"card: {name}\nstatus")
    (refusal,) = blog.draws("#0072b2", inside=inside).approve().commit().publish().refusals
    assert refusal.startswith(f"docs/a.md:2: {name} cannot be a card: {said}") and not blog.target.exists()


def test_a_figure_with_a_formula_that_only_its_page_sets_is_passed_over(blog):
    blog.edit("docs/a.md", "![alt](fig:a/f)", "![first](fig:a/f)\n\n![second](fig:a/g)")
    blog.draws("#0072b2", inside="<text>$x$</text>").draws("#009e73", "a/g").approve().commit().publish()
    assert blog.head("a/index.html")["og:image:alt"] == "second" and blog.card("a/index.html")[1].getpixel(
        (300, 300)
    ) == (0, 0x9E, 0x73)


def test_a_changed_figure_is_another_card(blog):
    blog.draws("#0072b2").approve().commit().publish()
    before, _ = blog.card("a/index.html")
    done = blog.draws("#d55e00").approve().commit().publish()
    after, image = blog.card("a/index.html")
    assert (
        before != after
        and image.getpixel((300, 300)) == (0xD5, 0x5E, 0)
        and not (blog.target / before).exists()
    )
    assert done.difference.changed == ("a/",)


def test_cards_are_the_same_bytes_each_time_and_none_is_in_a_preview(blog):
    first = (
        blog.draws("#0072b2", inside="<text x='110' y='50'>dQ</text>").approve().commit().publish().manifest
    )
    blog.target = blog.target.with_name("again")
    assert blog.publish().manifest == first and any(name.startswith("assets/cards/") for name in first.files)
    preview = blog.publish(preview=True).manifest
    assert not any("cards" in name for name in preview.files) and "og:image" not in blog.text("a/index.html")
