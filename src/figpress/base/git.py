"""Real git, through its command: revisions, worktrees, and commits made without touching anybody's files."""

import contextlib
import functools
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from figpress.base.data import whole_number
from figpress.base.errors import Mistake
from figpress.base.site import Site
from figpress.base.working import working_folder

# A repository that somebody else packed brings its own .git/config, and there git is told which programs to
# start: for what the press reads, none. Filters have names of the repository's choosing, so they are found
# first (`_filters`).
NO_PROGRAMS = tuple(
    word
    for setting in (
        "core.fsmonitor=false", "core.hooksPath=/dev/null", "core.alternateRefsCommand=", "core.pager=cat",
        "diff.external=", "log.showSignature=false", "gc.auto=0", "maintenance.auto=false",
        "safe.bareRepository=explicit", "protocol.ext.allow=never",
    )
    for word in ("-c", setting)
)  # fmt: skip
REMOTE = ("push", "fetch", "ls-remote")  # what may speak with others; anything else reads what is here
# In a partial clone git asks a remote for what is missing, by a program that the repository names.
ALONE = {"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none"}
_FILTER = re.compile(r"filter\..*\.(clean|smudge|process)$", re.I | re.S)
_LFS_PROGRAMS = re.compile(r"lfs\.(extension\.|customtransfer\.|.*standalonetransferagent$)", re.I | re.S)
_LFS = re.compile(r"git-lfs (clean|smudge|filter-process)( --skip)?( -- %f)?$")


@dataclass(frozen=True)
class Repository:
    """The git repository that a site lies in.

    top     its working folder
    prefix  the site's folder below it, "" when it is the same
    """

    top: Path
    prefix: str = ""

    def run(self, *arguments: str, text: str | None = None, environment: dict[str, str] | None = None) -> str:
        """The output of a git command; a Mistake that repeats git's own words when it fails."""
        alone = {} if arguments[0] in REMOTE else ALONE
        filters = _configured(self._unfiltered(arguments[0]))
        try:
            done = subprocess.run(
                ["git", "-C", str(self.top), *NO_PROGRAMS, *arguments],
                input=text,
                capture_output=True,
                encoding="utf-8",
                env={**_scrubbed(), **filters, **alone, "LC_ALL": "C", **(environment or {})},
                check=False,
            )
        except FileNotFoundError:
            raise Mistake("git is not installed", hint="review --base, approve and publish need it") from None
        if done.returncode:
            raise Mistake(
                f"git {arguments[0]} failed: {done.stderr.strip() or done.stdout.strip()}",
                hint="This clone is partial, and reading asks no server: clone it without --filter"
                if "lazy fetching disabled" in done.stderr
                else "",
            )
        return done.stdout

    def _unfiltered(self, command: str) -> dict[str, str]:
        """For commands that read or write a working tree: no filter that the repository itself brings, but
        LFS's.
        """
        return _no_filters(self.top) if command in ("status", "worktree", "add", "--git-dir") else {}

    def commit(self, revision: str = "HEAD") -> str:
        """The full name of the commit that `revision` means."""
        try:
            return self.run(
                "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
            ).strip()
        except Mistake:
            if revision == "HEAD":
                raise Mistake(
                    "nothing has been committed yet", hint="git add … && git commit, then try again"
                ) from None
            raise Mistake(
                f"no such revision: {revision}",
                hint="Name a commit, a branch or a tag: git log --oneline shows them",
            ) from None

    def time(self, revision: str = "HEAD") -> int:
        """When the commit was made, in seconds since 1970."""
        return int(self.run("show", "-s", "--format=%ct", revision))

    def shallow(self) -> bool:
        """Whether commits are missing here, so that nobody can say when a file changed."""
        return self.run("rev-parse", "--is-shallow-repository").strip() == "true"

    def submodules(self, revision: str = "HEAD") -> tuple[str, ...]:
        """Folders below the site's that a commit only names: their files are in other repositories."""
        lines = self.run("ls-tree", "-r", "--full-tree", revision, "--", self.prefix or ".").splitlines()
        return tuple(
            line.partition("\t")[2].removeprefix(self.prefix) for line in lines if line.startswith("160000 ")
        )

    def text(self, revision: str, path: str) -> str | None:
        """A file of the site as it was, or None where it was not. Raises Mistake where git cannot say."""
        try:
            return self.run("show", f"{revision}:{self.prefix}{path}")
        except Mistake as mistake:
            if "does not exist in" in mistake.message or "exists on disk, but not in" in mistake.message:
                return None
            raise

    def history(self, path: str, revision: str = "HEAD") -> list[tuple[str, int]]:
        """The commits that changed a file of the site, newest first, each with its time."""
        lines = self.run("log", "--format=%H %ct", revision, "--", f"{self.prefix}{path}").split("\n")
        return [(line.split()[0], int(line.split()[1])) for line in lines if line]

    def uncommitted(self) -> tuple[str, ...]:
        """Files of the site that differ from the commit, or that git does not know and does not ignore."""
        lines = self.run(
            "status",
            "--porcelain",
            "--untracked-files=all",
            "--ignore-submodules=dirty",
            "--",
            self.prefix or ".",
        ).splitlines()
        return tuple(line[3:].strip('"').removeprefix(self.prefix) for line in lines)

    @contextlib.contextmanager
    def checkout(self, revision: str) -> Iterator[Path]:
        """The site's folder in a clean working tree of `revision`, gone afterwards."""
        commit = self.commit(revision)
        try:
            with working_folder() as folder:  # which takes away those of runs that were killed
                self.run("worktree", "prune")
                tree = folder / "tree"
                self.run("worktree", "add", "--quiet", "--detach", "--force", str(tree), commit)
                yield tree / self.prefix
        finally:
            with contextlib.suppress(Mistake):
                self.run("worktree", "prune")


