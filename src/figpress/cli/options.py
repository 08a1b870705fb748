"""The options that every verb takes."""

from collections.abc import Callable
from pathlib import Path

import click

from figpress.base.configuration import open_site


def common(verb: Callable) -> Callable:
    """`-C DIR`, `-f FILE`, `--json`, `--quiet`: the verb receives `site`, `as_json` and `quiet`."""

    def with_site(directory: Path, config_file: Path | None, **rest):  # the site is opened once, at the edge
        return verb(site=open_site(directory, config_file), **rest)

    with_site.__doc__, with_site.__name__ = verb.__doc__, verb.__name__
    with_site.__click_params__ = getattr(verb, "__click_params__", [])
    for option in (
        click.option("--quiet", "-q", is_flag=True, help="Say only what went wrong."),
        click.option("--json", "as_json", is_flag=True, help="Print one JSON document."),
        click.option(
            "-f",
            "--config-file",
            type=click.Path(path_type=Path, dir_okay=False),
            default=None,
            help="The site's configuration, where it is not mkdocs.yml in its folder.",
        ),
        click.option(
            "-C",
            "directory",
            type=click.Path(path_type=Path, file_okay=False),
            default=".",
            help="The site's folder.",
        ),
    ):
        with_site = option(with_site)
    return with_site
