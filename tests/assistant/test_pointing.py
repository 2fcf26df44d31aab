"""Follow-ups that point at what the answer before showed, and those that name another body."""

import pytest

from assistant.answering import Assistant
from assistant.bodies import all_bodies, is_body, swap_body, unnamed
from assistant.conversation import resolve
from assistant.domain import Outcome, Shown, Turn
from assistant.pointing import items_of, pointed_at
from assistant.saved import as_turns

DUTY = Shown("Duty systems were under strain.", "2002/6.4", "Report, paragraph 6.4", (1,))
STAFF = Shown("Vacant posts were not filled.", "2002/4.15", "Report, paragraph 4.15", (2, 3))
RECORDS = Shown("Few files held a plan.", "2002/6.20", "Report, paragraph 6.20", (4,))
LAST = Turn("What was wrong with duty teams?", "", (), (DUTY, STAFF, RECORDS))
LIST = Shown(
    "They include:\n• asylum seekers;\n• those in custody.", "2002/7.43", "Report, paragraph 7.43"
)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("tell me more about the second one", [STAFF]),
        ("What did the first of these say?", [DUTY]),
        ("explain the last one", [RECORDS]),
        ("more on number 2", [STAFF]),
        ("[4]?", [RECORDS]),
        ("could you expand on the third point please", [RECORDS]),
        ("and the 2nd finding?", [STAFF]),
        ("the first and third of them in full", [DUTY, RECORDS]),
        ("what about the last two?", [STAFF, RECORDS]),
        ("Can you tell me more?", [DUTY, STAFF, RECORDS]),
    ],
)
def test_a_pointer_finds_the_item_at_its_place(question: str, found: list[Shown]) -> None:
    pointed = pointed_at(question, LAST)
    assert pointed is not None
    assert pointed.alone
    assert list(pointed.items) == found


@pytest.mark.parametrize(
    "question",
    [
        "What does recommendation 2 say?",
        "what does paragraph 6.4 say",
        "what is the second standard",
        "What did the first inspection find?",
        "Which service was first to respond?",
        "who trains duty staff?",
    ],
)
def test_what_names_no_item_points_at_none(question: str) -> None:
    assert pointed_at(question, LAST) is None


def test_the_first_one_is_a_report_after_a_question_about_one() -> None:
    last = Turn("What did the 2008 report say about duty teams?", "", (), (DUTY, STAFF))
    assert pointed_at("and the first one?", last) is None
    more = pointed_at("tell me more about the first one", last)
    assert more is not None
    assert more.items == (DUTY,)


def test_the_bullets_of_a_single_statement_are_its_items() -> None:
    assert [item.text for item in items_of((LIST,))] == ["asylum seekers;", "those in custody."]
    pointed = pointed_at("explain the second one", Turn("Who is at risk?", shown=(LIST,)))
    assert pointed is not None
    assert pointed.items[0].text == "those in custody."


def test_a_question_about_an_item_is_searched_with_its_words() -> None:
    resolved = resolve("who is responsible for the second one?", (LAST,))
    assert resolved.pointed is None
    assert resolved.context == "Vacant posts were not filled. (paragraph 4.15)"
    assert resolved.asked == "who is responsible for it?"
    assert resolved.cited == ("2002/4.15",)


@pytest.mark.slow
def test_a_question_about_an_item_is_not_one_about_a_report(assistant: Assistant) -> None:
    turns = as_turns(["What good practice is there in Kent?"], assistant.ask)
    place = turns[0].shown[2].paragraph_id
    answer = assistant.ask("was the third one about liaison with prisons?", turns)
    assert [each.paragraph.id for each in answer.citations] == [place]


def test_what_is_searched_for_names_the_item() -> None:
    resolved = resolve("explain the last one", (LAST,))
    assert resolved.searched_for == "Few files held a plan. (Report, paragraph 6.20)"


def test_a_missing_item_leaves_the_topic_as_it_was() -> None:
    resolved = resolve("explain the ninth one", (LAST,))
    assert resolved.pointed is not None
    assert resolved.pointed.missing == 9
    assert resolved.searched_for == LAST.question
    after = resolve("then the third one", (LAST, Turn("explain the ninth one", LAST.question)))
    assert after.pointed is not None
    assert after.pointed.items == (RECORDS,)


