"""Questions that the structure of the committed reports answers exactly."""

from __future__ import annotations

import json

import pytest

from assistant.__main__ import main
from assistant.answering import cited_first, exact_verdict
from assistant.build import load_corpus
from assistant.citations import check
from assistant.covering import bare_topic
from assistant.domain import Filters, Kind, Outcome, Passage, Turn
from assistant.extracting import Extract
from assistant.lexicon import build_lexicon
from assistant.naming import TABLES, addressed, read_bodies
from assistant.portraits import scopes
from assistant.sentences import pieces
from assistant.settings import ROOT
from assistant.structured import structured
from assistant.wording import read_question
from tests.index import SETTINGS

CORPUS = load_corpus(SETTINGS)
LEXICON = build_lexicon(CORPUS, SETTINGS)


def answer(question: str, *history: str, filters: Filters = Filters()) -> Extract | None:
    """What the structure answers to a question."""
    turns = [Turn(each) for each in history]
    return structured(read_question(question, turns, LEXICON), CORPUS, filters)


def cited(question: str, *history: str) -> list[str]:
    """The ids of the paragraphs that are quoted or named for a question."""
    found = answer(question, *history)
    assert found is not None, question
    quoted = dict.fromkeys(each.paragraph.id for each in found.citations)
    return [*quoted, *found.also_found]


@pytest.mark.parametrize(
    ("question", "paragraph"),
    [
        ("What does recommendation 9 of the 2008 report say?", "2008/R/9"),
        ("rec 14", "2008/R/14"),
        ("R/14", "2008/R/14"),
        ("recommendation 2.15", "2002/2.15"),
        ("recommendation 14 of the 2002 report", "2002/2.14"),
        ("paragraph 5.45", "2002/5.45"),
        ("2002 ¶5.45", "2002/5.45"),
        ("what does 3.10 say", "2002/3.10"),
        ("What does summary paragraph 4 say?", "2008/S/4"),
        ("criterion 2.4", "2002/B/2.4"),
        ("Appendix B criterion 2.4", "2002/B/2.4"),
        ("what's para 7.38", "2002/7.38"),
    ],
)
def test_a_numbered_place_is_quoted_alone(question: str, paragraph: str) -> None:
    found = answer(question)
    assert found is not None
    assert [each.paragraph.id for each in found.citations] == [paragraph]
    citation = found.citations[0]
    assert citation.quote in found.statements[0].text


def test_a_recommendation_has_its_addressee_its_list_and_its_lead() -> None:
    found = answer("recommendation 2.15")
    assert found is not None
    assert found.statements[0].text.startswith("Paragraph 2.15: All Relevant Inspectorates should:")
    assert found.citations[0].quote == CORPUS.paragraph("2002/2.15").text
    led = answer("recommendation 9")
    assert led is not None
    assert led.statements[0].text.endswith("(suggested lead department: Youth Justice Board)")


def test_the_other_numbering_is_offered() -> None:
    assert cited("recommendation 14") == ["2008/R/14", "2002/2.14"]


def test_a_number_that_no_report_has_is_said_to_be_missing() -> None:
    found = answer("What does recommendation 23 of the 2008 report say?")
    assert found is not None
    assert not found.statements
    assert found.notices == ("There is no recommendation 23 in the report of July 2008.",)


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("What did the 2008 report recommend to the Youth Justice Board?",
         "R/8 R/9 R/10 R/11 R/12 R/13 R/19"),
        ("Which recommendations in the 2008 report are addressed to local authorities?",
         "R/1 R/6 R/22"),
        ("what did they recommend for LEAs", "2.30"),
        ("which recommendations are for the police", "2.26 R/1 R/22 2.3 2.9 2.13"),
        ("What was the Home Office asked to do in 2008?", "R/2 R/7 R/20"),
        ("recommendations for ACPCs", "2.17 2.18 2.19 2.20 2.21 2.22 2.23 2.24"),
        ("recommendations for inspectorates", "2.14 2.15 2.16 R/5 R/17"),
    ],
)  # fmt: skip
def test_all_recommendations_to_a_body(question: str, numbers: str) -> None:
    listed = [each.split("/", 1)[1] for each in cited(question)]
    assert set(numbers.split()) == set(listed[: len(numbers.split())])


