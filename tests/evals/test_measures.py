"""Measures against values worked by hand and against ir_measures."""

import math
import random

import ir_measures
import pytest
from ir_measures import AP, RR, P, R, Success, nDCG

from evals import measures as m

RANKED = ["2002/5.1", "2002/4.9", "2002/5.2", "2002/1.1", "2002/7.7"]
GROUPS = [{"2002/4.9", "2002/5.2"}, {"2002/7.7"}, {"2002/9.9"}]


def test_the_same_statement_in_two_paragraphs_counts_once():
    assert m.by_group(RANKED, GROUPS) == [None, 0, None, None, 1]
    assert m.coverage(RANKED, GROUPS, 3) == pytest.approx(1 / 3)
    assert m.coverage(RANKED, GROUPS, 5) == pytest.approx(2 / 3)


def test_rank_measures_by_hand():
    assert m.hit(RANKED, GROUPS, 1) == 0
    assert m.hit(RANKED, GROUPS, 2) == 1
    assert m.reciprocal_rank(RANKED, GROUPS) == 0.5
    gain = 1 / math.log2(3) + 1 / math.log2(6)
    best = 1 + 1 / math.log2(3) + 1 / math.log2(4)
    assert m.ndcg(RANKED, GROUPS) == pytest.approx(gain / best)
    assert m.average_precision(RANKED, GROUPS) == pytest.approx((1 / 2 + 2 / 5) / 3)


def test_nothing_found_and_nothing_wanted_score_zero():
    for measure in (m.hit, m.coverage, m.reciprocal_rank, m.ndcg, m.average_precision):
        assert measure(["2002/1.1"], [{"2002/9.9"}], 5) == 0
        assert measure([], GROUPS, 5) == 0
        assert measure(RANKED, [], 5) == 0


@pytest.mark.parametrize("seed", range(20))
def test_rank_measures_agree_with_ir_measures(seed):
    """The ranking is handed over with each paragraph named after the group it finds."""
    rng = random.Random(seed)
    ids = [f"2002/{n}" for n in range(40)]
    groups = [set(rng.sample(ids, rng.randint(1, 3))) for _ in range(rng.randint(1, 4))]
    ranked = rng.sample(ids, 10)
    found = m.by_group(ranked, groups)
    run = [
        ir_measures.ScoredDoc("q", one if group is None else f"group {group}", float(10 - rank))
        for rank, (one, group) in enumerate(zip(ranked, found, strict=True))
    ]
    qrels = [ir_measures.Qrel("q", f"group {n}", 1) for n in range(len(groups))]
    theirs = ir_measures.calc_aggregate(
        [nDCG @ 10, AP @ 10, RR @ 10, R @ 5, R @ 10, Success @ 3, P @ 5], qrels, run
    )
    assert m.ndcg(ranked, groups, 10) == pytest.approx(theirs[nDCG @ 10], abs=1e-9)
    assert m.average_precision(ranked, groups, 10) == pytest.approx(theirs[AP @ 10], abs=1e-9)
    assert m.reciprocal_rank(ranked, groups, 10) == pytest.approx(theirs[RR @ 10], abs=1e-9)
    assert m.coverage(ranked, groups, 5) == pytest.approx(theirs[R @ 5], abs=1e-9)
    assert m.coverage(ranked, groups, 10) == pytest.approx(theirs[R @ 10], abs=1e-9)
    assert m.hit(ranked, groups, 3) == pytest.approx(theirs[Success @ 3], abs=1e-9)


def test_key_facts_are_found_whatever_the_case_and_quotes():
    answer = "The Lord Chancellor’s Department and\nthe Home Office made 72 detailed recommendations. [1]"
    assert m.states(answer, ["lord chancellor's department"])
    assert m.key_fact_recall(answer, [["72"], ["home office"], ["DfES"]]) == pytest.approx(2 / 3)
    assert m.key_fact_recall(answer, []) == 0


@pytest.mark.parametrize("said", ["172 areas", "in 1972", "72.5 per cent", "1,725 cases"])
def test_a_figure_inside_a_longer_figure_is_not_that_figure(said):
    assert not m.states(said, ["72"])


def test_markers_are_not_figures_or_words():
    assert not m.states("Two areas did. [3]", ["3"])
    assert m.words("Two areas did. [3] [4]") == 3


def test_only_facts_that_are_figures_count_as_numeric():
    facts = [["3 or 4", "three or four"], ["Kent"], ["88 per cent", "most"]]
    assert m.numeric_facts(facts) == (["3 or 4", "three or four"],)


def test_citations_by_id():
    cited = ["2002/4.9", "2002/5.2", "2002/1.1", "2002/1.1"]
    assert m.citation_hit(cited, GROUPS) == 1
    assert m.citation_precision(cited, GROUPS) == pytest.approx(2 / 3)
    assert m.citation_recall(cited, GROUPS) == pytest.approx(1 / 3)
    assert m.citation_hit([], GROUPS) == m.citation_precision([], GROUPS) == 0


def test_a_quote_is_verbatim_or_not():
    text = "The report makes 72 detailed recommendations to address the Inquiry’s findings."
    assert m.quote_verbatim("72 detailed recommendations", text)
    assert not m.quote_verbatim("72 Detailed recommendations", text)
    assert not m.quote_verbatim("the Inquiry's findings", text)
    assert not m.quote_verbatim(" ", text)


def test_statements_carry_their_markers():
    answer = (
        "The 2002 report says:\nIt was 8 months. [1]\nIn one area, two years. [2] [3]\nSee also"
    )
    assert m.statements(answer) == (
        ("The 2002 report says:\nIt was 8 months.", (1,)),
        ("In one area, two years.", (2, 3)),
        ("See also", ()),
    )


def test_copying_the_whole_paragraph_shows():
    texts = {"2002/1.1": "one two three four", "2002/1.2": "one two three four"}
    assert (
        m.copied_share({"2002/1.1": ["one two"], "2002/1.2": ["one two three four"]}, texts) == 0.75
    )
    assert m.copied_share({}, texts) == 0


def test_refusal_by_hand():
    refused = [True, True, False, False, True]
    should = [True, False, True, False, True]
    assert m.refusal_scores(refused, should) == pytest.approx((2 / 3, 2 / 3, 2 / 3))
    assert m.refusal_scores([False], [False]) == (0, 0, 0)


def test_the_surest_answers_first():
    points = m.risk_coverage([0.9, 0.1, 0.5], [1.0, 0.0, 1.0])
    assert points == [
        (pytest.approx(1 / 3), 1.0),
        (pytest.approx(2 / 3), 1.0),
        (1.0, pytest.approx(2 / 3)),
    ]
    assert m.aurc([0.9, 0.1, 0.5], [1.0, 0.0, 1.0]) == pytest.approx((0 + 0 + 1 / 3) / 3)


def test_equally_sure_answers_have_no_order():
    assert m.risk_coverage([0.5, 0.5], [0.0, 1.0]) == [(0.5, 0.5), (1.0, 0.5)]
    assert m.risk_coverage([0.5, 0.5], [1.0, 0.0]) == m.risk_coverage([0.5, 0.5], [0.0, 1.0])


def test_percentiles_interpolate_like_numpy():
    numpy = pytest.importorskip("numpy")
    values = [0.3, 0.1, 0.9, 0.4]
    for share in (0, 0.5, 0.95, 1):
        assert m.percentile(values, share) == pytest.approx(numpy.percentile(values, 100 * share))
    assert m.percentile([], 0.5) == 0


def test_overlap_counts_stems():
    assert m.overlap("Inspectors found funding?", "The inspection of funds") == pytest.approx(1 / 3)
