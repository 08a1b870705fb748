"""What a check found: a fact, printed by somebody else."""

from dataclasses import dataclass
from typing import Literal

from figpress.base.places import Place, shown


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that is wrong, or worth a look.

    rule      short and stable, lower-case with hyphens: "value-differs", "unknown-figure"
    severity  error stops a publication; warning does not; notice is only counted
    message   the thing, in the user's words
    hint      the next step, or ""
    """

    where: Place
    rule: str
    severity: Literal["error", "warning", "notice"]
    message: str
    hint: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", shown(self.message))
        object.__setattr__(self, "hint", shown(self.hint))

    def as_json(self) -> dict[str, str]:
        return {
            "rule": self.rule,
            "severity": self.severity,
            "where": str(self.where),
            "message": self.message,
            "hint": self.hint,
        }

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" + (f"  {self.hint}" if self.hint else "")
