"""Intervals, tests and agreement against hand-worked values, scipy and scikit-learn."""

import random

import pytest
from scipy import stats
from sklearn.metrics import cohen_kappa_score

from evals import statistics as s


def test_an_interval_holds_its_mean_and_repeats_with_its_seed():
    values = [1.0] * 70 + [0.0] * 30
    found = s.bootstrap(values, seed=3)
    assert found.mean == 0.7
    assert found.n == 100
    assert 0.58 < found.low < 0.65 < 0.75 < found.high < 0.82
    assert found == s.bootstrap(values, seed=3)


def test_no_values_make_no_interval():
    assert s.bootstrap([]) == s.Interval(0.0, 0.0, 0.0, 0)


def test_a_paired_difference_is_narrower_than_two_intervals():
    before = [0.0, 1.0] * 50
    after = [0.0, 1.0] * 45 + [1.0, 1.0] * 5
    found = s.paired_bootstrap(before, after)
    assert found.mean == pytest.approx(0.05)
    assert found.high - found.low < 0.1


@pytest.mark.parametrize("seed", range(5))
def test_the_exact_permutation_test_agrees_with_scipy(seed):
    rng = random.Random(seed)
    before = [rng.random() for _ in range(9)]
    after = [value + rng.gauss(0.1, 0.2) for value in before]
    theirs = stats.permutation_test(
        (after, before),
        lambda a, b, axis: (a - b).mean(axis=axis),
        permutation_type="samples",
        n_resamples=10_000,
    )
    assert s.permutation_p(before, after) == pytest.approx(theirs.pvalue, abs=1e-9)


def test_no_change_is_no_evidence():
    assert s.permutation_p([1, 0, 1], [1, 0, 1]) == 1
    assert s.mcnemar_p([1, 0, 1], [1, 0, 1]) == 1


@pytest.mark.parametrize(("lost", "won"), [(1, 9), (3, 3), (0, 6), (12, 30)])
def test_mcnemar_is_the_binomial_test_of_the_changed_questions(lost, won):
    before = [1.0] * lost + [0.0] * won + [1.0] * 20
    after = [0.0] * lost + [1.0] * won + [1.0] * 20
    theirs = stats.binomtest(min(lost, won), lost + won, 0.5).pvalue
    assert s.mcnemar_p(before, after) == pytest.approx(theirs, abs=1e-9)


def test_holm_by_hand():
    """0.01 x 3; max(0.03, 0.02 x 2); max(0.04, 0.5 x 1)."""
    adjusted = s.holm({"b": 0.02, "a": 0.01, "c": 0.5})
    assert adjusted == pytest.approx({"a": 0.03, "b": 0.04, "c": 0.5})


@pytest.mark.parametrize("seed", range(5))
def test_kappa_agrees_with_scikit_learn(seed):
    rng = random.Random(seed)
    first = [rng.randint(0, 2) for _ in range(50)]
    second = [value if rng.random() < 0.7 else rng.randint(0, 2) for value in first]
    assert s.cohen_kappa(first, second) == pytest.approx(cohen_kappa_score(first, second), abs=1e-9)


def test_krippendorff_by_his_own_example():
    """The four-rater table of Krippendorff (2011): nominal alpha 0.743, ordinal 0.815."""
    table = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
        [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
    ]
    items = list(zip(*table, strict=True))
    assert s.krippendorff_alpha(items) == pytest.approx(0.743, abs=0.001)
    assert s.krippendorff_alpha(items, ordinal=True) == pytest.approx(0.815, abs=0.001)
