"""The shape of sources.yaml as strict models: they stand at the edge, and only nouns travel past them."""

import datetime
import re
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
    create_model,
)

from figpress.base.nearest import did_you_mean
from figpress.sources import citations, csl
from figpress.sources import model as works
from figpress.sources.interchange import ARXIV

KEY = re.compile(citations.KEY)
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MEDIA_TYPES = (
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "image/webp",
    "image/gif",
    "application/pdf",
    "text/csv",
    "application/json",
)


def _text(value: Any) -> Any:
    if value is None or (isinstance(value, str) and not value.strip()):
        raise ValueError("is empty")
    if not isinstance(value, str):
        raise ValueError("one text is wanted here, not a list or a mapping")
    return value.strip()


def _day(value: str) -> str:
    try:
        return datetime.date.fromisoformat(value).isoformat()
    except ValueError:
        raise ValueError(f"a day such as 2026-11-21 is wanted, not {value!r}") from None


def _url(value: str) -> str:
    try:
        parts = urlsplit(value)
        good = (
            parts.scheme in ("http", "https")
            and parts.hostname
            and not parts.username
            and not re.search(r"[\s<>\"\\^`{|}\x00-\x1f]", value)
        )
        parts.port
    except ValueError:
        good = False
    if not good:
        raise ValueError(f"an address that begins with https:// or http:// is wanted, not {value!r}")
    return value


def _inside(value: str) -> str:
    if (
        value.startswith(("/", "~"))
        or "\\" in value
        or ":" in value
        or ".." in value.split("/")
        or "\x00" in value
    ):
        raise ValueError(f"a path inside the site's folder is wanted, not {value!r}")
    return value


def _doi(value: str) -> str:
    if not re.fullmatch(r"10\.\d{4,9}(?:\.\d+)*/\S+", value):
        raise ValueError(
            f"a DOI such as 10.1038/323533a0 is wanted (without https://doi.org/), not {value!r}"
        )
    return value


def _arxiv(value: str) -> str:
    if not ARXIV.fullmatch(value):
        raise ValueError(f"an arXiv number such as 1706.03762 or cs/0112017 is wanted, not {value!r}")
    return value


def _opened(value: str) -> bool:
    if value.lower() not in ("no", "false"):
        raise ValueError("only `opened: no` is written; a work that was opened has `read`")
    return False


def _sha256(value: str) -> str:
    if not re.fullmatch(r"[0-9a-fA-F]{64}", value):
        raise ValueError(
            f"64 hexadecimal digits are wanted, not {len(value)} characters"
            if len(value) != 64
            else "64 hexadecimal digits are wanted"
        )
    return value.lower()


_NAME_KEYS = {
    "family": "family", "given": "given", "literal": "literal", "suffix": "suffix",
    "dropping-particle": "dropping_particle", "non-dropping-particle": "non_dropping_particle",
}  # fmt: skip


def parse_name(value: Any) -> works.Name:
    """A name from "Family, Given", from an organisation's name, or from CSL's parts."""
    if isinstance(value, dict):
        for key in value:
            if key not in _NAME_KEYS:
                raise ValueError(f"unknown key of a name: {key}. {did_you_mean(key, _NAME_KEYS)}".strip())
        name = works.Name(**{_NAME_KEYS[key]: _text(part) for key, part in value.items()})
        if not (name.family or name.literal):
            raise ValueError("a name needs `family` or `literal`")
        if name.family and name.literal:
            raise ValueError("a name has `family` or `literal`, not both")
        return name
    family, comma, given = _text(value).partition(",")
    if not comma:
        return works.Name(literal=family)
    if not family.strip() or not given.strip() or "," in given:
        raise ValueError(f'a name is written "Family, Given" or as {{family: …, given: …}}, not {value!r}')
    return works.Name(family=family.strip(), given=given.strip())


