"""Rules of a whole quiz, with values worked by hand or taken from scipy."""

from dataclasses import replace

import pytest

from assistant.quiz.items import ItemType, Option, QuizItem
from assistant.quiz.sets import (
    check_set,
    chi_square_p,
    cues,
    duplicates,
    key_is_longest,
    longest_share,
    positions,
)


def item(name, stem, texts, right=0, source="2002/5.45"):
    options = tuple(Option(text, n == right, "why") for n, text in enumerate(texts))
    return QuizItem(
        name, ItemType.SINGLE, "period", stem, source, "q", "c", "r", "t", "2002", options=options
    )


def test_chi_square_agrees_with_scipy():
    stats = pytest.importorskip("scipy.stats")
    for observed in ((10, 10, 10), (30, 5, 5), (12, 9, 20, 7), (1, 99)):
        expected = [sum(observed) / len(observed)] * len(observed)
        assert chi_square_p(observed, expected) == pytest.approx(
            stats.chisquare(observed).pvalue, abs=1e-9
        )


def test_a_key_always_in_the_first_place_is_found():
    items = [item(f"q{n}", f"What is number {n} of {n * 7}?", ("a", "b", "c")) for n in range(30)]
    assert positions(items).observed == (30, 0, 0)
    assert positions(items).expected == (10.0, 10.0, 10.0)
    assert "position of keys" in {f.rule for f in check_set(items)}


def test_a_key_that_is_always_longest_is_found():
    items = [item(f"q{n}", f"What is number {n}?", ("longest", "b", "c"), n % 1) for n in range(30)]
    assert key_is_longest(items[0])
    assert longest_share(items) == 1.0
    assert "length of keys" in {f.rule for f in check_set(items)}


def test_the_same_question_twice_is_found_whatever_its_options():
    one = item("q1", "How long did the slowest serious case review take?", ("a", "b", "c"))
    two = replace(one, id="q2", stem="How long did the slowest of the serious case reviews take?")
    assert duplicates([one, two]) == [(one, two)]


def test_a_question_that_gives_away_another_key_is_found():
    one = item(
        "q1", "Under the Children Act 1989, which agency leads inquiries into harm?", ("a", "b")
    )
    two = item(
        "q2", "Which Act says that an agency leads inquiries into harm?", ("Children Act 1989", "b")
    )
    assert cues(one, two)
    assert not cues(two, one)