def repository(site: Site) -> Repository:
    """The repository of the site's folder, or a Mistake that says how to make one."""
    try:
        top, prefix = (
            Repository(site.root).run("rev-parse", "--show-toplevel", "--show-prefix").split("\n")[:2]
        )
    except Mistake as mistake:
        if "not a git repository" in mistake.message:
            raise Mistake(
                f"{site.root} is in no git repository", hint="git init && git add . && git commit -m begin"
            ) from None
        raise
    return Repository(Path(top), prefix)


def commit_folder(repo: Repository, folder: Path, parent: str, message: str, when: int) -> str:
    """Make the files of `folder` one commit after `parent` ("" for a first one); answer its name.

    Only objects are written: no branch moves, and no working tree and no index of the user's is touched. When
    the files
    are those of `parent`, the answer is `parent`.
    """
    with working_folder() as scratch:
        environment = {"GIT_INDEX_FILE": str(scratch / "index")}
        git_dir = repo.run("rev-parse", "--absolute-git-dir").strip()
        at = (
            "--git-dir",
            git_dir,
            "--work-tree",
            str(folder),
            "-c",
            "core.autocrlf=false",
            "-c",
            "core.safecrlf=false",
        )
        inside = Repository(folder)
        inside.run(*at, "add", "--all", "--force", ".", environment=environment)
        tree = inside.run(*at, "write-tree", environment=environment).strip()
    if parent and repo.run("rev-parse", f"{parent}^{{tree}}").strip() == tree:
        return parent
    dated = {f"GIT_{who}_DATE": f"@{when} +0000" for who in ("AUTHOR", "COMMITTER")}
    return repo.run(
        "commit-tree", tree, *(("-p", parent) if parent else ()), "-m", message, environment=dated
    ).strip()


@functools.cache
def _no_filters(top: Path) -> dict[str, str]:
    """What to set so that none of the repository's own filters is a program."""
    listed = Repository(top).run("config", "--list", "--show-scope", "-z").split("\0")
    own = [
        entry.partition("\n")[::2]
        for scope, entry in zip(listed[::2], listed[1::2])
        if scope in ("local", "worktree")
    ]
    lfs = not any(_LFS_PROGRAMS.match(name) for name, _ in own)
    settings: dict[str, str] = {}
    for name, value in own:
        if _FILTER.match(name) and not (lfs and _LFS.match(value)):
            settings |= {name: "", f"{name.rpartition('.')[0]}.required": "false"}
    return settings


def _configured(settings: dict[str, str]) -> dict[str, str]:
    """Settings as git's environment holds them, behind those of the caller: `-c` would end a name at its
    first equals sign, which the name of a filter may have.
    """
    if not settings:
        return {}
    count = os.environ.get("GIT_CONFIG_COUNT", "")
    begin = whole_number(count) or 0
    words = {"GIT_CONFIG_COUNT": str(begin + len(settings))}
    for number, (name, value) in enumerate(settings.items(), begin):
        words |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
    return words


def _scrubbed() -> dict[str, str]:
    """The environment without what a git hook sets, so that git looks at the site and not at its caller."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_")
        or name.startswith(("GIT_SSH", "GIT_CONFIG", "GIT_ASKPASS", "GIT_AUTHOR", "GIT_COMMITTER"))
    }
