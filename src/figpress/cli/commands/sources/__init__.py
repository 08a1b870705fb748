"""figpress sources: other people's work, listed, found, fetched, cut out, verified and exported."""

import click

from figpress.cli.commands.sources.export import export
from figpress.cli.commands.sources.extract import extract
from figpress.cli.commands.sources.find import add, search
from figpress.cli.commands.sources.hold import fetch, list_
from figpress.cli.commands.sources.sync import sync
from figpress.cli.commands.sources.verify import verify


@click.group("sources", commands=(list_, fetch, add, sync, search, extract, verify, export))
def command() -> None:
    """Works that are cited, pictures that are borrowed."""
