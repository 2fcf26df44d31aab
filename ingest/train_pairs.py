"""Training groups for the encoder: annotation questions with what they ask for."""

from __future__ import annotations

import random
import string
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.corpus import Corpus
from assistant.embedding import passage_text

QUESTIONS_PER_GROUP = 4
TYPO_SHARE = 0.2
NEAR = 40  # paragraphs; how far the neighbours of a batch may stand apart


@dataclass(frozen=True, slots=True)
class Asked:
    """One annotation question; `sentence` is the index of the fact that answers it, -1 for none."""

    question: str
    paragraph: int
    sentence: int = -1


@dataclass(frozen=True, slots=True)
class Material:
    """All texts the encoder is trained on; `asked` refers to them by index."""

    paragraphs: tuple[str, ...]
    sentences: tuple[str, ...]
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Questions of one paragraph that enter one training step together."""

    paragraph: int
    asked: tuple[Asked, ...]


def gather(corpus: Corpus) -> Material:
    """Every annotation question and gist of the corpus, with paragraph and fact sentence."""
    sentences: list[str] = []
    asked: list[Asked] = []
    for place, paragraph in enumerate(corpus.paragraphs):
        if annotation := corpus.annotations.get(paragraph.id):
            texts = (annotation.gist, *annotation.questions)
            asked += [Asked(text, place) for text in texts if text]
        for fact in corpus.facts.get(paragraph.id, ()):
            sentences.append(" ".join(filter(None, (fact.stem, fact.quote))))
            asked += [Asked(text, place, len(sentences) - 1) for text in fact.questions]
    passages = tuple(passage_text(paragraph) for paragraph in corpus.paragraphs)
    return Material(passages, tuple(sentences), tuple(asked))


def hold_out(asked: Sequence[Asked], share: float, seed: int) -> tuple[list[Asked], list[Asked]]:
    """The questions to train on, and a share of whole questions kept for validation."""
    order = list(asked)
    random.Random(seed).shuffle(order)
    kept = round(len(order) * share)
    return order[kept:], order[:kept]


def groups(asked: Sequence[Asked], chance: random.Random) -> list[Group]:
    """All questions once, in groups of one paragraph each: half shuffled, half by neighbourhood.

    Paragraphs that stand near each other are about the same things, so that telling them apart
    within a batch teaches the most.
    """
    by_paragraph: Mapping[int, list[Asked]] = defaultdict(list)
    for one in asked:
        by_paragraph[one.paragraph].append(one)
    made: list[Group] = []
    for place, own in by_paragraph.items():
        chance.shuffle(own)
        for start in range(0, len(own), QUESTIONS_PER_GROUP):
            made.append(Group(place, tuple(own[start : start + QUESTIONS_PER_GROUP])))
    chance.shuffle(made)
    half = len(made) // 2
    near = sorted(made[half:], key=lambda group: group.paragraph + chance.uniform(0, NEAR))
    return made[:half] + near


def batches(made: Sequence[Group], size: int, chance: random.Random) -> list[list[Group]]:
    """Batches of at most `size` groups in which no paragraph occurs twice, in shuffled order."""
    filled: list[list[Group]] = []
    held: list[set[int]] = []
    for group in made:
        for batch, inside in zip(filled, held, strict=True):
            if len(batch) < size and group.paragraph not in inside:
                batch.append(group)
                inside.add(group.paragraph)
                break
        else:
            filled.append([group])
            held.append({group.paragraph})
    full = [batch for batch in filled if len(batch) > size // 4]
    chance.shuffle(full)
    return full


def vary(question: str, chance: random.Random) -> str:
    """The question as is, or sometimes mistyped or in lower case, as users write."""
    if chance.random() >= TYPO_SHARE:
        return question
    words = question.lower().rstrip("?.").split()
    for place, word in enumerate(words):
        if len(word) > 3 and chance.random() < 0.3:
            words[place] = mistype(word, chance)
    return " ".join(words)


def mistype(word: str, chance: random.Random) -> str:
    """The word with one letter dropped, doubled, swapped with the next or replaced."""
    at = chance.randrange(1, len(word) - 1)
    match chance.randrange(4):
        case 0:
            return word[:at] + word[at + 1 :]
        case 1:
            return word[:at] + word[at] + word[at:]
        case 2:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case _:
            return word[:at] + chance.choice(string.ascii_lowercase) + word[at + 1 :]
