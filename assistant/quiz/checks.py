"""The rules that an item must keep, each a small function; their findings bar approval."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from assistant.corpus import Corpus
from assistant.quiz import style
from assistant.quiz.distractors import FIGURE_KINDS, same_thing
from assistant.quiz.figures import order
from assistant.quiz.items import (
    BLANK,
    CHOICE_TYPES,
    ONE_KEY_TYPES,
    Finding,
    ItemType,
    QuizItem,
)
from assistant.quiz.text import holds, squeeze

# kinds whose key is worded by hand in a reviewed table and rests on a verbatim quote
REVIEWED_WORDING = frozenset({"recommendation", "comparison", "discussion", "finding"})

Check = Callable[[QuizItem, Corpus], Finding | None]


def has_source(item: QuizItem, corpus: Corpus) -> Finding | None:
    """The cited paragraphs exist."""
    missing = [name for name in item.paragraphs if name not in corpus]
    if item.source and not missing:
        return None
    named = ", ".join(missing) or "none given"
    return Finding("source", f"The source paragraph is not in the reports: {named}.", error=True)


def quote_is_verbatim(item: QuizItem, corpus: Corpus) -> Finding | None:
    """Every quote stands word for word in the paragraph that it cites."""
    quotes = [(item.source, item.quote)]
    quotes += [(option.paragraph_id, option.quote) for option in item.options if option.quote]
    quotes += [(pair.paragraph_id, pair.quote) for pair in item.pairs]
    for source, quote in quotes:
        if source in corpus and not holds(corpus.paragraph(source).text, quote):
            return Finding("quote", f"These words are not in {source}: “{quote[:80]}”.", error=True)
    return None


def supports(corpus: Corpus, paragraph_id: str, key: str) -> bool:
    """Whether the paragraph holds the key verbatim: in its text, its addressee or its headings."""
    paragraph = corpus.paragraph(paragraph_id)
    held = (paragraph.text, paragraph.addressee, *paragraph.headings)
    plain = [_plain(text) for text in held]
    return any(_plain(key) in text for text in plain)


def _plain(text: str) -> str:
    """Lower case without marks of lead departments, notes and bibliography."""
    bare = re.sub(r"\s*\((?:\d{1,2})(?:(?:, | and )\d{1,2})*\)|[*¹²]", "", squeeze(text))
    return re.sub(r"\s*/\s*", "/", bare).lower()


def key_is_supported(item: QuizItem, corpus: Corpus) -> Finding | None:
    """The key stands verbatim in its paragraph, or is a reviewed paraphrase of a quote."""
    if item.source not in corpus:
        return None
    if item.type is ItemType.MATCHING:
        held = [supports(corpus, pair.paragraph_id, pair.right) for pair in item.pairs]
        fine = bool(held) and all(held)
    elif item.type is ItemType.TRUE_FALSE or item.kind in REVIEWED_WORDING:
        fine = holds(corpus.paragraph(item.source).text, item.quote)
    elif item.kind == "odd one out":
        fine = not supports(corpus, item.source, item.key)
    elif item.options:
        right = [option for option in item.options if option.correct]
        fine = all(supports(corpus, o.paragraph_id or item.source, o.text) for o in right)
    else:
        fine = bool(item.answers) and supports(corpus, item.source, item.answers[0])
    if fine:
        return None
    return Finding("key", f"The key is not in {item.source}: “{item.key[:80]}”.", error=True)


def has_one_key(item: QuizItem, _: Corpus) -> Finding | None:
    """One right option in single choice, two or more in multiple choice, and wrong ones."""
    right, wrong = len(item.keys), len(item.distractors)
    if item.type in ONE_KEY_TYPES and (right != 1 or wrong < 1):
        return Finding(
            "one key", f"{right} right and {wrong} wrong options; one is right.", error=True
        )
    if item.type is ItemType.MULTIPLE and (right < 2 or wrong < 2):
        return Finding(
            "one key", f"{right} right and {wrong} wrong options; two of each.", error=True
        )
    if item.type not in CHOICE_TYPES and not (item.answers or item.pairs or item.guidance):
        return Finding("one key", "There is no answer.", error=True)
    return None


def options_differ(item: QuizItem, _: Corpus) -> Finding | None:
    """No two options say the same, none contains another."""
    if item.type is ItemType.TRUE_FALSE:
        return None
    texts = [option.text for option in item.options]
    for place, text in enumerate(texts):
        for other in texts[place + 1 :]:
            same = squeeze(text).lower() == squeeze(other).lower()
            told_apart = item.kind in FIGURE_KINDS or item.type is ItemType.SCENARIO
            if same or (not told_apart and same_thing(text, other)):
                return Finding("options differ", f"“{text}” and “{other}” overlap.", error=True)
    return None


def has_gap(item: QuizItem, _: Corpus) -> Finding | None:
    """A gap item has exactly one gap."""
    if item.type is ItemType.CLOZE and item.stem.count(BLANK) != 1:
        return Finding("gap", f"The text needs exactly one gap ({BLANK}).", error=True)
    return None


def no_all_of_the_above(item: QuizItem, _: Corpus) -> Finding | None:
    """No "all of the above", "none of these" or "both A and B"."""
    pattern = r"\b(?:all|none|both|neither) of (?:the above|these|them)\b|\bboth [A-D] and [A-D]\b"
    for option in item.options:
        if re.search(pattern, option.text, re.IGNORECASE):
            return Finding("all of the above", f"“{option.text}” is not an option.", error=True)
    return None


def numeric_order(item: QuizItem, _: Corpus) -> Finding | None:
    """Figures and dates stand in order."""
    if item.kind not in FIGURE_KINDS or item.type is not ItemType.SINGLE:
        return None
    orders = [order(option.text) for option in item.options]
    if orders != sorted(orders):
        return Finding("numeric order", "Figures and dates must stand in order.", error=True)
    return None


def dated_stem(item: QuizItem, _: Corpus) -> Finding | None:
    """The stem names the year, so that what was true then is not taught as current."""
    if item.year and item.year not in item.stem and item.type is not ItemType.DISCUSSION:
        return Finding("dated", f"The stem does not say that this is from {item.year}.", error=True)
    return None


def clean_text(item: QuizItem, _: Corpus) -> Finding | None:
    """No scanning errors or broken characters in what the learner reads."""
    read = " ".join([item.stem, *(o.text for o in item.options), *(p.left for p in item.pairs)])
    suspect = re.search(r"safe\w*q\w*ard|reqular|quidance|waork|[™®�|]| {2,}|\w- \w", read)
    if suspect:
        return Finding("clean text", f"Suspect text: “{suspect[0]}”.", error=True)
    return None


CHECKS: tuple[Check, ...] = (
    has_source,
    quote_is_verbatim,
    key_is_supported,
    has_one_key,
    has_gap,
    options_differ,
    no_all_of_the_above,
    numeric_order,
    dated_stem,
    clean_text,
    style.important_content,
    style.new_wording,
    style.central_idea,
    style.positive_wording,
    style.option_lengths,
    style.parallel_options,
    style.no_clang,
    style.no_absolutes,
    style.readable,
    style.no_opinion,
)


def check(item: QuizItem, corpus: Corpus) -> tuple[Finding, ...]:
    """Everything that the rules say about the item, errors first."""

    def found() -> Iterator[Finding]:
        for rule in CHECKS:
            finding = rule(item, corpus)
            if finding is not None:
                yield finding

    return tuple(sorted(found(), key=lambda finding: not finding.error))


def errors(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings that bar approval."""
    return tuple(finding for finding in findings if finding.error)
