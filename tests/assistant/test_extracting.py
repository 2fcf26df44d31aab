"""Answers of real sentences: chosen, framed, cited, lists whole, restatements once."""

from dataclasses import dataclass

import numpy as np
import pytest

from assistant.alignment import Tokens
from assistant.budgets import Budgets
from assistant.candidates import FEATURES, Finder, Vector
from assistant.corpus import Corpus
from assistant.domain import Kind, Paragraph, Passage, Report
from assistant.extracting import Extract, Extractor
from assistant.framing import frame
from assistant.selecting import Budget
from assistant.sentence_scoring import Trees
from assistant.wording import Asks, Reading

REPORTS = tuple(
    Report(year, "Safeguarding Children", f"Safeguarding Children {year}", "", date, "", "", "", "")
    for year, date in (("2002", "2002-10"), ("2008", "2008-07"))
)
REVIEWS = Paragraph(
    "2002",
    "5.45",
    "paragraph 5.45",
    Kind.FINDING,
    "In many areas, the time taken to complete serious case reviews was excessive. In one area, a "
    "review took nearly three years to complete. This was far beyond the four months of the "
    "statutory guidance.",
)
STAFF = Paragraph(
    "2002",
    "4.16",
    "paragraph 4.16",
    Kind.FINDING,
    "We found staff shortages in all the following services:\n• social services;\n"
    "• probation services;\n• some schools.",
)
MINIMUM = Paragraph(
    "2002",
    "2.10",
    "paragraph 2.10",
    Kind.RECOMMENDATION,
    "Consider placing the panels on a statutory basis.",
    addressee="The Home Office",
)
LATER = Paragraph(
    "2008",
    "S/4",
    "Summary paragraph 4",
    Kind.FINDING,
    "Serious case reviews are still not completed on time.",
)
CORPUS = Corpus(REPORTS, (MINIMUM, STAFF, REVIEWS, LATER))


@dataclass(frozen=True)
class LetterVectors:
    """Vectors that count letters: near where texts share many of them; no model needed."""

    corpus: Corpus

    def embed(self, text: str) -> Vector:
        counts = np.array([text.lower().count(letter) for letter in "abcdefghijklmnopqrstuvwxyz"])
        return (counts / max(float(np.linalg.norm(counts)), 1e-9)).astype(np.float32)

    @property
    def words(self) -> None:
        return None

    def tokens(self, text: str) -> Tokens:
        ids = [ord(letter) - 97 for letter in text.lower() if "a" <= letter <= "z"]
        matrix = np.stack([self.embed(chr(97 + each)) for each in ids] or [self.embed("")])
        return Tokens(tuple(ids), matrix[: len(ids)])

    def vectors_of(self, paragraph_id: str, role: str) -> tuple[Vector, list[int]]:
        from assistant.sentences import pieces

        own = pieces(self.corpus.paragraph(paragraph_id)) if role == "sentence" else ()
        return np.stack([self.embed(p.text) for p in own]) if own else np.zeros((0, 26)), [
            p.order for p in own
        ]


def by(*features: str) -> Trees:
    """Trees that prefer high values of these features: eight steps each."""
    steps = [-1.0, -0.5, -0.2, 0.1, 0.2, 0.3, 0.5, 0.7]
    rows = [(FEATURES.index(name), step) for name in features for step in steps]
    return Trees(
        np.array([[feature] for feature, _ in rows]),
        np.array([[step] for _, step in rows], np.float32),
        np.array([[0.0, 1.0]] * len(rows), np.float32),
        -2.0 * len(features),
    )


def extractor(budget: Budget, **more: object) -> Extractor:
    finder = Finder(CORPUS, LetterVectors(CORPUS))
    trees = by("shared", "shared paragraph")
    budgets = Budgets(budget, Budget(words=45, pieces=2, paragraphs=1))
    return Extractor(CORPUS, finder, trees, budgets, **more)  # type: ignore[arg-type]


def found(*paragraphs: Paragraph) -> tuple[Passage, ...]:
    return tuple(Passage(p, 1.0 - 0.1 * rank) for rank, p in enumerate(paragraphs))


ONE = Budget(words=60, pieces=1, paragraphs=1)


def test_every_quote_is_cut_from_its_paragraph_and_every_statement_cites() -> None:
    reading = Reading("q", "how long did serious case reviews take to complete")
    extract = extractor(Budget(words=100, share=0.0)).extract(reading, found(REVIEWS, LATER))
    assert extract.statements
    assert all(statement.markers for statement in extract.statements)
    for citation in extract.citations:
        assert citation.quote == citation.paragraph.text[citation.start : citation.end]
        assert citation.quote in " ".join(statement.text for statement in extract.statements)
    assert [c.marker for c in extract.citations] == list(range(1, len(extract.citations) + 1))


def test_a_list_is_given_whole_with_its_stem() -> None:
    reading = Reading("q", "which services had staff shortages probation", kind=Asks.LIST)
    extract = extractor(ONE).extract(reading, found(STAFF, REVIEWS))
    assert [c.quote for c in extract.citations] == [STAFF.text]


