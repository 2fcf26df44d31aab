"""Questions to ask next, taken from the editorial questions of nearby paragraphs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.corpus import Corpus
from assistant.domain import Answer, Outcome, Turn

MOST = 3
NEAR = 3  # paragraphs looked at on either side of what was cited


def suggest(answer: Answer, corpus: Corpus, history: Sequence[Turn] = ()) -> Answer:
    """The answer with follow-up questions, where it was answered and has none yet."""
    if answer.suggestions or answer.outcome is not Outcome.ANSWERED:
        return answer
    asked = {_key(turn.question) for turn in history} | {_key(answer.question)}
    chosen: dict[str, str] = {}
    for question in _nearby(answer, corpus):
        if _key(question) not in asked:
            chosen.setdefault(_key(question), question)
    return replace(answer, suggestions=tuple(chosen.values())[:MOST])


def _nearby(answer: Answer, corpus: Corpus) -> Iterator[str]:
    """The first question of each paragraph near the cited ones, nearest first."""
    cited = list(dict.fromkeys(citation.paragraph.id for citation in answer.citations))
    for distance in range(1, NEAR + 1):
        for paragraph_id in cited:
            if paragraph_id not in corpus:
                continue
            here = corpus.position(paragraph_id)
            for place in (here + distance, here - distance):
                if 0 <= place < len(corpus.paragraphs):
                    near = corpus.paragraphs[place]
                    same = near.report_id == corpus.paragraphs[here].report_id
                    note = corpus.annotations.get(near.id)
                    if same and near.id not in cited and note and note.questions:
                        yield note.questions[0]


def _key(question: str) -> str:
    return " ".join(question.lower().split()).rstrip("?")
