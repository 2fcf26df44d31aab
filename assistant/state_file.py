"""An SQLite file of the state folder: opened when needed, a damaged one set aside, its own lock."""

from __future__ import annotations

import logging
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from assistant.errors import StoreError

logger = logging.getLogger(__name__)
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT)
CANNOT_BE_USED = "What is kept on this computer cannot be read or changed now."
SET_ASIDE = (
    "The conversations kept before {time} could not be read. Their file was set aside, nothing in "
    "it was deleted; whoever runs this assistant finds its name in the log. New ones are kept."
)


class StateFile:
    """Connections to one file; what is wrong with it is said by StoreError, and never at start."""

    def __init__(self, path: Path | None, schema: str) -> None:
        """The file at this path, made when first used; None keeps everything in memory."""
        self.path = path
        self.notes: tuple[str, ...] = ()  # what a page says of the file
        self._target = (
            str(path) if path else f"file:{secrets.token_hex(8)}?mode=memory&cache=shared"
        )
        self._schema = schema
        self._lock = threading.Lock()
        self._whole = False
        self._anchor = None if path else self._connect()  # memory lasts while it is connected

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        """A connection of one's own; committed at the end, closed in any case."""
        try:
            self._prepare()
            with closing(self._connect()) as connection, connection:
                connection.execute("PRAGMA foreign_keys=ON")
                connection.execute("PRAGMA secure_delete=ON")
                yield connection
        except (sqlite3.Error, OSError) as error:
            self._whole = self._whole and not _is_damage(error)
            raise StoreError(
                f"{self.path or 'What is in memory'} cannot be used: {error}.",
                public=CANNOT_BE_USED,
            ) from error

    def write_anew(self) -> None:
        """Write the whole file anew, so that nothing of what was replaced stays in it."""
        try:
            with closing(self._connect()) as connection:
                connection.execute("VACUUM")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"{self.path or 'What is in memory'} cannot be written anew: {error}.",
                public=CANNOT_BE_USED,
            ) from error

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(
            self._target, timeout=15, uri=self.path is None, check_same_thread=False
        )

    def _prepare(self) -> None:
        """Make the file where there is none; set it aside where it is damaged."""
        with self._lock:
            if self._whole and (self.path is None or self.path.exists()):
                return
            if self.path is not None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self.path.touch(mode=0o600, exist_ok=True)
            if not self._is_whole() and self.path is not None:
                self._set_aside(self.path)
                self.path.touch(mode=0o600, exist_ok=True)
                self._is_whole()
            self._whole = True

    def _is_whole(self) -> bool:
        """Whether the file can be read to its end and holds our tables, made where it is new."""
        with closing(self._connect()) as connection:
            try:
                connection.executescript(self._schema)
                said = connection.execute("PRAGMA quick_check(1)").fetchone()
                connection.execute("PRAGMA journal_mode=WAL")
            except sqlite3.Error as error:
                if _is_damage(error) or _code(error) == sqlite3.SQLITE_ERROR:
                    return False
                raise
            return said is not None and said[0] == "ok"

    def _set_aside(self, path: Path) -> None:
        """Rename the file and what belongs to it, and say so once."""
        now = datetime.now(UTC)
        aside = path.with_name(f"{path.name}.damaged-{now:%Y%m%dT%H%M%S}-{secrets.token_hex(2)}")
        for ending in ("-wal", "-shm", ""):
            part = path.with_name(path.name + ending)
            if part.exists():
                part.replace(aside.with_name(aside.name + ending))
        logger.warning("%s was damaged: set aside as %s, a new file is used.", path, aside)
        self.notes = (*self.notes, SET_ASIDE.format(time=f"{now:%d %B %Y, %H:%M} UTC"))


def _code(error: BaseException) -> int:
    """SQLite's own number of a failure, 0 where there is none."""
    return int(getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


def _is_damage(error: BaseException) -> bool:
    """Whether the file is no database of SQLite, or one that is broken."""
    return _code(error) in DAMAGED
