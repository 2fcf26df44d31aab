"""One topic in several reports side by side: each report answers for itself or is silent."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from assistant.domain import Answer, Filters, Outcome, Report
from assistant.errors import QuestionError
from assistant.pages.asking import Asks
from assistant.render import body_html


@dataclass(frozen=True)
class Compare:
    """The handler of the comparison."""

    assistant: Asks

    def answers(self, topic: str, report_ids: list[str]) -> list[tuple[Report, Answer]]:
        """What each of the reports says of the topic, oldest report first."""
        asked = topic.strip()
        if not asked:
            raise QuestionError("Type a topic or a question to compare.")
        if len(report_ids) < 2:
            raise QuestionError("Choose at least two reports to compare.")
        reports = [r for r in self.assistant.corpus.reports if r.id in report_ids]
        reports.sort(key=lambda report: report.published)
        return [
            (report, self.assistant.ask(asked, (), Filters(reports=(report.id,))))
            for report in reports
        ]

    def page(self, topic: str, report_ids: list[str]) -> str:
        """The answers as columns; one fixed text where a guard answered for all."""
        compared = self.answers(topic, report_ids)
        first = compared[0][1]
        if first.outcome in (Outcome.URGENT, Outcome.DECLINED, Outcome.OFF_TOPIC):
            body = body_html(first, self.assistant.corpus)
            return (
                f'<div class="transcript compare"><div class="answer {first.outcome.value}">'
                f"{body}</div></div>"
            )
        columns = "".join(self._column(report, answer) for report, answer in compared)
        return (
            f'<div class="transcript compare"><h3 class="question">{escape(topic.strip())}</h3>'
            f'<div class="columns">{columns}</div></div>'
        )

    def _column(self, report: Report, answer: Answer) -> str:
        heading = f"{escape(report.short_title)}, {escape(report.date)}"
        if answer.outcome is Outcome.ANSWERED:
            body = body_html(answer, self.assistant.corpus)
        else:
            body = '<p class="silent">Silent: nothing in this report was found to speak of it.</p>'
        return f'<section class="answer" aria-label="{heading}"><h4>{heading}</h4>{body}</section>'
