"""A watch over the user's own index, library and state: a test that looks into them fails."""

from __future__ import annotations

import os
import sys
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "data"
OWN = tuple(str(DATA / name) for name in ("index", "library", "state"))
SEEN = "OWN_DATA_SEEN"  # variable: the file in which every process of the suite notes what it did
LOOKS = frozenset(
    [
        "open",
        "os.listdir",
        "os.scandir",
        "os.mkdir",
        "os.rename",
        "os.remove",
        "os.rmdir",
        "os.link",
        "os.symlink",
        "shutil.copytree",
        "shutil.rmtree",
        "sqlite3.connect",
    ]
)


class OwnDataRead(RuntimeError):
    """A process of the suite looked into the folders of the person who runs it."""


def is_own(path: object) -> bool:
    """Whether the path lies in one of the three folders."""
    if not isinstance(path, str | bytes | os.PathLike):
        return False
    whole = str(Path(os.fsdecode(path)).absolute())
    return any(whole == folder or whole.startswith(folder + os.sep) for folder in OWN)


def watch(event: str, arguments: tuple[object, ...]) -> None:
    """An audit hook: notes and refuses every look into the three folders."""
    if event not in LOOKS:
        return
    for path in arguments[:2]:
        if is_own(path):
            seen = os.environ.get(SEEN)
            if seen:
                with Path(seen).open("a", encoding="utf-8") as note:
                    note.write(f"{event} {os.fsdecode(path)}\n")  # type: ignore[arg-type]
            raise OwnDataRead(
                f"{event} of {path!r}: tests use SETTINGS of tests/index.py, or folders of their own."
            )


def install() -> None:
    """Watch this process from now on; there is no way to stop it."""
    sys.addaudithook(watch)
