"""Dated guidance: notices once in a conversation, terms explained with year and source."""

from dataclasses import replace

import pytest

from assistant.citations import cut
from assistant.corpus import Corpus, read_paragraphs, read_reports
from assistant.dated import dated_notices, explanations, read_terms
from assistant.domain import Answer, Outcome, Statement
from assistant.errors import SettingsError
from assistant.settings import ROOT

REPORTS = read_reports(ROOT / "data" / "reports.toml")
PARAGRAPHS = tuple(
    p for r in REPORTS for p in read_paragraphs(ROOT / "data" / "paragraphs" / f"{r.id}.jsonl")
)
CORPUS = Corpus(REPORTS, PARAGRAPHS)


def answer(*ids: str, question: str = "What was found?") -> Answer:
    citations = tuple(
        cut(CORPUS.paragraph(name), 0, 20, marker=n, label="x") for n, name in enumerate(ids, 1)
    )
    return Answer(question, Outcome.ANSWERED, (Statement("It was found.", (1,)),), citations)


def test_the_first_answer_says_that_the_framework_has_changed() -> None:
    (notice,) = dated_notices(answer("2002/5.45", "2002/5.46"), CORPUS, first=True)
    assert notice.startswith("Safeguarding Children: Published in October 2002")
    both = dated_notices(answer("2002/5.45", "2008/R/2"), CORPUS, first=True)
    assert [("2002" in n, "2008" in n) for n in both] == [(True, False), (False, True)]


def test_later_answers_of_a_conversation_do_not_repeat_it() -> None:
    assert dated_notices(answer("2002/5.45"), CORPUS, first=False) == ()


def test_a_term_is_explained_on_every_answer_that_uses_it() -> None:
    asked = answer("2002/5.45", question="Who sat on the ACPC?")
    (notice,) = dated_notices(asked, CORPUS, first=False)
    assert notice == (
        "Area Child Protection Committee: since 2006 Local Safeguarding Children Board (LSCB) "
        "(Children Act 2004, section 13); since 2019 safeguarding partners (local authority, "
        "health, police) (Children and Social Work Act 2017; Working Together 2018)."
    )


def test_nothing_is_said_beside_a_refusal() -> None:
    refused = replace(answer("2002/5.45"), outcome=Outcome.NOT_COVERED, citations=())
    assert dated_notices(refused, CORPUS, first=True) == ()


def test_register_and_crb_are_explained() -> None:
    told = explanations("The child protection register and CRB checks")
    assert "child protection plan" in told[0]
    assert "Disclosure and Barring Service" in told[1]


def test_at_most_two_terms_are_explained_in_order_of_appearance() -> None:
    told = explanations("SSI, CHI, ACPCs and the PCT")
    assert [t.split(":")[0] for t in told] == [
        "Social Services Inspectorate",
        "Commission for Health Improvement",
    ]


@pytest.mark.parametrize("text", ["a chi-squared test", "the chin of a child", "crbs", ""])
def test_acronyms_count_only_in_capitals(text: str) -> None:
    assert explanations(text) == ()


def test_every_term_stands_in_a_report_and_names_year_and_source() -> None:
    held = " ".join(" ".join(p.text.split()) for p in PARAGRAPHS).replace("’", "'").lower()
    for term in read_terms().terms:
        assert any(name.lower() in held for name in (term.term, *term.also)), term.term
        for step in term.then:
            assert any(year in step.since for year in map(str, range(2002, 2027))), step
            assert step.source


def test_a_broken_file_is_named(tmp_path) -> None:
    broken = tmp_path / "terms.toml"
    broken.write_text("reviewed = 1\n[[term]]\nterm = 'x'", "utf-8")
    with pytest.raises(SettingsError, match=r"terms\.toml"):
        read_terms(broken)
