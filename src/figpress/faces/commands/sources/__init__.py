"""figpress sources: other people's work, listed, found, fetched, cut out, verified and exported."""

import click

from figpress.faces.commands.sources.export import export
from figpress.faces.commands.sources.extract import extract
from figpress.faces.commands.sources.find import add, search
from figpress.faces.commands.sources.hold import fetch, list_
from figpress.faces.commands.sources.verify import verify


@click.group("sources", commands=(list_, fetch, add, search, extract, verify, export))
def command() -> None:
    """Works that are cited, pictures that are borrowed."""
