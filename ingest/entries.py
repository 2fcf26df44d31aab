"""Entries: the texts of a corpus that get a vector, each with the paragraph it leads to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant.corpus import Corpus
from assistant.domain import Paragraph
from assistant.embedding import passage_text
from assistant.sentences import pieces, sentence_spans, with_stem

WINDOW = 256  # tokens that the encoder reads


@dataclass(frozen=True, slots=True)
class Entry:
    """One text to embed; `place` counts the texts of its role in the paragraph from 0."""

    paragraph_id: str
    role: str  # text, gist, question, fact, sentence
    place: int
    text: str

    @property
    def id(self) -> str:
        """Its name in the index, for example "2002/5.45#question.3"."""
        return f"{self.paragraph_id}#{self.role}.{self.place}"


def entries(
    corpus: Corpus, paragraph: Paragraph, count_tokens: Callable[[str], int]
) -> Iterator[Entry]:
    """All entries of one paragraph; a text over the window comes in parts with the same id head."""
    key = paragraph.id
    text = paragraph.search_text or paragraph.text
    head = passage_text(paragraph).removesuffix(text)
    room = WINDOW - count_tokens(head)
    for place, part in enumerate(parts(text, count_tokens, room)):
        yield Entry(key, "text", place, head + part)
    annotation = corpus.annotations.get(key)
    if annotation is not None:
        if annotation.gist:
            yield Entry(key, "gist", 0, annotation.gist)
        for place, question in enumerate(annotation.questions):
            yield Entry(key, "question", place, question)
    asked = [question for fact in corpus.facts.get(key, ()) for question in fact.questions]
    for place, question in enumerate(asked):
        yield Entry(key, "fact", place, question)
    own = pieces(paragraph)
    for piece in own:
        for part in parts(with_stem(piece, own), count_tokens)[:1]:
            yield Entry(key, "sentence", piece.order, part)


def parts(text: str, count_tokens: Callable[[str], int], room: int = WINDOW) -> list[str]:
    """The text in pieces that fit the encoder's window, cut at lines, sentences, then words."""
    if count_tokens(text) <= room:
        return [text]
    kept: list[str] = []
    for unit in _units(text, count_tokens, room):
        joined = f"{kept[-1]} {unit}" if kept else unit
        if kept and count_tokens(joined) <= room:
            kept[-1] = joined
        else:
            kept.append(unit)
    return kept


def _units(text: str, count_tokens: Callable[[str], int], room: int) -> Iterator[str]:
    """Sentences of the text, halved until each fits the window."""
    for line in text.split("\n"):
        for start, end in sentence_spans(line):
            yield from _halved(line[start:end], count_tokens, room)


def _halved(text: str, count_tokens: Callable[[str], int], room: int) -> Iterator[str]:
    """The text, or its halves where it is too long."""
    words = text.split()
    if count_tokens(text) <= room:
        yield text
        return
    if len(words) > 1:
        middle = len(words) // 2
        halves = (" ".join(words[:middle]), " ".join(words[middle:]))
    else:
        halves = (text[: len(text) // 2], text[len(text) // 2 :])
    for half in halves:
        yield from _halved(half, count_tokens, room)
