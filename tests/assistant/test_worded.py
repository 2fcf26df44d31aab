"""A language model's wording never stands alone: the reports' own sentences and a notice beside it."""

from __future__ import annotations

import contextlib
import functools
import io
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import unescape

import docx
import jsonschema
import pytest
from fake_llm_server import running

from assistant.__main__ import print_answer
from assistant.answering import Assistant
from assistant.brought_in import LEFT_OUT, from_json
from assistant.conversations import new_conversation
from assistant.domain import Answer, Outcome, Paragraph, Passage, Statement, Turn
from assistant.exporting import answer_markdown, answer_plain, to_docx, to_json
from assistant.llm import Message, connect
from assistant.pages.api import Endpoints
from assistant.pages.comparing import Compare
from assistant.pages.markup import transcript_html
from assistant.record import schema, to_record
from assistant.render import body_html
from assistant.saved import answer_from_json, answer_to_json, as_turn
from assistant.settings import ROOT, Settings
from assistant.worded import beside, notice, said_at_start, talks_about_the_task
from assistant.writing import Writer, with_draft
from tests.fakes import bundled_corpus
from tests.index import SETTINGS

CORPUS = bundled_corpus()
MODEL = "ollama:small"
# Each says what its paragraph does not: the kinds that a tester found to pass.
FALSE = (
    ("2002/5.45", "In many areas the time taken to complete serious case reviews was not excessive."),
    ("2002/5.45", "In few areas the time taken to complete serious case reviews was excessive."),
    ("2002/5.45", "In all areas the time taken to complete serious case reviews was excessive."),
    ("2002/5.45", "ACPCs had made greater efforts to achieve the statutory guidance of four months."),
    ("2002/5.45", "In one area a review took over a year, in several others nearly three years."),
    ("2002/5.44", "There was no tendency for review teams to make excessive numbers of recommendations."),
    ("2002/5.44", "Review teams considered that few recommendations limit their impact and utility."),
    ("2002/4.10", "There was more clarity among senior staff about how services safeguard children."),
    ("2002/4.10", "Local school governors never interpreted the safeguarding agenda as security of premises."),
    ("2002/8.6", "Young people in YOIs seldom reported incidents of assault by other young people."),
    ("2002/9.16", "Matrix 2000 is not used by police forces to assess sex offenders."),
    ("2008/R/14", "The UK Border Agency detains children only in exceptional circumstances."),
    ("2008/R/14", "The UK Border Agency documented the individual welfare needs of children."),
    ("2008/R/2", "The Home Office has clarified the roles and responsibilities of agencies."),
)  # fmt: skip


@dataclass
class Scripted:
    """A model that says what it is told to."""

    reply: str

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        yield self.reply


def extractive(paragraph: Paragraph) -> Answer:
    """The answer without a model: the paragraph's first sentence."""
    end = paragraph.text.index(". ") + 1 if ". " in paragraph.text else len(paragraph.text)
    cited = cut(paragraph, end)
    return Answer(
        question="What was said of it?",
        outcome=Outcome.ANSWERED,
        statements=(Statement(cited.quote, (1,)),),
        citations=(cited,),
        passages=(Passage(paragraph, 1.0),),
        lead="In October 2002:",
        notices=("An older notice.",),
    )


def cut(paragraph: Paragraph, end: int):
    from assistant.citations import cut as cite

    return cite(paragraph, 0, end, marker=1, label=CORPUS.cite(paragraph))


@functools.cache
def worded(paragraph_id: str, said: str) -> Answer:
    """The answer after the gate, as the page shows it."""
    own = extractive(CORPUS.paragraph(paragraph_id))
    writer = Writer(Scripted(f"{said[:-1]} [1]."), MODEL, "127.0.0.1", 8192, CORPUS.cite)
    *_, last = writer.write(own.question, own.passages, own)
    return with_draft(own, last)


def plain(html: str) -> str:
    return " ".join(unescape(html).split())


def of_docx(answer: Answer) -> str:
    talk = new_conversation("anna").with_answer(answer)
    file = docx.Document(io.BytesIO(to_docx(talk, CORPUS.reports, date(2026, 1, 2))))
    return "\n".join(paragraph.text for paragraph in file.paragraphs)


def printed(answer: Answer) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        print_answer(answer)
    return out.getvalue()


