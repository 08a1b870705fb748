"""figpress symbols: a first draft of a page's symbols script."""

import json

import click

from figpress.base.errors import Mistake
from figpress.base.site import Site
from figpress.cli.options import common
from figpress.equations.drafting import draft
from figpress.pages.displays import displays
from figpress.pages.reading import read_pages


@click.command("symbols")
@click.argument("page")
@common
def command(site: Site, as_json: bool, quiet: bool, page: str) -> int:
    """Draft the symbols script of a page from its displays: names, shapes, sizes; you say what they mean."""
    found = next(
        (p for p in read_pages(site) if page in (p.path, p.source, p.source.removesuffix(".md"))), None
    )
    if found is None:
        raise Mistake(f"no such page: {page}", hint="Write it as in the nav: attention.md.")
    text = draft(d.printed for d in displays(found.body, found.path, found.first_line) if not d.unchecked)
    click.echo(json.dumps({"page": found.path, "script": text}) if as_json else text)
    return 0
