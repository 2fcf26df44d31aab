"""The assistant behind the pages, which can be replaced while they are served."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence

from assistant.corpus import Corpus
from assistant.domain import Answer, Filters, Passage, Turn
from assistant.pages.asking import EVERYTHING, Asks
from assistant.settings import Settings


class LiveAssistant:
    """Passes every question to the newest assistant; a stream ends with the one it began with."""

    def __init__(self, build: Callable[[], Asks]) -> None:
        """An assistant built now, and built again by `reload`."""
        self._build = build
        self._lock = threading.Lock()
        self._current = build()

    def reload(self) -> str:
        """Build it anew from what is on disk; returns what to tell the user."""
        with self._lock:
            self._current = self._build()
        count = len(self._current.corpus.reports)
        return f"{count} reports are searched now. Reload the page to list them everywhere."

    @property
    def corpus(self) -> Corpus:
        """The reports that it answers from now."""
        return self._current.corpus

    @property
    def settings(self) -> Settings:
        """How it was set up."""
        return self._current.settings

    def ask(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> Answer:
        """The complete answer."""
        return self._current.ask(question, history, filters)

    def stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> Iterator[Answer]:
        """The answer as it grows; the last one is complete."""
        return self._current.stream(question, history, filters)

    def search(
        self, question: str, k: int = 10, filters: Filters = EVERYTHING
    ) -> Sequence[Passage]:
        """The best passages for a question, best first."""
        return self._current.search(question, k, filters)
