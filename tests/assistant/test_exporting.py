"""Exports keep questions, answers, quotations, labels, the day and the licences."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from datetime import date

import docx
import pytest

from assistant.brought_in import from_json
from assistant.conversations import new_conversation
from assistant.exporting import (
    answer_markdown,
    answer_plain,
    to_docx,
    to_json,
    to_markdown,
)
from tests.fakes import FakeAssistant

ASSISTANT = FakeAssistant()
REPORTS = ASSISTANT.corpus.reports
DAY = date(2026, 11, 22)
QUESTIONS = (
    "How long should a serious case review take?",
    "What did the 2008 report recommend for local safeguarding children boards?",
    "Where can I buy chocolate?",
)


@pytest.fixture(scope="module")
def talk():
    conversation = new_conversation("anna")
    for question in QUESTIONS:
        conversation = conversation.with_answer(ASSISTANT.ask(question))
    return conversation


def every_citation(conversation):
    return [citation for answer in conversation.answers for citation in answer.citations]


def test_json_reads_back_with_every_question_statement_and_quotation(talk):
    read = from_json(to_json(talk, REPORTS, DAY), "new-id", "ben", ASSISTANT.corpus)
    assert (read.id, read.owner, read.title) == ("new-id", "ben", talk.title)
    assert len(read.answers) == len(talk.answers)
    for back, given in zip(read.answers[:2], talk.answers[:2], strict=True):
        assert (back.question, back.history, back.outcome) == (
            given.question,
            given.history,
            given.outcome,
        )
        assert (back.statements, back.citations, back.passages) == (
            given.statements,
            given.citations,
            given.passages,
        )


def test_json_names_the_day_and_the_licences(talk):
    entry = json.loads(to_json(talk, REPORTS, DAY))
    assert entry["exported"] == "2026-11-22"
    assert [line for report in REPORTS for line in entry["sources"] if report.licence in line]


def test_word_holds_everything_that_was_said_and_cited(talk):
    document = docx.Document(io.BytesIO(to_docx(talk, REPORTS, DAY)))
    lines = [paragraph.text for paragraph in document.paragraphs]
    whole = "\n".join(lines)
    assert [question for question in QUESTIONS if question not in lines] == []
    for citation in every_citation(talk):
        assert f"[{citation.marker}] {citation.label}: “{citation.quote}”" in whole
    assert "Exported on 22 November 2026" in whole
    assert "Neither report says anything about this." in lines
    for report in REPORTS:
        assert (report.licence in whole) == any(
            citation.paragraph.report_id == report.id for citation in every_citation(talk)
        )


def test_word_survives_characters_that_xml_cannot_carry():
    odd = new_conversation("anna").with_answer(ASSISTANT.ask("What\x00 of \x0breviews?"))
    document = docx.Document(io.BytesIO(to_docx(odd, REPORTS, DAY)))
    assert "What of reviews?" in [paragraph.text for paragraph in document.paragraphs]


def test_markdown_holds_the_same(talk):
    text = to_markdown(talk, REPORTS, DAY)
    plain = re.sub(r"\\(.)", r"\1", text)
    for citation in every_citation(talk):
        assert f"[{citation.marker}] {citation.label}: “{citation.quote}”" in plain
    assert "Exported on 22 November 2026" in plain


def test_markdown_of_a_hostile_question_makes_no_html_and_no_link():
    hostile = "<img src=x onerror=alert(1)> [x](javascript:alert(1)) `code` reviews"
    text = answer_markdown(ASSISTANT.ask(hostile))
    assert "<img" not in text.replace("\\<", "")
    assert "](" not in text.replace("\\]", "")


@pytest.mark.slow
def test_word_opens_in_libreoffice(talk, tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed (apt-get install libreoffice-writer)")
    path = tmp_path / "talk.docx"
    path.write_bytes(to_docx(talk, REPORTS, DAY))
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [office, home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(path)], check=True, timeout=120, capture_output=True)
    assert (tmp_path / "talk.pdf").read_bytes().startswith(b"%PDF")


def test_what_is_copied_is_plain_text_with_the_paragraph_after_each_statement():
    answer = ASSISTANT.ask(QUESTIONS[0])
    text = answer_plain(answer)
    lines = text.splitlines()
    assert lines[0] == QUESTIONS[0]
    for said in answer.statements:
        label = answer.citations[said.markers[0] - 1].label
        assert f"{said.text} ({label})" in text
    assert not re.search(r"\*\*|^>|\[\d|\\\\", text, re.MULTILINE)


def test_personal_data_is_not_copied():
    answer = ASSISTANT.ask("How long should the review for 12 Elm Road take?")
    assert "Elm" not in answer_plain(answer)
    assert "[address]" in answer_plain(answer)
