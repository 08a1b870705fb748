"""figpress list: every figure and its state."""

import json

import click

from figpress.effects.gallery import open_gallery
from figpress.faces.options import common
from figpress.nouns.figure import Drawn
from figpress.nouns.site import Site


@click.command("list")
@common
def command(site: Site, as_json: bool, quiet: bool) -> int:
    """List every figure with its state. Executes nothing."""
    gallery = open_gallery(site)
    figures = [f for id in gallery.ids() if (f := gallery.figure(id))]
    gallery.assessment.tree.save()
    if as_json:
        click.echo(json.dumps({"figures": [as_data(f) for f in figures]}, indent=1))
        return 0
    width = max((len(f.id) for f in figures), default=0)
    for figure in figures:
        if not quiet or figure.state != "fresh":
            click.echo(f"{figure.state:<8}{figure.id:<{width}}  {figure.reasons[0] if figure.reasons else ''}".rstrip())
    return 0


def as_data(figure: Drawn) -> dict:
    """A figure as JSON that others rely on."""
    return {
        "id": figure.id,
        "script": figure.script.path,
        "caption": figure.script.caption,
        "state": figure.state,
        "reasons": list(figure.reasons),
        "values": dict(figure.values),
        "artifacts": [{"path": str(a.path), "sha256": a.sha256, "media_type": a.media_type, "name": a.name, "role": a.role} for a in figure.artifacts],
        "seconds": figure.seconds,
        "fingerprint": figure.fingerprint,
    }
