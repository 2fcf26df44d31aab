"""Kept answers held against the corpus as it is now: what a changed library no longer says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from assistant.conversations import Conversation
from assistant.corpus import Corpus
from assistant.domain import Answer, Citation, Passage, Statement
from assistant.standing_words import said_beside, says


def as_held(conversation: Conversation, corpus: Corpus) -> Conversation:
    """The conversation whose quotations all stand in the corpus; what does not is marked."""
    answers = tuple(answer_as_held(answer, corpus) for answer in conversation.answers)
    return replace(conversation, answers=answers)


def answer_as_held(answer: Answer, corpus: Corpus) -> Answer:
    """The same of one answer: citations and passages are of paragraphs that are held."""
    passages = tuple(
        Passage(corpus.paragraph(one.paragraph.id), one.score)
        for one in answer.passages
        if one.paragraph.id in corpus
    )
    citations = {one.marker: _held(one, corpus) for one in answer.citations}
    kept = tuple(one for one in citations.values() if one is not None)
    worded = answer.worded and replace(
        answer.worded, statements=_statements(answer.worded.statements, citations, corpus)
    )
    return replace(
        answer,
        passages=passages,
        citations=kept,
        statements=_statements(answer.statements, citations, corpus),
        worded=worded,
    )


def _held(citation: Citation, corpus: Corpus) -> Citation | None:
    """The citation of the paragraph that is held, None where its words do not stand there."""
    if citation.paragraph.id not in corpus:
        return None
    paragraph = corpus.paragraph(citation.paragraph.id)
    start = citation.start
    if paragraph.text[start : citation.end] != citation.quote:
        start = paragraph.text.find(citation.quote)
    if start < 0 or not citation.quote:
        return None
    label, end = corpus.cite(paragraph), start + len(citation.quote)
    return Citation(citation.marker, paragraph, label, start, end)


def _statements(
    statements: Iterable[Statement], citations: Mapping[int, Citation | None], corpus: Corpus
) -> tuple[Statement, ...]:
    """Each statement as it is, or marked where it has lost what it rests on."""
    return tuple(_statement(one, citations, corpus) for one in statements)


def _statement(
    said: Statement, citations: Mapping[int, Citation | None], corpus: Corpus
) -> Statement:
    resting = [citations.get(marker) for marker in said.markers]
    if said.unfound or (said.markers and None not in resting):
        return said
    held = [one for one in resting if one is not None]
    if said.markers and says(said.text, held, corpus):
        return replace(said, markers=tuple(one.marker for one in held))
    quotes = said.text.startswith("“")
    if said.markers or (quotes and not said_beside(said.text, corpus)):
        return Statement(said.text, unfound=True)
    return said
