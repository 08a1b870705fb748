"""The figpress syntax for Python-Markdown: links with a scheme, mathematics, citations. It looks things up
and runs nothing.
"""

from figpress.site.markdown.extension import FigpressExtension
from figpress.site.markdown.library import Library

__all__ = ["FigpressExtension", "Library", "makeExtension"]


def makeExtension(**options) -> FigpressExtension:
    """What Python-Markdown calls."""
    return FigpressExtension(**options)
