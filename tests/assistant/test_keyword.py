"""Keyword search on real sentences of the reports."""

import numpy as np

from assistant.keyword import KeywordIndex, Stems, words_of

TEXTS = [
    "Serious case reviews took too long to complete.",
    "General practitioners rarely attended child protection conferences.",
    "",
    "The Prison Service has appointed child protection committees in its establishments.",
]


def test_words_are_found_in_any_inflection() -> None:
    index = KeywordIndex({"text": TEXTS})
    scores = index.scores(index.stems.of("reviewing of a case"))["text"]
    assert scores.argmax() == 0
    assert scores[1] == 0


def test_a_field_without_any_word_and_an_unknown_word_score_nothing() -> None:
    index = KeywordIndex({"text": TEXTS, "gist": ["", "", "", ""]})
    scores = index.scores(["zebra"])
    assert list(scores) == ["text"]
    assert not scores["text"].any()
    assert not index.scores([])["text"].any()


def test_function_words_do_not_count() -> None:
    assert Stems().of("what is it that they do") == []


def test_accents_and_curly_apostrophes_make_no_difference() -> None:
    assert words_of("Climbié’s") == words_of("Climbie's") == ["climbie"]


def test_scores_are_the_same_for_the_same_words() -> None:
    first, second = (KeywordIndex({"text": TEXTS}).scores(["child", "protect"]) for _ in range(2))
    assert np.array_equal(first["text"], second["text"])