def compared(answer: Answer) -> str:
    class One:
        corpus = CORPUS
        settings = SETTINGS

        def ask(self, *_: object) -> Answer:
            return answer

    return plain(Compare(One()).page("reviews", ["2002", "2008"]))  # type: ignore[arg-type]


FORMS: dict[str, Callable[[Answer], str]] = {
    "page": lambda answer: plain(body_html(answer, CORPUS)),
    "transcript": lambda a: plain(transcript_html(new_conversation("a").with_answer(a), CORPUS)),
    "growing": lambda a: plain(
        transcript_html(new_conversation("a"), CORPUS, waiting=a.question, growing=a)
    ),
    "comparison": compared,
    "markdown": lambda answer: answer_markdown(answer).replace("\\", ""),
    "copied": answer_plain,
    "word": of_docx,
    "command": printed,
}


@pytest.mark.parametrize("form", FORMS)
def test_a_false_statement_stands_below_the_reports_own_sentence(form: str) -> None:
    for paragraph_id, said in FALSE:
        answer = worded(paragraph_id, said)
        shown = FORMS[form](answer)
        own = answer.statements[0].text
        assert own in shown
        if answer.worded is None:
            assert said not in shown
            continue
        assert shown.index(own) < shown.index(answer.worded.heading) < shown.index(said)
        assert "experimental" in answer.worded.heading
        assert notice(MODEL) in shown


@pytest.mark.parametrize(("paragraph_id", "said"), FALSE)
def test_the_record_keeps_the_wording_apart(paragraph_id: str, said: str) -> None:
    answer = worded(paragraph_id, said)
    record = to_record(answer)
    jsonschema.validate(record, schema())
    assert said not in record["answer"]
    assert answer.statements[0].text in record["answer"]
    if answer.worded is None:
        assert (record["worded"], record["mode"]) == (None, "extractive")
        return
    assert said in record["worded"]["answer"].replace(" [1]", "")
    assert record["notices"][0] == notice(MODEL)
    markers = {citation["marker"] for citation in record["citations"]}
    assert {m for one in answer.worded.statements for m in one.markers} <= markers


def test_most_of_them_pass_the_gate_so_that_the_form_matters() -> None:
    """As long as the gate goes by words; a better gate may lower this."""
    assert any(worded(*one).worded for one in FALSE)


@pytest.mark.parametrize(
    "said",
    [
        "The passage is not a question about serious case reviews in many areas.",
        "The passages do not answer how long reviews took in many areas.",
        "The question is about the time taken to complete serious case reviews.",
        "As an AI language model, the time taken to complete reviews was excessive.",
        "I think that the time taken to complete serious case reviews was excessive.",
        "Here is the answer: in many areas the time taken was excessive.",
        "Answer: in many areas the time taken to complete reviews was excessive.",
        "The provided text says the time taken to complete reviews was excessive.",
        "It does not mention the time taken to complete serious case reviews in areas.",
        "There is no information about the time taken to complete serious case reviews.",
        "Based on this, the time taken to complete serious case reviews was excessive.",
        "Unfortunately the time taken to complete serious case reviews in many areas was excessive.",
    ],
)
def test_what_a_model_says_of_its_task_is_not_shown(said: str) -> None:
    answer = worded("2002/5.45", said)
    assert answer.worded is None
    assert answer.mode == "extractive"


def test_no_sentence_of_the_reports_is_taken_for_talk_of_the_task() -> None:
    assert [p.id for p in CORPUS.paragraphs if talks_about_the_task(p.text, p.text)] == []


def test_what_is_kept_is_read_back_with_both(tmp_path: object) -> None:
    answer = worded(*FALSE[0])
    assert answer.worded
    assert answer_from_json(answer_to_json(answer)) == answer


def test_a_wording_in_a_file_that_is_read_in_is_left_out_and_that_is_said() -> None:
    answer = worded(*FALSE[0])
    talk = new_conversation("anna").with_answer(answer)
    said = to_json(talk, CORPUS.reports, date(2026, 1, 2))
    [read] = from_json(said, "x", "b", CORPUS).answers
    assert read.worded is None
    assert LEFT_OUT in read.notices
    assert read.statements == answer.statements


