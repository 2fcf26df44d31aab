"""Alignment: each word of a question against the words of the sentences that would answer it."""

import numpy as np
import pytest

from assistant.alignment import NAMES, TRACES, WIDTH, Rarity, Tokens, align, traces

RED, GREEN, BLUE = np.eye(3, dtype=np.float32)
RARITY = Rarity([(1, 2), (1, 2), (1,), (1, 3)])


def tokens(*pairs: tuple[int, np.ndarray]) -> Tokens:
    return Tokens(tuple(piece for piece, _ in pairs), np.stack([vector for _, vector in pairs]))


def values(question: Tokens, *sentences: Tokens) -> dict[str, float]:
    return dict(zip(NAMES, align(question, sentences, RARITY), strict=True))


def test_a_rare_piece_weighs_more_than_a_common_one_and_an_unknown_one_most() -> None:
    assert RARITY.of(1) < RARITY.of(2) < RARITY.of(3) < RARITY.of(99)


def test_a_question_whose_words_all_stand_in_one_sentence_is_fully_aligned() -> None:
    question = tokens((1, RED), (3, GREEN))
    found = values(question, tokens((5, GREEN), (6, RED)), tokens((7, BLUE)))
    assert found["aligned with best"] == pytest.approx(1)
    assert found["weight not aligned"] == pytest.approx(0)


def test_words_found_in_different_sentences_are_aligned_with_all_but_not_with_the_best() -> None:
    question = tokens((1, RED), (3, GREEN))
    found = values(question, tokens((5, RED)), tokens((6, GREEN)))
    assert found["aligned with all"] == pytest.approx(1)
    heavier = RARITY.of(3) / (RARITY.of(1) + RARITY.of(3))
    assert found["aligned with best"] == pytest.approx(heavier)
    assert found["heaviest not in best"] == pytest.approx(RARITY.of(1))


def test_a_missing_rare_word_counts_more_than_a_missing_common_one() -> None:
    told = tokens((5, RED))
    rare = values(tokens((1, RED), (3, BLUE)), told)
    common = values(tokens((1, BLUE), (3, RED)), told)
    assert rare["heaviest not aligned"] > common["heaviest not aligned"]
    assert rare["aligned with best"] < common["aligned with best"]


def test_nothing_to_compare_gives_zeros() -> None:
    empty = Tokens((), np.zeros((0, 3), np.float32))
    assert set(values(empty, tokens((1, RED))).values()) == {0.0}
    assert set(values(tokens((1, RED)), empty).values()) == {0.0}
    assert set(values(tokens((1, RED))).values()) == {0.0}


def test_traces_hold_what_is_not_matched_and_what_was_found_instead() -> None:
    question = tokens((1, RED), (3, GREEN))
    found = traces(question, [tokens((5, RED)), tokens((6, RED), (7, BLUE))], RARITY)
    open_to_all, open_to_best, products, differences = found.reshape(TRACES, 3)
    lacking = RARITY.of(3) / np.sqrt(2)
    assert open_to_all == pytest.approx([0, lacking, 0])
    assert open_to_best == pytest.approx([0, lacking, 0])
    share = RARITY.of(3) / (RARITY.of(1) + RARITY.of(3))
    assert products == pytest.approx([1 - share, 0, 0])
    assert differences == pytest.approx([share, -share, 0])


def test_traces_are_zeros_with_nothing_to_compare() -> None:
    empty = Tokens((), np.zeros((0, 3), np.float32))
    assert traces(empty, [tokens((1, RED))], RARITY).shape == (TRACES * WIDTH,)
    assert not traces(tokens((1, RED)), [empty], RARITY).any()
