"""Places of files on this computer, cut out of what pages and programs are told."""

from __future__ import annotations

import re
import tempfile
from functools import cache
from pathlib import Path

SOMEWHERE = "a place on this server"
_ROOT = Path(__file__).resolve().parent.parent
_OPENS = r"(?:~?/|[A-Za-z]:[\\/]|\\\\)"
_REST = r"[^\s'\"“”‘’()\[\]{}<>,;:|]*[^\s'\"“”‘’()\[\]{}<>,;:|.?!…]"
_PATH = (
    rf"'{_OPENS}[^'\n]*'|\"{_OPENS}[^\"\n]*\""  # quoted, as Python words a failure: with spaces
    r"|\bfile:/\S+"
    rf"|(?<![\w/:.<]){_OPENS}{_REST}"  # from the root, the home folder or a drive
    r"|(?<![\w/:.@-])(?:[\w.-]+/)+[\w-][\w.-]*\.[A-Za-z][A-Za-z0-9]{1,9}(?![\w/])"  # data/x.json
)


def without_paths(text: str) -> str:
    """The text with every path of a file or folder replaced by a few plain words.

    >>> without_paths("Cannot write /srv/state/quizzes: No space left on device.")
    'Cannot write a place on this server: No space left on device.'
    >>> without_paths("There is no paragraph '2002/5.45' and/or 2008/R/14 at http://127.0.0.1:80/v1")
    "There is no paragraph '2002/5.45' and/or 2008/R/14 at http://127.0.0.1:80/v1"
    """
    if "/" not in text and "\\" not in text:
        return text
    cut = _paths().sub(SOMEWHERE, text)
    return re.sub(rf"{SOMEWHERE}(?: {SOMEWHERE})+", SOMEWHERE, cut)


@cache
def _paths() -> re.Pattern[str]:
    """What a path looks like; the folders in use are known by name, spaces and all."""
    known = (str(one) for one in (_ROOT, Path.home(), Path(tempfile.gettempdir())))
    named = "|".join(re.escape(one) for one in known if len(one) > 1)
    return re.compile(rf"(?<![\w/])(?:{named})(?:/{_REST})?|{_PATH}")
