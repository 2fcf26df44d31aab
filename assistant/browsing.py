"""Reading without asking: table of contents, and search for words or a phrase in the reports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from rapidfuzz import fuzz, process

from assistant.corpus import Corpus
from assistant.domain import Kind, Paragraph
from assistant.errors import QuestionError

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
NEAR_ENOUGH = 82.0  # of 100: "safequarding" finds "safeguarding", "case" does not find "care"
SHORTEST_FUZZY = 4  # letters; shorter words must fit exactly
LONGEST_SEARCH = 200
MOST_FOUND = 100


@dataclass(frozen=True, slots=True)
class Section:
    """A run of paragraphs under the same headings."""

    title: str
    paragraphs: tuple[Paragraph, ...]

    @property
    def extent(self) -> str:
        """Its first and last number, "4.8 to 4.45"."""
        first, last = self.paragraphs[0].number, self.paragraphs[-1].number.split("/GP")[0]
        return first if first == last else f"{first} to {last}"


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter of a report with its sections."""

    title: str
    sections: tuple[Section, ...]

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """All its paragraphs in order."""
        return tuple(paragraph for section in self.sections for paragraph in section.paragraphs)


@dataclass(frozen=True, slots=True)
class Found:
    """A paragraph in which something was found, and where."""

    paragraph: Paragraph
    spans: tuple[tuple[int, int], ...]


def contents(corpus: Corpus, report_id: str) -> tuple[Chapter, ...]:
    """The chapters of a report in reading order."""
    paragraphs = corpus.of_report(report_id)
    return tuple(
        Chapter(title, tuple(_sections(tuple(inside))))
        for title, inside in groupby(paragraphs, key=lambda one: _heading(one, 0))
    )


def chapter_of(corpus: Corpus, paragraph_id: str) -> Chapter:
    """The chapter that holds this paragraph."""
    paragraph = corpus.paragraph(paragraph_id)
    for chapter in contents(corpus, paragraph.report_id):
        if paragraph in chapter.paragraphs:
            return chapter
    raise QuestionError(f"No chapter holds {paragraph_id}.")


def of_kind(corpus: Corpus, kind: Kind, report_ids: Sequence[str] = ()) -> tuple[Paragraph, ...]:
    """The paragraphs of one kind, in reading order, of these reports or of all."""
    return tuple(
        paragraph
        for paragraph in corpus.paragraphs
        if paragraph.kind is kind and (not report_ids or paragraph.report_id in report_ids)
    )


def find_phrase(paragraphs: Iterable[Paragraph], phrase: str) -> tuple[Found, ...]:
    """Paragraphs that hold the words in this order; case, line breaks and quote marks aside."""
    words = _asked(phrase)
    between = r"[\s,;:.()“”‘’'\"•–-]+"
    pattern = re.compile(
        r"(?<!\w)" + between.join(_either_quote(word) for word in words) + r"(?!\w)", re.IGNORECASE
    )
    found = (
        Found(paragraph, tuple(match.span() for match in pattern.finditer(paragraph.text)))
        for paragraph in paragraphs
    )
    return tuple(one for one in found if one.spans)[:MOST_FOUND]


def find_words(paragraphs: Sequence[Paragraph], words: str) -> tuple[Found, ...]:
    """Paragraphs that hold all the words, misspelt or not, those with most of them first."""
    spoken = {word for paragraph in paragraphs for word in _words(paragraph.text)}
    accepted = [_close(word, spoken) for word in dict.fromkeys(_asked(words.lower()))]
    found: list[Found] = []
    for paragraph in paragraphs:
        here = set(_words(paragraph.text))
        if all(here & near for near in accepted):
            every = set().union(*accepted)
            spans = [m.span() for m in WORD.finditer(paragraph.text) if m[0].lower() in every]
            found.append(Found(paragraph, tuple(spans)))
    found.sort(key=lambda one: -len(one.spans))
    return tuple(found[:MOST_FOUND])


def _close(word: str, spoken: set[str]) -> set[str]:
    """The words of the reports that this one may stand for."""
    if len(word) < SHORTEST_FUZZY:
        return {word} & spoken
    near = process.extract(word, spoken, scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH, limit=20)
    return {spelling for spelling, _, _ in near}


def _sections(paragraphs: tuple[Paragraph, ...]) -> Iterable[Section]:
    for title, inside in groupby(paragraphs, key=lambda one: _heading(one, 1)):
        yield Section(title, tuple(inside))


def _heading(paragraph: Paragraph, level: int) -> str:
    return paragraph.headings[level] if len(paragraph.headings) > level else ""


def _asked(text: str) -> list[str]:
    """The words searched for; QuestionError where there are none or too many."""
    if len(text) > LONGEST_SEARCH:
        raise QuestionError(f"Search for at most {LONGEST_SEARCH} characters at a time.")
    words = WORD.findall(text)
    if not words:
        raise QuestionError("Type a word or a phrase to look for.")
    return words


def _words(text: str) -> list[str]:
    return [word.lower() for word in WORD.findall(text)]


def _either_quote(word: str) -> str:
    return re.sub("['’]", "['’]", re.escape(word))
