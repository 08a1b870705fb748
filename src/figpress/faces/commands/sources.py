"""figpress sources: other people's work, listed, found, fetched, cut out, verified and exported."""

import dataclasses
import datetime
import json
from collections.abc import Callable
from pathlib import Path

import click

from figpress.faces.options import common
from figpress.nouns.site import Site
from figpress.words.errors import Mistake

_COLOURS = {"fetched": "green", "added": "green", "taken": "green", "untrue": "red", "unsafe": "red", "error": "red", "absent": "yellow", "warning": "yellow"}


@click.group("sources")
def command() -> None:
    """Works that are cited, pictures that are borrowed."""


def _line(verb: str, id: str, reason: str = "") -> None:
    click.echo(f"{click.style(f'{verb:<9}', fg=_COLOURS.get(verb))}{id:<32}  {reason}".rstrip())


def _today() -> str:
    return datetime.date.today().isoformat()


def _reaching(verb: Callable) -> Callable:
    """`--allow-private`, `--mirror DIR`: how far the web goes, and what stands in for it."""
    verb = click.option("--allow-private", is_flag=True, help="Let through addresses of this machine and its network.")(verb)
    return click.option("--mirror", type=click.Path(path_type=Path, file_okay=False), multiple=True, help="A folder searched by sha256 before the web.")(verb)


def _asking(verb: Callable) -> Callable:
    """The services' addresses: a proxy of an institution, or a server of the tests, may stand in for them."""
    for name, usual in (("crossref", "https://api.crossref.org"), ("arxiv", "https://export.arxiv.org/api/query"), ("openalex", "https://api.openalex.org")):
        verb = click.option(f"--{name}", default=usual, envvar=f"FIGPRESS_{name.upper()}", hidden=True)(verb)
    return verb


def _lookup(allow_private: bool, crossref: str, arxiv: str, openalex: str):
    from figpress.effects.lookup import Lookup
    from figpress.effects.web import Web

    return Lookup(Web(private=allow_private), crossref, arxiv, openalex)


def _mirrored(site: Site, mirror: tuple[Path, ...]) -> Site:
    for folder in mirror:
        if not folder.is_dir():
            raise Mistake(f"no such folder: {folder}", hint="--mirror names a folder of files that stand in for the web.")
    return dataclasses.replace(site, mirrors=(*(folder.resolve() for folder in mirror), *site.mirrors))


@command.command("list")
@common
def list_(site: Site, as_json: bool, quiet: bool) -> int:
    """List works and borrowed pictures, and whether their files are at hand."""
    from figpress.effects.archive import borrowed_files
    from figpress.effects.registry import open_registry
    from figpress.nouns.works import Unavailable
    from figpress.rules.credit import credit, short_names

    registry = open_registry(site)
    files = borrowed_files(site, registry)
    states = {id: "redrawn" if b.file is None else "absent" if isinstance(files[id], Unavailable) else "kept" for id, b in registry.borrowed.items()}
    reads = {key: "read" if work.read else "bare" if work.opened else "unopened" for key, work in registry.works.items()}
    if as_json:
        works = [{"key": k, "title": w.title, "authors": [str(n) for n in w.authors], "year": w.year, "url": w.url, "state": reads[k]} for k, w in registry.works.items()]
        loans = [
            {"id": id, "work": b.work, "locator": b.locator, "use": b.use, "state": states[id], "credit": credit(b, registry.works[b.work]).text}
            for id, b in registry.borrowed.items()
        ]
        click.echo(json.dumps({"works": works, "borrowed": loans}, indent=1, ensure_ascii=False))
        return 0
    if not quiet:
        for key, work in registry.works.items():
            _line(reads[key], key, f"{short_names(work.authors)} {work.year}: {work.title}".strip())
        for id, borrowed in registry.borrowed.items():
            _line(states[id], id, f"{borrowed.use}, {borrowed.work}, {borrowed.locator}")
    click.echo(f"{len(registry.works)} works, {sum(r == 'unopened' for r in reads.values())} not opened; {len(registry.borrowed)} borrowed")
    return 0


