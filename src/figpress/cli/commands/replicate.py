"""figpress replicate: draws figures again under other seeds, draws and choices."""

import json

import click

from figpress.base.data import whole_number
from figpress.base.errors import Mistake
from figpress.base.site import Site
from figpress.cli.lines import Lines
from figpress.cli.options import common
from figpress.running.render import Silent
from figpress.running.replicate import replicate, turns


@click.command("replicate")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option(
    "--seeds", default="0-4", show_default=True, help="What figpress.seed() returns: 0-4, or 1,3,7."
)
@click.option("--draws", default="", help="Seeds of a script's own random numbers: 0-4, or 1,3,7.")
@click.option(
    "--vary",
    multiple=True,
    metavar="NAME=COUNT",
    help="Each of the first COUNT choices of figpress.vary(NAME, …).",
)
@click.option("--executor", default="", metavar="dask://HOST:PORT", help="Draw on a Dask cluster.")
@common
def command(
    site: Site,
    as_json: bool,
    quiet: bool,
    ids: tuple[str, ...],
    seeds: str,
    draws: str,
    vary: tuple[str, ...],
    executor: str,
) -> int:
    """Draw figures again in other ways, and record in replicas.json whether what the pages print held."""
    asked = turns(_numbers(seeds), _numbers(draws), dict(map(_choice, vary)))
    if not asked:
        raise click.UsageError("nothing to vary: give --seeds, --draws or --vary")
    width = max((len(i) for i in ids), default=28)
    found = replicate(site, ids or None, asked, Silent() if as_json else Lines(quiet, width), executor)
    if as_json:
        click.echo(
            json.dumps({"figures": {id: list(one.turns) for id, one in found.by_id.items()}}, indent=1)
        )
    return 0


def _numbers(text: str) -> tuple[int, ...]:
    """0-4 or 1,3,7."""
    found: list[int] = []
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        begin, end = whole_number(first), whole_number(last or first)
        if begin is None or end is None:
            raise Mistake(f"no numbers: {text}", hint="Write 0-4, or 1,3,7.")
        found += range(begin, end + 1)
    return tuple(found)


def _choice(text: str) -> tuple[str, int]:
    name, _, count = text.partition("=")
    number = whole_number(count)
    if not name or number is None:
        raise Mistake(f"no choice: {text}", hint="Write NAME=COUNT, as in --vary sentence=200.")
    return name, number
