"""Generated quizzes keep every rule, follow the request, and are the same for the same seed."""

from collections import Counter

import pytest

from assistant.errors import QuestionError
from assistant.quiz.audit import measures, report
from assistant.quiz.checks import check, errors
from assistant.quiz.coverage import rows, svg
from assistant.quiz.distractors import Wanted, also_true
from assistant.quiz.drafting.base import topic_of
from assistant.quiz.figures import near_misses, order
from assistant.quiz.generating import generate
from assistant.quiz.items import ItemType, Level, Status
from assistant.quiz.material import Material, addressee
from assistant.quiz.requests import Request, chapters, kinds
from assistant.quiz.tables import Tables, read_tables
from assistant.quiz.text import holds, longest_run
from assistant.quiz.verifying import reaches_source, verified


def test_the_same_seed_gives_the_same_items(material, search, quiz):
    again = generate(material, Request(number=60, seed=11), search)
    assert again.items == quiz.items


def test_another_seed_gives_other_items(material, search, quiz):
    other = generate(material, Request(number=60, seed=12), search)
    assert {i.id for i in other.items} != {i.id for i in quiz.items}


def test_every_item_is_complete_and_breaks_no_rule(quiz, material, search):
    for item in quiz.items:
        assert errors(check(item, material.corpus)) == ()
        assert verified(item, material, search) == ()
        assert item.status is Status.DRAFT
        assert item.citation
        assert item.quote
        assert item.quote in item.rationale
        assert item.level_why.endswith(".")
        assert item.topic
        assert all(option.rationale for option in item.options)


def test_the_audit_meets_every_limit(quiz, material, search):
    missed = [m.name for m in measures(quiz.items, material, search) if not m.met]
    assert missed == []
    assert "60 items" in report(quiz.items, material, search, 1.0)


def test_a_request_is_followed(material, search):
    wanted = Request(number=8, reports=("2008",), mix=((ItemType.SINGLE, 1.0),), seed=3)
    quiz = generate(material, wanted, search)
    assert {i.source.split("/")[0] for i in quiz.items} == {"2008"}
    assert {i.type for i in quiz.items} == {ItemType.SINGLE}
    assert len(quiz.items) == 8


def test_a_chapter_a_kind_and_a_level_are_followed(material, search):
    chapter = generate(material, Request(number=5, chapter="Chapter 9"), search)
    assert {topic_of(material.corpus, i.source)[:9] for i in chapter.items} == {"Chapter 9"}
    places = generate(material, Request(number=5, kinds=("place",)), search)
    assert {i.kind for i in places.items} == {"place"}
    easy = generate(material, Request(number=5, level=Level.EASY), search)
    assert {i.level for i in easy.items} == {Level.EASY}


def test_a_topic_chooses_what_is_near_it(material, search):
    quiz = generate(material, Request(number=5, topic="domestic violence"), search)
    near = set(search("domestic violence", 40))
    assert all(item.source in near for item in quiz.items)


TOPICS = {  # words of which every item has one, and a paragraph that only shares common words
    "serious case reviews": (("serious case", "review"), "2002/3.31"),
    "domestic violence": (("domestic",), "2002/9.32"),
    "private fostering": (("foster",), "2002/2.15"),
    "child protection register": (("regist",), "2002/3.8"),
    "asylum-seeking children": (("asylum",), "2002/8.5"),
}


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("seed", [1, 2])
def test_every_item_keeps_to_the_topic(material, search, topic, seed):
    words, stranger = TOPICS[topic]
    quiz = generate(material, Request(number=5, topic=topic, seed=seed), search)
    assert stranger not in {item.source for item in quiz.items}
    for item in quiz.items:
        said = f"{item.stem} {item.key} {item.quote} {item.pairs}".lower()
        assert any(word in said for word in words), item.stem


def test_a_topic_with_little_to_ask_gives_few_items_and_says_why(material, search):
    quiz = generate(material, Request(number=30, topic="private fostering"), search)
    assert 0 < len(quiz.items) < 30
    assert f"Only {len(quiz.items)} sound items keep to “private fostering”; 30 were asked" in quiz.notes[0]
    with pytest.raises(QuestionError, match="No sound item keeps to “private fostering”"):
        generate(material, Request(topic="private fostering", kinds=("order",)), search)