@command.command("fetch")
@click.argument("ids", nargs=-1)
@_reaching
@common
def fetch(site: Site, as_json: bool, quiet: bool, ids: tuple[str, ...], mirror: tuple[Path, ...], allow_private: bool) -> int:
    """Bring pinned files into hand: verified, resumed where they stopped, never in place of a good one."""
    from figpress.conductors import gather
    from figpress.effects.web import Web
    from figpress.nouns.works import Unavailable

    def told(one: gather.Fetched) -> None:
        if not as_json and (not quiet or isinstance(one.found, Unavailable)):
            _line(one.verb, one.id, one.found.reason if isinstance(one.found, Unavailable) else "")

    done = gather.fetch(_mirrored(site, mirror), Web(private=allow_private), ids, told)
    missing = [one for one in done if isinstance(one.found, Unavailable)]
    if as_json:
        files = [
            {"kind": one.kind, "id": one.id, "state": one.verb, **({"reason": one.found.reason} if isinstance(one.found, Unavailable) else {"path": str(one.found)})}
            for one in done
        ]
        click.echo(json.dumps({"files": files}, indent=1))
    else:
        for hint in dict.fromkeys(one.found.hint for one in missing if one.found.hint):
            click.echo(hint)
        if not quiet:
            click.echo(f"{len(done) - len(missing)} of {len(done)} files at hand")
    return 1 if missing else 0


@command.command("add")
@click.argument("what")
@click.option("--key", default="", help="The key to cite it by; else the family name and the year.")
@click.option("--allow-private", is_flag=True, help="Let through addresses of this machine and its network.")
@_asking
@common
def add(site: Site, as_json: bool, quiet: bool, what: str, key: str, allow_private: bool, **services: str) -> int:
    """Register a work: a DOI, an arXiv number, an address, or a CSL-JSON or BibTeX file."""
    from figpress.conductors import gather

    path = Path(what)
    if path.suffix.lower() in (".bib", ".bibtex", ".json") and not what.startswith("http"):
        done = gather.take_in(site, path)
    else:
        done = (gather.add(site, what, _lookup(allow_private, **services), _today(), key),)
    if as_json:
        click.echo(json.dumps({"works": [{"key": one.key, "new": one.new, "where": str(one.where), "entry": one.entry, "left": one.left} for one in done]}, indent=1, ensure_ascii=False))
        return 0
    for one in done:
        if not quiet:
            left = f"; no place for: {', '.join(one.left)}" if one.left else ""
            _line("added" if one.new else "known", one.key, f"{one.where}  {one.entry['title']}{left}")
    if not quiet and any(one.new for one in done):
        click.echo("Read what you add, and say so: read: {on, extent, summary} in place of opened: no.")
    return 0


@command.command("search")
@click.argument("query")
@click.option("-n", "rows", type=click.IntRange(1, 50), default=5, help="How many to ask of each service.")
@click.option("--allow-private", is_flag=True, help="Let through addresses of this machine and its network.")
@_asking
@common
def search(site: Site, as_json: bool, quiet: bool, query: str, rows: int, allow_private: bool, **services: str) -> int:
    """Ask arXiv, Crossref and OpenAlex for works that are not registered yet."""
    from figpress.conductors import gather

    found, silent = gather.search(site, query, _lookup(allow_private, **services), rows)
    if as_json:
        click.echo(json.dumps({"candidates": [{"service": one.service, **one.entry} for one in found], "silent": [one.reason for one in silent]}, indent=1, ensure_ascii=False))
    else:
        for one in found:
            entry = one.entry
            handle = f"arXiv:{entry['arXiv']}" if "arXiv" in entry else entry.get("DOI") or entry.get("URL", "")
            author = entry["author"][0] if entry.get("author") else ""
            first = author if isinstance(author, str) else author.get("family") or author.get("literal", "")
            click.echo(f"{one.service:<9}{handle}\n         {first.partition(',')[0]} {str(entry.get('issued', ''))[:4] if isinstance(entry.get('issued'), str) else ''}: {entry['title']}")
        for one in silent:
            _line("absent", "", one.reason)
        if not quiet:
            click.echo(f"{len(found)} candidates; register one: figpress sources add DOI|arXiv|URL")
    return 1 if silent and not found else 0


