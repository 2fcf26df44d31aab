"""The same answers for programs: Gradio API endpoints, offered as MCP tools too."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import gradio as gr
from gradio.events import api

from assistant.admission import LONGEST_QUESTION
from assistant.domain import Filters, Paragraph, Turn
from assistant.errors import AssistantError, QuestionError
from assistant.pages.asking import Asks
from assistant.quiz.exports.json_file import quiz_to_json
from assistant.quiz.generating import generate
from assistant.quiz.material import Material
from assistant.quiz.requests import Request as QuizRequest
from assistant.quiz.tables import read_tables
from assistant.record import to_record
from assistant.saved import as_turns

MOST_PASSAGES = 50
MOST_ITEMS = 40
LONGEST_HISTORY = 20
AT_ONCE = 4  # endpoints computing at the same time; more of them wait their turn

Reply = dict[str, Any]


def add_endpoints(assistant: Asks) -> None:
    """Add /ask, /search, /paragraph and /quiz inside the current Blocks."""
    endpoints = Endpoints(assistant)
    for endpoint in (endpoints.ask, endpoints.search, endpoints.paragraph, endpoints.quiz):
        add_endpoint(endpoint)


def add_endpoint(endpoint: Callable[..., Any]) -> None:
    """Offer a function under its own name.

    Outside Gradio's queue, so that an MCP call needs no second connection and no second log-in.
    """
    api(endpoint, api_name=endpoint.__name__, queue=False)


def reply(compute: Callable[[], Reply], request: gr.Request | None) -> Reply | str:
    """What is computed, as JSON text for MCP; what the user can mend is said in one sentence."""
    try:
        computed = compute()
    except AssistantError as error:
        raise gr.Error(error.public, print_exception=False) from error
    connection = getattr(request, "request", request)  # MCP calls pass it on unwrapped
    by_mcp = connection is not None and "/mcp" in connection.url.path
    return json.dumps(computed, ensure_ascii=False) if by_mcp else computed


@dataclass(frozen=True)
class Endpoints:
    """The functions behind the endpoints; their docstrings are what MCP clients read."""

    assistant: Asks
    free: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(AT_ONCE)
    )

    def ask(
        self,
        question: str,
        history: list[str] | None = None,
        reports: list[str] | None = None,
        request: gr.Request | None = None,
    ) -> Reply | str:
        """Answer a question from the joint chief inspectors' safeguarding reports, with citations.

        Args:
            question: A question in plain English.
            history: Earlier questions of the same conversation, oldest first.
            reports: Ids of the reports to answer from, such as "2002"; none means all.
            request: The connection, filled in by the server.

        """
        return reply(lambda: self._answered(question, history or [], reports or []), request)

    def search(
        self,
        question: str,
        k: int = 10,
        reports: list[str] | None = None,
        request: gr.Request | None = None,
    ) -> Reply | str:
        """Find the paragraphs of the reports that bear on a question, best first.

        Args:
            question: A question or some key words.
            k: How many paragraphs to return, 1 to 50.
            reports: Ids of the reports to search, such as "2008"; none means all.
            request: The connection, filled in by the server.

        """
        return reply(lambda: self._found(question, k, reports or []), request)

    def paragraph(self, paragraph_id: str, request: gr.Request | None = None) -> Reply | str:
        """Read one paragraph of a report by its id, with its citation and its neighbours' ids.

        Args:
            paragraph_id: The id of a paragraph, such as "2002/5.45" or "2008/R/14".
            request: The connection, filled in by the server.

        """
        return reply(lambda: self._read(paragraph_id), request)

    def quiz(
        self,
        topic: str = "",
        number: int = 5,
        reports: list[str] | None = None,
        seed: int = 1,
        request: gr.Request | None = None,
    ) -> Reply | str:
        """Draft quiz items for trainers, each with its key, reasons and cited paragraph.

        Args:
            topic: What the items should be about; empty means anything in the reports.
            number: How many items to draft, 1 to 40.
            reports: Ids of the reports to draft from, such as "2008"; none means all.
            seed: The same number gives the same items again.
            request: The connection, filled in by the server.

        """
        return reply(lambda: self._drafted(topic, number, reports or [], seed), request)

    def _drafted(self, topic: str, number: int, reports: list[str], seed: int) -> Reply:
        if not 1 <= int(number) <= MOST_ITEMS:
            raise QuestionError(f"number must be from 1 to {MOST_ITEMS}.")
        if len(topic) > LONGEST_QUESTION:
            raise QuestionError(f"A topic may have at most {LONGEST_QUESTION:,} characters.")
        ids = self._only(reports).reports
        wanted = QuizRequest(int(number), ids, topic=topic.strip(), seed=int(seed))
        with self.free:
            return quiz_to_json(generate(self._material, wanted, self._ids_found))

    @cached_property
    def _material(self) -> Material:
        """What quiz items are made of, gathered when first asked for."""
        tables = read_tables(self.assistant.settings.data_dir / "quiz")
        return Material(self.assistant.corpus, tables)

    def _ids_found(self, question: str, k: int) -> list[str]:
        return [passage.paragraph.id for passage in self.assistant.search(question, k)]

    def _answered(self, question: str, history: list[str], reports: list[str]) -> Reply:
        earlier = history[-LONGEST_HISTORY:]
        _check([question, *earlier])
        only = self._only(reports)
        with self.free:
            return to_record(self.assistant.ask(question, self._turns(earlier), only))

    def _found(self, question: str, k: int, reports: list[str]) -> Reply:
        _check([question])
        if not 1 <= int(k) <= MOST_PASSAGES:
            raise QuestionError(f"k must be from 1 to {MOST_PASSAGES}.")
        only = self._only(reports)
        with self.free:
            found = self.assistant.search(question, int(k), only)
        rows = [
            {**self._entry(passage.paragraph), "score": round(passage.score, 6)}
            for passage in found
        ]
        return {"question": question, "passages": rows}

    def _read(self, paragraph_id: str) -> Reply:
        found = self.assistant.corpus.paragraph(str(paragraph_id).strip())
        before, after = self.assistant.corpus.neighbours(found.id)
        return {
            **self._entry(found),
            "previous": before.id if before else None,
            "next": after.id if after else None,
        }

    def _entry(self, paragraph: Paragraph) -> Reply:
        """What every endpoint says of a paragraph."""
        report = self.assistant.corpus.report(paragraph.report_id)
        return {
            "paragraph_id": paragraph.id,
            "label": self.assistant.corpus.cite(paragraph),
            "report": report.title,
            "published": report.published,
            "kind": paragraph.kind.value,
            "headings": list(paragraph.headings),
            "text": paragraph.text,
            "notice": report.notice,
        }

    def _only(self, reports: list[str]) -> Filters:
        """A filter on these reports; CorpusError where one of them is not there."""
        return Filters(tuple(self.assistant.corpus.report(report_id).id for report_id in reports))

    def _turns(self, questions: list[str]) -> tuple[Turn, ...]:
        """The earlier questions as turns, each with what it cited when asked again."""
        return as_turns(questions, self.assistant.ask)


def _check(questions: list[str]) -> None:
    """Refuse what is no question before anything is computed."""
    for question in questions:
        if not isinstance(question, str) or not question.strip():
            raise QuestionError("Ask a question of at least one word.")
        if len(question) > LONGEST_QUESTION:
            raise QuestionError(f"A question may have at most {LONGEST_QUESTION:,} characters.")
