"""Table of contents, phrase search and fuzzy search over the two real reports."""

from __future__ import annotations

import pytest

from assistant.browsing import chapter_of, contents, find_phrase, find_words, of_kind
from assistant.domain import Kind
from assistant.errors import QuestionError
from tests.fakes import bundled_corpus

CORPUS = bundled_corpus()
OLD, NEW = CORPUS.of_report("2002"), CORPUS.of_report("2008")


def found_ids(found):
    return [one.paragraph.id for one in found]


def test_contents_hold_every_paragraph_once_and_in_order():
    for report in CORPUS.reports:
        listed = [p.id for chapter in contents(CORPUS, report.id) for p in chapter.paragraphs]
        assert listed == [p.id for p in CORPUS.of_report(report.id)]


def test_the_nine_chapters_of_2002_are_there():
    titles = [chapter.title for chapter in contents(CORPUS, "2002")]
    assert [t.split(":")[0] for t in titles if t.startswith("Chapter ")] == [
        f"Chapter {number}" for number in range(1, 10)
    ]


def test_a_section_says_from_where_to_where_it_goes():
    chapter = chapter_of(CORPUS, "2002/5.45")
    assert [(s.title, s.extent) for s in chapter.sections] == [
        ("Introduction", "5.1 to 5.4"),
        ("Findings", "5.5 to 5.47"),
        ("Conclusions", "5.48 to 5.55"),
    ]


def test_a_phrase_is_found_over_case_and_its_place_is_marked():
    found = find_phrase(OLD, "STATUTORY guidance of four months")
    assert found_ids(found) == ["2002/5.45"]
    start, end = found[0].spans[0]
    assert found[0].paragraph.text[start:end] == "statutory guidance of four months"


def test_a_phrase_is_not_found_inside_longer_words_or_in_another_order():
    assert "2002/5.45" not in found_ids(find_phrase(OLD, "guidance of four month"))
    assert "2002/5.45" not in found_ids(find_phrase(OLD, "four months of guidance"))


def test_a_straight_apostrophe_finds_a_curved_one():
    assert find_phrase(OLD, "Lord Chancellor's Department")


def test_misspelt_words_are_found_together():
    found = find_words(OLD, "serius case reveiws statutary")
    assert "2002/5.45" in found_ids(found)
    assert all(one.spans for one in found)


def test_words_that_stand_nowhere_find_nothing():
    assert find_words(NEW, "chocolate") == ()


def test_short_words_must_fit_exactly():
    assert find_words(NEW, "cap") == ()


@pytest.mark.parametrize("words", ["", "  ", "?!", "x" * 201])
def test_a_search_without_words_or_too_long_says_so(words):
    with pytest.raises(QuestionError):
        find_phrase(OLD, words)


def test_signs_of_regular_expressions_are_plain_characters():
    assert find_phrase(OLD, "(.*)+ children") == find_phrase(OLD, "children")


def test_recommendations_name_who_is_told_to_act():
    told = of_kind(CORPUS, Kind.RECOMMENDATION, ("2002",))
    assert len(told) == 30
    assert all(one.addressee for one in told)
    assert len(of_kind(CORPUS, Kind.GOOD_PRACTICE)) == 26
