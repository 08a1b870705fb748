"""The `figpress` command: one file a verb, imported when it is called."""

import errno
import gc
import importlib
import sys
import warnings

import click

from figpress.base.errors import Mistake

VERBS = (
    "render",
    "build",
    "serve",
    "list",
    "why",
    "check",
    "replicate",
    "symbols",
    "review",
    "approve",
    "sources",
    "verify",
    "new",
    "publish",
)

# What a machine may refuse: no fault of the press, and none of what stands in the files.
REFUSED = {
    errno.EACCES,
    errno.EPERM,
    errno.EROFS,
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EISDIR,
    errno.ENOTDIR,
    errno.EEXIST,
    errno.ENAMETOOLONG,
    errno.ELOOP,
}


class Verbs(click.Group):
    """Verbs by name; a verb's module is imported only when it is wanted, so that planning never pays for
    drawing.
    """

    def list_commands(self, context: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in VERBS:
            return None
        return importlib.import_module(f"figpress.cli.commands.{name}").command


@click.command(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="figpress")
def figpress() -> None:
    """Draw, check, review and publish a site whose figures are executed."""


def main() -> None:
    """Run the command line; a mistake of the user's is three lines, anything else a traceback."""
    # Of code that is read and not run: Python would repeat the line as it stands, escape sequences and all.
    warnings.filterwarnings("ignore", category=SyntaxWarning)
    warnings.filterwarnings("ignore", "invalid escape sequence", DeprecationWarning)
    gc.set_threshold(50_000, 20, 100)  # a command is short: what cannot be reached is looked for less often
    try:
        status = figpress.main(standalone_mode=False)
    except Mistake as mistake:
        click.echo(f"figpress: {mistake}", err=True)
        status = 1
    except OSError as error:
        if error.errno not in REFUSED or not error.filename:
            raise
        click.echo(
            f"figpress: {error.filename}: {error.strerror}\n  Name another place, make it writable, or "
            "free some space. Nothing that was there is lost.",
            err=True,
        )
        status = 1
    except (click.exceptions.Abort, KeyboardInterrupt):  # the second while the first was being dealt with
        click.echo("figpress: stopped", err=True)
        status = 130
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    sys.exit(status if isinstance(status, int) else 0)