@command.command("extract")
@click.argument("work")
@click.option("--pdf", type=click.Path(path_type=Path, dir_okay=False), help="The PDF, when it is not archived.")
@click.option("--take", "number", type=int, help="Register the figure with this number.")
@click.option("--as", "id", default="", help="The id to register it by.")
@click.option("--page", type=int, help="With --box: take this page's box instead of a listed figure.")
@click.option("--box", type=(float, float, float, float), help="Left, bottom, right, top in points.")
@click.option("--dpi", type=click.IntRange(36, 600), default=200)
@_reaching
@common
def extract(site: Site, as_json: bool, quiet: bool, work: str, pdf: Path | None, number: int | None, id: str, page: int | None, box, dpi: int, mirror, allow_private: bool) -> int:
    """List the figures of a work's PDF; --take N --as ID crops one and registers page and box."""
    from figpress.conductors import extract as conductor
    from figpress.effects.web import Web

    site = _mirrored(site, mirror)
    paper = conductor.open_paper(site, work, Web(private=allow_private), pdf)
    if (number is not None or box) and not id:
        raise click.UsageError("--take and --box need --as ID")
    if box and not page:
        raise click.UsageError("--box needs --page N")
    found = () if box else conductor.listed(site, paper)
    if number is None and not box:
        if as_json:
            figures = [{"number": one.number, "page": one.figure.page, "caption": one.figure.caption, "box": list(one.figure.box), "thumbnail": str(one.thumbnail)} for one in found]
            click.echo(json.dumps({"figures": figures}, indent=1, ensure_ascii=False))
            return 0
        for one in found:
            click.echo(f"{one.number:>3}  page {one.figure.page:<4} {one.figure.caption[:90]}\n     {site.relative(one.thumbnail)}")
        if not quiet:
            click.echo(f"{len(found)} figures; register one: figpress sources extract {work} --take N --as ID")
        return 0
    if not box:
        chosen = next((one.figure for one in found if one.number == number), None)
        if chosen is None:
            raise Mistake(f"no figure {number} in {paper.path.name}", hint=f"There are {len(found)}.")
        page, box = chosen.page, chosen.box
        locator = f"{chosen.caption.split(':')[0].split('.')[0].strip()[:40]}, p. {page}"
    else:
        locator = f"p. {page}"
    line = conductor.take(site, paper, id, page, box, locator, dpi)
    if as_json:
        click.echo(json.dumps({"taken": id, "where": f"{site.sources.name}:{line}"}))
    else:
        _line("taken", id, f"{site.sources.name}:{line}  now add its basis: the right to show it")
    return 0


@command.command("verify")
@click.option("--allow-private", is_flag=True, help="Let through addresses of this machine and its network.")
@common
def verify(site: Site, as_json: bool, quiet: bool, allow_private: bool) -> int:
    """Ask whether links answer, licences read as quoted, and pinned files are what they were. Needs the web."""
    from figpress.conductors.prove import prove
    from figpress.effects.web import Limits, Web

    proofs = prove(site, Web(Limits(attempts=2, total=60.0), private=allow_private))
    found = sorted((proof.finding for proof in proofs if proof.finding), key=lambda finding: (finding.where, finding.rule))
    if as_json:
        looked = [{"kind": p.kind, "id": p.id, "url": p.url, "holds": p.finding is None} for p in proofs]
        click.echo(json.dumps({"looked_at": looked, "findings": [finding.as_json() for finding in found]}, indent=1, ensure_ascii=False))
    else:
        for finding in found:
            _line(finding.severity, str(finding.where), f"{finding.message}  {finding.hint}")
        if not quiet:
            click.echo(f"{sum(p.finding is None for p in proofs)} of {len(proofs)} addresses and documents hold")
    return 1 if any(finding.severity == "error" for finding in found) else 0


@command.command("export")
@click.argument("form", type=click.Choice(["csl-json", "bibtex", "reuse", "schema"]))
@click.option("-o", "out", type=click.Path(path_type=Path, dir_okay=False), help="The file to write; else the terminal.")
@click.option("--holder", default="", help="reuse: whose the site is.")
@common
def export(site: Site, as_json: bool, quiet: bool, form: str, out: Path | None, holder: str) -> int:
    """Write the works as CSL-JSON or BibTeX, the rights as REUSE.toml, or the JSON Schema of sources.yaml."""
    from figpress.conductors.export import exported
    from figpress.effects.registry_edit import write

    text = exported(site, form, holder)
    if out is None:
        click.echo(text, nl=False)
    else:
        write(out, text.encode())
        if as_json:
            click.echo(json.dumps({"written": str(out)}))
        elif not quiet:
            _line("written", str(out))
    return 0
