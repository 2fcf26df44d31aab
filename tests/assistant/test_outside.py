"""What is later than the reports depends on the reports that are held."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.corpus import Corpus
from assistant.covering import spoken_reports
from assistant.domain import Kind, Paragraph
from assistant.outside import outside_of, read_later
from assistant.settings import ROOT
from tests.fakes import bundled_corpus

MATTERS = read_later(ROOT / "data" / "later.toml")


@pytest.fixture(scope="module")
def both() -> Corpus:
    """The two bundled reports."""
    return bundled_corpus()


def with_report(corpus: Corpus, published: str, text: str) -> Corpus:
    """The corpus with one more report of one paragraph."""
    added = replace(corpus.reports[0], id="added", published=published)
    paragraph = Paragraph("added", "1", "paragraph 1", Kind.FINDING, text)
    return Corpus((*corpus.reports, added), (*corpus.paragraphs, paragraph))


def test_no_matter_is_known_to_the_bundled_reports(both: Corpus) -> None:
    assert outside_of(MATTERS, both).matters == MATTERS


def test_a_matter_that_a_younger_report_speaks_of_is_not_later(both: Corpus) -> None:
    question = "What did inspectors find about the Prevent duty?"
    assert "2015" in outside_of(MATTERS, both).later(question)
    known = with_report(both, "2019-03", "Schools understood the Prevent duty well.")
    assert outside_of(MATTERS, known).later(question) == ""
    silent = with_report(both, "2019-03", "Schools were well led.")
    assert "2015" in outside_of(MATTERS, silent).later(question)


def test_a_year_is_later_than_the_newest_report(both: Corpus) -> None:
    assert outside_of(MATTERS, both).later("What changed in 2012?") == "2012"
    assert outside_of(MATTERS, both).later("What changed in 2008?") == ""
    assert outside_of(MATTERS, with_report(both, "2013", "x")).later("What changed in 2012?") == ""


def test_the_reports_are_named_by_their_months_in_order(both: Corpus) -> None:
    assert spoken_reports(both) == "the reports of October 2002 and July 2008"
    three = with_report(both, "2005-07", "x")
    assert spoken_reports(three) == "the reports of October 2002, July 2005 and July 2008"
    assert spoken_reports(Corpus(both.reports[:1], ())) == "the report of October 2002"