def test_an_answer_kept_before_gets_its_quotations_beside_it() -> None:
    answer = worded(*FALSE[0])
    assert answer.worded
    before = answer_to_json(replace(answer, statements=answer.worded.statements, notices=()))
    del before["worded"]
    read = answer_from_json(before)
    assert read.worded
    assert read.worded.statements == answer.worded.statements
    assert [said.text for said in read.statements] == [c.quote for c in read.citations]
    assert read.notices == (notice(MODEL),)


def test_a_later_question_points_at_the_reports_sentences() -> None:
    turn = as_turn(worded(*FALSE[0]))
    assert [shown.text for shown in turn.shown] == [extractive(CORPUS.paragraph("2002/5.45")).statements[0].text]


@pytest.mark.slow
def test_the_reports_sentences_stand_from_the_first_moment_to_the_last(assistant: Assistant) -> None:
    said = FALSE[0][1][:-1]
    writer = Writer(Scripted(f"{said} [1].\n{said} {{x}} [1]."), MODEL, "127.0.0.1", 8192, CORPUS.cite)
    asked = "How long did serious case reviews take?"
    own = assistant.ask(asked)
    grown = list(replace(assistant, writer=writer).stream(asked))
    assert len(grown) > 1
    for answer in grown:
        assert answer.statements == own.statements
        assert answer.citations[: len(own.citations)] == own.citations
        assert (answer.worded is None) == (answer.mode == "extractive")
        if answer.worded:
            assert answer.notices[0] == notice(MODEL)
    assert grown[-1].worded


@pytest.mark.slow
def test_programs_get_the_reports_sentences_as_the_answer(assistant: Assistant) -> None:
    writer = Writer(Scripted(f"{FALSE[0][1][:-1]} [1]."), MODEL, "127.0.0.1", 8192, CORPUS.cite)
    asked = "How long did serious case reviews take?"
    record = Endpoints(replace(assistant, writer=writer)).ask(asked)
    assert isinstance(record, dict)
    assert record["answer"] == assistant.ask(asked).text
    assert record["worded"]["model"] == MODEL
    assert notice(MODEL) in record["notices"]


COMMANDS = {
    "app": ["app.py"],
    "ask": ["-m", "assistant", "ask", "How long did reviews take?"],
    "evals run": ["-m", "evals", "run", "--questions", "data/questions/dev.jsonl", "--limit", "1", "--out"],
    "quiz": ["-m", "assistant", "quiz", "generate", "--number", "1", "--reword", "--search", "words"],
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_that_words_by_a_model_says_at_its_start_that_this_is_experimental(
    command: str, tmp_path: object
) -> None:
    with running() as server:
        done = started(COMMANDS[command], tmp_path, ASSISTANT_LLM=MODEL, ASSISTANT_LLM_URL=server.url)
    assert done.stderr.splitlines().count(said_at_start(MODEL)) == 1
    assert said_at_start(MODEL) not in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("command", ["app", "ask"])
def test_without_a_model_nothing_is_said_of_it(command: str, tmp_path: object) -> None:
    assert "experimental" not in started(COMMANDS[command], tmp_path).stderr


def free_port() -> str:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return str(found.getsockname()[1])


def started(words: list[str], folder: object, **variables: str) -> subprocess.CompletedProcess[str]:
    """The command in a place without an index, where it says what it has to say and ends."""
    nowhere = {"ASSISTANT_INDEX_DIR": f"{folder}/none", "ASSISTANT_STATE_DIR": f"{folder}/state", "ASSISTANT_PORT": free_port()}
    out = [f"{folder}/run"] if words[-1] == "--out" else []
    return subprocess.run(
        [sys.executable, *words, *out], cwd=ROOT, env={**os.environ, **nowhere, **variables},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_whatever_connects_a_model_says_it(caplog: pytest.LogCaptureFixture) -> None:
    connect(Settings(llm=MODEL))
    assert caplog.messages == [said_at_start(MODEL)]
    connect(Settings())
    assert len(caplog.messages) == 1


def test_the_notice_names_the_model_and_stands_first() -> None:
    own = extractive(CORPUS.paragraph("2002/5.45"))
    answer = beside(own, MODEL, (Statement("Reviews took long.", (1,)),), own.citations)
    assert answer.notices == (notice(MODEL), "An older notice.")
    assert Turn(answer.question) != as_turn(answer)
