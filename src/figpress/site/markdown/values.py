"""`[2.4e-07](val:section/figure#name)`: a number in the prose, compared with the one that was computed."""

from xml.etree.ElementTree import Element

from figpress.base.nearest import did_you_mean
from figpress.numbers.compared import compared, looked_up, shown
from figpress.numbers.sample import plain, samples
from figpress.site.markdown.conversion import Conversion


def point(conversion: Conversion, target: str, text: str) -> Element:
    """The number as printed; pointing at it shows the computed one, following it leads to the figure."""
    where = conversion.place("val", target)
    id, _, name = target.partition("#")
    drawn = conversion.library.gallery.figure(id)
    if drawn is None:
        return conversion.problem(
            "unknown-figure",
            where,
            f"no such figure: {id}",
            did_you_mean(id, conversion.library.gallery.ids()),
        )
    claim = looked_up(drawn.values, name)
    if claim is None:
        names = sorted({*plain(drawn.values), *samples(drawn.values)})
        hint = did_you_mean(name, names) or (
            f"It publishes {', '.join(names)}." if names else "It publishes none."
        )
        return conversion.problem(
            "unknown-value", where, f"figure {id} publishes no value {name or '(no name after #)'}", hint
        )
    comparison = compared(text, claim)
    if not comparison.agrees:
        hint = f"figpress check --write would print {comparison.suggestion}" if comparison.suggestion else ""
        return conversion.problem(comparison.rule, where, comparison.message, hint)
    entry = conversion.library.numbering.get(f"fig:{id}")
    number = Element("a", {"href": conversion.href(entry)}) if entry else Element("span")
    alone = claim.single or conversion.library.varies(id, name, text)
    number.set("class", "fp-value fp-single" if alone else "fp-value")
    held = conversion.library.replicated(id, name, text)
    told = f"{shown(claim)} ({name}, {f'Figure {entry.number}' if entry else id})"
    number.set(
        "title", "; ".join(filter(None, [f"computed: {told}", claim.single and f"for {claim.single}", held]))
    )
    number.text = text
    return number