def test_one_that_is_a_report_in_the_same_question_points_at_no_item() -> None:
    asked = "what did the first report say on rotas and what did the last one want done"
    assert pointed_at(asked, LAST) is None


@pytest.mark.slow
def test_an_item_is_answered_from_its_whole_paragraph(assistant: Assistant) -> None:
    turns = as_turns(
        ["What was said about checks on foster carers?"], assistant.ask
    )
    first = turns[0].shown[0]
    answer = assistant.ask("tell me more about number 1", turns)
    assert answer.outcome is Outcome.ANSWERED
    assert answer.citations[0].paragraph.id == first.paragraph_id
    assert answer.citations[0].quote == answer.citations[0].paragraph.text
    assert first.label in answer.searched_for
    assert first.label in answer.lead


@pytest.mark.slow
def test_an_item_shown_whole_is_followed_by_what_is_nearest(assistant: Assistant) -> None:
    turns = as_turns(["Recommendations for health services"], assistant.ask)
    asked = assistant.ask("What does the second one say?", turns)
    assert [each.paragraph.id for each in asked.citations] == ["2002/2.28"]
    more = assistant.ask("tell me more about the second one", turns)
    assert more.citations[0].paragraph.id == "2002/2.28"
    assert len(more.citations) > 1


@pytest.mark.slow
def test_a_place_that_was_not_shown_is_said_to_be_missing(assistant: Assistant) -> None:
    turns = as_turns(["Recommendations for health services"], assistant.ask)
    answer = assistant.ask("and the tenth one?", turns)
    assert answer.outcome is Outcome.NOT_COVERED
    assert f"shows {len(turns[0].shown)} items: there is no 10" in answer.text


@pytest.mark.parametrize(
    ("asked", "earlier", "whole"),
    [
        ("And foster carers?", "How were teachers vetted?", "How were foster carers vetted?"),
        ("The police?", "Did the probation service keep good files?",
         "Did the police keep good files?"),
        ("magistrates", "Were GPs trained in child protection?",
         "Were magistrates trained in child protection?"),
        ("what about CAFCASS?", "Did health visitors sit on ACPCs?", "Did CAFCASS sit on ACPCs?"),
        ("and MAPPPs?", "Did health visitors sit on ACPCs?", "Did health visitors sit on MAPPPs?"),
        ("Councillors too?", "Did chief officers tell school governors?",
         "Did chief officers tell councillors?"),
    ],
)  # fmt: skip
def test_a_bare_body_takes_the_place_of_the_one_before(
    asked: str, earlier: str, whole: str
) -> None:
    assert swap_body(asked, earlier) == whole
    assert resolve(asked, (Turn(earlier),)).searched_for == whole


@pytest.mark.slow
def test_a_body_that_nothing_found_names_is_said_to_be_missing(assistant: Assistant) -> None:
    turns = as_turns(["What training did social workers have?"], assistant.ask)
    notice = "Nothing found names foster carers: the nearest words are shown."
    answer = assistant.ask("foster carers?", turns)
    assert (notice in answer.notices) != any(
        "foster carer" in each.paragraph.text.lower() for each in answer.citations
    )
    assert not any(n.startswith("Nothing found") for n in assistant.ask("GPs?", turns).notices)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Few school-based courses were held.", ""),
        ("Courses for school staff were good.", ""),
        ("Courses for GPs were good.", "schools"),
    ],
)
def test_a_body_is_named_by_any_of_its_names(text: str, missing: str) -> None:
    assert unnamed("and schools?", [text]) == missing


@pytest.mark.parametrize(
    ("asked", "earlier"),
    [
        ("And foster carers?", "How were thresholds set?"),
        ("Foster carers?", "Did police officers talk to social workers?"),
        ("And thresholds?", "How were teachers vetted?"),
        ("and why did foster carers not know?", "How were teachers vetted?"),
        ("and the press?", "How were teachers vetted?"),
    ],
)
def test_a_body_without_a_place_to_go_takes_none(asked: str, earlier: str) -> None:
    assert swap_body(asked, earlier) == ""


def test_every_name_of_a_body_is_one() -> None:
    names = [name for body in all_bodies() for name in body.asked]
    assert all(is_body(name) for name in names)
    assert not is_body("thresholds")
