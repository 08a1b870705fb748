"""figpress sources add, search: works that are not registered yet."""

import json
from pathlib import Path

import click

from figpress.base.site import Site
from figpress.cli.commands.sources.common import asking, line, lookup, today
from figpress.cli.options import common


@click.command("add")
@click.argument("what")
@click.option("--key", default="", help="The key to cite it by; else the family name and the year.")
@click.option("--cited", is_flag=True, help="Of a file, only what the pages cite.")
@click.option("--allow-private", is_flag=True, help="Let through addresses of this machine and its network.")
@asking
@common
def add(
    site: Site,
    as_json: bool,
    quiet: bool,
    what: str,
    key: str,
    cited: bool,
    allow_private: bool,
    **services: str,
) -> int:
    """Register a work: a DOI, an arXiv number, an address, or a CSL-JSON or BibTeX file."""
    from figpress.sources import gather, taking_over

    path = Path(what)
    wrong: list[taking_over.Refused] = []
    if path.suffix.lower() in (".bib", ".bibtex", ".json") and not what.startswith("http"):
        done = taking_over.take_in(site, path, wrong.append, _cited(site) if cited else None)
    else:
        done = (gather.add(site, what, lookup(allow_private, **services), today(), key),)
    if as_json:
        click.echo(
            json.dumps(
                {
                    "works": [
                        {
                            "key": one.key,
                            "name": one.name,
                            "new": one.new,
                            "where": str(one.where),
                            "entry": one.entry,
                            "left": one.left,
                        }
                        for one in done
                    ],
                    "refused": [{"name": one.name, "where": str(one.where), "why": one.why} for one in wrong],
                },
                indent=1,
                ensure_ascii=False,
            )
        )
        return 1 if wrong else 0
    for one in wrong:
        line("refused", one.name, f"{one.where}  {one.why}")
    for one in done:
        if not quiet:
            left = f"; no place for: {', '.join(one.left)}" if one.left else ""
            line("added" if one.new else "known", one.key, f"{one.where}  {one.entry['title']}{left}")
    if not quiet and any(one.new for one in done):
        click.echo("Read what you add, and say so: read: {on, extent, summary} in place of opened: no.")
    return 1 if wrong else 0


def _cited(site: Site) -> frozenset[str]:
    """Every name that the pages cite."""
    from figpress.pages.reading import read_pages
    from figpress.sources.cited import cited

    return frozenset(one.key for one in cited(read_pages(site)))


@click.command("search")
@click.argument("query")
@click.option("-n", "rows", type=click.IntRange(1, 50), default=5, help="How many to ask of each service.")
@click.option("--allow-private", is_flag=True, help="Let through addresses of this machine and its network.")
@asking
@common
def search(
    site: Site, as_json: bool, quiet: bool, query: str, rows: int, allow_private: bool, **services: str
) -> int:
    """Ask arXiv, Crossref and OpenAlex for works that are not registered yet."""
    from figpress.sources import gather

    found, silent = gather.search(site, query, lookup(allow_private, **services), rows)
    if as_json:
        click.echo(
            json.dumps(
                {
                    "candidates": [{"service": one.service, **one.entry} for one in found],
                    "silent": [one.reason for one in silent],
                },
                indent=1,
                ensure_ascii=False,
            )
        )
    else:
        for one in found:
            entry = one.entry
            handle = (
                f"arXiv:{entry['arXiv']}" if "arXiv" in entry else entry.get("DOI") or entry.get("URL", "")
            )
            author = entry["author"][0] if entry.get("author") else ""
            first = author if isinstance(author, str) else author.get("family") or author.get("literal", "")
            year = entry["issued"][:4] if isinstance(entry["issued"], str) else ""
            click.echo(
                f"{one.service:<9}{handle}\n         {first.partition(',')[0]} {year}: {entry['title']}"
            )
        for one in silent:
            line("absent", "", one.reason)
        if not quiet:
            click.echo(f"{len(found)} candidates; register one: figpress sources add DOI|arXiv|URL")
    return 1 if silent and not found else 0
