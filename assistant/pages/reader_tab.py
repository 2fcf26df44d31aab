"""The reader's controls, and which handler each of them calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import gradio as gr

from assistant.domain import Kind
from assistant.errors import AssistantError
from assistant.pages.blocks import PRIVATE, html_block, notice
from assistant.pages.reading import Reader
from assistant.render import read_spans


@dataclass(frozen=True)
class ReaderTab:
    """The components that other pages fill."""

    side: gr.HTML
    reading: gr.HTML
    message: gr.HTML


def build_reader_tab(reader: Reader) -> ReaderTab:
    """Lay the reader out inside the current Blocks and wire its events."""
    with gr.Row(elem_classes="reader-row"):
        with gr.Column(scale=1, min_width=280, elem_classes="side-column"):
            side = html_block(reader.side(), "contents")
        with gr.Column(scale=3, min_width=300):
            message = html_block("", "reader-message")
            reading = html_block(reader.opening(), "reading")

    def opened(event: gr.EventData) -> tuple[str, str]:
        return open_paragraph(reader, event.paragraph, event.marks), ""

    def viewed(event: gr.EventData) -> tuple[str, str]:
        return reader.view(Kind(event.value)), ""

    def found(event: gr.EventData) -> tuple[object, str]:
        return find(reader, event.fields)

    shown = [reading, message]
    for block in (side, reading):
        block.select(opened, None, shown, queue=False, **PRIVATE)
    side.click(viewed, None, shown, queue=False, **PRIVATE)
    side.submit(found, None, shown, queue=False, **PRIVATE)
    return ReaderTab(side, reading, message)


def open_paragraph(reader: Reader, paragraph_id: str, marks: str) -> str:
    """The chapter of a paragraph, highlighted as the link says."""
    if paragraph_id not in reader.corpus:
        return reader.chapter(paragraph_id)
    length = len(reader.corpus.paragraph(paragraph_id).text)
    return reader.chapter(paragraph_id, read_spans(marks, length))


def find(reader: Reader, fields: Mapping[str, str]) -> tuple[object, str]:
    """Results and message of the search form; where it fails, what was read stays."""
    report_id = fields.get("report", "")
    known = {report.id for report in reader.corpus.reports}
    try:
        page = reader.find(
            fields.get("words", ""),
            exact=fields.get("how") == "phrase",
            report_id=report_id if report_id in known else "",
        )
    except AssistantError as error:
        return gr.skip(), notice(error.public)
    return page, ""
