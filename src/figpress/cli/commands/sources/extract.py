"""figpress sources extract: figures of papers."""

import json
from pathlib import Path

import click

from figpress.base.errors import Mistake
from figpress.base.site import Site
from figpress.cli.commands.sources.common import line, mirrored, reaching
from figpress.cli.options import common


@click.command("extract")
@click.argument("work")
@click.option(
    "--pdf", type=click.Path(path_type=Path, dir_okay=False), help="The PDF, when it is not archived."
)
@click.option("--take", "number", type=int, help="Register the figure with this number.")
@click.option("--as", "id", default="", help="The id to register it by.")
@click.option("--page", type=int, help="With --box: take this page's box instead of a listed figure.")
@click.option("--box", type=(float, float, float, float), help="Left, bottom, right, top in points.")
@click.option("--dpi", type=click.IntRange(36, 600), default=200)
@reaching
@common
def extract(
    site: Site,
    as_json: bool,
    quiet: bool,
    work: str,
    pdf: Path | None,
    number: int | None,
    id: str,
    page: int | None,
    box,
    dpi: int,
    mirror,
    allow_private: bool,
) -> int:
    """List the figures of a work's PDF; --take N --as ID crops one and registers page and box."""
    from figpress.sources import extract as conductor
    from figpress.sources.web import Web

    site = mirrored(site, mirror)
    paper = conductor.open_paper(site, work, Web(private=allow_private), pdf)
    if (number is not None or box) and not id:
        raise click.UsageError("--take and --box need --as ID")
    if box and not page:
        raise click.UsageError("--box needs --page N")
    found = () if box else conductor.listed(site, paper)
    if number is None and not box:
        if as_json:
            figures = [
                {
                    "number": one.number,
                    "page": one.figure.page,
                    "caption": one.figure.caption,
                    "box": list(one.figure.box),
                    "thumbnail": str(one.thumbnail),
                }
                for one in found
            ]
            click.echo(json.dumps({"figures": figures}, indent=1, ensure_ascii=False))
            return 0
        for one in found:
            click.echo(
                f"{one.number:>3}  page {one.figure.page:<4} {one.figure.caption[:90]}\n     "
                f"{site.relative(one.thumbnail)}"
            )
        if not quiet:
            click.echo(
                f"{len(found)} figures; register one: figpress sources extract {work} --take N --as ID"
            )
        return 0
    if not box:
        chosen = next((one.figure for one in found if one.number == number), None)
        if chosen is None:
            raise Mistake(f"no figure {number} in {paper.path.name}", hint=f"There are {len(found)}.")
        page, box = chosen.page, chosen.box
        locator = f"{chosen.caption.split(':')[0].split('.')[0].strip()[:40]}, p. {page}"
    else:
        locator = f"p. {page}"
    at = conductor.take(site, paper, id, page, box, locator, dpi)
    if as_json:
        click.echo(json.dumps({"taken": id, "where": f"{site.sources.name}:{at}"}))
    else:
        line("taken", id, f"{site.sources.name}:{at}  now add its basis: the right to show it")
    return 0
