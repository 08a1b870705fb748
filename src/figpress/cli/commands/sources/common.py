"""What the verbs of `figpress sources` share: one line a thing, and how far they may reach."""

import dataclasses
import datetime
from collections.abc import Callable
from pathlib import Path

import click

from figpress.base.errors import Mistake
from figpress.base.site import Site

COLOURS = {
    "fetched": "green",
    "added": "green",
    "taken": "green",
    "untrue": "red",
    "unsafe": "red",
    "error": "red",
    "absent": "yellow",
    "warning": "yellow",
}


def line(verb: str, id: str, reason: str = "") -> None:
    click.echo(f"{click.style(f'{verb:<9}', fg=COLOURS.get(verb))}{id:<32}  {reason}".rstrip())


def today() -> str:
    return datetime.date.today().isoformat()


def reaching(verb: Callable) -> Callable:
    """`--allow-private`, `--mirror DIR`: how far the web goes, and what stands in for it."""
    verb = click.option(
        "--allow-private", is_flag=True, help="Let through addresses of this machine and its network."
    )(verb)
    return click.option(
        "--mirror",
        type=click.Path(path_type=Path, file_okay=False),
        multiple=True,
        help="A folder searched by sha256 before the web.",
    )(verb)


def asking(verb: Callable) -> Callable:
    """The services' addresses: a proxy of an institution, or a server of the tests, may stand in for them."""
    for name, usual in (
        ("crossref", "https://api.crossref.org"),
        ("arxiv", "https://export.arxiv.org/api/query"),
        ("openalex", "https://api.openalex.org"),
    ):
        verb = click.option(f"--{name}", default=usual, envvar=f"FIGPRESS_{name.upper()}", hidden=True)(verb)
    return verb


def lookup(allow_private: bool, crossref: str, arxiv: str, openalex: str):
    from figpress.sources.lookup import Lookup
    from figpress.sources.web import Web

    return Lookup(Web(private=allow_private), crossref, arxiv, openalex)


def mirrored(site: Site, mirror: tuple[Path, ...]) -> Site:
    for folder in mirror:
        if not folder.is_dir():
            raise Mistake(
                f"no such folder: {folder}",
                hint="--mirror names a folder of files that stand in for the web.",
            )
    return dataclasses.replace(site, mirrors=(*(folder.resolve() for folder in mirror), *site.mirrors))
