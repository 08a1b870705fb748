"""figpress serve: a preview on this machine that follows what is edited."""

import click

from figpress.conductors.render import Silent, Studio
from figpress.conductors.serve import Preview
from figpress.effects.drawing.gallery import open_gallery
from figpress.effects.pages.preview_server import PreviewServer
from figpress.faces.options import common
from figpress.faces.reporters.lines import Changes
from figpress.nouns.site import Site
from figpress.words.errors import Mistake


@click.command("serve")
@click.option("--port", default=8000, show_default=True, help="0 takes any that is free.")
@common
def command(site: Site, as_json: bool, quiet: bool, port: int) -> int:
    """Show the site on this machine; redrawn figures appear in the open page."""
    reporter = Silent() if as_json else Changes(quiet, 28)
    studio = Studio(site)
    preview = Preview(site, lambda site: studio.render(None, reporter, site), open_gallery, (lambda line: None) if quiet else click.echo)
    preview.folder.mkdir(parents=True, exist_ok=True)
    try:
        server = PreviewServer(preview.folder, port, preview.bulletin, preview.frames)
    except OSError as error:
        raise Mistake(f"port {port} cannot be had: {error.strerror}", hint="Another preview may be running; name another port: figpress serve --port 8001") from None
    preview.refresh()
    server.start()
    click.echo(f"serving {server.url}  (Ctrl-C stops)")
    try:
        preview.follow()
    except KeyboardInterrupt:
        return 0
    finally:
        server.close()
        studio.close()
    return 0
