"""figpress sources list, fetch: what is registered, and what is at hand."""

import json
from pathlib import Path

import click

from figpress.base.site import Site
from figpress.cli.commands.sources.common import line, mirrored, reaching
from figpress.cli.options import common


@click.command("list")
@common
def list_(site: Site, as_json: bool, quiet: bool) -> int:
    """List works and borrowed pictures, and whether their files are at hand."""
    from figpress.sources.archive import borrowed_files
    from figpress.sources.credit import credit, short_names
    from figpress.sources.model import Unavailable
    from figpress.sources.registry import open_registry

    registry = open_registry(site)
    files = borrowed_files(site, registry)
    states = {
        id: "redrawn" if b.file is None else "absent" if isinstance(files[id], Unavailable) else "kept"
        for id, b in registry.borrowed.items()
    }
    reads = {
        key: "read" if work.read else "bare" if work.opened else "unopened"
        for key, work in registry.works.items()
    }
    if as_json:
        works = [
            {
                "key": k,
                "title": w.title,
                "authors": [str(n) for n in w.authors],
                "year": w.year,
                "url": w.url,
                "state": reads[k],
            }
            for k, w in registry.works.items()
        ]
        loans = [
            {
                "id": id,
                "work": b.work,
                "locator": b.locator,
                "use": b.use,
                "state": states[id],
                "credit": credit(b, registry.works[b.work]).text,
            }
            for id, b in registry.borrowed.items()
        ]
        click.echo(json.dumps({"works": works, "borrowed": loans}, indent=1, ensure_ascii=False))
        return 0
    if not quiet:
        for key, work in registry.works.items():
            line(reads[key], key, f"{short_names(work.authors)} {work.year}: {work.title}".strip())
        for id, borrowed in registry.borrowed.items():
            line(states[id], id, f"{borrowed.use}, {borrowed.work}, {borrowed.locator}")
    click.echo(
        f"{len(registry.works)} works, {sum(r == 'unopened' for r in reads.values())} not opened; "
        f"{len(registry.borrowed)} borrowed"
    )
    return 0


@click.command("fetch")
@click.argument("ids", nargs=-1)
@reaching
@common
def fetch(
    site: Site,
    as_json: bool,
    quiet: bool,
    ids: tuple[str, ...],
    mirror: tuple[Path, ...],
    allow_private: bool,
) -> int:
    """Bring pinned files into hand: verified, resumed where they stopped, never in place of a good one."""
    from figpress.sources import gather
    from figpress.sources.model import Unavailable
    from figpress.sources.web import Web

    def told(one: gather.Fetched) -> None:
        if not as_json and (not quiet or isinstance(one.found, Unavailable)):
            line(one.verb, one.id, one.found.reason if isinstance(one.found, Unavailable) else "")

    done = gather.fetch(mirrored(site, mirror), Web(private=allow_private), ids, told)
    missing = [one for one in done if isinstance(one.found, Unavailable)]
    if as_json:
        files = [
            {
                "kind": one.kind,
                "id": one.id,
                "state": one.verb,
                **(
                    {"reason": one.found.reason}
                    if isinstance(one.found, Unavailable)
                    else {"path": str(one.found)}
                ),
            }
            for one in done
        ]
        click.echo(json.dumps({"files": files}, indent=1))
    else:
        for hint in dict.fromkeys(one.found.hint for one in missing if one.found.hint):
            click.echo(hint)
        if not quiet:
            click.echo(f"{len(done) - len(missing)} of {len(done)} files at hand")
    return 1 if missing else 0
