"""figpress check: every rule, without executing anything."""

import json

import click

from figpress.base.errors import Mistake
from figpress.base.site import Site
from figpress.cli.options import common
from figpress.review import check as conductor

COLOURS = {"error": "red", "warning": "yellow", "notice": "blue"}


@click.command("check")
@click.option("--write", is_flag=True, help="Correct printed numbers, and nothing else.")
@click.option("--lines", is_flag=True, help="One line a finding, path:line: message, for editors.")
@common
def command(site: Site, as_json: bool, quiet: bool, write: bool, lines: bool) -> int:
    """Check numbers, equations, ids, links, citations and rights. Executes nothing."""
    if write:
        try:
            changed = conductor.write(site)
        except OSError as error:
            raise Mistake(
                f"cannot be written: {error.strerror or error}", hint="Nothing that was there is lost."
            ) from None
        for path in changed if not (quiet or as_json) else ():
            click.echo(f"corrected  {path}")
    findings = conductor.check(site)
    errors = sum(f.severity == "error" for f in findings)
    if as_json:
        click.echo(
            json.dumps(
                {"findings": [f.as_json() for f in findings if f.severity != "notice"]},
                indent=1,
                ensure_ascii=False,
            )
        )
    elif lines:
        for finding in findings:
            if finding.severity != "notice":
                click.echo(
                    " ".join(f"{finding.where}: {finding.severity}: {finding.message}".split("\n")[0].split())
                )
    else:
        for finding in findings:
            if finding.severity == "error" or (finding.severity == "warning" and not quiet):
                click.echo(
                    f"{click.style(finding.severity, fg=COLOURS[finding.severity])}  {finding.where}: "
                    f"{finding.message}"
                )
                if finding.hint:
                    click.echo(f"       {finding.hint}")
        if not quiet:
            warnings = sum(f.severity == "warning" for f in findings)
            counts = (("error", errors), ("warning", warnings), ("notice", len(findings) - errors - warnings))
            click.echo(", ".join(f"{count} {name}{'' if count == 1 else 's'}" for name, count in counts))
    return 1 if errors else 0
