"""figpress build: draws what is stale, then writes the site."""

import json

import click

from figpress.conductors.build import Built, build
from figpress.conductors.render import Silent, render
from figpress.effects.gallery import open_gallery
from figpress.faces.commands.render import as_data, say
from figpress.faces.options import common
from figpress.faces.reporters.lines import Lines
from figpress.nouns.site import Site


@click.command("build")
@click.option("--strict", is_flag=True, help="Keep the last good site when anything is wrong.")
@click.option("--locked", is_flag=True, help="Fail, naming the entry, if figures.lock would change.")
@common
def command(site: Site, as_json: bool, quiet: bool, strict: bool, locked: bool) -> int:
    """Draw what is stale and write the site."""
    report = render(site, None, Silent() if as_json else Lines(quiet, 28), locked)
    if not as_json:
        say(report, quiet)
    built = build(site, open_gallery(site), strict=strict or locked)
    if as_json:
        found = [finding.as_json() for finding in built.findings]
        click.echo(json.dumps({**as_data(report), "folder": str(built.folder), "built": built.whole, "findings": found}, indent=1))
    else:
        _say(built, quiet)
    return 0 if report.good and built.good else 1


def _say(built: Built, quiet: bool) -> None:
    for line in built.warnings:
        click.echo(click.style("wrong   ", fg="red") + line, err=True)
    if not built.whole:
        click.echo(f"not built: {len(built.warnings)} wrong; the last good site stays in {built.folder}", err=True)
    elif not quiet:
        click.echo(f"built in {built.seconds:.1f} s: open {built.folder / 'index.html'}, or see it served: figpress serve")


