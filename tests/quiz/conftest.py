"""The real corpus and tables, read once; keys are checked by shared words, so no index is needed."""

from pathlib import Path

import pytest

from assistant.corpus import Corpus, read_corpus, read_reports
from assistant.quiz.generating import generate
from assistant.quiz.items import ItemType, Quiz, QuizItem
from assistant.quiz.material import Material
from assistant.quiz.requests import Request
from assistant.quiz.review import Desk
from assistant.quiz.tables import read_tables
from assistant.quiz.verifying import word_search

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return read_corpus(
        read_reports(DATA / "reports.toml"), DATA / "paragraphs", DATA / "annotations"
    )


@pytest.fixture(scope="session")
def material(corpus) -> Material:
    return Material(corpus, read_tables(DATA / "quiz"))


@pytest.fixture(scope="session")
def search(corpus):
    return word_search(corpus)


@pytest.fixture(scope="session")
def desk(material, search) -> Desk:
    return Desk(material, search, "A. Trainer")


@pytest.fixture(scope="session")
def quiz(material, search) -> Quiz:
    """Sixty items of every type, both reports."""
    return generate(material, Request(number=60, seed=11), search)


@pytest.fixture(scope="session")
def one_of_each(quiz) -> dict[ItemType, QuizItem]:
    found: dict[ItemType, QuizItem] = {}
    for item in quiz.items:
        found.setdefault(item.type, item)
    return found
