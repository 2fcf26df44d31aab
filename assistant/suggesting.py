"""Questions to ask next, taken from the editorial questions of nearby paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.corpus import Corpus
from assistant.domain import Answer, Outcome, Paragraph, Turn
from assistant.keyword import Stems

MOST = 3
LONGEST = 20  # words of a question that is suggested
OWN_WORDS = 0.6  # share of a question's words that its paragraph has too
_CASUAL = re.compile(
    r"\b(?:kid(?:s|do|die)?\w*|bobb(?:y|ies)|cops?|coppers?|casualty|mums?|dads?|moms?|grown-?ups?"
    r"|lads?|blokes?|guys?|folks?|mates?|nan|gran\w*|locked|banged|nicked|jails?|jailed|dodgy|stuff"
    r"|loads|lots|ok|okay|bosses|squad|i|i'[md]|i've|my|me|we|our|us|you|your|yours)\b",
    re.IGNORECASE,
)
_SHORT_FORM = re.compile(r"\b[A-Z][A-Za-z]*[A-Z]\w*|\b[A-Z]{2,}\w*|\b[a-z]\d+|%")
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


def professional(question: str, paragraph: Paragraph, stems: Stems) -> bool:
    """Whether a question is worded as the report is: whole, without slang or its own short forms.

    >>> from assistant.domain import Kind
    >>> said = Paragraph("2002", "1", "paragraph 1", Kind.FINDING, "Schools trained their staff.")
    >>> professional("Did schools train their staff?", said, Stems())
    True
    >>> professional("Did schools train staff to look after kids?", said, Stems())
    False
    """
    whole = question[:1].isupper() and question.endswith("?") and question.count(". ") == 0
    if not whole or len(question.split()) > LONGEST or _CASUAL.search(question):
        return False
    context = " ".join((paragraph.text, *paragraph.headings))
    if any(short not in context for short in _SHORT_FORM.findall(question)):
        return False
    words = set(stems.of(question))
    return bool(words) and len(words & set(stems.of(context))) >= OWN_WORDS * len(words)


def _nearby(answer: Answer, corpus: Corpus) -> Iterator[str]:
    """The first well-worded question of each paragraph near the cited ones, nearest first."""
    stems = Stems()
    for near in _near(answer, corpus):
        note = corpus.annotations.get(near.id)
        for question in note.questions if note else ():
            if professional(question, near, stems):
                yield question
                break


def _near(answer: Answer, corpus: Corpus) -> Iterator[Paragraph]:
    """The paragraphs around the cited ones, of the same report, nearest first."""
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
                    if same and near.id not in cited:
                        yield near


def _key(question: str) -> str:
    return " ".join(question.lower().split()).rstrip("?")
