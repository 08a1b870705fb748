"""What `figpress build` does: draws what is stale, checks every claim, writes the site, and says so."""

import importlib
import json
import threading
import time

import click

from figpress.conductors.build import Built, build
from figpress.conductors.render import RenderReport, Silent, render
from figpress.effects.drawing.gallery import RecordGallery
from figpress.effects.drawing.parent import WarmProcess
from figpress.effects.pages.stamps import Stamp
from figpress.faces.commands.render import as_data, say
from figpress.faces.reporters.lines import Changes
from figpress.nouns.finding import Finding
from figpress.nouns.site import Site


def build_site(site: Site, as_json: bool, quiet: bool, strict: bool, locked: bool, early: WarmProcess | None) -> int:
    """Build, unless there is nothing to build; the exit status.

    early  a warm process that was started on a guess; it is used or ended
    """
    stamp = Stamp(site, f"strict={strict}")
    if stamp.holds():
        if early:
            early.close()
        report = _unchanged(stamp)
        if as_json:
            click.echo(json.dumps({**as_data(report), "folder": str(site.built), "built": True, "findings": []}, indent=1))
        else:
            say(report, quiet)
            if not quiet:
                click.echo(f"nothing to build: {site.built} is what would be built")
        return 0
    report = render(site, None, MeanwhileSilent() if as_json else Meanwhile(quiet, 28), locked, early=early)
    if not as_json:
        say(report, quiet)
    unmoved = stamp.begin()
    from figpress.conductors.check import check, facts

    known = facts(site, report.standings if unmoved else {})
    wrong = tuple(finding for finding in check(site, known) if finding.severity == "error")
    built = None if strict and wrong else build(site, RecordGallery(known.assessment, known.lock), strict=strict)
    findings = (*wrong, *_others(built, wrong))
    if as_json:
        folder, whole = (str(built.folder), built.whole) if built else (str(site.built), False)
        click.echo(json.dumps({**as_data(report), "folder": folder, "built": whole, "findings": [f.as_json() for f in findings]}, indent=1))
    else:
        _say(built, wrong, site, quiet)
    if report.good and built and built.good and not findings and not built.warnings:
        stamp.keep({"fresh": [*report.fresh, *report.rendered], "skipped": report.skipped})
    return 0 if report.good and built and built.good and not wrong else 1


def _unchanged(stamp: Stamp) -> RenderReport:
    """What the last build would report now: every figure that it had is fresh."""
    skipped = tuple((id, reason) for id, reason in stamp.told["skipped"])
    return RenderReport(fresh=tuple(sorted(stamp.told["fresh"])), skipped=skipped, seconds=time.perf_counter() - stamp.started)


class MeanwhileSilent(Silent):
    """While figures are drawn in other processes, what the build needs is imported in this one."""

    def begin(self, total: int) -> None:
        if total:
            for name in ("mkdocs.commands.build", "figpress.conductors.check"):
                threading.Thread(target=importlib.import_module, args=(name,), daemon=True).start()
        super().begin(total)


class Meanwhile(MeanwhileSilent, Changes):
    """The same, with lines."""

    line, end = Changes.line, Changes.end

    def begin(self, total: int) -> None:
        MeanwhileSilent.begin(self, total)
        Changes.begin(self, total)


def _others(built: Built | None, known: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """What only the build saw: check has said the rest, at the same place."""
    places = {(finding.rule, finding.where) for finding in known}
    return tuple(f for f in built.findings if (f.rule, f.where) not in places) if built else ()


def _say(built: Built | None, wrong: tuple[Finding, ...], site: Site, quiet: bool) -> None:
    said = {str(finding.where) for finding in wrong}
    lines = [*map(str, wrong), *(line for line in (built.warnings if built else ()) if line.partition(": ")[0] not in said)]
    for line in lines:
        click.echo(click.style("wrong   ", fg="red") + line, err=True)
    if built is None or not built.whole:
        folder = built.folder if built else site.built
        last = f"the last good site stays in {folder}" if folder.is_dir() else "there is no earlier site"
        click.echo(f"not built: {len(lines)} {'thing is' if len(lines) == 1 else 'things are'} wrong; {last}", err=True)
    elif not quiet:
        click.echo(f"built in {built.seconds:.1f} s: open {built.folder / 'index.html'}, or see it served: figpress serve")
