"""Draws figures again under other seeds, draws and choices; records what became of printed texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from figpress.base.site import Site
from figpress.base.writing import private_folder, write_beside
from figpress.freshness.discovery import choose
from figpress.freshness.seams import Executor, Job, Outcome, Reporter, Request, Shared
from figpress.freshness.target import Target
from figpress.numbers.compared import compared, looked_up
from figpress.numbers.replicas import FILE, Replica, Replicas, digest_of, read_replicas, written
from figpress.pages.links import links
from figpress.pages.reading import read_pages
from figpress.running.render import Rendering, Silent, open_executor

Turn = tuple[str, Mapping[str, int]]  # "seed 3", and what the run is given


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

    ids    only these, or every figure whose values a page prints and that asks for a seed or a choice
    asked  the turns
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
            fresh = _drawn_again(rendering, workers, targets, asked, printed, chosen=bool(ids))
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
    chosen: bool,
) -> list[Replica]:
    rendering.reporter.begin(len(targets) * len(asked))
    entries = {t.id: rendering.assessment.standing(t).fingerprint for t in targets}
    found = {t.id: Replica(t.id, entries[t.id], ()) for t in targets}
    left = targets
    for label, variation in asked:
        for outcome in _run(workers, left, variation):
            id = outcome.job.target.id
            used = chosen or any(name in outcome.varied for name in variation)
            if not used:
                left = tuple(
                    t for t in left if t.id != id
                )  # this figure asks for nothing: it would come out the same
                found.pop(id, None)
                continue
            found[id] = _with(found[id], label, outcome, printed[id], rendering.site)
            rendering.reporter.line("replica", id, label, outcome.seconds)
    rendering.reporter.end()
    return [one for one in found.values() if one.turns]


def _run(workers: Executor, targets: tuple[Target, ...], variation: Mapping[str, int]) -> list[Outcome]:
    """The figures' outcomes in one turn; shared results are computed for this turn alone."""
    results: dict[str, Shared] = {}
    outcomes: list[Outcome] = []

    def demand(request: Request) -> Shared | Job:
        target = Target(request.id, request.path, "computed", calls=request.calls, arguments=request.digest)
        return results.get(request.id) or Job(target, Path(request.arguments), variation=variation)

    jobs = tuple(Job(target, variation=variation) for target in targets)
    for outcome in workers.run(jobs, demand, lambda job: "ours"):
        if outcome.job.target.kind == "computed":
            path = outcome.files[0].path if outcome.files else None
            id = outcome.job.target.id
            results[id] = Shared(id, path, outcome.value, outcome.failure)
        else:
            outcomes.append(outcome)
    return outcomes


def _with(one: Replica, label: str, outcome: Outcome, printed: set[tuple[str, str]], site: Site) -> Replica:
    """The record with one more turn."""
    numbers = {name: dict(turns) for name, turns in one.numbers.items()}
    words = {name: dict(texts) for name, texts in one.words.items()}
    failed = dict(one.failed)
    if outcome.failure:
        failed[label] = outcome.failure.message.splitlines()[0][:200]
    for name, text in sorted(printed):
        claim = looked_up(outcome.values, name)
        if claim and claim.number is not None:
            numbers.setdefault(name, {})[label] = claim.number
        true = bool(claim) and compared(text, claim).agrees
        if claim is None or claim.sample is None or not claim.sample.members:
            continue
        before = words.setdefault(name, {}).get(text, ())
        words[name][text] = (*before, label) if true else before
    digest = digest_of(site.root)
    ran = {path: digest(path) for path in (outcome.job.target.path, *outcome.trace.modules.values())}
    return replace(
        one,
        turns=(*one.turns, label),
        numbers=numbers,
        words=words,
        failed=failed,
        texts={**one.texts, **ran},
    )
