"""Official fakes: small stand-ins with the same contract as the real thing."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.corpus import Corpus, read_corpus, read_reports
from assistant.domain import (
    Answer,
    Citation,
    Filters,
    Outcome,
    Paragraph,
    Passage,
    Statement,
    Turn,
)
from assistant.errors import QuestionError
from assistant.settings import ROOT, Settings
from tests.index import SETTINGS

URGENT = "If a child is in immediate danger, call 999 now."
STOP = {"a", "an", "and", "are", "did", "do", "does", "for", "how", "in", "is", "it", "of", "on"}
STOP |= {"or", "should", "take", "the", "to", "what"}


def bundled_corpus() -> Corpus:
    """The two real reports with their annotations, read from the committed files."""
    reports = read_reports(ROOT / "data" / "reports.toml")
    return read_corpus(reports, ROOT / "data" / "paragraphs", ROOT / "data" / "annotations")


@dataclass
class FakeAssistant:
    """Answers from the real corpus by counting shared words: no index, no model.

    Same outcomes as the real one for the questions of the page tests: "at once" is urgent,
    "chocolate" is not covered, and every other question is answered from the best paragraph.
    `gate` holds the stream after its first value until it is set, for tests of Stop.
    """

    corpus: Corpus = field(default_factory=bundled_corpus)
    settings: Settings = SETTINGS
    gate: threading.Event | None = None
    _searched: dict[str, set[str]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Gather the words of every paragraph and of the questions that it answers."""
        for paragraph in self.corpus.paragraphs:
            note = self.corpus.annotations.get(paragraph.id)
            questions = " ".join(note.questions) if note else ""
            self._searched[paragraph.id] = _words(f"{paragraph.text} {questions}")

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        filters: Filters = Filters(),
    ) -> Answer:
        """The complete answer."""
        return list(self._grow(question, history, filters))[-1]

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        filters: Filters = Filters(),
    ) -> Iterator[Answer]:
        """The answer as it grows; the last one is complete."""
        for place, answer in enumerate(self._grow(question, history, filters)):
            if place == 1 and self.gate is not None and "slowly" in question:
                self.gate.wait(timeout=30)
            yield answer

    def search(
        self,
        question: str,
        k: int = 10,
        filters: Filters = Filters(),
    ) -> tuple[Passage, ...]:
        """The best passages by shared words."""
        wanted = _words(question)
        scored = [
            Passage(paragraph, float(len(wanted & self._searched[paragraph.id])))
            for paragraph in self.corpus.paragraphs
            if _fits(paragraph, filters)
        ]
        scored.sort(
            key=lambda passage: (-passage.score, self.corpus.position(passage.paragraph.id))
        )
        return tuple(scored[:k])

    def _grow(self, question: str, history: Sequence[Turn], filters: Filters) -> Iterator[Answer]:
        if not question.strip():
            raise QuestionError("Type a question first.")
        asked = question
        if history and len(_words(question)) < 4:
            asked = f"{history[-1].question} {question}"
        outcome, text = _special(question)
        base = Answer(
            question,
            outcome,
            (Statement(text),) if text else (),
            searched_for=asked if not text else "",
            history=tuple(turn.question for turn in history),
            why=("Read the question.", "Compared it with every paragraph."),
        )
        if text:
            yield base
            return
        passages = self.search(asked, 10, filters)
        yield replace(base, passages=passages)
        yield self._cited(replace(base, passages=passages))

    def _cited(self, answer: Answer) -> Answer:
        """The answer with one sentence from each of the two best paragraphs."""
        citations: list[Citation] = []
        for passage in answer.passages[:2]:
            paragraph = passage.paragraph
            start, end = _best_sentence(paragraph.text, answer.searched_for)
            label = self.corpus.cite(paragraph)
            citations.append(Citation(len(citations) + 1, paragraph, label, start, end))
        notices = {self.corpus.report(c.paragraph.report_id).notice for c in citations}
        return replace(
            answer,
            statements=tuple(Statement(c.quote, (c.marker,)) for c in citations),
            citations=tuple(citations),
            lead="The reports say:",
            notices=tuple(sorted(notices)),
        )


def _special(question: str) -> tuple[Outcome, str]:
    """The outcomes that are decided by the question alone."""
    if "at once" in question:
        return Outcome.URGENT, URGENT
    if "chocolate" in question:
        return Outcome.NOT_COVERED, "Neither report says anything about this."
    return Outcome.ANSWERED, ""


def _fits(paragraph: Paragraph, filters: Filters) -> bool:
    return (
        (not filters.reports or paragraph.report_id in filters.reports)
        and (not filters.kinds or paragraph.kind in filters.kinds)
        and (not filters.chapter or any(filters.chapter in h for h in paragraph.headings))
        and (not filters.agency or filters.agency.lower() in paragraph.text.lower())
    )


def _best_sentence(text: str, question: str) -> tuple[int, int]:
    """Start and end of the sentence that shares most words with the question."""
    spans = [
        match.span() for match in re.finditer(r"[^.\n]+(?:\.|\n|$)", text) if match.group().strip()
    ]
    start, end = max(spans, key=lambda s: len(_words(text[s[0] : s[1]]) & _words(question)))
    while text[start].isspace():
        start += 1
    return start, len(text[:end].rstrip())


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+", text.lower())) - STOP
