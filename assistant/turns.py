"""How many of the same heavy thing may be done at once, and one only by each person."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from assistant.errors import CorpusError


@dataclass
class Turns:
    """So many at once; whoever comes beyond that is told so instead of waiting in the dark."""

    most: int
    busy: str  # what is said then
    owners: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def taken(self, owner: str = "") -> Iterator[None]:
        """A turn while the block runs; CorpusError where none is free, or the owner has one."""
        with self.lock:
            if len(self.owners) >= self.most or (owner and owner in self.owners):
                raise CorpusError(self.busy)
            self.owners.append(owner)
        try:
            yield
        finally:
            with self.lock:
                self.owners.remove(owner)