def test_a_follow_up_keeps_the_recommendations_and_the_report() -> None:
    asked = "How many recommendations are in the 2008 report?"
    found = cited("which of them are for the Home Office", asked)
    assert found == ["2008/R/2", "2008/R/7", "2008/R/20"]


def test_a_follow_up_on_another_report_keeps_the_body() -> None:
    found = cited("and in 2008?", "what did they recommend to the police")
    assert found == ["2008/R/1", "2008/R/22"]


@pytest.mark.parametrize(
    ("question", "before"),
    [
        ("What did the 2008 report recommend?", "private fostering"),
        ("give me good practice examples", "thresholds in social services"),
        ("what about Kent?", "Where were truancy sweeps used?"),
        ("what about the Home Office?", "What did the 2008 report say about MAPPA?"),
    ],
)
def test_a_follow_up_on_a_topic_is_left_to_the_search(question: str, before: str) -> None:
    assert answer(question, before) is None


def test_a_list_of_all_recommendations_is_whole() -> None:
    for question in (
        "List the recommendations of the 2008 report",
        "list all recommendations of 2008",
        "what are the recommendations in the third report?",
    ):
        found = answer(question)
        assert found is not None, question
        assert len(found.statements) == 22
        assert found.lead == "July 2008: 22 recommendations:"
        assert found.also_found == ()


def test_a_longer_list_names_the_rest() -> None:
    found = answer("list all recommendations")
    assert found is not None
    assert len(found.statements) == 30
    assert found.lead == "October 2002 and July 2008: 52 recommendations:"
    assert found.notices[0].startswith("22 more: Recommendation 1, Recommendation 2")
    boxes = answer("list the good practice examples")
    assert boxes is not None
    assert len(boxes.statements) == 8


@pytest.mark.parametrize(
    ("question", "paragraphs"),
    [
        ("the last recommendation", "2008/R/22"),
        ("what is the final recommendation of the 2002 report", "2002/2.30"),
        ("third recommendation of 2008", "2008/R/3"),
        ("the 22nd recommendation in the 2008 report", "2008/R/22"),
        ("the first recommendation to the police in 2002", "2002/2.26"),
        ("recommendations 9-11 of 2008", "2008/R/9 2008/R/10 2008/R/11"),
        ("recommendations nine to eleven of 2008", "2008/R/9 2008/R/10 2008/R/11"),
        ("recommendations 2.3 to 2.5", "2002/2.3 2002/2.4 2002/2.5"),
        ("paragraphs 5.44-46", "2002/5.44 2002/5.45 2002/5.46"),
    ],
)
def test_a_recommendation_by_its_place_in_the_row(question: str, paragraphs: str) -> None:
    assert cited(question) == paragraphs.split()


@pytest.mark.parametrize("asked", ["and the next one?", "what is the next recommendation"])
def test_the_next_recommendation_follows_the_one_shown(asked: str) -> None:
    turn = Turn("What does recommendation 9 of the 2008 report say?", cited=("2008/R/9",))
    found = structured(read_question(asked, [turn], LEXICON), CORPUS, Filters())
    assert found is not None
    assert [each.paragraph.id for each in found.citations] == ["2008/R/10"]


@pytest.mark.parametrize(
    ("question", "paragraphs"),
    [
        ("compare the recommendations for the police in both reports",
         "2002/2.26 2008/R/1 2008/R/22"),
        ("how did the recommendations to Ofsted differ between 2002 and 2008?",
         "2002/2.14 2002/2.15 2002/2.16 2008/R/5 2008/R/17"),
        ("compare what was recommended to LSCBs in 2002 and 2008", "2008/R/3 2008/R/16"),
    ],
)  # fmt: skip
def test_recommendations_side_by_side(question: str, paragraphs: str) -> None:
    found = answer(question)
    assert found is not None
    assert [each.paragraph.id for each in found.citations] == paragraphs.split()
    assert found.lead == "October 2002 and July 2008 compared:"
    opened = [s.text.split(":")[0] for s in found.statements if s.text.startswith("In ")]
    silent = [notice for notice in found.notices if "makes no recommendation" in notice]
    assert len(opened) + len(silent) == 2


