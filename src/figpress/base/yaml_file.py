"""A configuration file as MkDocs reads it: INHERIT merged in, !ENV answered, every other tag left alone."""

import os
from pathlib import Path
from typing import Any

import yaml

from figpress.base.data import unfolded
from figpress.base.errors import Mistake
from figpress.base.places import Place


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Plain data; tags such as !!python/name are MkDocs's business and read as None."""


def _environment(loader: _Loader, node: yaml.Node) -> Any:
    """`!ENV NAME`, `!ENV [NAME, OTHER, default]`: the first that is set, read as YAML reads a plain word."""
    names = node.value if isinstance(node, yaml.SequenceNode) else [node]
    default = loader.construct_object(names.pop()) if len(names) > 1 else None
    for name in names:
        if (value := os.environ.get(str(name.value))) is not None:
            tag = loader.resolve(yaml.ScalarNode, value, (True, False))
            return loader.construct_object(yaml.ScalarNode(tag, value))
    return default


_Loader.add_multi_constructor("", lambda loader, suffix, node: None)
_Loader.add_multi_constructor("!", lambda loader, suffix, node: None)
_Loader.add_multi_constructor("tag:yaml.org,2002:python/", lambda loader, suffix, node: None)
_Loader.add_constructor("!ENV", _environment)


def loaded(path: Path, inheriting: tuple[Path, ...] = ()) -> tuple[dict[str, Any], str]:
    """The keys and values of a file, and its text. Raises Mistake for what is none."""
    name = path.name
    try:
        if path.exists() and not path.is_file():
            raise Mistake("cannot be read: it is no file", Place(name))
        text = path.read_text("utf-8-sig")
        values = yaml.load(text, _Loader) or {}
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise Mistake("not written in UTF-8", Place(name, line), "Save it as UTF-8.") from None
    except OSError as error:
        raise Mistake(f"cannot be read: {error.strerror}", Place(name)) from None
    except RecursionError:
        raise Mistake("nested too deeply", Place(name)) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = Place(name, mark.line + 1 if mark else 0)
        raise Mistake(f"not YAML: {getattr(error, 'problem', error)}", where) from None
    if why := unfolded(values):
        raise Mistake(f"cannot be used: {why}", Place(name), "Write it out.")
    if not isinstance(values, dict):
        raise Mistake(
            "not a list of keys and values",
            Place(name, 1),
            "It begins with a line such as `site_name: My blog`.",
        )
    parent = values.pop("INHERIT", None)
    if parent is None:
        return values, text
    above = (path.parent / str(parent)).resolve()
    if above in (*inheriting, path.resolve()) or not above.is_file():
        raise Mistake(f"INHERIT names {parent}, which is not there or inherits from this file", Place(name))
    return _merged(loaded(above, (*inheriting, path.resolve()))[0], values), text


def _merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """As MkDocs merges: mappings key by key, anything else replaced."""
    both = {
        key: _merged(below[key], value)
        if isinstance(value, dict) and isinstance(below.get(key), dict)
        else value
        for key, value in above.items()
    }
    return {**below, **both}
