"""What a script that is run by hand finds around it: what it may import, and a look at what it hands over."""

import sys
import tempfile
import webbrowser
from pathlib import Path
from typing import Any

from figpress.base.configuration import config_in, open_site
from figpress.base.errors import Mistake


def open_path(script: Path) -> None:
    """Let a script of a site import what the press lets it import: what lies in the site's folders of
    sources.

    A script that is none of a site's is left alone.
    """
    script = script.resolve()
    root = next((folder for folder in script.parents if config_in(folder)), None)
    if root is None:
        return
    try:
        site = open_site(root)
    except Mistake:
        return  # the press says what is wrong with it
    if script.is_relative_to(site.figures) or script.is_relative_to(site.docs):
        first = 1 if sys.path[:1] == [str(script.parent)] else 0
        sys.path[first:first] = [
            folder for name in site.source_dirs if (folder := str(site.root / name)) not in sys.path
        ]


def look_at(picture: Any) -> None:
    """Open a picture that is no pyplot figure in the browser, drawn as the press draws it. Raises TypeError
    for what is none.
    """
    from figpress.running.renderers import draw
    from figpress.running.renderers.picture import SUFFIXES

    drawn = draw(picture)
    with tempfile.NamedTemporaryFile(suffix=SUFFIXES[drawn.media_type], delete=False) as file:
        file.write(drawn.content)
    print(file.name)
    webbrowser.open(Path(file.name).as_uri())
