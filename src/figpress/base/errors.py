"""The one kind of error that a user is meant to read."""

from figpress.base.places import Place, shown


class Mistake(Exception):
    """Something in the user's files is wrong: the thing, where it stands, and what to do next.

    Everything else that is raised is a defect of figpress and keeps its traceback.
    """

    def __init__(self, message: str, where: Place | None = None, hint: str = ""):
        super().__init__(message)
        self.message, self.where, self.hint = shown(message), where, shown(hint)

    def __str__(self) -> str:
        first = f"{self.where}: {self.message}" if self.where else self.message
        return f"{first}\n  {self.hint}" if self.hint else first
