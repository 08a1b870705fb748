"""figpress build: draws what is stale, checks every claim, then writes the site."""

import click

from figpress.base.site import Site
from figpress.cli.options import common
from figpress.running.early import start_early


@click.command("build")
@click.option("--strict", is_flag=True, help="Keep the last good site when anything is wrong.")
@click.option("--locked", is_flag=True, help="Fail, naming the entry, if figures.lock would change.")
@common
def command(site: Site, as_json: bool, quiet: bool, strict: bool, locked: bool) -> int:
    """Draw what is stale, check every claim and write the site.

    What `figpress check` calls an error is one here too: there is no way to a strict build around it.
    """
    early = start_early(site)  # before the rest of the press is imported
    from figpress.cli.building import build_site

    return build_site(site, as_json, quiet, strict or locked, locked, early)
