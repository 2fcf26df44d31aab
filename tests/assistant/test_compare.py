"""Two reports side by side: each side cited, and silence said."""

from dataclasses import replace

import numpy as np
import pytest

from assistant.answering import Assistant
from assistant.build import load_corpus
from assistant.candidates import FEATURES, Candidates
from assistant.compare import columns, not_there, shares
from assistant.domain import Citation, Kind, Passage, Statement
from assistant.lexicon import build_lexicon
from assistant.selecting import Budget, Scored
from assistant.sentences import pieces
from assistant.sides import SideAsked, Voice, recommended, side_readings, voice, without_notes
from assistant.sources import bare_topic, unframed
from assistant.wording import Asks, Reading, Wants, named_reports, read_question
from tests.assistant.test_extracting import CORPUS, LATER, REVIEWS, STAFF, extractor, found
from tests.index import SETTINGS

BOTH = ("2002", "2008")
REAL = load_corpus(SETTINGS)
LEXICON = build_lexicon(REAL, SETTINGS)
READING = Reading("q", "serious case reviews completed time", kind=Asks.COMPARISON, reports=BOTH)


def test_each_side_speaks_and_is_cited() -> None:
    extract = extractor(Budget()).extract(READING, found(REVIEWS, STAFF, LATER))
    assert extract.lead == "October 2002 and July 2008 compared:"
    sides = columns(extract.statements, extract.citations, BOTH, CORPUS)
    assert [side.report.id for side in sides] == ["2002", "2008"]
    assert [side.silent for side in sides] == [False, False]
    assert sides[0].statements[0].text.startswith("In October 2002: ")
    assert sides[1].statements[0].text == f"In July 2008: {LATER.text}"
    assert extract.notices == ()


def test_a_report_without_a_passage_is_said_to_be_silent() -> None:
    extract = extractor(Budget()).extract(READING, found(REVIEWS))
    assert extract.notices == (
        "The report of July 2008 is silent on this: nothing was found in it.",
    )
    assert columns(extract.statements, extract.citations, BOTH, CORPUS)[1].silent


def test_a_side_without_a_likely_sentence_is_silent() -> None:
    unlikely = [Scored(pieces(LATER)[0], 0.001), Scored(pieces(REVIEWS)[0], 0.5)]
    sides = shares(unlikely, BOTH)
    assert sides["2008"] == ()


def test_statements_stand_under_the_report_they_cite() -> None:
    citation = Citation(1, LATER, "", 0, 5)
    sides = columns([Statement("x", (1,)), Statement("y", ())], [citation], BOTH, CORPUS)
    assert [len(side.statements) for side in sides] == [0, 1]


def heard(nearest: float, missing: float, held: float = 0.0) -> Candidates:
    """Candidates of which only what tells whether a report speaks is known."""
    features = np.zeros((1, len(FEATURES)), np.float32)
    features[0, FEATURES.index("nearest")] = nearest
    return Candidates(pieces(LATER)[:1], features, missing, held)


@pytest.mark.parametrize(
    ("own", "other", "expected"),
    [
        (heard(0.3, 1.0), heard(0.7, 0.0), Voice.SILENT),  # the other report has all the words
        (heard(0.3, 0.9), heard(0.3, 0.9), Voice.SILENT),  # neither has
        (heard(0.3, 0.1), heard(0.7, 0.0), Voice.NEAREST),
        (heard(0.3, 1.0, held=0.9), heard(0.7, 0.0), Voice.NEAREST),
        (heard(0.6, 1.0), heard(0.7, 0.0), Voice.SPEAKS),  # said in other words
        (heard(0.5, 0.0), heard(0.7, 0.0), Voice.SPEAKS),
    ],
)
def test_how_a_report_speaks(own: Candidates, other: Candidates, expected: Voice) -> None:
    assert voice(own, [own, other]) is expected


@pytest.mark.parametrize(
    "question",
    [
        "compare what both reports say about private fostering",
        "What did 2002 and 2008 each say about private fostering?",
        "private fostering in 2002 vs 2008",
        "How did private fostering change between the first and the third report?",
        "Do the two reports differ on private fostering?",
        "private fostering: then and now",
    ],
)
def test_each_report_is_asked_for_the_topic_alone(question: str) -> None:
    reading = read_question(question, (), LEXICON)
    assert reading.reports == BOTH
    sides = side_readings(reading, LEXICON.reports)
    for report, side in sides.items():
        assert side.reports == (report,)
        assert not side.compares
        assert "private fostering" in side.searched_for
        assert not {"compare", "both", "2002", "2008", "report"} & set(side.searched_for.split())


