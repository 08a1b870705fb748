"""Asks Crossref, arXiv, OpenAlex and pages themselves what a work is."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from figpress.base.data import read_json
from figpress.sources.answers import (
    Entry,
    arxiv_entries,
    crossref_entry,
    identify,
    openalex_entries,
    page_entry,
)
from figpress.sources.model import Unavailable
from figpress.sources.web import AGENT, Web


@dataclass(frozen=True)
class Found:
    """A work that a service knows, not yet registered."""

    service: str
    entry: Entry


@dataclass(frozen=True)
class Lookup:
    """The public services, at addresses that tests put their own server behind."""

    web: Web
    crossref: str = "https://api.crossref.org"
    arxiv: str = "https://export.arxiv.org/api/query"
    openalex: str = "https://api.openalex.org"

    def work(self, text: str) -> Entry | Unavailable:
        """The entry of a DOI, an arXiv number or an address, as the service or the page tells it."""
        kind, value = identify(text)
        match kind:
            case "doi":
                return self._of_doi(value)
            case "arxiv":
                return self._of_arxiv(value)
            case "url":
                return self._of_page(value)
        return Unavailable(
            f"neither a DOI, nor an arXiv number, nor an address: {text}",
            "Write 10.1038/323533a0, arXiv:1706.03762 or https://…",
        )

    def search(self, query: str, rows: int = 5) -> tuple[tuple[Found, ...], tuple[Unavailable, ...]]:
        """What the three services find, at once; and why any of them did not answer."""
        asked: dict[str, Callable] = {
            "arXiv": self._search_arxiv,
            "Crossref": self._search_crossref,
            "OpenAlex": self._search_openalex,
        }
        with ThreadPoolExecutor(len(asked)) as pool:
            answers = dict(zip(asked, pool.map(lambda ask: ask(query, rows), asked.values()), strict=True))
        found = [
            Found(service, entry)
            for service, answer in answers.items()
            if not isinstance(answer, Unavailable)
            for entry in answer
        ]
        return tuple(found), tuple(answer for answer in answers.values() if isinstance(answer, Unavailable))

    def _of_doi(self, doi: str) -> Entry | Unavailable:
        answer = self._habanero(ids=doi)
        if isinstance(answer, Unavailable):
            return answer
        return (
            crossref_entry(answer)
            if answer.get("title")
            else Unavailable(f"Crossref knows no title of {doi}")
        )

    def _of_arxiv(self, number: str) -> Entry | Unavailable:
        answer = self._atom(id_list=number)
        if isinstance(answer, Unavailable):
            return answer
        return answer[0] if answer else Unavailable(f"arXiv does not know {number}")

    def _of_page(self, url: str) -> Entry | Unavailable:
        page = self.web.get(
            url,
            accept="text/html,application/xhtml+xml",
            types=("text/html", "application/xhtml+xml"),
            largest=5_000_000,
        )
        return page if isinstance(page, Unavailable) else page_entry(page.content, url)

    def _search_arxiv(self, query: str, rows: int) -> list[Entry] | Unavailable:
        words = " AND ".join(f'all:"{word}"' for word in query.replace('"', " ").split())
        return self._atom(search_query=words, max_results=rows)

    def _search_crossref(self, query: str, rows: int) -> list[Entry] | Unavailable:
        answer = self._habanero(query=query, limit=rows)
        return (
            answer
            if isinstance(answer, Unavailable)
            else [crossref_entry(item) for item in answer.get("items") or () if item.get("title")]
        )

    def _search_openalex(self, query: str, rows: int) -> list[Entry] | Unavailable:
        page = self.web.get(
            f"{self.openalex}/works?{urlencode({'search': query, 'per-page': rows})}",
            accept="application/json",
            types=("application/json",),
        )
        return (
            page
            if isinstance(page, Unavailable)
            else _read("OpenAlex", lambda: openalex_entries(_json(page.content)))
        )

    def _atom(self, **parameters: str | int) -> list[Entry] | Unavailable:
        page = self.web.get(f"{self.arxiv}?{urlencode(parameters)}", accept="application/atom+xml")
        return page if isinstance(page, Unavailable) else _read("arXiv", lambda: arxiv_entries(page.content))

    def _habanero(self, **question) -> dict | Unavailable:
        from habanero import Crossref

        service = Crossref(
            base_url=self.crossref,
            ua_string=AGENT,
            timeout=int(self.web.limits.connect + self.web.limits.read),
        )
        try:
            answer = service.works(**question)
            return answer["message"]
        except Exception as error:  # habanero raises its own kinds, its HTTP library's, and RuntimeError
            if "404" in str(error):
                return Unavailable(f"Crossref does not know {question.get('ids', 'this')}")
            if {type(cause).__name__ for cause in (error, error.__cause__, error.__context__)} & {
                "ConnectError",
                "ConnectTimeout",
            }:
                return Unavailable(
                    f"{urlsplit(self.crossref).netloc} cannot be reached", "Check the network."
                )
            return Unavailable(
                f"Crossref did not answer: {str(error).splitlines()[0][:160] or type(error).__name__}",
                "Try again later.",
            )


def _json(content: bytes) -> dict:
    data = read_json(content)
    if not isinstance(data, dict):
        raise ValueError("not an object")
    return data


def _read(service: str, read: Callable[[], list[Entry]]) -> list[Entry] | Unavailable:
    """A service may change its answers under us: then that is said, and nothing is registered."""
    try:
        return read()
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        return Unavailable(f"{service} answers something else than it used to: {error}")
