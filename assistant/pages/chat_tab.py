"""The chat page's controls, and which handler each of them calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from assistant.conversations import Conversation, new_conversation
from assistant.domain import Filters, Kind
from assistant.errors import AssistantError
from assistant.pages.asking import Asks
from assistant.pages.blocks import LONGEST_PASTED, PRIVATE, html_block, notice, owner_of
from assistant.pages.chat import Chat, Pending, read_filters
from assistant.pages.markup import no_source_html

PARALLEL_ANSWERS = 4


@dataclass(frozen=True)
class ChatTab:
    """The components of the tab."""

    transcript: gr.HTML
    panel: gr.HTML
    status: gr.HTML
    message: gr.HTML
    question: gr.Textbox
    ask: gr.Button
    stop: gr.Button
    fresh: gr.Button
    keep: gr.Checkbox
    conversation: gr.State
    pending: gr.State
    filters: tuple[Any, ...]


def build_chat_tab(chat: Chat) -> ChatTab:
    """Lay the chat page out inside the current Blocks and wire its events."""
    tab = _lay_out(chat)
    running = _wire_asking(chat, tab)
    _wire_rest(chat, tab, running)
    return tab


def _lay_out(chat: Chat) -> ChatTab:
    settings = chat.assistant.settings
    conversation = gr.State(new_conversation(""))
    pending = gr.State(Pending())
    with gr.Row(elem_classes="chat-row"):
        with gr.Column(scale=3, min_width=300, elem_classes="chat-column"):
            transcript = html_block(chat.show(new_conversation("")), "transcript")
            status = html_block(notice("", "status"), "status")
            with gr.Column(elem_classes="composer"):
                message = html_block("", "message")
                with gr.Row(elem_classes="ask-row"):
                    question = gr.Textbox(
                        label="Your question",
                        placeholder="Ask about the 2002 or the 2008 report",
                        elem_id="question",
                        max_length=LONGEST_PASTED,
                        lines=1,
                        max_lines=6,
                        scale=8,
                    )
                    ask = gr.Button("Ask", variant="primary", elem_id="ask", min_width=80)
                    stop = gr.Button("Stop", elem_id="stop", min_width=80, visible=False)
                filters = _filters(chat.assistant)
                with gr.Row(elem_classes="below-row"):
                    fresh = gr.Button("New conversation", size="sm", elem_id="fresh")
                    keep = gr.Checkbox(
                        settings.store_conversations,
                        label="Keep my conversations on this computer",
                        elem_id="keep",
                        interactive=settings.store_conversations,
                        container=False,
                    )
        with gr.Column(scale=2, min_width=300, elem_classes="source-column"):
            panel = html_block(no_source_html(), "panel")
    return ChatTab(
        transcript, panel, status, message, question, ask, stop, fresh, keep,
        conversation, pending, filters,
    )  # fmt: skip


def _filters(assistant: Asks) -> tuple[Any, ...]:
    """The folded controls that narrow the search."""
    corpus = assistant.corpus
    chapters = dict.fromkeys(p.headings[0] for p in corpus.paragraphs if p.headings)
    with gr.Accordion("Narrow the search", open=False, elem_id="filters"):
        reports = gr.CheckboxGroup(report_choices(assistant), label="Reports (none chosen: all)")
        kinds = gr.CheckboxGroup(
            [(kind.value.capitalize(), kind.value) for kind in Kind],
            label="Kinds of paragraph (none chosen: all)",
        )
        with gr.Row():
            chapter = gr.Dropdown(
                [("All chapters", ""), *((name, name) for name in chapters)],
                value="",
                label="Chapter",
            )
            agency = gr.Textbox(
                label="Agency that it must name", placeholder="police", max_length=100
            )
    return reports, kinds, chapter, agency


def report_choices(assistant: Asks) -> list[tuple[str, str]]:
    """The reports as choices: what is shown, and the id."""
    return [(f"{one.year} {one.short_title}", one.id) for one in assistant.corpus.reports]


def _wire_asking(chat: Chat, tab: ChatTab) -> list[Any]:
    """Everything that leads to an answer; returns the events that Stop cancels."""

    def pose(question: str, pending: Pending) -> tuple[str, Pending, str]:
        try:
            return "", chat.pose(question, pending), ""
        except AssistantError as error:
            return question, replace(pending, question=""), notice(error.public)

    def chosen(conversation: Conversation, event: gr.EventData) -> tuple[Any, Pending, str]:
        return chosen_action(conversation, event.action, event.value)

    def form(conversation: Conversation, event: gr.EventData) -> tuple[Any, Pending, str]:
        return _submitted(chat, conversation, event)

    def answer(
        pending: Pending,
        conversation: Conversation,
        keep: bool,
        reports: list[str],
        kinds: list[str],
        chapter: str,
        agency: str,
        request: gr.Request,
    ) -> Iterator[tuple[Any, ...]]:
        filters = read_filters(reports, kinds, chapter, agency)
        yield from grow_answer(chat, pending, conversation, keep, filters, owner_of(request))

    posed = [tab.question, tab.pending, tab.message]
    outputs = [
        tab.transcript, tab.conversation, tab.panel, tab.status, tab.message, tab.stop, tab.pending,
    ]  # fmt: skip
    inputs = [tab.pending, tab.conversation, tab.keep, *tab.filters]
    typed = [tab.question, tab.pending]
    starts = [
        tab.question.submit(pose, typed, posed, queue=False, **PRIVATE),
        tab.ask.click(pose, typed, posed, queue=False, **PRIVATE),
        tab.transcript.click(chosen, [tab.conversation], posed, queue=False, **PRIVATE),
        tab.transcript.submit(form, [tab.conversation], posed, queue=False, **PRIVATE),
    ]
    limits = {"concurrency_limit": PARALLEL_ANSWERS, "concurrency_id": "answers"}
    return [start.then(answer, inputs, outputs, **limits, **PRIVATE) for start in starts]


def grow_answer(
    chat: Chat,
    pending: Pending,
    conversation: Conversation,
    keep: bool,
    filters: Filters,
    owner: str,
) -> Iterator[tuple[Any, ...]]:
    """Updates of transcript, conversation, panel, status, message, stop button and pending."""
    same = gr.skip()
    if not pending.question:
        yield (same,) * 7  # a generator that yields nothing would empty every output
        return
    mine = before = conversation if conversation.owner == owner else new_conversation(owner)
    started, hide = gr.update(visible=True), gr.update(visible=False)
    try:
        for page, mine in chat.answer(pending, before, filters):
            yield page, mine, same, notice("Reading the reports", "status"), "", started, same
    except AssistantError as error:
        left = mine if said_more(mine, before) else conversation  # what was said stays
        fault = f"{error.public} {chat.save(left, keep=keep) if left is mine else ''}".strip()
        yield chat.show(left), left, same, "", notice(fault), hide, Pending()
        return
    newest = mine.answers[-1]
    count = len(newest.citations)
    ready = notice(f"Answer ready, {count} quotation{'' if count == 1 else 's'}.", "status")
    panel = chat.first_source(mine)
    said = notice(chat.save(mine, keep=keep), "status")  # the answer is on the screen by now
    yield same, mine, panel, ready, said, hide, Pending()


def said_more(now: Conversation, before: Conversation) -> bool:
    """Whether an answer has grown that the conversation did not hold before."""
    newest = now.answers[-1] if now.answers else None
    return newest is not None and newest not in before.answers and bool(newest.statements)


def chosen_action(conversation: Conversation, action: str, value: str) -> tuple[Any, Pending, str]:
    """Question box, pending and message after a button in the transcript."""
    newest = conversation.answers[-1].question if conversation.answers else ""
    if action == "ask":
        return gr.skip(), Pending(value, alone=True), ""
    if action == "again" and newest:
        return gr.skip(), Pending(newest, replaces=True), ""
    if action == "edit" and newest:
        hint = "Change your question and ask; the answer above is then replaced."
        return newest, Pending(replaces=True), notice(hint, "status")
    return gr.skip(), Pending(), ""


def _submitted(
    chat: Chat, conversation: Conversation, event: gr.EventData
) -> tuple[Any, Pending, str]:
    """Question box, pending and message after a form in the transcript."""
    try:
        if event.action == "search":
            return gr.skip(), chat.pose(event.fields.get("words", ""), Pending(alone=True)), ""
        chat.judge(conversation, int(event.value), event.fields)
    except AssistantError as error:
        return gr.skip(), Pending(), notice(error.public)
    return gr.skip(), Pending(), notice("Thank you. Your feedback is saved.", "status")


def _wire_rest(chat: Chat, tab: ChatTab, running: list[Any]) -> None:
    """Sources, stop, and a new conversation."""

    def source(event: gr.EventData) -> str:
        return chat.source(event.paragraph, event.marks)

    def stopped(pending: Pending, conversation: Conversation, keep: bool) -> tuple[Any, ...]:
        page, kept, question, fault = chat.stopped(pending, conversation, keep=keep)
        hide, said = gr.update(visible=False), notice(f"Stopped. {fault}".strip(), "status")
        return page, kept, question or gr.skip(), Pending(), said, hide

    def fresh(request: gr.Request) -> tuple[Any, ...]:
        empty = new_conversation(owner_of(request))
        return chat.show(empty), empty, no_source_html(), "", Pending(), ""

    for block in (tab.transcript, tab.panel):
        block.select(source, None, [tab.panel], queue=False, **PRIVATE)
    tab.stop.click(
        stopped,
        [tab.pending, tab.conversation, tab.keep],
        [tab.transcript, tab.conversation, tab.question, tab.pending, tab.message, tab.stop],
        cancels=running,
        queue=False,
        **PRIVATE,
    )
    tab.fresh.click(
        fresh,
        None,
        [tab.transcript, tab.conversation, tab.panel, tab.question, tab.pending, tab.message],
        queue=False,
        **PRIVATE,
    )
