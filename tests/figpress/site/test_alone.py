"""The extension alone, as a site generator without MkDocs's plugins runs it; and MkDocs alone, without
figpress's command.
"""

import subprocess
import sys
import urllib.request

import markdown
import pytest

SCRIPT = '''"""A line rises."""
import figpress

class Line:
    def to_svg(self):
        return '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 9L9 0" stroke="#24292f"/></svg>'

figpress.value("slope", 1.0)
figpress.show(Line())
'''
PAGE = "# Home\n\nIts slope is [1](val:one/line#slope).\n\n![A line](fig:one/line)\n"


@pytest.fixture
def site(tmp_path):
    for name, text in {
        "mkdocs.yml": "site_name: Alone\ntheme: {name: mkdocs}\nplugins: [figpress]\nmarkdown_extensions: "
        "[figpress]\n",
        "docs/index.md": PAGE,
        "figures/one/line.py": SCRIPT,
        "src/empty.py": "",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_mkdocs_build_alone_draws_first(site):
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-q"], cwd=site, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    page = (site / "site" / "index.html").read_text()
    assert 'aria-label="A line"' in page and "var(--fp-ink)" in page and "A line rises." in page


def test_the_extension_alone_reads_the_site_it_stands_in(site, monkeypatch):
    subprocess.run([sys.executable, "-m", "figpress", "render", "-q", "-C", str(site)], check=True)
    monkeypatch.chdir(site)
    html = markdown.markdown(PAGE, extensions=["figpress"])
    assert 'aria-label="A line"' in html and 'class="fp-value"' in html
    wrong = markdown.markdown(PAGE.replace("[1]", "[2]"), extensions=["figpress"])
    assert "printed 2, computed 1.0" in wrong


def test_serve_shows_the_site_on_this_machine(site):
    server = subprocess.Popen(
        [sys.executable, "-u", "-m", "figpress", "serve", "--port", "0", "-C", str(site)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        address = next(line.split()[1] for line in server.stdout if line.startswith("serving "))
        with urllib.request.urlopen(address) as answer:
            page = answer.read().decode()
        assert 'aria-label="A line"' in page and "live.js" in page
    finally:
        server.terminate()
        server.communicate(timeout=20)
