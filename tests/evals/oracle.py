"""An assistant that knows the gold evidence, and the ways in which it can be broken."""

from collections.abc import Sequence
from pathlib import Path

from assistant.corpus import Corpus, read_corpus, read_reports
from assistant.domain import Answer, Citation, Filters, Outcome, Passage, Statement, Turn
from evals.gold import Gold, golds
from evals.questions import Question, read_questions

DATA = Path(__file__).resolve().parents[2] / "data"
EVERYTHING = Filters()
DEV = DATA / "questions" / "dev.jsonl"


def corpus() -> Corpus:
    return read_corpus(
        read_reports(DATA / "reports.toml"), DATA / "paragraphs", DATA / "annotations"
    )


def development() -> tuple[Question, ...]:
    return read_questions(DEV)


class Oracle:
    """Cites the evidence word for word and refuses what the reports do not say."""

    def __init__(self, corpus: Corpus, questions: Sequence[Question]) -> None:
        self.corpus = corpus
        self.questions = {question.question: question for question in questions}
        self.golds: dict[str, Gold] = golds(questions, corpus)
        self.asked: list[str] = []

    def search(
        self, question: str, k: int = 10, filters: Filters = EVERYTHING
    ) -> tuple[Passage, ...]:
        known = self.questions.get(question)
        first = [sorted(group)[0] for group in self.golds[known.id].groups] if known else []
        rest = [p.id for p in self.corpus.paragraphs if p.id not in first]
        return tuple(
            Passage(self.corpus.paragraph(one), 1 / rank)
            for rank, one in enumerate([*first, *rest][:k], start=1)
        )

    def ask(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> Answer:
        self.asked.append(question)
        known = self.questions.get(question)
        if known is None:
            return self.refuse(question, Outcome.NOT_COVERED)
        if not known.answerable:
            urgent = known.why == "emergency"
            return self.refuse(question, Outcome.URGENT if urgent else Outcome.NOT_COVERED)
        return self.answer(known)

    def answer(self, question: Question) -> Answer:
        passages = self.search(question.question)
        cited = passages[: len(self.golds[question.id].groups)]
        citations = tuple(
            cite(marker, passage, self.corpus, self.quoted(question, passage))
            for marker, passage in enumerate(cited, start=1)
        )
        said = tuple(Statement(c.quote, (c.marker,)) for c in citations)
        return Answer(
            question.question,
            Outcome.ANSWERED,
            said,
            citations,
            passages,
            searched_for=question.question,
            seconds=0.01,
        )

    def quoted(self, question: Question, passage: Passage) -> str:
        """The evidence where it stands as written, else the whole paragraph."""
        text = passage.paragraph.text
        return next((e.text for e in question.evidence if e.text in text), text)

    def refuse(self, question: str, outcome: Outcome) -> Answer:
        said = (Statement("The reports do not cover this."),)
        return Answer(question, outcome, said, passages=self.search(question), seconds=0.01)


class AlwaysRefuses(Oracle):
    def answer(self, question: Question) -> Answer:
        return self.refuse(question.question, Outcome.NOT_COVERED)


class NeverRefuses(Oracle):
    def refuse(self, question: str, outcome: Outcome) -> Answer:
        passages = self.search(question)
        citation = cite(1, passages[0], self.corpus, passages[0].paragraph.text)
        said = (Statement(citation.quote, (1,)),)
        return Answer(question, Outcome.ANSWERED, said, (citation,), passages, seconds=0.01)


class RandomPassages(Oracle):
    """Finds paragraphs that have nothing to do with the question, and answers from the first."""

    def search(
        self, question: str, k: int = 10, filters: Filters = EVERYTHING
    ) -> tuple[Passage, ...]:
        start = sum(map(ord, question)) % (len(self.corpus.paragraphs) - k)
        return tuple(
            Passage(paragraph, 1 / rank)
            for rank, paragraph in enumerate(self.corpus.paragraphs[start : start + k], start=1)
        )


class InventsFigures(Oracle):
    """Puts a figure that stands nowhere into every statement."""

    def answer(self, question: Question) -> Answer:
        right = super().answer(question)
        said = tuple(
            Statement(f"{s.text} This was so in 4,711 cases.", s.markers) for s in right.statements
        )
        return Answer(
            right.question, right.outcome, said, right.citations, right.passages, seconds=0.01
        )


class CopiesParagraphs(Oracle):
    """Answers with the whole text of the first five paragraphs."""

    def answer(self, question: Question) -> Answer:
        passages = self.search(question.question)
        citations = tuple(
            cite(marker, passage, self.corpus, passage.paragraph.text)
            for marker, passage in enumerate(passages[:5], start=1)
        )
        said = tuple(Statement(c.quote, (c.marker,)) for c in citations)
        return Answer(question.question, Outcome.ANSWERED, said, citations, passages, seconds=0.01)


def cite(marker: int, passage: Passage, corpus: Corpus, words: str) -> Citation:
    start = passage.paragraph.text.index(words)
    label = corpus.cite(passage.paragraph)
    return Citation(marker, passage.paragraph, label, start, start + len(words))
