"""figpress publish: what is approved in a commit, whole or not at all."""

import json

import click

from figpress.base.errors import Mistake
from figpress.base.site import Site
from figpress.cli.options import common
from figpress.publishing import compare
from figpress.publishing.destinations import destination
from figpress.publishing.publish import VERIFYING, Press, Published, publish


@click.command("publish")
@click.option(
    "--to", "target", default="", metavar="TARGET", help="A folder, gh-pages, or [USER@]HOST:PATH for rsync."
)
@click.option("--rev", "revision", default="HEAD", help="The commit that is published [HEAD].")
@click.option(
    "--preview",
    is_flag=True,
    help="Send what nobody has approved, too: marked, and closed to search engines.",
)
@click.option("--dry-run", is_flag=True, help="Say which pages would change, and send nothing.")
@click.option(
    "--verify",
    "minutes",
    type=float,
    default=VERIFYING,
    metavar="MINUTES",
    help=f"Draw again what goes out, as far as that takes so long [{VERIFYING:g}].",
)
@click.option(
    "--check",
    "url",
    default="",
    metavar="URL",
    help="Fetch a published site and compare it with what was sent.",
)
@click.option(
    "--of", "sent_to", default="", metavar="TARGET", help="With --check: what this target was sent last."
)
@common
def command(
    site: Site,
    as_json: bool,
    quiet: bool,
    target: str,
    revision: str,
    preview: bool,
    dry_run: bool,
    minutes: float,
    url: str,
    sent_to: str,
) -> int:
    """Publish the approved sections of a commit from a clean checkout of it."""
    if not target and not url:
        raise Mistake(
            "nowhere to publish to", hint="figpress publish --to DIR | gh-pages | HOST:PATH, or --check URL"
        )
    status = 0
    if target:
        from figpress.cli.whole import build, draw, findings_of, verify_again

        done = publish(
            site,
            destination(target, site),
            Press(findings_of, draw, build, verify_again),
            revision=revision,
            preview=preview,
            dry_run=dry_run,
            minutes=minutes,
        )
        if done.sent and done.manifest:
            compare.remember(site, done.manifest, target)
        _say(done, as_json, quiet, dry_run)
        status = 1 if done.refusals else 0
    if url and not status:
        status = _check(site, url, sent_to or target, as_json, quiet)
    return status


def _say(done: Published, as_json: bool, quiet: bool, dry_run: bool) -> None:
    changes = done.difference
    if as_json:
        pages = {
            "added": changes.added,
            "changed": changes.changed,
            "removed": changes.removed,
            "other_files": changes.other_files,
        }
        manifest = (
            {"pages": dict(done.manifest.pages), "digest": done.manifest.digest} if done.manifest else None
        )
        click.echo(
            json.dumps(
                {
                    "commit": done.commit,
                    "sent": done.sent,
                    "refused": done.refusals,
                    "left_out": dict(done.left_out),
                    "at_home": done.at_home,
                    "difference": pages,
                    "verified": {"same": done.verified.same, "left": done.verified.left},
                    "published": manifest,
                },
                indent=1,
            )
        )
        return
    for line in done.refusals:
        click.echo(f"refused   {line}", err=True)
    if done.refusals:
        click.echo(
            f"nothing was sent: {len(done.refusals)} reason{'s' if len(done.refusals) > 1 else ''} in "
            f"commit {done.commit[:10]}; the last publication stays",
            err=True,
        )
        return
    if quiet:
        return
    again = done.verified
    if again.same:
        click.echo(
            f"verified  {len(again.same)} figures drawn again, each alone: all the same, {again.seconds:.0f} s"
        )
    if again.left:
        click.echo(
            f"unproved  {len(again.left)} figures not drawn again for lack of time: --verify MINUTES gives more"
        )
    for slug, state in done.left_out.items():
        click.echo(f"left out  {slug}  {state}")
    if done.at_home:
        some = f"{', '.join(done.at_home[:5])}{' …' if len(done.at_home) > 5 else ''}"
        click.echo(f"at home   {some}  no published page asks for it; list it under `assets:` to send it")
    for verb, addresses in (
        ("adds", changes.added),
        ("changes", changes.changed),
        ("removes", changes.removed),
    ):
        for address in addresses:
            click.echo(f"{verb:<8}  /{address}")
    if changes.other_files:
        click.echo(f"          and {changes.other_files} other files")
    if not changes:
        click.echo("nothing changes")
    if done.ignored:
        click.echo(
            f"not in commit {done.commit[:10]}, so not published: "
            f"{', '.join(done.ignored[:5])}{' …' if len(done.ignored) > 5 else ''}"
        )
    if not dry_run:
        click.echo(f"published {done.commit[:10]}: {done.sent}")


def _check(site: Site, url: str, target: str, as_json: bool, quiet: bool) -> int:
    from figpress.sources.model import Unavailable
    from figpress.sources.web import Web

    web = Web(private=True)  # one's own site may well stand in one's own network

    def fetch(address: str) -> bytes | None:
        page = web.get(address)
        return None if isinstance(page, Unavailable) else page.content

    sent = compare.sent_last(site, target) if target else compare.sent_to(site, url, fetch)
    found = compare.compare(sent, url, fetch)
    if as_json:
        click.echo(
            json.dumps(
                {
                    "same": found.same,
                    "commit": found.commit,
                    "there": found.there,
                    "missing": found.missing,
                    "different": found.different,
                    "files": found.files,
                },
                indent=1,
            )
        )
    else:
        for verb, paths in (("missing", found.missing), ("different", found.different)):
            for path in paths:
                click.echo(f"{verb:<10}{path}", err=True)
        if not found.same and found.there and found.there != found.commit:
            click.echo(f"commit {found.there[:10]} is there, commit {found.commit[:10]} was sent", err=True)
        if not quiet:
            click.echo(
                f"{found.files - len(found.missing) - len(found.different)} of {found.files} files are as "
                f"they were sent of commit {found.commit[:10]}{' as a preview' if sent.preview else ''}"
            )
    return 0 if found.same else 1
