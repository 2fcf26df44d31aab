"""What the pages need of an assistant: the real one and the fake of the tests both fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from assistant.corpus import Corpus
from assistant.domain import Answer, Filters, Passage, Turn
from assistant.settings import Settings

EVERYTHING = Filters()


class Asks(Protocol):
    """Answers questions from a corpus."""

    @property
    def corpus(self) -> Corpus:
        """The reports that it answers from."""

    @property
    def settings(self) -> Settings:
        """How it was set up."""

    def ask(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> Answer:
        """The complete answer."""

    def stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> Iterator[Answer]:
        """The answer as it grows; the last one is complete."""

    def search(
        self, question: str, k: int = 10, filters: Filters = EVERYTHING
    ) -> Sequence[Passage]:
        """The best passages for a question, best first."""
