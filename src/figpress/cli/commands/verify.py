"""figpress verify: draws everything again and compares."""

import json
import math

import click

from figpress.base.site import Site
from figpress.cli.lines import Lines
from figpress.cli.options import common
from figpress.running.draw_again import VerifyReport, verify
from figpress.running.render import Silent


@click.command("verify")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--minutes", type=float, default=math.inf, help="Begin no figure later than this [no limit].")
@common
def command(site: Site, as_json: bool, quiet: bool, ids: tuple[str, ...], minutes: float) -> int:
    """Draw what is called fresh again, each figure alone in a clean copy, and compare with what is kept."""
    report = verify(site, ids or None, Silent() if as_json else Lines(quiet, 28), minutes)
    if as_json:
        click.echo(
            json.dumps(
                {
                    "same": list(report.same),
                    "findings": [f.as_json() for f in report.findings],
                    "seconds": round(report.seconds, 3),
                    "left": list(report.left),
                },
                indent=1,
            )
        )
    else:
        for finding in report.findings:
            click.echo(str(finding), err=True)
        if not quiet:
            click.echo(
                f"{len(report.same)} came out the same, {len(report.findings)} findings in "
                f"{report.seconds:.1f} s{_left(report)}"
            )
    return 0 if report.good else 1


def _left(report: VerifyReport) -> str:
    return f"; {len(report.left)} not drawn again for lack of time" if report.left else ""
