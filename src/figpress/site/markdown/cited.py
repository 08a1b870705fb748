"""`[@key, sec. 3.2; @other]` and `@key`: citations with a card that says what is cited."""

import html
import re
from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor

from figpress.base.errors import Mistake
from figpress.base.nearest import did_you_mean
from figpress.site.markdown.conversion import UNSEARCHED, Conversion
from figpress.site.markdown.generated import tree
from figpress.sources.citation_model import Citation
from figpress.sources.citations import NARRATIVE, parse_cluster, parse_narrative

CLUSTER = r"(?<![!\]\\])\[(?P<text>[^\[\]]*(?<![\w@\\/.+])@[^\[\]]*)\](?![(\[])"


class Clusters(InlineProcessor):
    """Works cited in brackets."""

    def __init__(self, md: Markdown, current: Callable[[], Conversion]):
        super().__init__(CLUSTER, md)
        self.current = current

    def handleMatch(self, m: re.Match[str], data: str):
        conversion = self.current()
        if not conversion.library.bibliography.keys():
            return None, None, None  # a site that cites nothing may write [@team] as it likes
        where = conversion.find(m["text"])
        try:
            citation = parse_cluster(m["text"], where)
        except Mistake as mistake:
            return (
                conversion.problem("bad-citation", where, mistake.message, mistake.hint),
                m.start(0),
                m.end(0),
            )
        if citation is None:
            return None, None, None
        return cite(conversion, self.md, citation), m.start(0), m.end(0)


class Narrative(InlineProcessor):
    """A name that is part of the sentence: @key, or @key [sec. 3]."""

    def __init__(self, md: Markdown, current: Callable[[], Conversion]):
        super().__init__(NARRATIVE.pattern, md)
        self.current = current

    def handleMatch(self, m: re.Match[str], data: str):
        conversion = self.current()
        if not conversion.library.bibliography.keys():
            return None, None, None  # a site that cites nothing may write of @functools.cache
        return cite(conversion, self.md, parse_narrative(m)), m.start(0), m.end(0)


def cite(conversion: Conversion, md: Markdown, citation: Citation) -> Element:
    """The citation's words, linked to the list of references, with a card for each work."""
    bibliography = conversion.library.bibliography
    for key in citation.keys:
        if bibliography.work(key) is None:
            hint = did_you_mean(key, bibliography.keys()) or "Register it under `works:` in sources.yaml."
            return conversion.problem(
                "unknown-work", conversion.find(f"@{key}"), f"no such work: {key}", hint
            )
    listed = conversion.library.page_with("REFERENCES")

    def link(key: str, inner: str) -> str:
        work = bibliography.work(key)
        href = f"{conversion.to(listed)}#ref-{key}" if listed else work.url if work else ""
        return f'<a id="cite-{key}-{conversion.next(f"cite {key}")}" href="{html.escape(href)}">{inner}</a>'

    holder = Element("span", {"class": "fp-cite"})
    holder.append(tree(bibliography.cite(citation, link), "span"))
    card = SubElement(holder, "span", {"class": "fp-card", **UNSEARCHED})
    for work in [work for key in citation.keys if (work := bibliography.work(key))]:
        entry = SubElement(card, "span", {"class": "fp-work"})
        entry.text = md.htmlStash.store(work.html)
    return holder
