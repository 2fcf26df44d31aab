"""What keeps to a trainer's topic: paragraphs that speak of it, items that ask about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.quiz.items import QuizItem
from assistant.quiz.material import Material
from assistant.quiz.text import content

NEAREST = 6  # paragraphs taken where the reports use other words for the topic
COMMON = 0.15  # share of the paragraphs beyond which a word tells no topic


def on_topic(material: Material, topic: str, found: Sequence[str]) -> frozenset[str]:
    """Those of the paragraphs found that speak of the topic in one sentence, heading or gist.

    Where none uses the words of the topic, the nearest ones stand for it.
    """
    asked = content(topic)
    held = frozenset(name for name in found if _speaks(material, name, asked))
    return held or frozenset(found[:NEAREST])


@dataclass(frozen=True)
class Topic:
    """The words of a topic that tell its items from others."""

    material: Material
    telling: frozenset[str]

    def keeps(self, item: QuizItem) -> bool:
        """Whether the item asks about the topic, not about something else in its paragraph."""
        named = self.telling & content(" ".join(_places(self.material, item.source)))
        pairs = " ".join(f"{pair.left} {pair.right}" for pair in item.pairs)
        said = content(f"{item.stem} {item.key} {item.quote} {pairs}")
        return 2 * len(named & said) >= len(named) and bool(named or not self.telling)


def topic_of_words(material: Material, words: str) -> Topic:
    """The topic in these words; those that every other paragraph holds tell nothing."""
    asked = content(words)
    held: dict[str, set[str]] = {}
    for sentence in material.sentences:
        for word in sentence.words & asked:
            held.setdefault(word, set()).add(sentence.paragraph_id)
    most = COMMON * len(material.corpus.paragraphs)
    rare = frozenset(word for word in held if len(held[word]) <= most)
    return Topic(material, rare or frozenset(held))


def _speaks(material: Material, name: str, asked: frozenset[str]) -> bool:
    """Whether one place of the paragraph holds the words: all of two, most of more."""
    needed = len(asked) if len(asked) < 4 else len(asked) * 3 / 4
    return any(len(asked & content(place)) >= needed for place in _places(material, name))


def _places(material: Material, name: str) -> list[str]:
    """Headings, gist, terms and sentences of a paragraph."""
    corpus = material.corpus
    if name not in corpus:
        return []
    paragraph, notes = corpus.paragraph(name), corpus.annotations.get(name)
    gist = [notes.gist, *notes.terms] if notes else []
    own = [one.text for one in material.sentences if one.paragraph_id == name]
    return [*paragraph.headings, *gist, *own]
