"""What is wrong with an equation, as an exception on its way to a finding."""

from figpress.equations.syntax import Node


class Fault(Exception):
    """An equation that cannot be evaluated, or is false: the rule, the part of the TeX, the message and the
    next step.
    """

    def __init__(self, rule: str, node: Node, message: str, hint: str = ""):
        super().__init__(message)
        self.rule, self.span, self.message, self.hint = rule, node.span, message, hint


class Undecidable(Fault):
    """What was read and nothing here can decide: a limit, O(·), a set; it is counted as not checked."""

    def __init__(self, what: str, node: Node, hint: str = ""):
        super().__init__(
            "equation-undecided",
            node,
            f"not checked: {what}",
            hint or "Mark the display: % unchecked: prose, and why.",
        )
        self.what = what


class OutOfRange(Exception):
    """An index that a family does not have."""
