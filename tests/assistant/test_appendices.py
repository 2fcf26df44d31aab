"""Standards, criteria, appendices, summaries and recommendations on a topic: exact and complete."""

from __future__ import annotations

import pytest

from assistant.answering import Assistant
from assistant.build import load_corpus
from assistant.citations import check
from assistant.domain import Filters, Kind, Outcome
from assistant.extracting import Extract
from assistant.main_points import asks_for_main_points, of_main_points, sums_up
from assistant.naming import LAST, ordinal_number
from assistant.recommended import topic_recommended
from assistant.structured import structured
from assistant.wording import Asks, Reading, question_kind
from tests.index import SETTINGS

CORPUS = load_corpus(SETTINGS)


def answer(question: str, context: str = "", reports: tuple[str, ...] = ()) -> Extract | None:
    reading = Reading(
        question, question, question_kind(question), reports, context=context, asked=question
    )
    return structured(reading, CORPUS, Filters())


def cited(question: str, context: str = "", reports: tuple[str, ...] = ()) -> list[str]:
    found = answer(question, context, reports)
    return [c.paragraph.id for c in found.citations] if found else []


def asked(assistant: Assistant, question: str) -> list[str]:
    """The ids that the whole turn cites."""
    return list(dict.fromkeys(c.paragraph.id for c in assistant.ask(question).citations))


@pytest.mark.parametrize(
    "question",
    [
        "List the inspection standards",
        "Which standards did inspectors measure against?",
        "How many standards were there?",
        "What is in appendix B?",
        "the criteria",
    ],
)
def test_all_standards(question: str) -> None:
    assert cited(question) == [f"2002/B/S{n}" for n in range(1, 9)]
    found = answer(question)
    assert found is not None
    assert found.lead.startswith("Appendix B sets 8 standards with 64 criteria under them.")
    assert "not what they found" in found.lead
    assert found.statements[4].text.startswith("Standard 5 (Information sharing): ")


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("What is standard 6?", 6),
        ("what does standard two cover", 2),
        ("the third standard", 3),
        ("What is the last standard about?", 8),
    ],
)
def test_one_standard(question: str, number: int) -> None:
    assert cited(question) == [f"2002/B/S{number}"]


def test_the_criteria_of_one_standard_are_complete() -> None:
    counts = {1: 12, 2: 7, 3: 10, 4: 9, 5: 6, 6: 6, 7: 7, 8: 7}
    for number, count in counts.items():
        assert cited(f"criteria of standard {number}") == [
            f"2002/B/{number}.{n}" for n in range(1, count + 1)
        ]
    assert cited("standard 4 criteria") == cited("What are the criteria under standard four?")


def test_a_standard_that_does_not_exist() -> None:
    found = answer("What is standard 9?")
    assert found is not None
    assert not found.statements
    assert found.notices == ("There are 8 standards, and no standard 9.",)


@pytest.mark.parametrize(
    ("question", "context"),
    [
        ("What does standard 3 say about diversity?", ""),
        ("Why were the standards chosen?", ""),
        ("under standard one?", "Should users help to write the plans?"),
        ("What are the National Care Standards?", ""),
        ("What does appendix B say about whistle-blowing?", ""),
        ("standards of recording", ""),
    ],
)
def test_a_topic_is_left_to_the_search(question: str, context: str) -> None:
    assert answer(question, context) is None


def test_appendices_are_whole_and_named() -> None:
    assert cited("What is in Appendix F?") == ["2002/F/1", "2002/F/2", "2002/F/3"]
    found = answer("What is in Appendix F?")
    assert found is not None
    for citation in found.citations:
        assert citation.quote == citation.paragraph.text
    assert cited("what does appendix E say") == [f"2002/E/{n}" for n in range(1, 6)]
    long = answer("what's in appendix D")
    assert long is not None
    assert [c.paragraph.id for c in long.citations] == [f"2002/D/{n}" for n in range(1, 7)]


def test_an_appendix_without_text_is_said_to_have_none() -> None:
    found = answer("What is in Appendix G?")
    assert found is not None
    assert found.notices[0].endswith("no text of Appendix G.")


def test_every_statement_passes_the_gate() -> None:
    for question in ("the standards", "criteria of standard 1", "appendix E", "key findings"):
        found = answer(question)
        assert found is not None
        sources = {c.marker: c.paragraph for c in found.citations}
        assert [check(s, sources) for s in found.statements] == [None] * len(found.statements)


def test_the_main_findings_of_a_report_are_its_summary() -> None:
    first = cited("What were the main findings?", reports=("2002",))
    assert len(first) > 10
    assert all(sums_up(CORPUS.paragraph(each)) for each in first)
    assert {"2002/1.18", "2002/1.23", "2002/1.31"} <= set(first)
    assert cited("key messages", reports=("2008",)) == [f"2008/S/{n}" for n in (2, 4, 5, 6)]
    both = cited("Summarise the findings of both reports")
    assert {each.partition("/")[0] for each in both} == {"2002", "2008"}
    assert cited("main findings of chapter 8") == [f"2002/8.{n}" for n in range(19, 23)]


