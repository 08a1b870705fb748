"""figpress sources export: the registry as other programs read it."""

import json
from pathlib import Path

import click

from figpress.base.site import Site
from figpress.cli.commands.sources.common import line
from figpress.cli.options import common


@click.command("export")
@click.argument("form", type=click.Choice(["csl-json", "bibtex", "reuse", "schema"]))
@click.option(
    "-o", "out", type=click.Path(path_type=Path, dir_okay=False), help="The file to write; else the terminal."
)
@click.option("--holder", default="", help="reuse: whose the site is.")
@common
def export(site: Site, as_json: bool, quiet: bool, form: str, out: Path | None, holder: str) -> int:
    """Write the works as CSL-JSON or BibTeX, the rights as REUSE.toml, or the JSON Schema of sources.yaml."""
    from figpress.sources.export import exported
    from figpress.sources.registry_edit import write

    text = exported(site, form, holder)
    if out is None:
        click.echo(text, nl=False)
    else:
        write(out, text.encode())
        if as_json:
            click.echo(json.dumps({"written": str(out)}))
        elif not quiet:
            line("written", str(out))
    return 0
