"""Two reports side by side: each side cited, and silence said."""

from assistant.compare import columns, shares, silence
from assistant.domain import Citation, Statement
from assistant.selecting import Budget, Scored
from assistant.sentences import pieces
from assistant.wording import Asks, Reading
from tests.assistant.test_extracting import CORPUS, LATER, REVIEWS, STAFF, extractor, found

BOTH = ("2002", "2008")
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
    assert silence(sides, CORPUS)[0].startswith("The report of July 2008")


def test_statements_stand_under_the_report_they_cite() -> None:
    citation = Citation(1, LATER, "", 0, 5)
    sides = columns([Statement("x", (1,)), Statement("y", ())], [citation], BOTH, CORPUS)
    assert [len(side.statements) for side in sides] == [0, 1]
