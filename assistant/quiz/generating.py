"""A quiz from a request: drafts made, checked, balanced and shuffled."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from assistant.errors import QuestionError
from assistant.quiz.checks import check, errors
from assistant.quiz.distractors import FIGURE_KINDS
from assistant.quiz.drafting.base import Draft
from assistant.quiz.figures import order
from assistant.quiz.items import ItemType, Option, Quiz, QuizItem
from assistant.quiz.material import Material
from assistant.quiz.requests import DEFAULT_MIX, KIND_LIMITS, Request, wanted_drafts
from assistant.quiz.sets import SAME, cues, key_is_longest
from assistant.quiz.text import content, likeness
from assistant.quiz.topics import Topic, topic_of_words
from assistant.quiz.verifying import Search, verified


def placed(item: QuizItem, place: int, random: Random) -> QuizItem:
    """The item with its options in order: figures by size, others with the key at `place`."""
    options = list(item.options)
    if not options or item.type is ItemType.TRUE_FALSE:
        return item
    if item.kind in FIGURE_KINDS and item.type is ItemType.SINGLE:
        return replace(item, options=tuple(sorted(options, key=lambda o: order(o.text))))
    random.shuffle(options)
    if item.key_position is not None:
        key = next(option for option in options if option.correct)
        options.remove(key)
        options.insert(place % len(item.options), key)
    return replace(item, options=tuple(options))


@dataclass
class _Chosen:
    """The items taken so far and what they rule out."""

    items: list[QuizItem] = field(default_factory=list)
    facts: set[str] = field(default_factory=set)
    per_paragraph: Counter[str] = field(default_factory=Counter)
    per_kind: Counter[str] = field(default_factory=Counter)
    words: list[frozenset[str]] = field(default_factory=list)

    def repeats(self, item: QuizItem) -> bool:
        """Whether it asks nearly what another asks, or gives another's key away, or the reverse."""
        extra = " ".join(pair.left for pair in item.pairs)
        extra += item.key if item.kind in ("comparison", "recommendation") else ""
        words = content(f"{item.stem} {extra}")
        if any(likeness(words, other) >= SAME for other in self.words):
            return True
        return any(cues(item, other) or cues(other, item) for other in self.items)

    def take(self, draft: Draft, item: QuizItem) -> None:
        """Keep the item."""
        self.items.append(item)
        self.facts.add(_fact(draft))
        self.per_paragraph[item.source] += 1
        self.per_kind[item.kind] += 1
        extra = " ".join(pair.left for pair in item.pairs)
        extra += item.key if item.kind in ("comparison", "recommendation") else ""
        self.words.append(content(f"{item.stem} {extra}"))


def _fact(draft: Draft) -> str:
    """The fact asked for, whatever the form: paragraph and key."""
    return re.sub(r":gap$", "", ":".join(draft.fact.split(":")[:2]))


@dataclass(frozen=True)
class _Maker:
    """Makes and checks items for one request."""

    material: Material
    request: Request
    search: Search
    random: Random
    topic: Topic

    def item(self, draft: Draft, longest: bool) -> QuizItem | None:
        """A sound item of the draft; `longest` tells whether the key may be the longest option."""
        for _ in range(3):
            item = draft.make(self.random)
            if item is None:
                return None
            if self.request.level is not None and item.level is not self.request.level:
                return None
            if not self.topic.keeps(item):
                return None
            if (
                not longest
                and item.options
                and item.kind not in FIGURE_KINDS
                and key_is_longest(item)
            ):
                continue
            laid = placed(item, 0, self.random)
            if errors(check(laid, self.material.corpus)):
                return None
            return laid
        return None

    def sound(self, item: QuizItem) -> bool:
        """Whether corpus and search agree with the item."""
        return not verified(item, self.material, self.search)


def _take(
    maker: _Maker, drafts: Sequence[Draft], number: int, chosen: _Chosen, per_paragraph: int
) -> None:
    """Add up to `number` items of these drafts, paragraphs not yet used first."""
    total = maker.request.number
    ordered = sorted(drafts, key=lambda d: chosen.per_paragraph[d.source])
    longest = Counter(key_is_longest(item) for item in chosen.items if item.options)
    taken = 0
    for draft in ordered:
        if taken >= number:
            return
        limit = KIND_LIMITS.get(draft.kind)
        crowded = (
            limit is not None
            and not maker.request.kinds
            and (chosen.per_kind[draft.kind] >= max(1, round(limit * total)))
        )
        used = chosen.per_paragraph[draft.source] >= per_paragraph
        if crowded or used or _fact(draft) in chosen.facts:
            continue
        allowed = longest[True] < 0.3 * (sum(longest.values()) + 1)
        item = maker.item(draft, allowed)
        if item is None or chosen.repeats(item) or not maker.sound(item):
            continue
        chosen.take(draft, item)
        if item.options:
            longest[key_is_longest(item)] += 1
        taken += 1