def test_no_opening_that_points_back_stands_in_a_summary() -> None:
    found = answer("main findings", reports=("2002",))
    assert found is not None
    assert not [
        s.text for s in found.statements if " this" in s.text or s.text.startswith("In these")
    ]


def test_the_matter_of_main_points_is_searched_alone() -> None:
    reading = Reading("", "", asked="What are the key messages about training?")
    assert of_main_points(reading).searched_for == "training"
    assert of_main_points(reading).asked == reading.asked
    other = Reading("", "as it is", asked="What training was there?")
    assert of_main_points(other) == other
    of_report = Reading(
        "q", "q", asked="Why does the 2008 summary drop a finding of the first report?"
    )
    assert of_main_points(of_report) == of_report
    assert not asks_for_main_points("What did the main committee find?")


def test_the_main_points_of_a_matter_are_conclusions(assistant: Assistant) -> None:
    found = assistant.ask("Key messages about training")
    assert found.outcome is Outcome.ANSWERED
    ids = {c.paragraph.id for c in found.citations}
    assert "2002/4.50" in ids
    assert len(ids) > 1
    assert all(sums_up(CORPUS.paragraph(each)) for each in ids)


def test_main_points_of_what_is_not_there_are_refused(assistant: Assistant) -> None:
    assert assistant.ask("main findings on school uniforms").outcome is Outcome.NOT_COVERED


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("What recommendations were there about strip-searching?", "strip searching"),
        ("vetting recommendations", "vetting"),
        ("What did they recommend on restraint?", "restraint"),
        ("Who should act on the recommendations about restraint?", ""),
        ("Why was a recommendation on restraint made?", ""),
        ("What did they say about restraint?", ""),
        ("What did the 2005 report recommend about restraint?", ""),
        ("What do charities think of the recommendation on restraint?", ""),
    ],
)
def test_the_topic_of_recommendations(question: str, topic: str) -> None:
    reading = Reading(question, question, question_kind(question), asked=question)
    assert topic_recommended(reading) == topic


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ("recommendations on serious case reviews", ["2002/2.21", "2008/R/16", "2008/R/17"]),
        ("recommendations about registers", ["2002/2.5", "2002/2.24"]),
        ("What was recommended on strip-searching?", ["2008/R/10"]),
        ("What did the 2008 report recommend about restraint?", ["2008/R/8", "2008/R/9"]),
    ],
)
def test_every_recommendation_that_names_a_topic(
    assistant: Assistant, question: str, ids: list[str]
) -> None:
    assert asked(assistant, question) == ids


def test_recommendations_on_a_topic_side_by_side(assistant: Assistant) -> None:
    found = assistant.ask("Compare the recommendations on information sharing in 2002 and 2008")
    assert {"2002/2.22", "2002/2.6", "2008/R/20"} == {c.paragraph.id for c in found.citations}
    assert found.statements[-1].text.startswith("In July 2008: ")
    one = assistant.ask("Compare the recommendations on training in 2002 and 2008")
    assert "No recommendation of July 2008 names this." in one.notices


def test_the_main_recommendations_are_all_of_them() -> None:
    found = answer("Main recommendations", reports=("2008",))
    assert found is not None
    assert len(found.citations) == 22
    assert all(c.paragraph.kind is Kind.RECOMMENDATION for c in found.citations)


def test_who_should_belong_to_the_committee_is_every_list() -> None:
    lists = ["2002/E/3", "2002/E/4", "2002/E/5"]
    assert cited("Who should be members of an ACPC?") == lists
    assert (
        cited("List everyone who could be involved in the area child protection committee") == lists
    )
    assert answer("Are GPs members of the ACPC?") is None
    assert answer("Who should be on the ACPC training group?") is None


def test_to_whom_and_from_whom_the_letter_is() -> None:
    found = answer("Which ministers was the letter addressed to?")
    assert found is not None
    names = ("Balls", "Browne", "Denham", "Johnson", "Scotland", "Smith", "Straw")
    assert [name for name in names if name not in found.statements[0].text] == []
    signed = answer("On whose behalf was the letter signed?")
    assert signed is not None
    assert "Andrew Bridges" in signed.statements[0].text
    assert "Browne" not in signed.statements[0].text
    assert answer("What does the letter say about asylum?") is None


def test_recommendations_that_only_name_a_body_are_shown_after_those_addressed_to_it() -> None:
    found = answer("recommendations for local safeguarding children boards")
    assert found is not None
    ids = [c.paragraph.id for c in found.citations]
    assert ids == ["2008/R/3", "2008/R/16", "2008/R/1", "2008/R/9"]
    assert found.statements[2].text.startswith("Addressed to others, but naming this body: ")
    assert cited("Which recommendations involve the Youth Justice Board?", reports=("2008",)) == [
        f"2008/R/{n}" for n in (8, 9, 10, 11, 12, 13, 19)
    ]


def test_numbers_in_words() -> None:
    assert [ordinal_number(each) for each in ("7", "seven", "seventh", "7th")] == ["7"] * 4
    assert ordinal_number("final") == LAST
    assert question_kind("What is standard 3?") in Asks
