"""Whatever happens to a registry: it is read, or every error has a line. Never a traceback, never a wrong
right.
"""

import random

from hypothesis import given, settings
from hypothesis import strategies as st
from mutation import mutated
from registries import WORKS

from figpress.sources.credit import credit
from figpress.sources.csl_json import to_csl
from figpress.sources.model import Registry
from figpress.sources.registry import parse_registry
from figpress.sources.rights import rights
from figpress.sources.shown import borrowed_findings, citation_findings

WHOLE = (
    WORKS
    + """\
borrowed:
  a-picture:
    work: zhang2023
    locator: fig. 1
    use: reproduced
    file: {url: "https://example.org/a.svg", sha256: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, media_type: image/svg+xml}
    basis:
      kind: licence
      licence: CC-BY-SA-4.0
      evidence:
        url: https://example.org/LICENSE
        quote: Permission is hereby granted
        checked: 2026-11-21
    changes: none
  a-crop:
    work: vaswani2017
    locator: fig. 2
    use: reproduced
    file:
      url: https://example.org/a.pdf
      sha256: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
      media_type: application/pdf
      crop: {page: 2, box: [1, 2, 30, 40.5], dpi: 200, sha256: cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc}
    basis: {kind: permission, evidence: {file: letters/yes.pdf, quote: yes, checked: 2026-11-21}}
  ours:
    work: vaswani2017
    locator: fig. 1
    use: redrawn
    figure: a/b
"""
)


def test_the_registry_that_is_broken_below_is_whole(site):
    registry, findings = parse_registry(WHOLE.encode())
    assert not findings and len(registry.borrowed) == 3


@settings(max_examples=500, deadline=None)
@given(st.integers(min_value=0, max_value=2**48))
def test_a_broken_registry_gives_nouns_or_errors_with_lines(seed):
    content = mutated(WHOLE, random.Random(seed))
    registry, findings = parse_registry(content)
    lines = content.count(b"\n") + 1
    assert isinstance(registry, Registry)
    for finding in findings:
        assert (
            finding.where.path == "sources.yaml" and 1 <= finding.where.line <= lines + 1 and finding.message
        ), finding
    for (
        key,
        work,
    ) in registry.works.items():  # what is let through is good for everything that is done with it
        assert (
            (work.title or any(work.names.values()))
            and "issued" in work.dates
            and (work.read is None or work.opened)
        )
        assert work.url == "" or work.url.startswith(("http://", "https://"))
        to_csl(work)
    for borrowed in registry.borrowed.values():
        assert credit(borrowed, registry.works[borrowed.work]).text
    citation_findings(registry, ())
    borrowed_findings(registry, (), (), {})


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_at_all(content):
    _, findings = parse_registry(content)
    assert all(finding.where.line >= 0 and finding.message for finding in findings)


@settings(max_examples=300, deadline=None)
@given(st.integers(min_value=0, max_value=2**48))
def test_rights_are_judged_on_whatever_is_let_through(seed):
    from pathlib import Path

    from figpress.base.site import Site

    registry, _ = parse_registry(mutated(WHOLE, random.Random(seed)))
    found = {
        finding.message.split(":")[0]
        for finding in rights(registry, Site(Path("/nowhere"), "x"), {"letters/yes.pdf"})
    }
    for borrowed in registry.borrowed.values():
        if borrowed.use != "redrawn" and borrowed.basis is None:
            assert f"borrowed.{borrowed.id}" in found