@pytest.mark.parametrize(
    ("question", "paragraphs"),
    [
        ("who wrote this report", "2002/1.4 2002/inspectors 2008/letter"),
        ("who published the 2008 report?", "2008/letter"),
        ("What were the inspectors' names in 2002?", "2002/1.4 2002/inspectors"),
        ("which inspectorates took part in the 2002 inspection?", "2002/1.4 2002/inspectors"),
    ],
)
def test_who_made_a_report(question: str, paragraphs: str) -> None:
    assert cited(question) == paragraphs.split()


def test_names_that_a_report_does_not_give_are_said_to_be_missing() -> None:
    people = answer("What were the inspectors' names in 2002?")
    assert people is not None
    assert people.notices == (
        "The report of October 2002 gives the offices of its chief inspectors, not their names.",
    )
    places = answer("What were the eight areas inspected in 2002?")
    assert places is not None
    assert "does not hold its list of the areas" in places.notices[0]
    assert "Kent, North Yorkshire, Nottingham, Shropshire" in places.notices[0]


def test_every_statement_passes_the_gate() -> None:
    questions = [
        "list the good practice examples",
        "what is this report about",
        *(f"recommendation {number} of the 2008 report" for number in range(1, 23)),
        *(f"recommendation 2.{number}" for number in range(1, 31)),
        *(f"what are the conclusions of chapter {number}" for number in range(4, 10)),
    ]
    for question in questions:
        found = answer(question)
        assert found is not None, question
        sources = {each.marker: each.paragraph for each in found.citations}
        assert len(found.statements) == len(found.citations)
        for statement in found.statements:
            assert check(statement, sources) is None, statement.text


def test_good_practice_of_a_place() -> None:
    boxes = [p.id for p in CORPUS.paragraphs if "Kent" in p.places]
    assert cited("list all good practice in Kent") == boxes
    found = answer("list all good practice in Kent")
    assert found is not None
    assert all("Harrow" not in statement.text for statement in found.statements)
    assert "2002/7.15" in cited("how did Kent do overall")
    whole = cited("good practice in Hammersmith and Fulham")
    assert cited("good practice in Hammersmith") == whole
    assert cited("good practice identified in hammersmith & fulham") == whole
    assert cited("and Harrow?", "Did Nottingham do well?") == ["2002/6.53/GP1"]


def test_what_a_report_is_about() -> None:
    assert cited("what is the 2008 report about") == ["2008/S/1", "2008/S/2"]
    both = cited("im a new trainee, whats this report about in short")
    assert both == ["2002/1.7", "2002/1.8", "2002/1.9", "2008/S/1", "2008/S/2"]


@pytest.mark.parametrize(
    "question",
    [
        "what are the conclusions of chapter 8?",
        "the conclusions of the eighth chapter",
        "What did chapter eight conclude?",
        "summary of the 8th chapter",
    ],
)
def test_the_conclusions_of_a_chapter(question: str) -> None:
    assert cited(question) == ["2002/8.19", "2002/8.20", "2002/8.21", "2002/8.22"]


def test_the_last_chapter_and_a_chapter_without_conclusions() -> None:
    assert cited("conclusions of the last chapter") == [f"2002/9.{n}" for n in range(40, 49)]
    found = answer("conclusions of chapter 3")
    assert found is not None
    assert found.notices == ("Chapter 3: Context has no conclusions of its own.",)


@pytest.mark.parametrize(
    "question",
    [
        "What did the 2008 report recommend to local authorities about vetting?",
        "What were Lord Laming's recommendations?",
        "What does the Laming report say in recommendation 17?",
        "What did the second report recommend?",
        "According to paragraph 5.45, how long did a review take?",
        "Which areas had truancy sweeps in Nottingham?",
        "How did the report describe thresholds in chapter 6?",
        "Why did Kent do well?",
        "What is a Chapter 8 review?",
        "Did 4.5 per cent of staff leave?",
        "the latest recommendations on vetting",
        "which areas were inspected for truancy sweeps?",
        "who carried out checks on staff?",
        "good practice in the 2008 report",
    ],
)
def test_a_question_with_a_topic_is_left_to_the_search(question: str) -> None:
    assert answer(question) is None