_PART = re.compile(r"(-?\d{1,4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


def parse_date(value: Any) -> works.Date:
    """A date from 2017, 2017-06, 2017-06-12, a range with a slash, or CSL's own form."""
    if isinstance(value, dict):
        return _csl_date(value)
    parts, written = [], [part.strip() for part in _text(value).split("/")]
    for part in written:
        found = _PART.fullmatch(part)
        if not found:
            raise ValueError(
                f"a date is written 2017, 2017-06 or 2017-06-12, not {value!r}; words go into {{literal: …}}"
            )
        parts.append(tuple(int(n) for n in found.groups() if n is not None))
    return works.Date(_calendar(parts, written))


def _csl_date(value: dict) -> works.Date:
    known = {"date-parts", "literal", "circa", "season"}
    for key in value:
        if key not in known:
            raise ValueError(f"unknown key of a date: {key}. {did_you_mean(key, known)}".strip())
    raw = value.get("date-parts")
    if (raw is None) == (value.get("literal") is None):
        raise ValueError("a date has `date-parts` or `literal`")
    circa = str(value.get("circa") or "false").lower() not in ("false", "no", "0")
    if raw is None:
        return works.Date(literal=_text(value["literal"]), circa=circa)
    try:
        parts = [tuple(int(n) for n in part) for part in raw]
    except (TypeError, ValueError):
        raise ValueError("`date-parts` is written [[2017, 6, 12]]") from None
    return works.Date(
        _calendar(parts, raw), circa=circa, season=_text(value["season"]) if value.get("season") else ""
    )


def _calendar(parts: list[tuple[int, ...]], written: list[Any]) -> tuple[tuple[int, ...], ...]:
    """The days, if the calendar has them; `written` is what the author typed for each."""
    if not 1 <= len(parts) <= 2:
        raise ValueError("a date is one day, or a range of two")
    for part, typed in zip(parts, written):
        if not 1 <= len(part) <= 3:
            raise ValueError("a date has a year, or year and month, or year, month and day")
        try:
            datetime.date(part[0] % 9999 or 1, *(*part[1:], 1, 1)[:2])
        except ValueError:
            raise ValueError(f"no such day: {typed}; a date is written year-month-day") from None
    return tuple(parts)


def _several(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


_SCALAR = {"type": ["string", "number"]}
Text = Annotated[str, BeforeValidator(_text)]
Day = Annotated[Text, AfterValidator(_day), Field(json_schema_extra={"format": "date"})]
Url = Annotated[Text, AfterValidator(_url), Field(json_schema_extra={"format": "uri"})]
Inside = Annotated[Text, AfterValidator(_inside)]
Sha256 = Annotated[Text, AfterValidator(_sha256), Field(json_schema_extra={"pattern": "^[0-9a-fA-F]{64}$"})]
Doi = Annotated[Text, AfterValidator(_doi), Field(json_schema_extra={"pattern": "^10\\."})]
Arxiv = Annotated[Text, AfterValidator(_arxiv)]
Opened = Annotated[
    bool,
    BeforeValidator(_opened),
    BeforeValidator(_text),
    WithJsonSchema({"enum": [False, "no", "No", "NO", "false"]}),
]
_NAME_SCHEMA = Annotated[
    str
    | dict[
        Literal["family", "given", "literal", "suffix", "dropping-particle", "non-dropping-particle"], str
    ],
    Field(),
]
NameEntry = Annotated[works.Name, PlainValidator(parse_name, json_schema_input_type=_NAME_SCHEMA)]
Names = Annotated[
    tuple[NameEntry, ...],
    BeforeValidator(_several, json_schema_input_type=tuple[NameEntry, ...] | NameEntry),
    Field(min_length=1),
]
DateEntry = Annotated[
    works.Date, PlainValidator(parse_date, json_schema_input_type=str | int | dict[str, Any])
]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)


class ReadEntry(_Entry):
    """When a work was read, how much of it, and a summary in the reader's own words."""

    on: Day
    extent: Text
    summary: Text


class ArchivedEntry(_Entry):
    """The text in which quotations are looked up."""

    url: Url
    sha256: Sha256
    media_type: Literal["application/pdf", "text/html", "text/plain"]


class _WorkBase(_Entry):
    type: Literal[tuple(sorted(csl.TYPES))]  # type: ignore[valid-type]
    title: Text | None = None
    arXiv: Arxiv | None = None
    read: ReadEntry | None = None
    opened: Opened | None = None
    why: Text | None = None
    archived: ArchivedEntry | None = None
    also: Annotated[tuple[Text, ...], BeforeValidator(_several)] | None = None


def _variables() -> dict[str, Any]:
    special = {"DOI": Doi, "URL": Url, "title": Text}
    kinds = {
        **dict.fromkeys(csl.TEXTS, Text),
        **dict.fromkeys(csl.NAMES, Names),
        **dict.fromkeys(csl.DATES, DateEntry),
        **special,
    }
    kinds.pop("title")
    return {v.replace("-", "_"): (kind | None, Field(None, alias=v)) for v, kind in sorted(kinds.items())}


WorkEntry: type[_WorkBase] = create_model(
    "WorkEntry", __base__=_WorkBase, __doc__="Something cited.", **_variables()
)


class CropEntry(_Entry):
    """A rectangle of a PDF's page, in points from the bottom left."""

    page: Annotated[int, Field(ge=1)]
    box: tuple[float, float, float, float]
    dpi: Annotated[int, Field(ge=36, le=600)]
    sha256: Sha256


class FileEntry(_Entry):
    """A file, pinned by its content."""

    url: Url
    sha256: Sha256
    media_type: Literal[MEDIA_TYPES]  # type: ignore[valid-type]
    crop: CropEntry | None = None


class EvidenceEntry(_Entry):
    """Where the right is written down."""

    quote: Text
    checked: Day
    url: Url | None = None
    file: Inside | None = None


class BasisEntry(_Entry):
    """The right to use something."""

    kind: Literal[works.BASES]  # type: ignore[valid-type]
    licence: Text | None = None
    evidence: EvidenceEntry | None = None
    reason: Text | None = None


class BorrowedEntry(_Entry):
    """A picture or data of somebody else's, or a figure of ours that follows one."""

    work: Text
    locator: Text
    use: Literal[works.USES]  # type: ignore[valid-type]
    title: Text | None = None
    file: FileEntry | None = None
    basis: BasisEntry | None = None
    rightsholder: Text | None = None
    changes: Text | None = None
    figure: Annotated[Text, StringConstraints(pattern=r"^[a-z0-9-]+(/[a-z0-9-]+)*$")] | None = None
    alt: Text | None = None


class SourcesFile(_Entry):
    """Works that are cited, and pictures and data that are borrowed."""

    works: dict[str, WorkEntry] = {}  # type: ignore[valid-type]
    borrowed: dict[str, BorrowedEntry] = {}


def json_schema() -> dict[str, Any]:
    """The JSON Schema of sources.yaml, for editors."""
    schema = SourcesFile.model_json_schema(by_alias=True, mode="validation")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "sources.yaml",
        **_loosen(schema),
    }


def _loosen(node: Any) -> Any:
    """Where a text is wanted an editor's YAML may see a number (volume: 30, issued: 2017) or a day: all are
    read as written.
    """
    if isinstance(node, dict):
        node = {
            key: _loosen(value)
            for key, value in node.items()
            if not (key == "title" and isinstance(value, str))
        }
        if node.get("type") == "string" and not node.keys() & {"enum", "const", "pattern", "format"}:
            node["type"] = _SCALAR["type"]
        return node
    return [_loosen(value) for value in node] if isinstance(node, list) else node
