"""Files that people upload here or are given to save: each is its owner's, and not for long."""

from __future__ import annotations

import atexit
import os
import shutil
import stat
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

KEPT = 3600.0  # seconds after its last use
PREFIX = "safeguarding-uploads-"


@cache
def upload_folder() -> Path:
    """The folder of this process for such files, readable by its user only, gone when it ends.

    Gradio takes its folder from the environment, so this is called before any page is built.
    """
    _remove_dead(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-")).resolve()
    os.environ["GRADIO_TEMP_DIR"] = str(folder)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def fresh_folder() -> Path:
    """A new empty folder for files that somebody is given to save."""
    return Path(tempfile.mkdtemp(dir=upload_folder()))


def _remove_dead(parent: Path) -> None:
    """Remove the folders of processes that were killed before they could do it themselves."""
    for folder in parent.glob(f"{PREFIX}*-*"):
        number = folder.name.removeprefix(PREFIX).split("-")[0]
        if number.isdigit() and folder.lstat().st_uid == os.getuid() and not _runs(int(number)):
            shutil.rmtree(folder, ignore_errors=True)


def _runs(process: int) -> bool:
    """Whether another process of this number runs."""
    if process == os.getpid():
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class Uploads:
    """Which files belong to whom: what was uploaded, and what was made to be saved."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        """Files of `folder` only; everything else is nobody's."""
        self.folder = folder
        self._clock = clock
        self._lock = threading.Lock()
        self._held: dict[str, dict[str, float]] = {}  # path → whose, and when it was last used

    def note(self, whose: str, paths: Iterable[str]) -> None:
        """Remember that these files of the folder are theirs; nobody ("") has none."""
        with self._lock:
            for path in paths:
                if whose and _lies_in(self.folder, path):
                    self._held.setdefault(path, {})[whose] = self._clock()

    def holds(self, whose: str, path: str) -> bool:
        """Whether this very path is a file of theirs that is still here, and no link."""
        with self._lock:
            owners = self._held.get(path, {})
            if whose not in owners or not _is_file(path):
                return False
            owners[whose] = self._clock()
            return True

    def forget_old(self) -> None:
        """Delete what nobody has used for an hour, and whatever else lies in the folder as long."""
        old = self._clock() - KEPT
        self.folder.mkdir(mode=0o700, exist_ok=True)  # a cleaner of the disk may have taken it
        with self._lock:
            for name, owners in list(self._held.items()):
                self._held[name] = {whose: used for whose, used in owners.items() if used > old}
                if not self._held[name]:
                    del self._held[name]
            kept = set(self._held)
        for path in sorted(self.folder.rglob("*"), reverse=True):  # what a folder holds before it
            if str(path) not in kept:
                _delete(path, old)

    def __len__(self) -> int:
        return len(self._held)


def paths_in(value: object) -> list[str]:
    """Every path that a value names the way Gradio names files, at any depth."""
    paths: list[str] = []
    unread = [value]
    while unread:
        one = unread.pop()
        if isinstance(one, Mapping):
            unread += one.values()
            if isinstance(one.get("path"), str):
                paths.append(one["path"])
        elif isinstance(one, list | tuple):
            unread += one
    return paths


def _lies_in(folder: Path, path: str) -> bool:
    """Whether the path, as it is written, is one below the folder."""
    given = Path(path)
    return given.is_absolute() and ".." not in given.parts and folder in given.parents


def _is_file(path: str) -> bool:
    """Whether an ordinary file lies there, not a link to one."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except (OSError, ValueError):
        return False


def _delete(path: Path, old: float) -> None:
    """Remove a file or an empty folder that has not been changed since."""
    try:
        if path.lstat().st_mtime > old:
            return
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        else:
            path.unlink()
    except OSError:  # in use, gone meanwhile, or a folder that holds something
        return
