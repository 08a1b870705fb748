"""How fast a large registry is read and judged, and what ten thousand broken ones come to.

    python bench/registry.py            5,000 works, 1,000 borrowed pictures, 10,000 mutations

"Loads and checks" is what `figpress check` does with sources.yaml: lines, models, nouns, citations, reading,
rights. The
ratios are measured in the same run: against PyYAML's own plain loading, which keeps no lines and checks
nothing, and
against ruamel's round trip, which figpress pays only when a command edits.
"""

import gc
import io
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

import yaml
from ruamel.yaml import YAML

from figpress.base.site import Site
from figpress.sources.csl_json import to_csl
from figpress.sources.quotations import citations_in
from figpress.sources.registry import parse_registry
from figpress.sources.rights import rights
from figpress.sources.shown import borrowed_findings, citation_findings

sys.path.append(str(Path(__file__).parents[1] / "tests/figpress/sources"))
sys.dont_write_bytecode = True

from mutation import mutated

WORK = """\
  author{n}:
    type: paper-conference
    title: "On the {n}th question: attention, and what it attends to"
    author:
      - Vaswani, Ashish
      - {{family: Maaten, given: Laurens, non-dropping-particle: van der}}
      - Google Brain
    issued: 2017-06-12
    container-title: Advances in Neural Information Processing Systems
    volume: 30
    page: 5998-6008
    DOI: 10.48550/arXiv.{n}
    URL: https://example.org/{n}
    accessed: 2026-11-21
    read:
      on: 2026-11-21
      extent: sections 3.2 and 4
      summary: >-
        Introduces scaled dot-product attention and gives the reason for dividing by the root of the key width;
        the second line of an honest summary stands here.
"""
PICTURE = """\
  picture-{n}:
    work: author{n}
    locator: fig. {n}
    use: reproduced
    file: {{url: "https://example.org/{n}.svg", sha256: {digest}, media_type: image/svg+xml}}
    basis:
      kind: licence
      licence: CC-BY-4.0
      evidence: {{url: "https://example.org/LICENSE", quote: This work is licensed, checked: 2026-11-21}}
    changes: none
"""


def written(works: int, pictures: int) -> str:
    """A registry of this size."""
    parts = ["works:\n", *(WORK.format(n=n) for n in range(works)), "borrowed:\n"]
    return "".join([*parts, *(PICTURE.format(n=n, digest=f"{n:064x}") for n in range(pictures))])


def load_and_check(content: bytes, page: str) -> int:
    """What `figpress check` does with a registry; the number of errors."""
    registry, findings = parse_registry(content)
    cited, _ = citations_in(page, "docs/a.md")
    judged = (
        *findings,
        *citation_findings(registry, cited),
        *rights(registry, Site(Path("/nowhere"), "x"), ()),
        *borrowed_findings(registry, (), (), {}),
    )
    return sum(finding.severity == "error" for finding in judged)


def seconds(action: Callable[[], object], rounds: int) -> float:
    """Processor time of the best of several rounds: all of this is one thread, and a busy machine does not
    count.
    """
    best = float("inf")
    for _ in range(rounds):
        gc.collect()
        begun = time.process_time()
        action()
        best = min(best, time.process_time() - begun)
    return best


def main() -> None:
    """Measure and print."""
    text = written(5000, 1000)
    content, page = (
        text.encode(),
        "\n\n".join(f"A sentence with its source [@author{n}, sec. 3]." for n in range(5000)),
    )
    errors = load_and_check(content, page)
    assert errors == 0, errors
    whole = seconds(lambda: load_and_check(content, page), 3)
    plain = seconds(lambda: yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)), 2)
    part = written(250, 50)  # a twentieth: the round trip's cost grows with the lines

    def trip() -> None:
        ruamel = YAML()
        ruamel.dump(ruamel.load(part), io.StringIO())

    round_trip = 20 * seconds(trip, 1)
    print(
        f"registry  {len(text) / 1e6:.1f} MB, 5,000 works, 1,000 pictures: loads and checks in {whole:.2f} "
        "s (bar: under 2 s)"
    )
    print(
        f"          {plain / whole:.1f}x as fast as plain PyYAML ({plain:.2f} s), "
        f"{round_trip / whole:.0f}x as fast as ruamel's round trip ({round_trip:.1f} s, from a twentieth)"
    )
    small, kinds, begun = written(4, 3), {"valid": 0, "errors with lines": 0}, time.perf_counter()
    for seed in range(10_000):
        registry, findings = parse_registry(
            mutated(small, random.Random(seed))
        )  # a traceback here would end the benchmark
        assert all(finding.where.line > 0 for finding in findings), seed
        for work in registry.works.values():
            to_csl(work)
        rights(registry, Site(Path("/nowhere"), "x"), ())
        kinds["errors with lines" if findings else "valid"] += 1
    print(
        f"mutation  10,000 broken registries in {time.perf_counter() - begun:.0f} s: {kinds['valid']:,} "
        f"valid, {kinds['errors with lines']:,} errors with lines, 0 tracebacks"
    )
    if whole >= 2:
        sys.exit("registry: 2 seconds and more")


if __name__ == "__main__":
    main()
