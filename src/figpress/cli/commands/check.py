"""figpress check: every rule, without executing anything."""

import json

import click

from figpress.base.errors import Mistake
from figpress.base.finding import Finding
from figpress.base.site import Site
from figpress.cli.options import common
from figpress.pages.page import Page
from figpress.pages.reading import read_pages
from figpress.review import check as conductor
from figpress.review.adopting import pictures

COLOURS = {"error": "red", "warning": "yellow", "notice": "blue"}


@click.command("check")
@click.option("--write", is_flag=True, help="Correct printed numbers, and nothing else.")
@click.option("--lines", is_flag=True, help="One line a finding, path:line: message, for editors.")
@click.option("--adopt", is_flag=True, help="List the pictures that could become figures, loans or assets.")
@common
def command(site: Site, as_json: bool, quiet: bool, write: bool, lines: bool, adopt: bool) -> int:
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
    if adopt:
        return _adopt(pictures(site, read_pages(site)), as_json)
    known = conductor.facts(site)
    findings = tuple(sorted({*conductor.check(site, known), *_of_formulas(site, known.pages)}))
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


def _of_formulas(site: Site, pages: tuple[Page, ...]) -> tuple[Finding, ...]:
    """TeX errors; the engine that knows them is loaded only where there may be a formula."""
    if not site.mathematics or not any("$" in page.body or "\\" in page.body for page in pages):
        return ()
    from figpress.site.tex_findings import tex_findings

    return tex_findings(site, pages)


def _adopt(found: tuple[Finding, ...], as_json: bool) -> int:
    if as_json:
        click.echo(json.dumps({"pictures": [f.as_json() for f in found]}, indent=1, ensure_ascii=False))
        return 0
    for finding in found:
        click.echo(f"{finding.where}: {finding.message}\n       {finding.hint}")
    click.echo(f"{len(found)} picture{'' if len(found) == 1 else 's'} that nobody accounts for yet")
    return 0
