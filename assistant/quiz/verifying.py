"""The independent look: search asks the question again, the corpus is asked about options."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from assistant.corpus import Corpus
from assistant.quiz.distractors import Wanted, also_true
from assistant.quiz.items import Finding, ItemType, QuizItem
from assistant.quiz.material import Material, Sentence
from assistant.quiz.text import content

Search = Callable[[str, int], Sequence[str]]
STATED = 0.9  # share of an option's content words that makes a sentence say it
REACH = 10  # the source must be among so many paragraphs


def word_search(corpus: Corpus) -> Search:
    """A search by shared words alone (TF-IDF, annotations included), for use without an index."""
    texts = {}
    for paragraph in corpus.paragraphs:
        notes = corpus.annotations.get(paragraph.id)
        extra = " ".join((notes.gist, *notes.questions, *notes.terms)) if notes else ""
        facts = corpus.facts.get(paragraph.id, ())
        extra += " ".join(q for fact in facts for q in fact.questions)
        headed = f"{paragraph.text} {paragraph.addressee} {' '.join(paragraph.headings)} {extra}"
        texts[paragraph.id] = content(headed)
    holders = Counter(word for words in texts.values() for word in words)
    weight = {word: math.log(1 + len(texts) / n) for word, n in holders.items()}
    postings: dict[str, list[str]] = defaultdict(list)
    for name, words in texts.items():
        for word in words:
            postings[word].append(name)

    def search(question: str, k: int) -> list[str]:
        score: dict[str, float] = defaultdict(float)
        for word in sorted(content(question)):
            for name in postings.get(word, ()):
                score[name] += weight[word] / math.sqrt(20 + len(texts[name]))
        return sorted(score, key=lambda name: (-score[name], name))[:k]

    return search


def reaches_source(item: QuizItem, search: Search) -> Finding | None:
    """The question alone leads back to the paragraph that the key was taken from."""
    if item.type is ItemType.MATCHING:
        missed = [p.left for p in item.pairs if p.paragraph_id not in search(p.left, REACH)]
    else:
        asked = item.stem
        if item.kind == "comparison" or item.kind == "recommendation":
            asked = f"{item.stem} {item.key}"
        missed = [] if item.source in search(asked, REACH) else [item.stem]
    if not missed:
        return None
    return Finding(
        "reaches source", f"Search does not lead to {item.source}: “{missed[0][:80]}”.", True
    )


def _stating(text: str, source: str, material: Material) -> list[Sentence]:
    """Sentences of other paragraphs that hold nearly all content words of a reviewed opposite."""
    words = content(text)
    return [
        sentence
        for sentence in material.sentences
        if sentence.paragraph_id != source
        and len(words & sentence.words) >= STATED * len(words)
        and len(words) >= 4
    ]


def truths(item: QuizItem, material: Material) -> list[tuple[str, Sentence]]:
    """Wrong options that a sentence of the corpus makes true, with the sentence."""
    if item.type is ItemType.TRUE_FALSE or item.kind == "odd one out":
        return []
    found = []
    if item.type is ItemType.SCENARIO:
        for option in item.distractors:
            found += [(option.text, s) for s in _stating(option.text, item.source, material)]
        return found
    for option in item.distractors:
        wanted = Wanted(item.stem, item.key, item.kind, item.source, item.quote)
        sentence = also_true(material, wanted, option.text)
        if sentence is not None and sentence.text != option.quote:
            found.append((option.text, sentence))
    return found


def no_distractor_is_true(item: QuizItem, material: Material) -> Finding | None:
    """No wrong option is found true in the corpus."""
    found = truths(item, material)
    if not found:
        return None
    text, sentence = found[0]
    message = f"“{text}” may be true as well: “{sentence.text[:80]}” [{sentence.paragraph_id}]."
    return Finding("distractor is false", message, error=True)


def verified(item: QuizItem, material: Material, search: Search) -> tuple[Finding, ...]:
    """What the corpus and the search say against the item."""
    checks = (no_distractor_is_true(item, material), reaches_source(item, search))
    return tuple(finding for finding in checks if finding is not None)
