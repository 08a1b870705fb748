"""Labs on the site: mkdocs-jupyter is handed the notebooks that the press executed, and sets them in the
site's own style.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from figpress.base.site import Site
from figpress.base.writing import write_beside
from figpress.freshness.seams import Gallery
from figpress.pages.signs import is_lab  # noqa: F401  asked for here

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File, Files

# JupyterLab's whole style sheet, and scripts that load Mermaid from another server: the site has a style, and
# a lab has no diagrams.
_BAGGAGE = re.compile(r"<(?P<tag>style|script)\b[^>]*>.*?</(?P=tag)>", re.S | re.I)
_COPY = re.compile(r"<div class=\"zeroclipboard-container\">.*?</clipboard-copy>\s*</div>", re.S)
_TWICE = re.compile(r"<div class=\"clipboard-copy-txt\"[^>]*>.*?</div>", re.S)
# What a cell drew was computed here: it says so, and the closed world asks nobody else for it.
_DRAWN = re.compile(r"(<div class=\"[^\"]*jp-Rendered(?:Image|SVG)[^\"]*\"[^>]*>\s*)(<img\b[^>]*>)")
_PROMPT = re.compile(
    r"<div class=\"[^\"]*jp-(?:InputPrompt|OutputPrompt|InputArea-prompt|OutputArea-prompt)[^\"]*\">.*?</div>",
    re.S,
)


def script_of(source: str, site: Site) -> Path | None:
    """The script of a lab, whose cells begin with `# %%`; None for another notebook or script of the site's."""
    script = site.docs / "labs" / f"{Path(source).stem}.py"
    return script if script.is_file() and "# %%" in script.read_text("utf-8", "replace") else None


def executed(files: Files, found: list[File], site: Site, gallery: Gallery, config: MkDocsConfig) -> None:
    """Put each lab's executed notebook, labs/NAME.ipynb, in the place of its script."""
    from mkdocs.structure.files import File

    for file in found:
        name = Path(file.src_uri).stem
        files.remove(file)
        if _write(site, gallery, name):
            # Not File.generated: mkdocs-jupyter works out a notebook's path from its folder.
            files.append(
                File(f"labs/{name}.ipynb", str(site.private), config.site_dir, config.use_directory_urls)
            )


def is_ours(file: File, site: Site) -> bool:
    """Whether a notebook was executed by the press."""
    return file.abs_src_path is not None and Path(file.abs_src_path).is_relative_to(site.private)


def _write(site: Site, gallery: Gallery, name: str) -> bool:
    """Give the notebook its name: in the store it has a digest. False where the lab has not run."""
    drawn = gallery.figure(f"labs/{name}")
    found = next((a for a in drawn.artifacts if a.name == f"{name}.ipynb"), None) if drawn else None
    if found is None:
        return False
    readable = site.private / "labs" / f"{name}.ipynb"
    content = found.path.read_bytes()
    if not readable.is_file() or readable.read_bytes() != content:
        write_beside(readable, content)
    return True


def shown(content: str, source: str) -> str:
    """A notebook's HTML in the site's style, under a link that downloads it."""
    name = Path(source).name
    content = _DRAWN.sub(rf'\1<figure data-figure="labs/{Path(source).stem}">\2</figure>', content)
    body = _PROMPT.sub("", _TWICE.sub("", _COPY.sub("", _BAGGAGE.sub("", content)))).replace(
        "highlight-ipynb", "highlight"
    )
    return f'<p class="fp-download"><a href="{name}" download>Download this notebook</a></p>\n{body}'
