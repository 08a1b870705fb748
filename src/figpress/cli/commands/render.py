"""figpress render: draws what is stale."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from figpress.base.site import Site
from figpress.cli.options import common
from figpress.running.early import start_early

if TYPE_CHECKING:
    from figpress.running.render import RenderReport

CLUSTER = (
    "Draw on a Dask cluster. Start one with `dask scheduler` and, on each machine, `dask worker HOST:8786 "
    "--nworkers 2` "
    "in an environment that has the site's packages; the project itself is sent along."
)


@click.command("render")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--locked", is_flag=True, help="Fail, naming the entry, if figures.lock would change.")
@click.option("--force", is_flag=True, help="Draw even what is fresh.")
@click.option("--executor", default="", metavar="dask://HOST:PORT", help=CLUSTER)
@common
def command(
    site: Site, as_json: bool, quiet: bool, ids: tuple[str, ...], locked: bool, force: bool, executor: str
) -> int:
    """Draw the figures that are stale, or those named by ID."""
    early = None if executor else start_early(site)  # before the rest of the press is imported
    from figpress.cli.lines import Lines
    from figpress.running.render import Silent, render

    width = max((len(i) for i in ids), default=28)
    report = render(
        site,
        ids or None,
        Silent() if as_json else Lines(quiet, width),
        locked,
        executor or None,
        force,
        early,
    )
    if as_json:
        click.echo(json.dumps(as_data(report), indent=1))
    else:
        say(report, quiet)
    return 0 if report.good else 1


def as_data(report: RenderReport) -> dict:
    """The report as JSON that others rely on."""
    return {
        "rendered": list(report.rendered),
        "fresh": list(report.fresh),
        "failed": [
            {"id": f.id, "where": f.where, "message": f.message, "traceback": f.traceback}
            for f in report.failed
        ],
        "skipped": [{"id": id, "reason": reason} for id, reason in report.skipped],
        "behind": list(report.behind),
        "seconds": round(report.seconds, 3),
    }


def say(report: RenderReport, quiet: bool) -> None:
    """The last line, and what stops a locked run."""
    for id in report.behind:
        click.echo(
            f"behind  {id}  figures.lock does not say this: run figpress render and commit it", err=True
        )
    if not quiet:
        click.echo(
            f"{len(report.rendered)} rendered, {len(report.fresh)} fresh, {len(report.failed)} failed in "
            f"{report.seconds:.1f} s"
        )
