"""The reviewer's desk built from an assistant, or from the corpus alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from assistant.corpus import Corpus
from assistant.domain import Passage
from assistant.quiz.material import Material
from assistant.quiz.review import Desk
from assistant.quiz.tables import read_tables
from assistant.quiz.verifying import word_search
from assistant.settings import Settings


class Searches(Protocol):
    """What the desk needs of an assistant."""

    @property
    def corpus(self) -> Corpus:
        """The reports."""

    @property
    def settings(self) -> Settings:
        """How it was set up."""

    def search(self, question: str, k: int = 10) -> Sequence[Passage]:
        """The best passages for a question, best first."""


def desk_for(assistant: Searches, reviewer: str = "") -> Desk:
    """A desk that checks keys with the assistant's own search."""

    def search(question: str, k: int) -> Sequence[str]:
        return [passage.paragraph.id for passage in assistant.search(question, k)]

    tables = read_tables(assistant.settings.data_dir / "quiz")
    return Desk(Material(assistant.corpus, tables), search, reviewer)


def word_desk(corpus: Corpus, settings: Settings, reviewer: str = "") -> Desk:
    """A desk that needs no index: keys are checked by shared words."""
    tables = read_tables(settings.data_dir / "quiz")
    return Desk(Material(corpus, tables), word_search(corpus), reviewer)
