"""Which of the caller's variables whoever goes through the whole environment is shown."""

from collections.abc import Mapping

# What a shell, a terminal or a desktop puts there: never shown to who goes through all variables, so it
# cannot matter.
NOISE = {
    "_", "PWD", "OLDPWD", "SHLVL", "TERM", "COLORTERM", "COLUMNS", "LINES", "DISPLAY", "LS_COLORS",
    "HISTFILE", "HOSTNAME", "LOGNAME", "USER",
    "SHELL", "EDITOR", "PAGER", "LESS", "MAIL", "WINDOWID", "WAYLAND_DISPLAY", "PROMPT_COMMAND", "PS1",
    "VIRTUAL_ENV_PROMPT", "PYTEST_CURRENT_TEST",
    "PYTEST_VERSION", "INVOCATION_ID", "JOURNAL_STREAM",
}  # fmt: skip
NOISY = (
    "SSH_",
    "XDG_",
    "DBUS_",
    "TERM_",
    "VSCODE_",
    "GNOME_",
    "GTK_",
    "KDE_",
    "GIT_",
    "FIGPRESS_",
    "PYTHON",
    "LC_",
    "LANG",
)
ALL = "*"  # the name under which all variables together are counted


def shown(environment: Mapping[str, str]) -> dict[str, str]:
    """The caller's variables that whoever goes through the environment is shown, besides the run's own."""
    return {n: v for n, v in environment.items() if n not in NOISE and not n.startswith(NOISY)}
