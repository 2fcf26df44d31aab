"""The chat page's controls, and which handler each of them calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from assistant.conversations import Conversation, new_conversation
from assistant.domain import Kind
from assistant.pages.asking import Asks
from assistant.pages.blocks import LONGEST_PASTED, PRIVATE, html_block, notice, owner_of
from assistant.pages.chat import Chat, Pending, read_filters
from assistant.pages.chat_events import chosen_action, grow_answer, halted, submitted, typed
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
    pending: gr.State  # what was posed last
    done: gr.State  # the number of what was answered last
    looked: gr.State  # whether a source was opened since a question was posed
    running: list[Any]  # the events that make an answer
    filters: tuple[Any, ...]


def build_chat_tab(chat: Chat) -> ChatTab:
    """Lay the chat page out inside the current Blocks and wire its events."""
    tab = _lay_out(chat)
    running = _wire_asking(chat, tab)
    _wire_rest(chat, tab, running)
    return replace(tab, running=running)


def _lay_out(chat: Chat) -> ChatTab:
    settings = chat.assistant.settings
    conversation = gr.State(new_conversation(""))
    pending, done = gr.State(Pending()), gr.State(-1)
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
        conversation, pending, done, gr.State(False), [], filters,
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

    def posed(
        question: str,
        pending: Pending,
        done: int,
        conversation: Conversation,
        event: gr.EventData,
    ) -> tuple[Any, Any, str, bool]:
        before = Pending() if pending.number == done else pending
        if not event._data:  # typed
            said, found, told = typed(chat, question, before)
        elif "fields" in event._data:
            said, found, told = submitted(chat, conversation, event)
        else:
            said, found, told = chosen_action(conversation, event.action, event.value)
        if event._data and found == Pending():  # nothing is asked: what is under way goes on
            return said, gr.skip(), told, False
        return said, replace(found, number=pending.number + 1), told, False

    def answer(
        pending: Pending,
        done: int,
        conversation: Conversation,
        keep: bool,
        reports: list[str],
        kinds: list[str],
        chapter: str,
        agency: str,
        request: gr.Request,
    ) -> Iterator[tuple[Any, ...]]:
        filters = read_filters(reports, kinds, chapter, agency)
        pending = Pending() if pending.number == done else pending
        yield from grow_answer(chat, pending, conversation, keep, filters, owner_of(request))

    def first_source(conversation: Conversation, looked: bool) -> Any:  # noqa: ANN401
        return gr.skip() if looked else chat.first_source(conversation)

    starts = [tab.question.submit, tab.ask.click, tab.transcript.click, tab.transcript.submit]
    asked = gr.on(
        starts,
        posed,
        [tab.question, tab.pending, tab.done, tab.conversation],
        [tab.question, tab.pending, tab.message, tab.looked],
        **PRIVATE,
    )
    answering = asked.then(
        answer,
        [tab.pending, tab.done, tab.conversation, tab.keep, *tab.filters],
        [tab.transcript, tab.conversation, tab.status, tab.message, tab.stop, tab.done],
        trigger_mode="always_last",  # what is asked meanwhile is answered next
        concurrency_limit=PARALLEL_ANSWERS,
        concurrency_id="answers",
        **PRIVATE,
    )
    answering.then(first_source, [tab.conversation, tab.looked], [tab.panel], **PRIVATE)
    return [answering]


def _wire_rest(chat: Chat, tab: ChatTab, running: list[Any]) -> None:
    """Sources, stop, and a new conversation."""

    def source(event: gr.EventData) -> tuple[str, bool]:
        return chat.source(event.paragraph, event.marks), True

    def stopped(
        pending: Pending, done: int, conversation: Conversation, keep: bool
    ) -> tuple[Any, ...]:
        asked = Pending() if pending.number == done else pending
        page, kept, question, fault = chat.stopped(asked, conversation, keep=keep)
        hide, said = gr.update(visible=False), notice(f"Stopped. {fault}".strip(), "status")
        return page, kept, question or gr.skip(), pending.number, said, hide

    def fresh(
        pending: Pending,
        done: int,
        conversation: Conversation,
        keep: bool,
        request: gr.Request,
    ) -> tuple[Any, ...]:
        _, fault = halted(chat, pending, done, conversation, keep)
        empty, hide = new_conversation(owner_of(request)), gr.update(visible=False)
        said = notice(fault, "status")
        return chat.show(empty), empty, no_source_html(), "", pending.number, said, "", hide

    for block in (tab.transcript, tab.panel):
        block.select(source, None, [tab.panel, tab.looked], queue=False, **PRIVATE)
    running_now = [tab.pending, tab.done, tab.conversation, tab.keep]
    tab.stop.click(
        stopped,
        running_now,
        [tab.transcript, tab.conversation, tab.question, tab.done, tab.message, tab.stop],
        cancels=running,
        queue=False,
        **PRIVATE,
    )
    shown = [tab.transcript, tab.conversation, tab.panel, tab.question, tab.done]
    shown += [tab.message, tab.status, tab.stop]
    tab.fresh.click(fresh, running_now, shown, cancels=running, queue=False, **PRIVATE)