def test_a_topic_that_the_reports_do_not_cover_is_said(material, search):
    with pytest.raises(QuestionError, match="do not cover “chocolate souffle recipes”"):
        generate(material, Request(topic="chocolate souffle recipes"), search)


def test_too_few_paragraphs_give_what_there_is_and_a_note(material, search):
    quiz = generate(material, Request(number=40, chapter="Appendix A"), search)
    assert len(quiz.items) == 1
    assert quiz.notes == ("Only 1 sound item can be made of this choice; 40 were asked for.",)


@pytest.mark.parametrize("wanted", [Request(number=0), Request(chapter="No such chapter")])
def test_nothing_to_make_is_said_in_one_sentence(wanted, material, search):
    with pytest.raises(QuestionError):
        generate(material, wanted, search)


def test_kinds_and_chapters_can_be_listed(material):
    assert {"place", "addressee", "figure", "finding"} <= set(kinds(material))
    assert chapters(material)[0].startswith("Chapter 1")


def test_every_row_of_the_tables_points_to_words_of_the_report(material):
    corpus, tables = material.corpus, material.tables
    for row in (*tables.questions, *tables.statements):
        paragraph = corpus.paragraph(row.source)
        assert row.key in (paragraph.text + paragraph.addressee), row
    for row in tables.scenarios:
        assert holds(corpus.paragraph(row.source).text, row.quote), row
        assert len(row.foils) == 2
    for row in tables.lists:
        assert all(member in corpus.paragraph(row.source).text for member in row.members), row
        assert all(f.text in corpus.paragraph(f.source).text for f in row.foils), row
    assert len(tables.recommendations) == 52


def test_without_tables_gap_and_short_form_items_are_still_made(corpus, search):
    quiz = generate(Material(corpus, Tables()), Request(number=4), search)
    assert {i.type for i in quiz.items} <= {
        ItemType.CLOZE,
        ItemType.SHORT,
        ItemType.FLASHCARD,
        ItemType.MATCHING,
    }
    assert len(quiz.items) == 4


def test_a_missing_table_folder_is_an_empty_table(tmp_path):
    assert read_tables(tmp_path) == Tables()


def test_a_member_of_the_same_list_is_found_true(material):
    stem = "According to the October 2002 report, which services lead the Multi-Agency Public Protection Panels?"
    quote = material.quote_for("2002/9.2", "probation", stem)
    wanted = Wanted(stem, "police", "service", "2002/9.2", quote)
    assert also_true(material, wanted, "probation") is not None
    assert also_true(material, wanted, "UK Border Agency") is None


@pytest.mark.parametrize(
    ("key", "other"),
    [
        ("85 per cent", "70 per cent"),
        ("within a day", "within two days"),
        ("April 2001", "April 2000"),
        ("a fifth", "a quarter"),
    ],
)
def test_near_misses_keep_unit_and_form(key, other):
    assert other in near_misses(key)
    assert key not in near_misses(key)


def test_figures_are_put_in_order():
    assert sorted(["over 700", "42", "2,900", "eight"], key=order) == [
        "eight",
        "42",
        "over 700",
        "2,900",
    ]


def test_the_addressee_is_the_subject_or_the_heading(corpus):
    assert addressee(corpus.paragraph("2008/R/17")) == "Ofsted"
    assert addressee(corpus.paragraph("2002/2.9")) == "The Home Office"
    assert addressee(corpus.paragraph("2002/2.4")) == "The Department of Health"


def test_a_question_about_something_else_does_not_reach_its_source(quiz, search):
    item = next(i for i in quiz.items if i.type is ItemType.SINGLE)
    assert reaches_source(item, lambda question, k: ()) is not None


def test_the_coverage_map_counts_paragraphs(quiz, corpus):
    counted = sum(sum(row.items) for row in rows(quiz.items, corpus))
    named = Counter(n for i in quiz.items for n in {i.source, *(p.paragraph_id for p in i.pairs)})
    assert counted == sum(named.values())
    picture = svg(quiz.items, corpus)
    assert picture.count("<rect") == sum(len(row.paragraphs) for row in rows(quiz.items, corpus))


def test_longest_run_counts_words_in_a_row():
    assert longest_run("the review took three years", "a review took nearly three years") == 2
