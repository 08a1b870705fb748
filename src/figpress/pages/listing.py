"""Finds a function's source by its qualified name, reading files and importing none."""

import ast
import textwrap
from collections.abc import Iterator
from pathlib import Path

from figpress.base.python_code import tree_of
from figpress.base.site import Site
from figpress.pages.listing_model import Listing

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Listings:
    """Listings of a site by qualified name; each file is read once."""

    def __init__(self, site: Site):
        self.site = site
        self._modules: dict[str, dict[str, Listing]] = {}

    def get(self, name: str) -> Listing | None:
        """The listing of "package.module.function" (or ".Class", ".Class.method"), or None."""
        module = self._module_of(name)
        return self._definitions(module).get(name) if module else None

    def known(self, name: str) -> tuple[str, ...]:
        """What could have been meant by `name`: the definitions of its module, or of every module when there
        is none such.
        """
        module = self._module_of(name)
        if module:
            return tuple(self._definitions(module))
        return tuple(known for module in self._all_modules() for known in self._definitions(module))

    def _module_of(self, name: str) -> str | None:
        """The longest beginning of `name` that is a module, and not the whole of it."""
        parts = name.split(".")
        for end in range(len(parts) - 1, 0, -1):
            module = ".".join(parts[:end])
            if self._file(module):
                return module
        return None

    def _file(self, module: str) -> Path | None:
        if not all(part.isidentifier() for part in module.split(".")):
            return None
        for folder in self.site.source_dirs:
            base = self.site.root.joinpath(folder, *module.split("."))
            for path in (base.with_suffix(".py"), base / "__init__.py"):
                if path.is_file():
                    return path
        return None

    def _all_modules(self) -> Iterator[str]:
        for folder in self.site.source_dirs:
            root = self.site.root / folder
            for path in sorted(root.rglob("*.py")):
                module = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
                if self._file(module) == path:
                    yield module

    def _definitions(self, module: str) -> dict[str, Listing]:
        if module not in self._modules:
            path = self._file(module)
            self._modules[module] = (
                dict(_listings(module, self.site.relative(path), path.read_text("utf-8"))) if path else {}
            )
        return self._modules[module]


def _listings(module: str, path: str, text: str) -> Iterator[tuple[str, Listing]]:
    try:
        tree = tree_of(text)
    except SyntaxError:  # whoever runs it says so, with the line
        return
    lines = text.splitlines()
    pending: list[tuple[str, list[ast.stmt]]] = [(module, tree.body)]
    while pending:
        prefix, body = pending.pop()
        for node in body:
            if isinstance(node, Definition):
                name = f"{prefix}.{node.name}"
                first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
                source = textwrap.dedent("\n".join(lines[first - 1 : node.end_lineno]))
                yield name, Listing(name, path, first, node.end_lineno or first, source)
                if isinstance(node, ast.ClassDef):
                    pending.append((name, node.body))
