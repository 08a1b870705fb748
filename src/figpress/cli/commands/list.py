"""figpress list: every figure and its state."""

import json
from collections.abc import Iterator

import click

from figpress.base.places import shown
from figpress.base.site import Site
from figpress.cli.lines import on_one_line
from figpress.cli.options import common
from figpress.freshness.figure import Drawn
from figpress.freshness.gallery import open_gallery
from figpress.freshness.seams import Gallery
from figpress.pages.reading import read_pages


@click.command("list")
@common
def command(site: Site, as_json: bool, quiet: bool) -> int:
    """List every figure with its state, and every section with its approval. Executes nothing."""
    gallery = open_gallery(site)
    figures = [f for id in gallery.ids() if (f := gallery.figure(id))]
    gallery.assessment.save()
    sections = tuple(_sections(site, gallery))
    if as_json:
        click.echo(json.dumps({"figures": [as_data(f) for f in figures], "sections": sections}, indent=1))
        return 0
    width = max((len(f.id) for f in figures), default=0)
    for figure in figures:
        if not quiet or figure.state != "fresh":
            said = [*figure.reasons[:1], *(f"opaque: {cause}" for cause in figure.opaque[:1])]
            click.echo(
                f"{figure.state:<8}{shown(figure.id):<{width}}  {'; '.join(map(on_one_line, said))}".rstrip()
            )
    for section in sections:
        if not quiet or section["approval"] == "changed":
            click.echo(
                shown(
                    f"{section['status']:<10}  {section['section']:<{max(width - 4, 0)}}  {section['words']}"
                )
            )
    return 0


def _sections(site: Site, gallery: Gallery) -> Iterator[dict]:
    """Each section with its status, and whether an approval stands: approved, changed (and what), or none."""
    pages = read_pages(site)
    if not any(page.section for page in pages):
        return
    from figpress.review.approve import standings

    stood = standings(site, gallery, pages).standings
    for page in pages:
        if page.section:
            standing = stood[page.source]
            data = {
                "section": page.section.slug,
                "status": page.section.status,
                "approval": standing.state,
                "words": str(standing),
            }
            yield {**data, "changes": list(standing.changes)}


def as_data(figure: Drawn) -> dict:
    """A figure as JSON that others rely on."""
    return {
        "id": figure.id,
        "script": figure.script.path,
        "caption": figure.script.caption,
        "state": figure.state,
        "reasons": list(figure.reasons),
        "opaque": list(figure.opaque),
        "values": dict(figure.values),
        "artifacts": [
            {
                "path": str(a.path),
                "sha256": a.sha256,
                "media_type": a.media_type,
                "name": a.name,
                "role": a.role,
            }
            for a in figure.artifacts
        ],
        "seconds": figure.seconds,
        "fingerprint": figure.fingerprint,
    }
