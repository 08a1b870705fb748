"""A program with four columns at a time: the same sums, each in its own variable, so that none waits for another."""

import re

_LOOP = re.compile(
    r"""^(?P<in>\ *)for\ \(let\ (?P<j>\w+)\ =\ 0;\ (?P=j)\ <\ (?P<columns>[^;]+);\ (?P=j)\+\+\)\ \{\n
    \ +let\ (?P<sum>\w+)\ =\ 0;\n
    \ +(?P<head>for\ \(let\ \w+\ =\ [^;]+;[^;]+;\ \w+\+\+\))\ (?P=sum)\ \+=\ (?P<term>[^\n]+);\n
    \ +(?P<target>[^\n=]+)\ =\ (?P<value>[^\n]+);\n
    (?P=in)\}\n""",
    re.M | re.X,
)


def unrolled(source: str) -> str:
    """The same function; the order in which each sum is added up does not change, so its result is the same."""
    return _LOOP.sub(_four, source)


def _four(found: re.Match[str]) -> str:
    j, total, pad = found["j"], found["sum"], found["in"]
    columns = [j, f"{j}1", f"{j}2", f"{j}3"]
    sums = [total, f"{total}_1", f"{total}_2", f"{total}_3"]

    def at(text: str, turn: int) -> str:
        return re.sub(rf"\b{j}\b", columns[turn], re.sub(rf"\b{total}\b", sums[turn], text))

    turns = range(4)
    lines = [
        f"{pad}let {j} = 0;",
        f"{pad}for (; {j} + 3 < {found['columns']}; {j} += 4) {{",
        f"{pad}  const {', '.join(f'{columns[t]} = {j} + {t}' for t in turns if t)};",
        f"{pad}  let {', '.join(f'{one} = 0' for one in sums)};",
        f"{pad}  {found['head']} {{",
        *(f"{pad}    {at(f'{total} += ' + found['term'], t)};" for t in turns),
        f"{pad}  }}",
        *(f"{pad}  {at(found['target'] + ' = ' + found['value'], t)};" for t in turns),
        f"{pad}}}",
        f"{pad}for (; {j} < {found['columns']}; {j}++) {{",
        f"{pad}  let {total} = 0;",
        f"{pad}  {found['head']} {total} += {found['term']};",
        f"{pad}  {found['target']} = {found['value']};",
        f"{pad}}}",
    ]
    return "\n".join(lines) + "\n"
