"""What `figpress build` does: draws what is stale, checks every claim, writes the site, and says so."""

import importlib
import json
import logging
import re
import threading
import time

import click

from figpress.base.finding import Finding
from figpress.base.site import Site
from figpress.cli.commands.render import as_data, say
from figpress.cli.lines import Changes
from figpress.freshness.gallery import RecordGallery
from figpress.freshness.seams import Reporter
from figpress.pages.links import links
from figpress.pages.use import uses
from figpress.running.early import accept
from figpress.running.leftovers import sweep_leftovers
from figpress.running.parent import WarmProcess
from figpress.running.render import RenderReport, Silent, render
from figpress.site.build import Built, build, configuration
from figpress.site.stamps import Shown, Stamp

_LINK = re.compile(r"^Doc file '([^']+)'")


def build_site(
    site: Site, as_json: bool, quiet: bool, strict: bool, locked: bool, early: WarmProcess | None
) -> int:
    """Build, unless there is nothing to build; the exit status.

    early  a warm process that was started on a guess; it is used or ended
    """
    sweep_leftovers(site)
    stamp = Stamp(site, f"strict={strict}")
    if stamp.holds():
        if early:
            early.close()
            accept(site)
        report = _unchanged(stamp)
        if as_json:
            click.echo(
                json.dumps(
                    {**as_data(report), "folder": str(site.built), "built": True, "findings": []}, indent=1
                )
            )
        else:
            say(report, quiet)
            if not quiet:
                click.echo(f"nothing to build: {site.built} is what would be built")
        return 0
    meanwhile = Meanwhile(site, Silent() if as_json else Changes(quiet, 28))
    report = render(site, None, meanwhile, locked, early=early)
    meanwhile.finish()
    if not as_json:
        say(report, quiet)
    unmoved = stamp.begin()
    from figpress.review.check import check, facts

    known = facts(site, report.standings if unmoved else {})
    used = {page.path for page in known.pages if uses(page)}
    wrong = tuple(
        finding
        for finding in check(site, known)
        # A dead link on a page that uses nothing of ours is judged by the site's own `validation:`.
        if finding.severity == "error" and (finding.rule != "dead-link" or finding.where.path in used)
    )
    known.assessment.save()  # what checks alone read: the scripts that measure
    built = (
        None if strict and wrong else build(site, RecordGallery(known.assessment, known.lock), strict=strict)
    )
    findings = (*wrong, *_others(built, wrong))
    if as_json:
        folder, whole = (str(built.folder), built.whole) if built else (str(site.built), False)
        click.echo(
            json.dumps(
                {
                    **as_data(report),
                    "folder": folder,
                    "built": whole,
                    "findings": [f.as_json() for f in findings],
                },
                indent=1,
            )
        )
    else:
        _say(built, wrong, site, quiet)
    if report.good and built and built.good and not findings and not built.warnings:
        names = frozenset(
            link.target
            for page in known.pages
            for link in links(page.body, page.path)
            if link.scheme == "code"
        )
        shown = Shown(built.read, names) if built.read is not None else None
        stamp.keep({"fresh": [*report.fresh, *report.rendered], "skipped": report.skipped}, shown)
    return 0 if report.good and built and built.good and not wrong else 1


def _unchanged(stamp: Stamp) -> RenderReport:
    """What the last build would report now: every figure that it had is fresh."""
    skipped = tuple((id, reason) for id, reason in stamp.told["skipped"])
    return RenderReport(
        fresh=tuple(sorted(stamp.told["fresh"])), skipped=skipped, seconds=time.perf_counter() - stamp.started
    )


class Meanwhile:
    """A Reporter that has this process made ready for the build while others draw figures."""

    def __init__(self, site: Site, reporter: Reporter):
        self.site, self.reporter = site, reporter
        self.line, self.end = reporter.line, reporter.end
        self.thread: threading.Thread | None = None

    def begin(self, total: int) -> None:
        if total and self.thread is None:
            self.thread = threading.Thread(target=self._prepare, args=(total,), daemon=True, name="meanwhile")
            self.thread.start()
        self.reporter.begin(total)

    def finish(self) -> None:
        """Wait until this process is ready."""
        if self.thread:
            self.thread.join()

    def _prepare(self, total: int) -> None:
        """Import what a build needs, plugins included; colour the scripts where most pages will be
        made anew.
        """
        logging.getLogger("mkdocs").addHandler(logging.NullHandler())
        try:
            importlib.import_module("mkdocs.commands.build")
            importlib.import_module("figpress.review.check")
            configuration(self.site, strict=False)
            highlighted = importlib.import_module("figpress.site.markdown.code").highlighted
            scripts = sorted(self.site.figures.rglob("*.py"))
            for script in scripts if 2 * total > len(scripts) else ():
                highlighted(script.read_text("utf-8"))
        except Exception:
            pass


def _others(built: Built | None, known: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """What only the build saw: check has said the rest, at the same place."""
    places = {(finding.rule, finding.where) for finding in known}
    return tuple(f for f in built.findings if (f.rule, f.where) not in places) if built else ()


def _say(built: Built | None, wrong: tuple[Finding, ...], site: Site, quiet: bool) -> None:
    said = {str(finding.where) for finding in wrong}
    warned = [_LINK.sub(r"docs/\1: it", line) for line in (built.warnings if built else ())]
    # check names a dead link with its line: MkDocs need not say it again.
    lines = [
        *map(str, wrong),
        *(
            line
            for line in warned
            if not any(line.partition(": ")[0] in (place, place.rpartition(":")[0]) for place in said)
        ),
    ]
    for line in lines:
        click.echo(click.style("wrong   ", fg="red") + line, err=True)
    if built is None or not built.whole:
        folder = built.folder if built else site.built
        last = f"the last good site stays in {folder}" if folder.is_dir() else "there is no earlier site"
        click.echo(
            f"not built: {len(lines)} {'thing is' if len(lines) == 1 else 'things are'} wrong; {last}",
            err=True,
        )
    elif not quiet:
        click.echo(
            f"built in {built.seconds:.1f} s: open {built.folder / 'index.html'}, or see it served: "
            "figpress serve"
        )
