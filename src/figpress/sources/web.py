"""The web, met with suspicion: limits on size, type, redirects and time; no private addresses; retries with
back-off.
"""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, IncompleteRead, ReadTimeoutError
from urllib3.util.retry import Retry

from figpress.base.data import whole_number
from figpress.sources.guard import GuardedAdapter, Refused, cause_of, is_public
from figpress.sources.model import Unavailable

AGENT = "figpress (a static site's sources; +https://pypi.org/project/figpress)"
_AGAIN = {408, 425, 429, 500, 502, 503, 504}


@dataclass(frozen=True)
class Limits:
    """What one transfer may cost. Sizes in bytes, times in seconds."""

    largest: int = 64_000_000
    redirects: int = 5
    connect: float = 8.0
    read: float = 20.0  # between two pieces
    total: float = 180.0  # one attempt
    attempts: int = 4
    longest_wait: float = 30.0  # what Retry-After may ask


@dataclass(frozen=True)
class Page:
    """An answer: where it came from in the end, its media type without parameters, and its content."""

    url: str
    media_type: str
    content: bytes
    status: int = 200

    @property
    def text(self) -> str:
        return self.content.decode("utf-8", "replace")


@dataclass
class Web:
    """GET and download. `private` lets through addresses of this machine and its network: for tests and
    intranets.
    """

    limits: Limits = Limits()
    private: bool = False
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _unreachable: set[str] = field(
        default_factory=set
    )  # hosts that did not answer: not asked again in this run
    _local: threading.local = field(default_factory=threading.local)

    def get(
        self, url: str, *, accept: str = "*/*", types: tuple[str, ...] = (), largest: int = 0
    ) -> Page | Unavailable:
        """The page at `url`; `types` lists the media types that are wanted (empty: any)."""
        received = bytearray()

        def attempt() -> Page:
            received.clear()
            with self._open(url, {"Accept": accept}) as response:
                media_type = _media_type(response)
                if types and media_type not in types:
                    raise Refused(f"it answers {media_type or 'no type'}, not {' or '.join(types)}")
                for piece in self._pieces(response, largest or self.limits.largest):
                    received.extend(piece)
                return Page(response.url, media_type, bytes(received), response.status_code)

        return self._again(url, attempt)

    def status(self, url: str) -> int | Unavailable:
        """How `url` answers in the end, without reading what it answers."""

        def attempt() -> int:
            with self._open(url, {}, any_status=True) as response:
                return response.status_code

        return self._again(url, attempt)

    def download(self, url: str, part: Path, *, refuse: tuple[str, ...] = ()) -> bool | Unavailable:
        """Write `url` to `part`, going on where an earlier attempt stopped; `refuse` lists media types that
        cannot be right.

        Returns whether the file was put together from parts, which may be parts of different files.
        """

        def attempt() -> bool:
            have = part.stat().st_size if part.exists() else 0
            headers = {"Range": f"bytes={have}-"} if have else {}
            with self._open(url, headers) as response:
                if response.status_code == 416:  # more than there is: begin anew
                    part.unlink(missing_ok=True)
                    raise requests.ConnectionError("the earlier part does not fit")
                if _media_type(response) in refuse:
                    raise Refused(f"it answers {_media_type(response)}")
                goes_on = response.status_code == 206 and response.headers.get(
                    "Content-Range", ""
                ).startswith(f"bytes {have}-")
                if response.status_code == 206 and not goes_on:
                    part.unlink(missing_ok=True)
                    raise requests.ConnectionError("another part than was asked for")
                with part.open("ab" if goes_on else "wb") as file:
                    for piece in self._pieces(response, self.limits.largest - (have if goes_on else 0)):
                        file.write(piece)
            return goes_on

        return self._again(url, attempt)

    def given_up(self, url: str) -> bool:
        """Whether its host could not be reached before: it is not asked again in this run."""
        return urlsplit(url).netloc in self._unreachable

    def _again(self, url: str, attempt: Callable):
        """`attempt`, repeated with back-off where that can help."""
        host = urlsplit(url).netloc
        if self.given_up(url):
            return Unavailable(
                f"{host} does not answer",
                "Check the network, or name a folder that stands in for the web: --mirror DIR",
            )
        reason = ""
        for turn in range(self.limits.attempts):
            wait = 0.5 * 2**turn
            try:
                return attempt()
            except Refused as refused:
                return Unavailable(f"{url}: {refused}")
            except _Later as later:
                reason, wait = str(later), max(wait, min(later.wait, self.limits.longest_wait))
            except (requests.ConnectionError, requests.Timeout, HTTPError) as error:
                reason = _told(error)
                if _no_network(error):
                    self._unreachable.add(host)
                    return Unavailable(
                        f"{host} cannot be reached: {reason}",
                        "Check the network, or name a folder that stands in for the web: --mirror DIR",
                    )
            except requests.RequestException as error:
                reason = _told(error)
            except OSError as error:  # the disk, not the web
                return Unavailable(
                    f"cannot write: {error.strerror or error}",
                    "Free some space, or make the folder writable.",
                )
            if turn + 1 < self.limits.attempts:
                self.sleep(wait)
        return Unavailable(f"{url}: {reason}, {self.limits.attempts} times", "Try again later.")

    @contextmanager
    def _open(
        self, url: str, headers: dict[str, str], any_status: bool = False
    ) -> Iterator[requests.Response]:
        """The answer after redirects, each of which is looked at before it is followed."""
        session, seen = self._session(), {url}
        deadline = self.clock() + self.limits.total
        for _ in range(self.limits.redirects + 1):
            self._allow(url)
            told = {"User-Agent": AGENT, "Accept-Encoding": "identity", **headers}
            response = session.get(
                url,
                headers=told,
                stream=True,
                allow_redirects=False,
                timeout=(self.limits.connect, self.limits.read),
            )
            try:
                if response.is_redirect:
                    onward = urljoin(url, response.headers["Location"])
                    if urlsplit(url).scheme == "https" and urlsplit(onward).scheme != "https":
                        raise Refused(f"it redirects to an unsafe address: {onward}")
                    if onward in seen:
                        raise Refused(f"it redirects in a circle: {onward}")
                    seen.add(onward)
                    url = onward
                    continue
                if response.status_code in _AGAIN:
                    raise _Later(f"it answers {response.status_code}", _asked_wait(response))
                if response.status_code >= 400 and response.status_code != 416 and not any_status:
                    raise Refused(f"it answers {response.status_code}")
                response.deadline = deadline
                yield response
                return
            finally:
                response.close()
        raise Refused(f"more than {self.limits.redirects} redirects")

    def _pieces(self, response: requests.Response, largest: int) -> Iterator[bytes]:
        promised = whole_number(response.headers.get("Content-Length", "")) or 0
        if promised > largest:
            raise Refused(f"{promised:,} bytes are more than the {largest:,} allowed")
        total = 0
        # read1, not iter_content: what has arrived is counted and kept although the rest never comes.
        while piece := response.raw.read1(65536, decode_content=True):
            total += len(piece)
            if total > largest:
                raise Refused(f"more than the {largest:,} bytes allowed")
            if self.clock() > response.deadline:
                raise requests.Timeout(f"not done after {self.limits.total:g} s")
            yield piece
        if total < promised and not response.headers.get("Content-Encoding"):
            raise requests.ConnectionError(f"cut off after {total:,} of {promised:,} bytes")

    def _allow(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Refused(f"not an address of the web: {url}")
        if not self.private and not is_public(parts.hostname):
            raise Refused(f"a private address: {parts.hostname}")

    def _session(self) -> requests.Session:
        """One session a thread: requests does not promise more."""
        if not hasattr(self._local, "session"):
            session = self._local.session = requests.Session()
            adapter = (
                HTTPAdapter(max_retries=Retry(0, read=False))
                if self.private
                else GuardedAdapter(max_retries=Retry(0, read=False))
            )
            session.mount("http://", adapter)
            session.mount("https://", adapter)
        return self._local.session


class _Later(Exception):
    def __init__(self, message: str, wait: float):
        super().__init__(message)
        self.wait = wait


def _media_type(response: requests.Response) -> str:
    return response.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def _asked_wait(response: requests.Response) -> float:
    asked = response.headers.get("Retry-After", "")
    if (seconds := whole_number(asked)) is not None:
        return float(seconds)
    try:
        return max(0.0, parsedate_to_datetime(asked).timestamp() - time.time())
    except (TypeError, ValueError):
        return 0.0


def _no_network(error: BaseException) -> bool:
    return (
        cause_of(error, socket.gaierror) is not None
        or cause_of(error, requests.ConnectTimeout) is not None
        or any(
            getattr(cause_of(error, OSError), "errno", None) == number
            for number in (101, 113)  # network, host unreachable
        )
    )


def _told(error: BaseException) -> str:
    """One line of what happened, without urllib3's inner names."""
    if isinstance(error, requests.ConnectTimeout | requests.ReadTimeout | ReadTimeoutError):
        return "no answer in time"
    if cause_of(error, socket.gaierror):
        return "its name is not known"
    if cause_of(error, ConnectionRefusedError):
        return "the connection was refused"
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate does not hold"
    if cause_of(error, IncompleteRead):
        return "the answer was cut off"
    text = str(error).splitlines()[0] if str(error) else type(error).__name__
    return text if len(text) < 120 else f"{text[:117]}…"