def test_each_report_is_asked_for_its_own_part() -> None:
    question = "What did the 2002 report find on case reviews, and what was recommended in 2008?"
    sides = side_readings(read_question(question, (), LEXICON), LEXICON.reports)
    assert Wants.RECOMMENDATION in sides["2008"].wants
    assert Wants.RECOMMENDATION not in sides["2002"].wants


def test_reports_named_together_by_their_order() -> None:
    for question in ("the first and third reports on vetting", "rules then and police later on"):
        assert named_reports(question, LEXICON.reports) == BOTH
    assert bare_topic("the first and third reports on vetting") == "on vetting"


def test_notes_and_glossary_entries_do_not_speak_for_a_report() -> None:
    paragraphs = [REAL.paragraph(each) for each in ("2008/letter", "2002/H/GP", "2002/4.39")]
    kept = without_notes(found(*paragraphs))
    assert [passage.paragraph.id for passage in kept] == ["2002/4.39"]
    assert paragraphs[0].kind is Kind.NOTE


def test_a_comparison_is_made_of_each_reports_own_answer() -> None:
    reading = replace(READING, reports=("2002",))
    sides = {
        "2002": SideAsked(reading, found(REVIEWS, STAFF)),
        "2008": SideAsked(replace(reading, reports=("2008",)), found(LATER)),
    }
    extract = extractor(Budget()).compare(READING, sides)
    both = columns(extract.statements, extract.citations, BOTH, CORPUS)
    assert both[0].statements[0].text.startswith("In October 2002: ")
    assert both[1].statements[0].text == f"In July 2008: {LATER.text}"


def side(topic: str, *scores: tuple[str, float]) -> SideAsked:
    """A side on this topic with these paragraphs and scores."""
    reading = Reading(topic, topic, reports=("2008",))
    return SideAsked(reading, tuple(Passage(REAL.paragraph(i), score) for i, score in scores))


def test_a_recommendation_as_near_as_the_best_belongs_to_a_bare_topic() -> None:
    found = (("2008/S/4", 10.0), ("2008/R/9", 9.5), ("2008/R/8", 9.0), ("2008/S/1", 2.0))
    assert recommended(side("strip searches", *found), ()) == ("2008/R/9", "2008/R/8")
    assert recommended(side("strip searches", *found), {"2008/R/9"}) == ("2008/R/8",)
    assert recommended(side("who must record strip searches made by night staff", *found), ()) == ()


def test_a_recommendation_far_behind_the_best_is_left_out() -> None:
    found = (("2008/S/4", 10.0), ("2008/R/9", 5.0), ("2008/S/1", 2.0))
    assert recommended(side("strip searches", *found), ()) == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "also"),
    [
        ("compare what 2002 and 2008 say about restraint", {"2008/R/8", "2008/R/9"}),
        ("children in immigration detention: 2002 versus 2008", {"2008/R/14", "2008/R/15"}),
        ("what did both reports say about refugee children", {"2008/R/14"}),
    ],
)
def test_a_side_says_what_is_recommended_on_the_topic(
    assistant: Assistant, question: str, also: set[str]
) -> None:
    answer = assistant.ask(question)
    assert also <= {citation.paragraph.id for citation in answer.citations}


@pytest.mark.parametrize(
    ("asked", "of_inspectors"),
    [
        ("What did the 2002 report say about toys?", "What did inspectors say about toys?"),
        ("Which toys does the later report recommend?", "Which toys does inspectors recommend?"),
        ("In the report of 2008, who buys the toys?", "who buys the toys?"),
        ("How many toys were broken in 2002?", "How many toys were broken?"),
        ("What did the serious case reviews say about toys?", None),
        ("What did the Laming report say about toys?", None),
        ("the 2008 report", None),
    ],
)
def test_what_is_asked_does_not_depend_on_how_the_report_is_named(asked, of_inspectors):
    assert unframed(asked) == (of_inspectors or asked)


def test_that_only_another_report_speaks_is_said_with_the_months() -> None:
    first, second = REAL.reports
    said = not_there(second, [first])
    assert "report of July 2008" in said
    assert said.endswith("from October 2002.")
