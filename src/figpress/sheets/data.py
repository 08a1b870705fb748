"""A sheet as JSON that other programs rely on."""

from typing import Any

from figpress.sheets.model import CitationSeen, EquationSeen, FigureSeen, LoanSeen, Sheet, ValueSeen


def as_data(sheet: Sheet) -> dict[str, Any]:
    """The names of DESIGN's contract, and some more."""
    return {
        "section": sheet.section.slug,
        "title": sheet.section.title,
        "page": sheet.page.path,
        "status": sheet.section.status,
        "base": sheet.base,
        "standing": sheet.standing,
        "approved": sheet.approved,
        "changes": list(sheet.changes),
        "missing": list(sheet.missing),
        "to_look_at": [
            {"kind": kind, "where": str(place), "words": words} for kind, place, words in sheet.to_look_at
        ],
        "plan": sheet.section.plan,
        "questions": list(sheet.section.questions),
        "figures": [_figure(figure) for figure in sheet.figures],
        "borrowed": [_loan(loan) for loan in sheet.loans],
        "values": [_value(value) for value in sheet.values],
        "citations": [_citation(citation) for citation in sheet.citations],
        "equations": [_equation(equation) for equation in sheet.equations],
        "uncited": [{"where": str(p.place), "claim": p.claim, "text": p.text} for p in sheet.uncited],
        "comments": [
            {"where": str(mark.place), "kind": mark.kind, "text": mark.text, "about": mark.about}
            for mark in sheet.marks
        ],
        "prose": {"since": sheet.prose_since, "lines": list(sheet.prose)},
        "findings": [finding.as_json() for finding in sheet.findings],
        "approvals": [
            {"by": a.by, "on": a.on, "digest": a.digest, "note": a.note} for a in sheet.section.approvals
        ],
    }


def _figure(figure: FigureSeen) -> dict[str, Any]:
    return {
        "id": figure.id,
        "number": figure.number,
        "where": str(figure.place),
        "script": figure.script,
        "alt": figure.alt,
        "caption": figure.caption,
        "caption_before": figure.caption_before,
        "state": figure.state,
        "reasons": list(figure.reasons),
        "change": figure.change,
        "functions": list(figure.functions),
        "executed": list(figure.executed),
        "values": {value.name: {"before": value.before, "now": value.now} for value in figure.values},
        "artifacts": [
            {"path": str(a.path), "sha256": a.sha256, "media_type": a.media_type} for a in figure.now
        ],
        "before": [
            {"path": str(a.path), "sha256": a.sha256, "media_type": a.media_type} for a in figure.before
        ],
        "provenance": dict(figure.provenance),
        "credits": list(figure.credits),
    }


def _loan(loan: LoanSeen) -> dict[str, Any]:
    return {
        "id": loan.id,
        "where": str(loan.place),
        "alt": loan.alt,
        "use": loan.borrowed.use if loan.borrowed else "",
        "work": loan.borrowed.work if loan.borrowed else "",
        "locator": loan.borrowed.locator if loan.borrowed else "",
        "right": loan.right,
        "credit": loan.credit,
        "findings": [finding.as_json() for finding in loan.findings],
    }


def _value(value: ValueSeen) -> dict[str, Any]:
    return {
        "where": str(value.place),
        "printed": value.text,
        "id": value.target,
        "computed": value.computed,
        "before": value.before,
        "agrees": not value.message,
        "message": value.message,
        "over": value.over,
    }


def _citation(citation: CitationSeen) -> dict[str, Any]:
    work = citation.work
    return {
        "where": str(citation.place),
        "key": citation.key,
        "locator": citation.locator,
        "quote": citation.quote,
        "title": work.title if work else "",
        "authors": [str(name) for name in work.authors] if work else [],
        "year": work.year if work else "",
        "url": work.url if work else "",
        "read": {"on": work.read.on, "extent": work.read.extent, "summary": work.read.summary}
        if work and work.read
        else None,
    }


def _equation(equation: EquationSeen) -> dict[str, Any]:
    return {
        "where": str(equation.place),
        "label": equation.label,
        "tex": equation.tex,
        "state": equation.state,
        "note": equation.note,
        "reading": list(equation.reading),
    }
