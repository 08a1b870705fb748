"""figpress serve: a preview on this machine that follows what is edited."""

import click

from figpress.base.errors import Mistake
from figpress.base.site import Site
from figpress.cli.lines import Changes
from figpress.cli.options import common
from figpress.freshness.assessment import Assessment
from figpress.freshness.gallery import open_gallery
from figpress.freshness.records import Records
from figpress.running.leftovers import sweep_leftovers
from figpress.running.render import Studio
from figpress.site.preview_server import PreviewServer
from figpress.site.serve import Preview, Told


@click.command("serve")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any that is free."
)
@common
def command(site: Site, as_json: bool, quiet: bool, port: int) -> int:
    """Show the site on this machine; redrawn figures appear in the open page."""
    studio = Studio(site)

    def draw(site: Site, ids: tuple[str, ...] | None, told: Told) -> None:
        studio.render(ids, _Telling(site, told, quiet or as_json), site)

    preview = Preview(site, draw, is_stale, open_gallery, (lambda line: None) if quiet else click.echo)
    sweep_leftovers(site)
    preview.folder.mkdir(parents=True, exist_ok=True)
    try:
        server = PreviewServer(preview.folder, port, preview.bulletin, preview.frames)
    except OSError as error:
        raise Mistake(
            f"port {port} cannot be had: {error.strerror}",
            hint="Another preview may be running; name another port: figpress serve --port 8001",
        ) from None
    preview.refresh()
    server.start()
    try:
        click.echo(f"serving {server.url}  (Ctrl-C stops)")  # whoever reads it may stop it at once
        preview.follow()
    except KeyboardInterrupt:
        return 0
    finally:
        server.close()
        studio.close()
    return 0


def is_stale(site: Site) -> bool:
    """Whether any figure is to be drawn."""
    assessment = Assessment(site)
    return any(
        assessment.standing(target).verdict.state != "fresh"
        for target in assessment.targets
        if not target.skip
    )


class _Telling(Changes):
    """Hands each figure on as soon as it is drawn."""

    def __init__(self, site: Site, told: Told, quiet: bool):
        super().__init__(quiet, 28)
        self.records, self.told = Records(site), told

    def line(self, verb: str, id: str, reason: str = "", seconds: float | None = None) -> None:
        record = self.records.read(id) if verb == "render" else None
        if record and record.kind == "figure":
            self.told(id, tuple(a for a in record.artifacts if a.role == "image"))
        super().line(verb, id, reason, seconds)
