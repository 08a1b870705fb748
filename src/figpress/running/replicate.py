"""Draws figures again under other seeds, draws and choices; records what became of printed texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from figpress.base.site import Site
from figpress.base.writing import private_folder, write_beside
from figpress.freshness.discovery import choose
from figpress.freshness.seams import Executor, Job, Reporter, Request, Shared, Turn, Turned
from figpress.freshness.target import Target
from figpress.numbers.compared import compared, looked_up
from figpress.numbers.replicas import FILE, Replica, Replicas, digest_of, read_replicas, written
from figpress.pages.links import links
from figpress.pages.reading import read_pages
from figpress.running.render import Rendering, Silent, open_executor


def turns(seeds: tuple[int, ...], draws: tuple[int, ...], varied: Mapping[str, int]) -> tuple[Turn, ...]:
    """One variation a turn: every seed, every draw, and every choice of a name that scripts vary.

    A turn with a seed draws with that seed as well, so that a script's own random tensors are others, too.

    >>> [name for name, _ in turns((0, 1), (), {"sentence": 2})]
    ['seed 0', 'seed 1', 'sentence 0', 'sentence 1']
    """
    found: list[Turn] = [(f"seed {seed}", {"seed": seed, "draw": seed}) for seed in seeds]
    found += [(f"draw {draw}", {"draw": draw}) for draw in draws]
    found += [(f"{name} {at}", {name: at}) for name, count in varied.items() for at in range(count)]
    return tuple(found)


def replicate(
    site: Site,
    ids: tuple[str, ...] | None,
    asked: tuple[Turn, ...],
    reporter: Reporter | None = None,
    executor: str = "",
) -> Replicas:
    """Draw figures once a turn and write the record. Nothing of the store or the lock is touched.

    ids    only these, or every figure whose values a page prints
    asked  the turns; a figure takes those that change something for which its script asks
    Raises Mistake for an unknown id, and for a disk that cannot be written.
    """
    printed = _printed(site)
    rendering = Rendering(site, reporter or Silent(), None)
    targets = tuple(
        t
        for t in choose(rendering.assessment.targets, ids)
        if t.kind == "figure" and not t.skip and t.id in printed
    )
    known = read_replicas(site)
    if targets:
        private_folder(site.private)
        workers = open_executor(site, executor, rendering.reach)
        try:
            fresh = _drawn_again(rendering, workers, targets, asked, printed)
        finally:
            workers.close()
        known = Replicas({**known.by_id, **{one.id: one for one in fresh}})
        write_beside(site.root / FILE, written(known))
    return known


def _printed(site: Site) -> dict[str, set[tuple[str, str]]]:
    """What pages print of each figure: (name, text)."""
    found: dict[str, set[tuple[str, str]]] = {}
    for page in read_pages(site):
        for link in links(page.body, page.path):
            if link.scheme == "val":
                id, _, name = link.target.partition("#")
                found.setdefault(id, set()).add((name, link.text))
    return found


def _drawn_again(
    rendering: Rendering,
    workers: Executor,
    targets: tuple[Target, ...],
    asked: tuple[Turn, ...],
    printed: Mapping[str, set[tuple[str, str]]],
) -> list[Replica]:
    rendering.reporter.begin(len(targets))
    results: dict[str, Shared] = {}

    def demand(request: Request) -> Shared | Job:
        target = Target(request.id, request.path, "computed", calls=request.calls, arguments=request.digest)
        return results.get(request.id) or Job(target, Path(request.arguments))

    found = []
    jobs = tuple(
        Job(t, turns=asked, wanted=tuple(sorted({name.partition("@")[0] for name, _ in printed[t.id]})))
        for t in targets
    )
    for outcome in workers.run(jobs, demand, lambda job: "ours"):
        target = outcome.job.target
        if target.kind == "computed":
            path = outcome.files[0].path if outcome.files else None
            results[target.id] = Shared(target.id, path, outcome.value, outcome.failure)
            continue
        if outcome.failure:
            rendering.reporter.line("failed", target.id, outcome.failure.message, outcome.seconds)
            continue
        one = Replica(target.id, rendering.assessment.standing(target).fingerprint, ())
        for label, _ in asked:
            if label in outcome.turned:
                one = _with(one, label, outcome.turned[label], printed[target.id])
        digest = digest_of(rendering.site.root)
        ran = (target.path, *outcome.trace.modules.values())
        found.append(replace(one, texts={path: digest(path) for path in ran}))
        count = f"{len(one.turns)} turns" + (f", {len(one.failed)} failed" if one.failed else "")
        rendering.reporter.line("replica", target.id, count, outcome.seconds)
    rendering.reporter.end()
    return found


def _with(one: Replica, label: str, turn: Turned, printed: set[tuple[str, str]]) -> Replica:
    """The record with one more turn."""
    numbers = {name: dict(turns) for name, turns in one.numbers.items()}
    words = {name: dict(texts) for name, texts in one.words.items()}
    failed = dict(one.failed)
    if turn.failure:
        failed[label] = turn.failure
    for name, text in sorted(printed):
        claim = looked_up(turn.values, name)
        if claim and claim.number is not None:
            numbers.setdefault(name, {})[label] = claim.number
        if claim and claim.total is None and (claim.sample is None or not claim.sample.members):
            continue  # its number says it
        if claim is None and text not in words.get(name, {}) and name in numbers:
            continue
        before = words.setdefault(name, {}).get(text, ())
        words[name][text] = (*before, label) if claim and compared(text, claim).agrees else before
    return replace(one, turns=(*one.turns, label), numbers=numbers, words=words, failed=failed)
