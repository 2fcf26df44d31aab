"""Each item-writing rule on a sound item from the report and on the same item spoilt."""

from dataclasses import replace

import pytest

from assistant.quiz import style
from assistant.quiz.checks import (
    CHECKS,
    check,
    clean_text,
    dated_stem,
    errors,
    has_gap,
    has_one_key,
    has_source,
    key_is_supported,
    no_all_of_the_above,
    numeric_order,
    options_differ,
    quote_is_verbatim,
)
from assistant.quiz.items import Bloom, ItemType, Option, QuizItem

QUOTE = "In one area, a review took nearly three years to complete, and in several others they were taking over a year."
STEM = "According to the October 2002 report, how long did the slowest serious case review take?"


@pytest.fixture
def item():
    wrong = [
        Option(f"Nearly {n} years", False, "The paragraph says otherwise.", "2002/5.45", QUOTE)
        for n in ("five", "six")
    ]
    key = Option("Nearly three years", True, "This is what the paragraph says.", "2002/5.45", QUOTE)
    return QuizItem(
        "q1", ItemType.SINGLE, "period", STEM, "2002/5.45", QUOTE, "Safeguarding Children (October 2002), paragraph 5.45",
        QUOTE, "Chapter 5", "2002", options=(key, *wrong), bloom=Bloom.REMEMBER,
    )  # fmt: skip


def option(item, place, text):
    options = list(item.options)
    options[place] = replace(options[place], text=text)
    return replace(item, options=tuple(options))


def test_the_sound_item_has_neither_error_nor_warning(item, corpus):
    assert check(item, corpus) == ()


def spoilt(item):
    """Rule by rule: the item with that one thing wrong."""
    both = (replace(item.options[0], text="All of the above"), *item.options[1:])
    return {
        has_source: replace(item, source="2002/99.1"),
        quote_is_verbatim: replace(item, quote=QUOTE.replace("three", "four")),
        key_is_supported: option(item, 0, "Nearly nine years"),
        has_one_key: replace(item, options=item.options[1:]),
        has_gap: replace(item, type=ItemType.CLOZE),
        options_differ: option(item, 1, "nearly three years"),
        no_all_of_the_above: replace(item, options=both),
        numeric_order: replace(item, options=item.options[::-1]),
        dated_stem: replace(item, stem=STEM.replace("2002", "last")),
        clean_text: replace(item, stem=STEM.replace("serious", "safequarding")),
        style.important_content: replace(item, source="2008/back"),
        style.new_wording: replace(item, stem=f"In 2002, {QUOTE}?"),
        style.central_idea: replace(item, stem="According to the 2002 report, the review"),
        style.positive_wording: replace(item, stem=STEM.replace("did the", "did not the")),
        style.option_lengths: option(item, 0, "Nearly three years, which was much longer than the guidance then in force allowed for"),
        style.parallel_options: option(item, 1, "five years."),
        style.no_clang: replace(
            option(item, 0, "The slowest case review took nearly three years"), stem=STEM
        ),
        style.no_absolutes: option(item, 1, "Always five years"),
        style.readable: replace(item, stem="Notwithstanding organisational interdependencies, administrative "
            "responsibilities necessitated disproportionately comprehensive investigations in 2002?"),
        style.no_opinion: replace(item, stem="In your opinion, was the review of 2002 slow?"),
    }  # fmt: skip


@pytest.mark.parametrize("rule", CHECKS, ids=lambda rule: rule.__name__)
def test_every_rule_is_silent_on_the_sound_item_and_speaks_on_the_spoilt_one(rule, item, corpus):
    assert rule(item, corpus) is None
    assert rule(spoilt(item)[rule], corpus) is not None


@pytest.mark.parametrize("rule", CHECKS[:10], ids=lambda rule: rule.__name__)
def test_the_rules_on_content_bar_approval(rule, item, corpus):
    assert rule(spoilt(item)[rule], corpus).error


def test_errors_come_first(item, corpus):
    bad = replace(option(item, 1, "five years."), stem=STEM.replace("2002", "last"))
    found = check(bad, corpus)
    assert [f.error for f in found] == sorted((f.error for f in found), reverse=True)
    assert len(errors(found)) < len(found)


def test_a_negative_in_an_odd_one_out_must_stand_in_capitals(item, corpus):
    asked = "According to the October 2002 report, which of these is not a principle?"
    odd = replace(item, kind="odd one out", stem=asked)
    assert style.positive_wording(odd, corpus).error
    assert style.positive_wording(replace(odd, stem=asked.replace("not", "NOT")), corpus) is None
