"""figpress sources sync: what changed in a Zotero or JabRef export since it was taken over."""

import json
from pathlib import Path

import click

from figpress.base.site import Site
from figpress.cli.commands.sources.common import line
from figpress.cli.options import common


@click.command("sync")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@common
def sync(site: Site, as_json: bool, quiet: bool, path: Path) -> int:
    """Take over what is new or changed in another program's library; what you edited stays."""
    from figpress.sources import syncing, taking_over

    wrong: list[taking_over.Refused] = []
    done = syncing.sync(site, path, wrong.append)
    kept = [one for one in done if one.verb == "kept"]
    if as_json:
        rows = [
            {
                "verb": one.verb,
                "key": one.key,
                "where": str(one.where),
                "field": one.field,
                "ours": one.ours,
                "theirs": one.theirs,
            }
            for one in done
        ]
        refused = [{"name": one.name, "where": str(one.where), "why": one.why} for one in wrong]
        click.echo(json.dumps({"works": rows, "refused": refused}, indent=1, ensure_ascii=False))
        return 1 if wrong or kept else 0
    for one in wrong:
        line("refused", one.name, f"{one.where}  {one.why}")
    for one in done:
        if one.verb == "kept" or not quiet:
            line(one.verb, one.key, f"{one.where}  {_told(one)}".rstrip())
    if not quiet:
        click.echo(f"{len(done) - len(kept)} taken over or told, {len(kept)} fields kept as you wrote them")
    return 1 if wrong or kept else 0


def _told(one) -> str:
    if one.verb == "updated":
        return f"{one.field}: {one.ours!r} → {one.theirs!r}"
    if one.verb == "kept":
        return f"{one.field}: yours is {one.ours!r}, theirs {one.theirs!r}"
    return "is not in the file any more" if one.verb == "gone" else ""
