"""figpress approve: somebody's name under exactly what stands there."""

import datetime
import json

import click

from figpress.base.site import Site
from figpress.cli.options import common
from figpress.freshness.gallery import open_gallery
from figpress.review.approve import approve


@click.command("approve")
@click.argument("section")
@click.option("--by", required=True, metavar="NAME", help="Who approves.")
@click.option("--note", default="", help="What the approver wants to add.")
@common
def command(site: Site, as_json: bool, quiet: bool, section: str, by: str, note: str) -> int:
    """Approve SECTION: its text, figures, numbers, listings and borrowed files as they are now."""
    from figpress.cli.whole import findings_on

    given = approve(
        site,
        open_gallery(site),
        section,
        by,
        datetime.date.today().isoformat(),
        note,
        findings_on(site, section),
    )
    if as_json:
        click.echo(
            json.dumps(
                {
                    "section": section,
                    "by": given.by,
                    "on": given.on,
                    "digest": given.digest,
                    "note": given.note,
                    "parts": dict(given.parts),
                },
                indent=1,
            )
        )
    elif not quiet:
        click.echo(
            f"approved  {section}  by {given.by} on {given.on}, {len(given.parts)} parts, "
            f"{given.digest[:19]}…"
        )
        click.echo("next      git commit it, then: figpress publish --to DIR | gh-pages | HOST:PATH")
    return 0
