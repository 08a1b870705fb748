"""figpress why: the verdict on one figure, and what it depends on."""

import json
from collections.abc import Mapping

import click

from figpress.base.errors import Mistake
from figpress.base.places import shown
from figpress.base.site import Site
from figpress.cli.options import common
from figpress.freshness.assessment import Assessment
from figpress.freshness.code.closure import readable
from figpress.freshness.discovery import choose
from figpress.freshness.gallery import open_gallery
from figpress.freshness.look import ABSENT
from figpress.freshness.plan import UNSEEN
from figpress.pages.displays import find_display
from figpress.pages.reading import read_pages
from figpress.site.markdown.evaluated import EvaluatedEquations


@click.command("why")
@click.argument("id")
@common
def command(site: Site, as_json: bool, quiet: bool, id: str) -> int:
    """Say why a figure is fresh or stale, and list what it depends on; how an equation (PAGE#LABEL or
    PAGE#LINE) was read.
    """
    if "#" in id:
        return _equation(site, id, as_json)
    assessment = Assessment(site)
    if id.startswith("computed:"):
        standing = assessment.result(id)
        if standing is None:
            raise Mistake(
                f"unknown result: {id}", hint="figpress why <figure> names the results that a figure uses."
            )
    else:
        found = choose(assessment.targets, (id,))
        if len(found) > 1:
            raise Mistake(f"{id} names {len(found)} figures", hint=f"Ask for one: figpress why {found[0].id}")
        standing = assessment.standing(found[0])
    record, now = standing.record, standing.now
    if as_json:
        prints = record.prints if record else None
        depends = (
            {
                "code": dict(prints.code),
                "files": dict(prints.files),
                "environment": dict(prints.environment),
                "computed": dict(prints.computed),
            }
            if prints
            else {}
        )
        click.echo(
            json.dumps(
                {
                    "id": standing.target.id,
                    "state": standing.verdict.state,
                    "reasons": list(standing.verdict.reasons),
                    "opaque": list(record.trace.opaque) if record else [],
                    "depends": depends,
                },
                indent=1,
            )
        )
        return 0
    click.echo(f"{standing.verdict.state}  {shown(standing.target.id)}")
    for reason in standing.verdict.reasons:
        click.echo(f"  {shown(reason)}")
    for cause in record.trace.opaque if record else ():
        click.echo(f"  opaque: {cause}; every file of the site counts until it says figpress.reads(…)")
    if record and now and record.drawn and not quiet:
        executed = [readable(k) for k in record.prints.code if k.endswith("()")]
        used = [
            readable(k)
            for k, what in record.prints.code.items()
            if not k.endswith("()") and what not in ("absent", "package")
        ]
        sections = [
            ("functions executed", executed),
            ("definitions used", [name for name in dict.fromkeys(used) if name not in executed]),
            ("files", _files(record.prints.files)),
            ("results", list(record.prints.computed)),
            (
                "environment",
                [f"{n} {v}" if not n.startswith("$") else n for n, v in record.prints.environment.items()],
            ),
        ]
        sections.append(
            ("seen and said", [f"{f.where}: {f.message}" for f in record.findings if f.rule != "printed"])
        )
        sections.append(("printed", record.printed.rstrip().splitlines()))
        for title, things in sections:
            if things:
                click.echo(f"{title}:")
                for thing in things:
                    click.echo(f"  {shown(str(thing))}")
    return 0


def _equation(site: Site, id: str, as_json: bool) -> int:
    """How a display was understood, and what came of it."""
    page, display = find_display(read_pages(site), id)
    mark = EvaluatedEquations((page,), open_gallery(site)).mark(display.page, display.line)
    state, note = (mark.state, mark.note) if mark else ("unknown", "not evaluated: figpress render")
    reading = mark.reading if mark else ()
    if as_json:
        click.echo(
            json.dumps(
                {"id": id, "tex": display.printed, "state": state, "note": note, "reading": list(reading)},
                indent=1,
            )
        )
        return 0
    click.echo(f"{state}  {display.place}  {note}\n  {display.printed}")
    for text in reading:
        click.echo("\n" + "\n".join(f"  {shown(line)}" for line in text.splitlines()))
    return 0


LOOKS = {
    "listing": "listed",
    "link": "where it leads",
    "leads": "where it leads, if it is a link",
    "times": "when it changed",
    "tree": "and all below it",
}


def _files(files: Mapping[str, str]) -> list[str]:
    """What was seen of each file, in words; not what an opaque run may have read besides."""
    said = []
    for key, digest in files.items():
        how, _, path = key.partition(" ")
        word = "looked for in vain" if digest == ABSENT else LOOKS.get(how, "")
        if how != UNSEEN:
            said.append(f"{path} ({word})" if word else path)
    return list(dict.fromkeys(said))
