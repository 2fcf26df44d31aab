"""What asking comes to: each function fills the chat page after one of its events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import gradio as gr

from assistant.conversations import Conversation, new_conversation
from assistant.domain import Filters
from assistant.errors import AssistantError
from assistant.pages.blocks import notice
from assistant.pages.chat import Chat, Pending


def typed(chat: Chat, question: str, pending: Pending) -> tuple[str, Pending, str]:
    """Question box, pending and message after a typed question."""
    try:
        return "", chat.pose(question, pending), ""
    except AssistantError as error:
        return question, replace(pending, question=""), notice(error.public)


def grow_answer(
    chat: Chat,
    pending: Pending,
    conversation: Conversation,
    keep: bool,
    filters: Filters,
    owner: str,
) -> Iterator[tuple[Any, ...]]:
    """Updates of transcript, conversation, status, message, stop button and the number done."""
    same = gr.skip()
    if not pending.question:
        yield (same,) * 6  # a generator that yields nothing would empty every output
        return
    mine = before = conversation if conversation.owner == owner else new_conversation(owner)
    started, hide = gr.update(visible=True), gr.update(visible=False)
    try:
        for page, mine in chat.answer(pending, before, filters):
            yield page, mine, notice("Reading the reports", "status"), "", started, same
    except AssistantError as error:
        left = mine if said_more(mine, before) else conversation  # what was said stays
        fault = f"{error.public} {chat.save(left, keep=keep) if left is mine else ''}".strip()
        yield chat.show(left), left, "", notice(fault), hide, pending.number
        return
    newest = mine.answers[-1]
    count = len(newest.citations)
    ready = notice(f"Answer ready, {count} quotation{'' if count == 1 else 's'}.", "status")
    said = notice(chat.save(mine, keep=keep), "status")  # the answer is on the screen by now
    yield same, mine, ready, said, hide, pending.number


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


def submitted(
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


def halted(
    chat: Chat, pending: Pending, done: int, conversation: Conversation, keep: bool
) -> tuple[Conversation, str]:
    """The conversation with what was said of an answer that is left, kept; what to say of it."""
    asked = Pending() if pending.number == done else pending
    _, left, _, fault = chat.stopped(asked, conversation, keep=keep)
    return left, fault