def test_no_question_of_the_project_loses_its_search() -> None:
    for name in ("dev", "project"):
        lines = (ROOT / "data" / "questions" / f"{name}.jsonl").read_text("utf-8").splitlines()
        for line in lines:
            entry = json.loads(line)
            found = answer(entry["question"], *entry.get("history", ()))
            assert found is None, entry["id"]


def test_filters_hold() -> None:
    found = answer("recommendation 14", filters=Filters(reports=("2002",)))
    assert found is not None
    assert [each.paragraph.id for each in found.citations] == ["2002/2.14"]
    only_findings = Filters(kinds=(Kind.FINDING,))
    assert answer("what did they recommend for LEAs", filters=only_findings) is None


def test_the_tables_name_what_the_reports_have() -> None:
    recommendations = [p for p in CORPUS.paragraphs if p.kind is Kind.RECOMMENDATION]
    bodies = read_bodies(TABLES / "addressees.toml")
    for body in bodies:
        assert any(addressed(p, body) for p in recommendations), body.name
    for recommendation in recommendations:
        assert any(addressed(recommendation, body) for body in bodies), recommendation.id
    for table in ("sentence", "author", "area", "member"):
        for scope in scopes(table):
            assert scope.last < len(pieces(CORPUS.paragraph(scope.paragraph)))


def test_a_search_for_no_paragraphs_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "GPs", "-k", "0"]) == 2
    assert capsys.readouterr().err == "-k must be from 1 to 100.\n"


def test_an_exact_answer_is_not_judged_and_its_paragraphs_come_first() -> None:
    found = answer("recommendation 9")
    missing = answer("What does recommendation 23 of the 2008 report say?")
    assert found is not None
    assert missing is not None
    assert exact_verdict(found).outcome is Outcome.ANSWERED
    refused = exact_verdict(missing)
    assert refused.outcome is Outcome.NOT_COVERED
    assert refused.statements[0].text == missing.notices[0]
    others = tuple(Passage(p, 1.0) for p in CORPUS.of_report("2008")[:10])
    first = cited_first(found, others)
    assert first[0].paragraph.id == "2008/R/9"
    assert len(first) == 10


@pytest.mark.parametrize("question", ["thresholds", "what about thresholds", "any thresholds?"])
def test_a_bare_topic_is_answered_with_what_is_said_of_it(question: str) -> None:
    passages = (Passage(CORPUS.paragraph("2002/6.57"), 1.0),)
    assert bare_topic(read_question(question, (), LEXICON), passages)
    assert not bare_topic(read_question("pizza", (), LEXICON), passages)
    counted = read_question("how many thresholds were there", (), LEXICON)
    assert not bare_topic(counted, passages)


@pytest.mark.parametrize(
    ("question", "before"),
    [
        ("are foster carers on it", "who chairs the ACPC"),
        ("do librarians sit on it?", "How many people sit on the area committee?"),
        ("are journalists members of it?", "Who chairs the area committee?"),
    ],
)
def test_who_is_not_among_the_members_is_said(question: str, before: str) -> None:
    found = answer(question, before)
    assert found is not None
    quoted = [citation.paragraph.id for citation in found.citations]
    assert quoted == ["2002/E/3", "2002/E/4", "2002/E/5"]
    assert found.notices[0].startswith("The lists of members do not name “")


@pytest.mark.parametrize(
    ("question", "before"),
    [
        ("are GPs on it?", "who chairs the ACPC"),
        ("are the police on the ACPC", ""),
        ("do they sit on it", "What did GPs say of the committee?"),
        ("are foster carers on it", "What is the register for?"),
    ],
)
def test_a_member_that_the_report_speaks_of_is_searched(question: str, before: str) -> None:
    assert answer(question, *([before] if before else [])) is None


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("show me the 22 recommendations of the 2008 report", "July 2008: 22 recommendations:"),
        (
            "Which of the recommendations were sent to the Home Office in 2002?",
            "October 2002: 11 recommendations are addressed to the Home Office:",
        ),
    ],
)
def test_how_many_there_are_and_that_they_were_sent_leave_nothing_over(question, lead):
    found = answer(question)
    assert found is not None
    assert found.lead == lead
