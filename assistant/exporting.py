"""Conversations and answers as Markdown, Word and JSON; JSON can be read back."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from assistant.brought_in import FORMAT, VERSION
from assistant.conversations import Conversation
from assistant.domain import Answer, Citation, Report, Statement
from assistant.personal import redact
from assistant.saved import answer_to_json

if TYPE_CHECKING:
    from docx.document import Document

MARKDOWN_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|])")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # XML cannot carry them


def answer_markdown(answer: Answer) -> str:
    """One answer with its numbered citations."""
    lines = [f"**{_plain(answer.question)}**", ""]
    if answer.lead:
        lines += [_plain(answer.lead), ""]
    for said in answer.statements:
        lines += [_statement(said), ""]
    if answer.worded:
        lines += [f"**{_plain(answer.worded.heading)}**", ""]
        lines += [f"{_statement(said)}\n" for said in answer.worded.statements]
    lines += [f"> {_plain(notice)}\n" for notice in answer.notices]
    lines += [_reference(citation) for citation in answer.citations]
    return "\n".join(lines).strip() + "\n"


def answer_plain(answer: Answer) -> str:
    """One answer as plain text, as it is copied: after each statement its paragraph in brackets."""
    labels = {citation.marker: citation.label for citation in answer.citations}
    lines = [redact(answer.question), ""]
    if answer.lead:
        lines += [answer.lead, ""]
    for said in answer.statements:
        lines += [_named(said, labels), ""]
    if answer.worded:
        lines += [answer.worded.heading, ""]
        lines += [f"{_named(said, labels)}\n" for said in answer.worded.statements]
    lines += [f"Note: {notice}" for notice in answer.notices]
    return "\n".join(lines).strip() + "\n"


def to_markdown(conversation: Conversation, reports: Sequence[Report], today: date) -> str:
    """The conversation with numbered citations, date of export and licence lines."""
    parts = [f"# {_plain(conversation.title or 'Conversation')}", "", _exported(today), ""]
    for answer in conversation.answers:
        parts += [answer_markdown(answer), "---", ""]
    parts += [f"- {_plain(line)}" for line in source_lines(conversation.answers, reports)]
    return "\n".join(parts).rstrip() + "\n"


def to_json(conversation: Conversation, reports: Sequence[Report], today: date) -> str:
    """The conversation with all that `brought_in` needs to restore it, and its licence lines."""
    return json.dumps(
        {
            "format": FORMAT,
            "version": VERSION,
            "exported": today.isoformat(),
            "title": conversation.title,
            "started": conversation.started,
            "changed": conversation.changed,
            "sources": source_lines(conversation.answers, reports),
            "answers": [answer_to_json(answer) for answer in conversation.answers],
        },
        ensure_ascii=False,
        indent=1,
    )


def to_docx(conversation: Conversation, reports: Sequence[Report], today: date) -> bytes:
    """The conversation as a Word document with numbered citations and licence lines."""
    import docx  # slow to import, so only when it is wanted

    document = docx.Document()
    document.core_properties.title = _clean(conversation.title or "Conversation")
    document.core_properties.author = "Safeguarding Reports Assistant"
    document.add_heading(_clean(conversation.title or "Conversation"), level=1)
    document.add_paragraph(_exported(today))
    for answer in conversation.answers:
        _write_answer(document, answer)
    document.add_heading("Sources and licences", level=2)
    for line in source_lines(conversation.answers, reports):
        document.add_paragraph(_clean(line), style="List Bullet")
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def source_lines(answers: Iterable[Answer], reports: Sequence[Report]) -> list[str]:
    """Title, publisher, date and licence of each report that is cited, in the reports' order."""
    cited = {citation.paragraph.report_id for answer in answers for citation in answer.citations}
    return [
        f"{report.title}. {report.publisher}, {report.date}. {report.licence}"
        for report in reports
        if report.id in cited
    ]


def _write_statement(document: Document, said: Statement) -> None:
    """One statement with its markers, its bullets as a list."""
    marks = said.mark + "".join(f" [{marker}]" for marker in said.markers)
    lines = said.text.split("\n")
    for place, line in enumerate(lines):
        bullet = line[:2] in ("• ", "– ")
        words = line[2:] if bullet else line
        end = marks if place == len(lines) - 1 else ""
        style = "List Bullet" if bullet else None
        document.add_paragraph(_clean(words) + end, style=style)


def _statement(said: Statement) -> str:
    """A statement as Markdown with its markers."""
    return _block(said.text) + said.mark + "".join(f" [{marker}]" for marker in said.markers)


def _named(said: Statement, labels: Mapping[int, str]) -> str:
    """A statement followed by the paragraphs that it rests on."""
    named = "; ".join(dict.fromkeys(labels[one] for one in said.markers if one in labels))
    return f"{said.text} ({named})" if named else said.text + said.mark


def _write_answer(document: Document, answer: Answer) -> None:
    """One question as a heading, its statements, notices and citations."""
    document.add_heading(_clean(answer.question), level=2)
    if answer.lead:
        document.add_paragraph(_clean(answer.lead))
    for said in answer.statements:
        _write_statement(document, said)
    if answer.worded:
        document.add_paragraph().add_run(_clean(answer.worded.heading)).bold = True
        for said in answer.worded.statements:
            _write_statement(document, said)
    for notice in answer.notices:
        document.add_paragraph().add_run(_clean(notice)).italic = True
    for citation in answer.citations:
        row = document.add_paragraph(f"[{citation.marker}] ")
        row.add_run(_clean(citation.label)).bold = True
        row.add_run(f": “{_clean(citation.quote)}”")


def _reference(citation: Citation) -> str:
    quote = _plain(" ".join(citation.quote.split("\n")))
    return f"[{citation.marker}] {_plain(citation.label)}: “{quote}”  "


def _block(text: str) -> str:
    """A statement's lines as Markdown: bullets become list items."""
    lines: list[str] = []
    for line in text.split("\n"):
        mark = {"• ": "- ", "– ": "  - "}.get(line[:2])
        lines.append(f"{mark}{_plain(line[2:])}" if mark else _plain(line))
    return "\n".join(lines)


def _exported(today: date) -> str:
    day = f"{today.day} {today:%B %Y}"
    return f"Exported on {day} from the Safeguarding Reports Assistant."


def _plain(text: str) -> str:
    """Text that Markdown shows as it stands."""
    return MARKDOWN_SIGNS.sub(r"\\\1", text)


def _clean(text: str) -> str:
    return CONTROL.sub("", text)
