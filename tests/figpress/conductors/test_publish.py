"""A commit is published: what is approved in it, whole or not at all. The press is a small one of this file's own."""

import hashlib
import http.server
import subprocess
import threading
from dataclasses import dataclass, field
from functools import partial

import pytest

from figpress.conductors.approve import approve
from figpress.conductors.compare import compare, remember, remembered
from figpress.conductors.publish import Press, publish
from figpress.effects.configuration import open_site
from figpress.effects.drawing.lockfile import write_lock
from figpress.effects.pages.reading import read_pages
from figpress.effects.publishing.destinations.folder import Folder
from figpress.nouns.figure import Drawn, FigureScript
from figpress.nouns.finding import Finding
from figpress.nouns.lock import Entry, Lock
from figpress.nouns.publication import MANIFEST
from figpress.words.errors import Mistake
from figpress.words.places import Place

SITE = {
    ".gitignore": ".figpress/\n",
    "mkdocs.yml": "site_name: Blog\nsite_url: https://example.org/b/\nnav: [index.md, a.md, b.md]\nplugins: [figpress]\n",
    "docs/index.md": "# Home\n\nHome has [A](a.md) and [B](b.md).\n",
    "docs/a.md": "---\nstatus: in-review\n---\n# A\n\nA says something that is long enough to describe it.\n\n![alt](fig:a/f)\n",
    "docs/b.md": "---\nstatus: in-review\n---\n# B\n\nB says nothing.\n",
    "figures/a/f.py": '"""Caption."""\n',
}


@dataclass
class SmallPress:
    """Draws nothing: a figure's fingerprint is its script's sha256. Builds a page of HTML from each page of Markdown."""

    findings: list = field(default_factory=list)
    errors: list = field(default_factory=list)

    def figure(self, site, id):
        path = site.figures / f"{id}.py"
        text = path.read_text()
        return Drawn(FigureScript(id, site.relative(path), text.split('"""')[1]), "fresh", fingerprint=hashlib.sha256(text.encode()).hexdigest())

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
                path.write_text(f"<html><head><title>{page.title}</title></head><body><article><h1>{page.title}</h1><p>{body}</p></article></body></html>")
        for lab in (site.docs / "labs").glob("*.py"):
            if f"{lab.stem}.md" not in without:
                (out / "labs" / lab.stem).mkdir(parents=True)
                (out / "labs" / lab.stem / "index.html").write_text("<html><head></head><body><article><h1>To try</h1></article></body></html>")
        return tuple(self.errors)

    @property
    def press(self):
        return Press(check=lambda site: tuple(self.findings), draw=self.gallery, build=self.build)


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
        write_lock(site, Lock({"a/f": Entry("figure", self.small.figure(site, "a/f").fingerprint)}))
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
    blog.small.findings = [Finding(Place("docs/b.md", 3), "unknown-figure", "error", "no such figure"), Finding(Place("docs/a.md", 3), "odd", "warning", "odd")]
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
    handler = partial(type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None}), directory=str(blog.target))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_address[1]}/"
        assert compare(remembered(site), url, fetch).same
        page = (blog.target / "a" / "index.html").resolve()
        page.write_text(page.read_text() + "<script>evil()</script>")
        (blog.target / "feed.xml").resolve().unlink()
        found = compare(remembered(site), url, fetch)
        assert (found.different, found.missing, found.there) == (("a/index.html",), ("feed.xml",), manifest.commit)
        server.shutdown()


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