def test_a_short_list_is_never_broken_up() -> None:
    extract = extractor(ONE).extract(Reading("q", "probation services"), found(STAFF))
    assert [c.quote for c in extract.citations] == [STAFF.text]


CONCERNS = Paragraph(
    "2002",
    "6.12",
    "paragraph 6.12",
    Kind.FINDING,
    "Research has identified concerns in respect of:\n"
    "• the high level of re-referrals, in which the reasons of the first referral had not been "
    "addressed when the case was closed;\n"
    "• failures in reaching decisions on the first day, so that children waited for the services "
    "that they had been referred to;\n"
    "• panels that met seldom and without the agencies that knew the child;\n"
    "• records that did not show who had decided what, and on what grounds it was decided, in most "
    "of the files that were read.",
)
FOUR = Corpus(REPORTS, (CONCERNS,))


def choice(question: str, budget: Budget = ONE, kind: Asks = Asks.OTHER) -> Extract:
    finder = Finder(FOUR, LetterVectors(FOUR))
    made = Extractor(FOUR, finder, by("shared", "shared paragraph"), Budgets(budget))
    return made.extract(Reading(question, question, kind=kind), found(CONCERNS))


def test_one_bullet_stands_with_its_stem_when_no_list_is_asked_for() -> None:
    extract = choice("panels agencies")
    assert extract.statements[0].text == (
        "Research has identified concerns in respect of:\n…\n"
        "• panels that met seldom and without the agencies that knew the child;\n…"
    )
    assert len(extract.citations) == 2
    assert extract.notices == ()  # one point answers by itself


def test_a_list_that_is_cut_says_how_many_points_are_left_out_and_where() -> None:
    budget = Budget(words=60, list_words=45, pieces=1, paragraphs=1)
    extract = choice("concerns research identified", budget, Asks.LIST)
    text = extract.statements[0].text
    assert text.endswith("referred to;\n…")
    assert extract.notices == (
        "2 more points of this list stand in paragraph 6.12 and are not shown.",
    )


def test_a_list_that_is_asked_for_whole_is_whole() -> None:
    budget = Budget(words=60, list_words=45, pieces=1, paragraphs=1)
    extract = choice("list all concerns that research identified", budget)
    assert extract.citations[0].quote == CONCERNS.text
    assert extract.notices == ()


def test_a_dangling_sentence_brings_the_one_before() -> None:
    reading = Reading("q", "four months statutory guidance beyond far")
    extract = extractor(ONE).extract(reading, found(REVIEWS))
    assert extract.citations[0].quote.startswith("In one area, a review took nearly three years")
    assert extract.citations[0].quote.endswith("statutory guidance.")


def test_a_recommendation_says_who_is_told_to_act() -> None:
    extract = extractor(ONE).extract(Reading("q", "panels statutory basis"), found(MINIMUM))
    assert extract.statements[0].text == (
        "The Home Office should: Consider placing the panels on a statutory basis."
    )
    assert extract.citations[0].quote == "Consider placing the panels on a statutory basis."


def test_good_practice_names_its_place_once() -> None:
    box = Paragraph(
        "2002", "4.20/GP1", "box", Kind.GOOD_PRACTICE, "They ran adverts.", places=("Kent",)
    )
    assert frame(box, box.text) == "Kent: "
    assert frame(box, "Kent ran adverts.") == ""


def test_the_lead_says_which_report_speaks() -> None:
    reading = Reading("q", "serious case reviews complete")
    assert extractor(ONE).extract(reading, found(LATER)).lead == "From the report of July 2008:"


def test_what_is_said_twice_is_shown_once_with_the_other_paragraph_beside_it() -> None:
    said = {("2002/5.45", 0): (("2008/S/4", 0),), ("2008/S/4", 0): (("2002/5.45", 0),)}
    reading = Reading("q", "serious case reviews completed on time")
    budget = Budget(words=200, share=0.0, other_share=0.0, pieces=9)
    extract = extractor(budget, restatements=said).extract(reading, found(LATER, REVIEWS))
    quotes = [citation.quote for citation in extract.citations]
    assert quotes == [REVIEWS.text]
    assert extract.also_found == ("2008/S/4",)


def test_no_passages_make_an_empty_extract() -> None:
    extract = extractor(ONE).extract(Reading("q", "anything"), ())
    assert extract.statements == ()
    assert extract.citations == ()


@pytest.mark.parametrize("words", [20, 60])
def test_the_budget_of_words_is_kept(words: int) -> None:
    reading = Reading("q", "serious case reviews time taken complete excessive guidance")
    budget = Budget(words=words, share=0.0, other_share=0.0, pieces=9)
    extract = extractor(budget).extract(reading, found(REVIEWS, LATER))
    first = len(extract.citations[0].quote.split())
    assert sum(len(c.quote.split()) for c in extract.citations) <= max(words, first)
