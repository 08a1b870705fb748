"""figpress sources verify: whether what was written down still holds."""

import json

import click

from figpress.base.site import Site
from figpress.cli.commands.sources.common import line
from figpress.cli.options import common


@click.command("verify")
@click.option("--allow-private", is_flag=True, help="Let through addresses of this machine and its network.")
@common
def verify(site: Site, as_json: bool, quiet: bool, allow_private: bool) -> int:
    """Ask whether links answer, licences read as quoted, and pinned files are what they were. Needs
    the web.
    """
    from figpress.running.prove import prove
    from figpress.sources.web import Limits, Web

    proofs = prove(site, Web(Limits(attempts=2, total=60.0), private=allow_private))
    found = sorted(
        (proof.finding for proof in proofs if proof.finding),
        key=lambda finding: (finding.where, finding.rule),
    )
    if as_json:
        looked = [{"kind": p.kind, "id": p.id, "url": p.url, "holds": p.finding is None} for p in proofs]
        click.echo(
            json.dumps(
                {"looked_at": looked, "findings": [finding.as_json() for finding in found]},
                indent=1,
                ensure_ascii=False,
            )
        )
    else:
        for finding in found:
            line(finding.severity, str(finding.where), f"{finding.message}  {finding.hint}")
        if not quiet:
            click.echo(
                f"{sum(p.finding is None for p in proofs)} of {len(proofs)} addresses and documents hold"
            )
    return 1 if any(finding.severity == "error" for finding in found) else 0
