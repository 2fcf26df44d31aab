"""Conversations forgotten after the retention days, by a clock that is not taken at its word.

A clock set wrong by years would delete everything at once. So the latest time that was seen is
kept beside the conversations. Where the clock has leapt far ahead of it, or stands behind it or
behind the newest conversation, nothing is deleted until the new time has held for a day: by the
steady clock of this process, or at a later start. What then lies in the future counts as of now.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from assistant.conversations import ConversationStore
from assistant.errors import StoreError

logger = logging.getLogger(__name__)
EVERY = timedelta(hours=1)  # between two looks while the pages are served
LEAP = timedelta(days=2)  # from the latest time seen; further ahead is doubted first
BEHIND = timedelta(hours=1)  # so far back a clock may be set without being doubted
HELD = timedelta(days=1)  # how long a doubted time must hold
LATEST = timedelta(days=62)  # a doubt is no more confirmed after that: the clock leapt again
SEEN, DOUBTED = "seen", "doubted"
DOUBT = (
    "Nothing was deleted for its age: the clock of this computer says {now:%d %B %Y}, and the "
    "latest time seen before is {seen:%d %B %Y}. If the clock is right, it is done in a day or two."
)


@dataclass(frozen=True, slots=True)
class Sweep:
    """What one look at the age of conversations came to."""

    deleted: int = 0
    said: str = ""  # why nothing was deleted where something may be due


class Retention:
    """Deletes what has not changed within the retention days; 0 days: nothing, ever."""

    def __init__(
        self,
        store: ConversationStore,
        days: int,
        *,
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        """`wall` tells the time, `steady` the seconds that have really passed."""
        self._store = store
        self._age = timedelta(days=days)
        self._wall, self._steady = wall, steady
        self._doubted: float | None = None  # when this process began to doubt, by the steady clock
        self.said = ""  # of the latest look

    def sweep(self) -> Sweep:
        """Delete what is too old, unless the clock is doubted or the store cannot be used."""
        if not self._age:
            return Sweep()
        try:
            with self._store.file.open() as connection:
                connection.execute("BEGIN IMMEDIATE")
                done = self._swept(connection, self._wall())
        except StoreError as error:
            logger.warning("Old conversations were not deleted: %s", error)
            return Sweep(said=error.public)
        if done.said and done.said != self.said:
            logger.warning("%s", done.said)
        self.said = done.said
        return done

    def _swept(self, connection: sqlite3.Connection, now: datetime) -> Sweep:
        seen = _time(connection, SEEN)
        newest = _read(connection.execute("SELECT max(changed) FROM conversations").fetchone()[0])
        before = seen or newest or now
        odd = now - before > LEAP or before - now > BEHIND
        odd = odd or (newest is not None and newest - now > BEHIND)
        if odd and not self._has_held(connection, now):
            latest = max(filter(None, (before, newest)))
            return Sweep(said=DOUBT.format(now=now, seen=latest))
        self._doubted = None
        connection.execute("DELETE FROM clock WHERE name = ?", (DOUBTED,))
        _keep(connection, SEEN, now)
        connection.execute(
            "UPDATE conversations SET changed = ? WHERE changed > ?", (now.isoformat(),) * 2
        )
        limit = (now - self._age).isoformat()
        gone = connection.execute("DELETE FROM conversations WHERE changed < ?", (limit,))
        return Sweep(gone.rowcount)

    def _has_held(self, connection: sqlite3.Connection, now: datetime) -> bool:
        """Whether the doubted time has held for a day; a doubt begins where there was none."""
        doubted = _time(connection, DOUBTED)
        if doubted is None or not timedelta(0) <= now - doubted <= LATEST:
            self._doubted = self._steady()
            _keep(connection, DOUBTED, now)
            return False
        passed = None if self._doubted is None else self._steady() - self._doubted
        return now - doubted >= HELD and (passed is None or passed >= HELD.total_seconds())


def _time(connection: sqlite3.Connection, name: str) -> datetime | None:
    """A time kept beside the conversations."""
    row = connection.execute("SELECT time FROM clock WHERE name = ?", (name,)).fetchone()
    return _read(row[0]) if row else None


def _keep(connection: sqlite3.Connection, name: str, moment: datetime) -> None:
    connection.execute("INSERT OR REPLACE INTO clock VALUES (?, ?)", (name, moment.isoformat()))


def _read(text: object) -> datetime | None:
    """The time that a text writes down; None where it writes none with its zone."""
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else None