def _counts(request: Request, available: Counter[ItemType]) -> list[tuple[ItemType, int]]:
    """How many of each type, by largest remainder over the types there is material for."""
    mix = {t: w for t, w in (request.mix or tuple(DEFAULT_MIX.items())) if available[t] and w > 0}
    total = sum(mix.values())
    if not total:
        return []
    exact = {t: request.number * w / total for t, w in mix.items()}
    counts = {t: int(amount) for t, amount in exact.items()}
    rest = sorted(exact, key=lambda t: counts[t] - exact[t])
    for type_ in rest[: request.number - sum(counts.values())]:
        counts[type_] += 1
    return list(counts.items())


def _balanced(items: Sequence[QuizItem], random: Random) -> Iterator[QuizItem]:
    """The items with their keys spread evenly over the places, by number of options."""
    cycles: dict[int, list[int]] = defaultdict(list)
    for item in items:
        size = len(item.options)
        if item.key_position is None or item.kind in FIGURE_KINDS or size < 3:
            yield item
            continue
        if not cycles[size]:
            cycles[size] = random.sample(range(size), size)
        yield placed(item, cycles[size].pop(), random)


def generate(material: Material, request: Request, search: Search) -> Quiz:
    """The quiz asked for, and notes where it had to fall short; QuestionError where nothing fits.

    The same request, corpus and tables give the same items.
    """
    if request.number < 1:
        raise QuestionError("Ask for at least one item.")
    random = Random(request.seed)
    drafts = wanted_drafts(material, request, search)
    random.shuffle(drafts)
    by_type: dict[ItemType, list[Draft]] = defaultdict(list)
    for draft in drafts:
        by_type[draft.type].append(draft)
    maker = _Maker(material, request, search, random, topic_of_words(material, request.topic))
    chosen = _Chosen()
    counts = _counts(request, Counter({t: len(found) for t, found in by_type.items()}))
    for per_paragraph in (2, 4, 9):
        for type_, wanted in counts:
            have = sum(item.type is type_ for item in chosen.items)
            _take(maker, by_type[type_], wanted - have, chosen, per_paragraph)
    for type_, _ in sorted(counts, key=lambda entry: -entry[1]):
        missing = request.number - len(chosen.items)
        _take(maker, by_type[type_], missing, chosen, 9)
    if not chosen.items:
        raise QuestionError(_none(request))
    items = tuple(_balanced(chosen.items, random))
    notes: tuple[str, ...] = ()
    if len(items) < request.number:
        notes = (_too_few(request, len(items)),)
    return Quiz(_title(request), items, request.seed, notes)


def _none(request: Request) -> str:
    """Why there is no item at all."""
    if request.topic.strip():
        return (
            f"No sound item keeps to “{request.topic.strip()}”; use the words of the reports for "
            "it, or widen chapter, kind or level."
        )
    return "No sound item can be made of this choice; widen chapter, kind or level."


def _too_few(request: Request, count: int) -> str:
    """Why there are fewer items than were asked for."""
    items = "1 sound item" if count == 1 else f"{count} sound items"
    if request.topic.strip():
        keep = "keeps" if count == 1 else "keep"
        return (
            f"Only {items} {keep} to “{request.topic.strip()}”; {request.number} were asked for, "
            "and items on other things are left out. Choose a wider topic or a chapter to get more."
        )
    return f"Only {items} can be made of this choice; {request.number} were asked for."


def _title(request: Request) -> str:
    named = request.topic or request.chapter or "Safeguarding reports"
    return f"Quiz: {named}"


def other_distractor(
    material: Material, item: QuizItem, place: int, draft: Draft, search: Search, seed: int
) -> QuizItem:
    """The item with another sound wrong option at `place`; QuestionError without one."""
    if not (0 <= place < len(item.options)) or item.options[place].correct:
        raise QuestionError("Only a wrong option can be replaced.")
    texts = {option.text for option in item.options}
    for step in range(20):
        made = draft.make(Random(seed + step))
        fresh: list[Option] = [o for o in made.distractors if o.text not in texts] if made else []
        for option in fresh:
            options = (*item.options[:place], option, *item.options[place + 1 :])
            changed = replace(item, options=options)
            changed = (
                placed(changed, item.key_position or 0, Random(seed))
                if (item.kind in FIGURE_KINDS)
                else changed
            )
            if not errors(check(changed, material.corpus)) and not verified(
                changed, material, search
            ):
                return changed
    raise QuestionError("There is no other sound wrong option for this item.")
