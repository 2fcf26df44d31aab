"""The same answers for programs: Gradio API endpoints, offered as MCP tools too."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import gradio as gr
from gradio.events import api

from assistant.domain import Filters, Paragraph, Turn
from assistant.errors import AssistantError, QuestionError
from assistant.pages.asking import Asks
from assistant.pages.chat import LONGEST_QUESTION
from assistant.record import to_record

MOST_PASSAGES = 50
LONGEST_HISTORY = 20
AT_ONCE = 4  # endpoints computing at the same time; more of them wait their turn

Reply = dict[str, Any]


def add_endpoints(assistant: Asks) -> None:
    """Add /ask, /search and /paragraph inside the current Blocks."""
    endpoints = Endpoints(assistant)
    for endpoint in (endpoints.ask, endpoints.search, endpoints.paragraph):
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
        raise gr.Error(str(error), print_exception=False) from error
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
        turns: list[Turn] = []
        for question in questions:
            answer = self.assistant.ask(question, tuple(turns))
            cited = dict.fromkeys(citation.paragraph.id for citation in answer.citations)
            turns.append(Turn(question, answer.searched_for, tuple(cited)))
        return tuple(turns)


def _check(questions: list[str]) -> None:
    """Refuse what is no question before anything is computed."""
    for question in questions:
        if not isinstance(question, str) or not question.strip():
            raise QuestionError("Ask a question of at least one word.")
        if len(question) > LONGEST_QUESTION:
            raise QuestionError(f"A question may have at most {LONGEST_QUESTION:,} characters.")
