"""figpress new: begin a site, a post, a section or a figure."""

import json
from pathlib import Path

import click

from figpress.cli import scaffold as new
from figpress.cli.options import common


@click.group(name="new")
def command() -> None:
    """Begin a site, a post, a section or a figure; nothing is overwritten."""


@command.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--title", default="", help="The blog's name.")
def site(folder: Path, title: str) -> None:
    """A blog of your own in DIR: one post, one figure, one work."""
    for path in new.new_site(folder, title):
        click.echo(f"wrote  {folder / path}")
    click.echo(f"next   cd {folder} && make site")


@command.command()
@click.argument("slug")
@click.option("--title", default="", help="Its heading.")
@common
def section(site, slug: str, title: str, as_json: bool, quiet: bool) -> None:
    """A planned section: docs/SLUG.md, and its line in the nav."""
    _say(new.new_section(site, slug, title), as_json, quiet)


@command.command()
@click.argument("slug")
@click.option("--title", default="", help="Its heading.")
@common
def post(site, slug: str, title: str, as_json: bool, quiet: bool) -> None:
    """A post of today: docs/SLUG.md with its day, authors and tags, and its line in the nav."""
    _say(new.new_section(site, slug, title, "post"), as_json, quiet)


@command.command()
@click.argument("id", metavar="SECTION/NAME")
@common
def figure(site, id: str, as_json: bool, quiet: bool) -> None:
    """A script that draws: figures/SECTION/NAME.py."""
    _say(new.new_figure(site, id), as_json, quiet)


def _say(written: tuple[str, ...], as_json: bool, quiet: bool) -> None:
    if as_json:
        click.echo(json.dumps({"written": written}))
    elif not quiet:
        for path in written:
            click.echo(f"wrote  {path}")
