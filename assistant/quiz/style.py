"""The rules on wording and form: their findings are warnings (Haladyna et al. 2002)."""

from __future__ import annotations

import re

from assistant.corpus import Corpus
from assistant.domain import Kind
from assistant.quiz.items import BLANK, Finding, ItemType, QuizItem
from assistant.quiz.text import content, grade, longest_run, overlap, tokens

LONGEST_RUN = 7
MOST_OVERLAP = 0.75
_FURNITURE = (Kind.NOTE,)
_FREE_FORM = frozenset({ItemType.DISCUSSION, ItemType.MATCHING, ItemType.TRUE_FALSE})


def new_wording(item: QuizItem, _: Corpus) -> Finding | None:
    """The stem is not copied from the source; gap items are exempt."""
    if item.type is ItemType.CLOZE or not item.quote:
        return None
    run = longest_run(item.stem, item.quote)
    if run > LONGEST_RUN:
        return Finding("new wording", f"{run} words in a row are copied from the paragraph.")
    if overlap(item.stem, item.quote) > MOST_OVERLAP and len(content(item.stem)) > 3:
        return Finding("new wording", "Most words of the question are those of the paragraph.")
    return None


def important_content(item: QuizItem, corpus: Corpus) -> Finding | None:
    """No item on page furniture, notes or the bibliography."""
    if item.source in corpus and corpus.paragraph(item.source).kind in _FURNITURE:
        return Finding("important content", "The source is a note or front matter.")
    return None


def central_idea(item: QuizItem, _: Corpus) -> Finding | None:
    """The stem asks something, is long enough to stand alone and short enough to read."""
    words = len(tokens(item.stem.replace(BLANK, "gap")))
    open_form = item.type in (*_FREE_FORM, ItemType.CLOZE)
    asks = open_form or bool(re.search(r"\?(?: Choose (?:two|three)\.)?$", item.stem.rstrip()))
    limit = 120 if item.type in (ItemType.SCENARIO, ItemType.DISCUSSION) else 45
    if not asks:
        return Finding("central idea", "The stem does not end as a question.")
    if not 6 <= words <= limit:
        return Finding("central idea", f"The stem has {words} words; 6 to {limit} are meant.")
    return None


def positive_wording(item: QuizItem, _: Corpus) -> Finding | None:
    """A negative in the question is shown in capitals and kept rare."""
    question = re.split(r"(?<=[.])\s", item.stem)[-1]
    if item.kind == "odd one out" and "NOT" not in question:
        return Finding("positive wording", "The negative must stand in capitals.", error=True)
    if item.type is ItemType.SINGLE and re.search(r"\b(?:not|except|never)\b", question):
        if item.kind == "comparison":
            return None  # "in this report and not in that" names a contrast, it negates nothing
        return Finding("positive wording", "The question is negative.")
    return None


def option_lengths(item: QuizItem, _: Corpus) -> Finding | None:
    """The key is neither much longer nor much shorter than the other options."""
    if item.type not in (ItemType.SINGLE, ItemType.SCENARIO) or not item.distractors:
        return None
    lengths = sorted(len(option.text) for option in item.distractors)
    ratio = len(item.key) / max(1, lengths[len(lengths) // 2])
    if len(item.key) > 25 and not 0.6 <= ratio <= 1.5:
        return Finding("length of options", f"The key is {ratio:.1f} times as long as the others.")
    return None


def no_clang(item: QuizItem, _: Corpus) -> Finding | None:
    """No word shared by stem and key that no other option shares."""
    if item.type not in (ItemType.SINGLE, ItemType.SCENARIO):
        return None
    asked = content(item.stem)
    shared = asked & content(item.key)
    others = [asked & content(option.text) for option in item.distractors]
    if len(shared) >= 3 and not any(others):
        named = ", ".join(sorted(shared))
        return Finding("clue in the wording", f"Question and key share words: {named}.")
    return None


def no_absolutes(item: QuizItem, _: Corpus) -> Finding | None:
    """No always or never in some options only."""
    found = [bool(re.search(r"\b(?:always|never)\b", o.text, re.I)) for o in item.options]
    if any(found) and not all(found) and item.type is ItemType.SINGLE:
        return Finding("absolute words", "Always or never in an option gives it away.")
    return None


def parallel_options(item: QuizItem, _: Corpus) -> Finding | None:
    """All options begin alike (capital or not) and end alike (full stop or not)."""
    if len(item.options) < 2:
        return None
    starts = {
        option.text[:1].isupper() or option.text[:1].isdigit() or option.text[:1] == "£"
        for option in item.options
    }
    ends = {option.text.endswith(".") for option in item.options}
    if len(starts) > 1 or len(ends) > 1:
        return Finding("parallel options", "The options do not begin or end alike.")
    return None


def readable(item: QuizItem, _: Corpus) -> Finding | None:
    """The question (the vignette apart) can be read at school-leaving age."""
    if item.type is ItemType.CLOZE and "Complete the sentence" in item.stem:
        return None  # the report's own words
    level = grade(item.stem)
    if level > 18:
        return Finding("simple words", f"Reading grade {level:.0f}; 18 at most.")
    return None


def no_opinion(item: QuizItem, _: Corpus) -> Finding | None:
    """No "best" or "should" that is the writer's own."""
    if item.type in (ItemType.DISCUSSION, ItemType.MATCHING) or not item.options:
        return None
    if re.search(r"\bwhat is the best\b|\bin your opinion\b", item.stem, re.IGNORECASE):
        return Finding("no opinion", "The question asks for an opinion.")
    return None
