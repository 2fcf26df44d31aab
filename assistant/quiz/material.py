"""What drafting works from: sentences, typed mentions and reviewed tables of the corpus."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from assistant.corpus import Corpus
from assistant.domain import Kind, Paragraph
from assistant.quiz.tables import Tables
from assistant.quiz.text import content, overlap, sentences, squeeze

_ACT = re.compile(r"\b(?:[A-Z][\w()]+ |and |of |\([A-Z][\w ]+\) )*Act \d{4}")
_DATE = re.compile(
    r"\b(?:\d{1,2} )?(?:January|February|March|April|May|June|July|August|September|October"
    r"|November|December) (?:19|20)\d\d\b"
)
_PERCENT = re.compile(r"\b[\w-]+ per cent\b")
_ACRONYM = re.compile(r"((?:[A-Z][\w’-]+(?: (?:and|of|the|for|in|from))* ){2,8})\(([A-Z]{3,7})s?\)")

_SUBJECT = re.compile(r"(?:The|All|Local)\b|\w+$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence or bullet of a paragraph, verbatim."""

    paragraph_id: str
    text: str
    plain: str  # lower case, single spaces, straight quotes: for looking up
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Mention:
    """A typed piece of text and the sentence where it stands."""

    text: str
    paragraph_id: str
    quote: str


@dataclass(frozen=True, slots=True)
class Acronym:
    """A short form with the words it stands for, as the report spells them out."""

    short: str
    long: str
    paragraph_id: str
    quote: str


@dataclass(frozen=True)
class Material:
    """Corpus and tables, with sentences and pools of typed mentions made once."""

    corpus: Corpus
    tables: Tables
    sentences: tuple[Sentence, ...] = field(init=False, repr=False)
    pools: Mapping[str, tuple[Mention, ...]] = field(init=False, repr=False)
    _holding: dict[str, tuple[Sentence, ...]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Split the paragraphs and collect the mentions."""
        split = tuple(
            Sentence(paragraph.id, text, squeeze(text).lower(), content(text))
            for paragraph in self.corpus.paragraphs
            for text in sentences(paragraph.text)
        )
        object.__setattr__(self, "sentences", split)
        object.__setattr__(self, "pools", _pools(self))

    def holding(self, text: str) -> tuple[Sentence, ...]:
        """Every sentence that contains the text as words."""
        if text not in self._holding:
            plain = squeeze(text).lower()
            wanted = re.compile(r"(?<!\w)" + re.escape(plain) + r"(?!\w)")
            self._holding[text] = tuple(
                s for s in self.sentences if plain in s.plain and wanted.search(s.plain)
            )
        return self._holding[text]

    def quote_for(self, paragraph_id: str, key: str, hint: str) -> str:
        """The sentence of the paragraph that holds the key, the one closest to the hint."""
        near = [s for s in self.holding(key) if s.paragraph_id == paragraph_id]
        if not near:
            near = [s for s in self.sentences if s.paragraph_id == paragraph_id]
        if not near:
            return ""
        return max(near, key=lambda s: overlap(hint, s.text)).text

    def acronyms(self) -> tuple[Acronym, ...]:
        """Short forms spelt out in the text, the first place of each, in reading order.

        One that stands for two things ("HMIP": probation and prisons) is left out.
        """
        found: dict[str, Acronym] = {}
        ambiguous: set[str] = set()
        for sentence in self.sentences:
            for match in _ACRONYM.finditer(sentence.text):
                long = _spelt_out(match[1].strip(), match[2])
                if not long:
                    continue
                entry = Acronym(match[2], long, sentence.paragraph_id, sentence.text)
                first = found.setdefault(match[2], entry)
                if content(first.long) != content(long):
                    ambiguous.add(match[2])
        return tuple(entry for short, entry in found.items() if short not in ambiguous)


def _spelt_out(words: str, short: str) -> str:
    """The last words whose capitals make up the short form; empty where they do not."""
    parts = words.split()
    for start in range(len(parts) - 1, -1, -1):
        capitals = "".join(part[0] for part in parts[start:] if part[0].isupper())
        if capitals == short:
            return " ".join(parts[start:])
    return ""


def _mentions(sentences_: Iterable[Sentence], pattern: re.Pattern[str]) -> list[Mention]:
    """The first sentence of each text that the pattern finds."""
    found: dict[str, Mention] = {}
    for sentence in sentences_:
        for match in pattern.finditer(sentence.text):
            text = re.sub(r"^(?:The|the|and|of|Under|In) ", "", match[0].strip())
            found.setdefault(text, Mention(text, sentence.paragraph_id, sentence.text))
    return list(found.values())


def _pools(material: Material) -> dict[str, tuple[Mention, ...]]:
    """Typed mentions by kind: from tables, patterns and the paragraphs' labels."""
    pools: dict[str, dict[str, Mention]] = defaultdict(dict)
    tables = material.tables
    listed = [(q.kind, q.key, q.source) for q in tables.questions]
    listed += [(s.kind, s.key, s.source) for s in tables.statements]
    listed += [(f.kind, f.text, f.source) for f in tables.foils]
    for kind, text, source in listed:
        if source in material.corpus:
            pools[kind].setdefault(
                text.lower(), Mention(text, source, material.quote_for(source, text, ""))
            )
    for kind, pattern in (("act", _ACT), ("date", _DATE), ("percentage", _PERCENT)):
        for mention in _mentions(material.sentences, pattern):
            pools[kind].setdefault(mention.text.lower(), mention)
    for paragraph in material.corpus.paragraphs:
        for text, kind in _labels(paragraph):
            quote = material.quote_for(paragraph.id, text, "")
            pools[kind].setdefault(text.lower(), Mention(text, paragraph.id, quote))
    return {kind: tuple(found.values()) for kind, found in pools.items()}


def _labels(paragraph: Paragraph) -> list[tuple[str, str]]:
    """Addressee and places of a paragraph with their kinds."""
    found = [(place, "place") for place in paragraph.places]
    if paragraph.kind is Kind.RECOMMENDATION:
        found.append((addressee(paragraph), "addressee"))
    return found


def addressee(paragraph: Paragraph) -> str:
    """Who is told to act: the subject of the sentence, else the heading above it.

    The recommendations of 2008 name the bodies in the sentence ("X and Y should …"); those of
    2002 stand under a heading "X should:".
    """
    before, should, _ = paragraph.text.partition(" should ")
    if should and _SUBJECT.match(before) and "\n" not in before:
        plain = re.sub(r" \([^)]*\)|\*", "", before).rstrip(",")
        return re.sub(r"\s*/\s*", "/", plain)
    return paragraph.addressee
