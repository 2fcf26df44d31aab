"""The comparison's controls, and which handler each of them calls."""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.pages.blocks import LONGEST_PASTED, PRIVATE, html_block, notice
from assistant.pages.chat import Chat
from assistant.pages.chat_tab import report_choices
from assistant.pages.comparing import Compare
from assistant.pages.markup import no_source_html

EMPTY = (
    '<div class="welcome"><h2>Compare the reports</h2><p>Type a topic. Each report answers with '
    "its own words, side by side; where one says nothing about it, that is said too.</p></div>"
)


def build_compare_tab(chat: Chat) -> gr.HTML:
    """Lay the comparison out inside the current Blocks; returns its source panel."""
    compare = Compare(chat.assistant)
    reports = report_choices(chat.assistant)
    with gr.Row(elem_classes="chat-row"):
        with gr.Column(scale=3, min_width=300):
            with gr.Row(elem_classes="ask-row"):
                topic = gr.Textbox(
                    label="Topic",
                    placeholder="information sharing between agencies",
                    elem_id="topic",
                    max_length=LONGEST_PASTED,
                    scale=8,
                )
                go = gr.Button("Compare", variant="primary", elem_id="compare", min_width=110)
            chosen = gr.CheckboxGroup(
                reports,
                value=[report_id for _, report_id in reports[:2]],
                label="Reports",
                elem_id="compared",
            )
            message = html_block("", "compare-message")
            result = html_block(EMPTY, "comparison")
        with gr.Column(scale=2, min_width=300, elem_classes="source-column"):
            panel = html_block(no_source_html(), "compare-panel")

    def compared(asked: str, report_ids: list[str]) -> tuple[Any, str]:
        try:
            return compare.page(asked, report_ids), ""
        except AssistantError as error:
            return gr.skip(), notice(error.public)

    def source(event: gr.EventData) -> str:
        return chat.source(event.paragraph, event.marks)

    def listed() -> dict[str, Any]:
        return gr.update(choices=report_choices(chat.assistant))

    gr.on(None, listed, None, chosen, queue=False, **PRIVATE)  # on opening the page
    gr.on(
        [topic.submit, go.click],
        compared,
        [topic, chosen],
        [result, message],
        concurrency_limit=4,
        concurrency_id="answers",
        **PRIVATE,
    )
    for block in (result, panel):
        block.select(source, None, [panel], queue=False, **PRIVATE)
    return panel
