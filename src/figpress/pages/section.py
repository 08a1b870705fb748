"""A section of the post: one page with a status."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from figpress.base.finding import Finding

Status = Literal["planned", "agreed", "draft", "in-review", "approved", "published"]
STATUSES: tuple[Status, ...] = get_args(Status)


@dataclass(frozen=True)
class Approval:
    """Who approved, when, and the digest of exactly what was approved.

    parts  what the digest is over, by name ("figure a/b"), each shortened: names what changed, proves nothing
    """

    by: str
    on: str  # ISO date
    digest: str  # "sha256:…"
    note: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Section:
    """A page of the nav whose front matter has a status.

    slug    file name without .md: also the name of its folder under figures/
    page    path relative to docs/
    number  1, 2, … in order of the nav: the first half of "Figure 3.2"
    """

    slug: str
    page: str
    number: int
    title: str
    status: Status
    plan: str = ""
    questions: tuple[str, ...] = ()
    approvals: tuple[Approval, ...] = ()
    agreed_by: str = ""
    bad_approvals: tuple[Finding, ...] = ()  # files among its approvals that hold none
    symbols: str = ""  # id of the symbols script in which this page's displays are evaluated
