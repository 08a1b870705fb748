"""figpress review: one self-contained sheet a section, for a reader who has nothing but a browser."""

import datetime
import json
from pathlib import Path

import click

from figpress.base.site import Site
from figpress.cli.hanging import hanging
from figpress.cli.lines import Lines
from figpress.cli.options import common
from figpress.cli.reviewing import said, taken
from figpress.freshness.gallery import open_gallery
from figpress.running.render import Silent
from figpress.sheets.data import as_data
from figpress.sheets.making import make_sheets, write_sheets
from figpress.sheets.text import as_markdown


@click.command("review")
@click.argument("sections", nargs=-1, metavar="[SECTION]...")
@click.option(
    "--base",
    default="",
    metavar="REV",
    help="Compare with this revision; what it showed is drawn where it has to be.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["html", "markdown"]),
    default="html",
    help="A file to open, or text for a pull request's comment.",
)
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="The folder of the sheets [.figpress/review].",
)
@click.option(
    "--pictures",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="With --format markdown: put changed figures, before and after, into this folder as PNG.",
)
@click.option("--pictures-at", "address", default="", metavar="URL", help="Where that folder will be found.")
@click.option(
    "--take",
    is_flag=True,
    help="Take in the files that reviewers saved on their sheets: review --take FILE...",
)
@click.option(
    "--threads", "listed", is_flag=True, help="What reviewers said of SECTION, and where it belongs now."
)
@click.option(
    "--accept", default="", metavar="ID", help="Write this proposal into SECTION's Markdown, marked."
)
@click.option(
    "--serve", is_flag=True, help="Show the sheets on the local network, under a link that holds a secret."
)
@common
def command(
    site: Site,
    as_json: bool,
    quiet: bool,
    sections: tuple[str, ...],
    base: str,
    form: str,
    folder: Path | None,
    pictures: Path | None,
    address: str,
    take: bool,
    listed: bool,
    accept: str,
    serve: bool,
) -> int:
    """Write the review sheets of SECTION, or of all with an index over them."""
    from figpress.cli.whole import findings_of

    gallery = open_gallery(site)
    if take or listed or accept:
        told = taken(site, gallery, sections) if take else said(site, gallery, sections, accept)
        if as_json:
            click.echo(json.dumps({"said": [line.as_json() for line in told]}, indent=1, ensure_ascii=False))
        elif not quiet:
            for line in told:
                click.echo(line)
        return 0
    silent = as_json or quiet or form == "markdown"
    sheets = make_sheets(site, gallery, sections, base, findings_of, Silent() if silent else Lines(quiet, 28))
    if as_json:
        data = [as_data(sheet) for sheet in sheets]
        click.echo(
            json.dumps(data[0] if len(sections) == 1 else {"sections": data}, indent=1, ensure_ascii=False)
        )
    elif form == "markdown":
        hung = hanging(pictures, address) if pictures and address else lambda artifact: ""
        click.echo(as_markdown(sheets, hung), nl=False)
    else:
        made = f"Made {datetime.datetime.now().astimezone():%Y-%m-%d %H:%M}."
        written = write_sheets(
            site, gallery, sheets, folder or site.private / "review", made, index=not sections
        )
        if not quiet:
            for sheet in sheets:
                click.echo(
                    f"{sheet.section.status:<10}  {sheet.section.slug:<24}  {len(sheet.to_look_at)} to "
                    f"look at; {sheet.standing}"
                )
            click.echo(f"open {written[0]}")
        if serve:
            from figpress.sheets.serving import serve_sheets

            serve_sheets(written[0].parent, written[0].name, click.echo)
    return 0
