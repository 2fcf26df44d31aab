"""The list of one's conversations: search, open, rename, save, delete, read in an export."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.brought_in import from_json, unfound
from assistant.conversations import Conversation, Listed, new_conversation
from assistant.domain import NOT_FOUND
from assistant.errors import AssistantError, StoreError
from assistant.pages.blocks import PRIVATE, html_block, notice, owner_of
from assistant.pages.chat import Chat, Pending
from assistant.pages.chat_events import halted
from assistant.pages.chat_tab import ChatTab
from assistant.pages.markup import FORMATS

LARGEST_IMPORT = 20_000_000  # bytes


def build_conversations_tab(chat: Chat, tab: ChatTab, tabs: gr.Tabs, here: gr.Tab) -> None:
    """Lay the list out inside the current Blocks and wire its events."""
    days = chat.assistant.settings.retention_days
    kept = f"They are deleted {days} days after their last question." if days else ""
    with gr.Column(elem_classes="list-column"):
        html_block(
            '<div class="welcome"><h2>Your conversations</h2>'
            f"<p>Kept on this computer only. {kept}</p></div>"
        )
        words = gr.Textbox(
            label="Search your conversations", elem_id="search-conversations", max_length=200
        )
        message = html_block("", "list-message")
        listing = html_block(listing_html(()), "listing")
        upload = gr.UploadButton(
            "Read in a saved conversation (JSON)", file_types=[".json"], elem_id="import", size="sm"
        )

    def listed(wanted: str, request: gr.Request) -> str:
        return shown_list(chat, owner_of(request), wanted)

    def clicked(
        wanted: str,
        pending: Pending,
        done: int,
        conversation: Conversation,
        keep: bool,
        event: gr.EventData,
        request: gr.Request,
    ) -> tuple[Any, ...]:
        left, _ = halted(chat, pending, done, conversation, keep)
        page, now, *others = act(chat, event.action, event.value, wanted, left, owner_of(request))
        if now == gr.skip() and pending.question and pending.number != done:
            page, now = chat.show(left), left  # what was growing stands still
        return page, now, *others, pending.number, "", gr.update(visible=False)

    def renamed(wanted: str, event: gr.EventData, request: gr.Request) -> tuple[str, str]:
        owner, fault = owner_of(request), ""
        try:
            chat.kept.rename(owner, event.value, event.fields.get("title", ""))
        except AssistantError as error:
            fault = error.public
        return shown_list(chat, owner, wanted), notice(fault)

    def read_in(path: str, wanted: str, request: gr.Request) -> tuple[str, str]:
        owner = owner_of(request)
        try:
            said = import_file(chat, Path(path), owner)
        except AssistantError as error:
            return shown_list(chat, owner, wanted), notice(error.public)
        return shown_list(chat, owner, wanted), notice(said, "status")

    opened = [tab.transcript, tab.conversation, tab.panel, tabs, listing, message]
    opened += [tab.done, tab.status, tab.stop]
    running = [tab.pending, tab.done, tab.conversation, tab.keep]
    here.select(listed, [words], [listing], queue=False, **PRIVATE)
    words.change(listed, [words], [listing], queue=False, **PRIVATE)
    listing.click(
        clicked, [words, *running], opened, cancels=tab.running, queue=False, **PRIVATE
    )  # an answer under way is left as it stands
    listing.submit(renamed, [words], [listing, message], queue=False, **PRIVATE)
    upload.upload(read_in, [upload, words], [listing, message], queue=False, **PRIVATE)


def act(
    chat: Chat, action: str, value: str, wanted: str, current: Conversation, owner: str
) -> tuple[Any, ...]:
    """Transcript, conversation, panel, tabs, list and message after a button in the list."""
    same = (gr.skip(), gr.skip(), gr.skip(), gr.skip())
    try:
        found = chat.find(owner, value) if action == "open" else None
        if found is not None:
            page, panel = chat.show(found), chat.first_source(found)
            return page, found, panel, gr.Tabs(selected="ask"), gr.skip(), ""
        if action == "delete":
            chat.forget(owner, value)
        if action == "delete-all":
            chat.forget_all(owner)
    except AssistantError as error:
        return (*same, gr.skip(), notice(error.public))
    rows, deleted = shown_list(chat, owner, wanted), notice("Deleted.", "status")
    if action == "delete-all" or (action == "delete" and value == current.id):
        empty = new_conversation(owner)
        return chat.show(empty), empty, gr.skip(), gr.skip(), rows, deleted
    return (*same, rows, deleted if action != "open" else "")


def shown_list(chat: Chat, owner: str, wanted: str) -> str:
    """The owner's list as HTML, with what is to be said of it above."""
    rows, said = chat.listed(owner, wanted)
    return notice(said, "status") + (listing_html(rows, wanted) if rows or not said else "")


def import_file(chat: Chat, path: Path, owner: str) -> str:
    """Store an exported conversation as this owner's; says what was read."""
    try:
        if path.stat().st_size > LARGEST_IMPORT:
            raise StoreError("This file is larger than any conversation; nothing was read.")
        text = path.read_text("utf-8")
    except (ValueError, OSError) as error:
        raise StoreError("This file is not a conversation exported from here.") from error
    read = from_json(text, new_conversation(owner).id, owner, chat.assistant.corpus)
    chat.kept.save(read)
    count = unfound(read)
    marked = f" {count} of its statements: {NOT_FOUND}." if count else ""
    return f"“{read.title}” was read in.{marked}"


def listing_html(rows: Sequence[Listed], wanted: str = "") -> str:
    """The list as HTML."""
    if not rows:
        words = f"No conversation holds “{wanted}”." if wanted else "Nothing is kept yet."
        return f'<div class="listing"><p>{escape(words)}</p></div>'
    body = "".join(map(_row, rows))
    return (
        f'<div class="listing"><ul class="rows">{body}</ul><details><summary>Delete all of my '
        'conversations</summary><button type="button" data-action="delete-all">'
        "Delete all for good</button></details></div>"
    )


def _row(row: Listed) -> str:
    title, name = escape(row.title), escape(row.id)
    day = f"{_moment(row.changed):%d %B %Y, %H:%M}"
    count = "1 question" if row.questions == 1 else f"{row.questions} questions"
    links = "".join(
        f'<a class="button" href="/export/{name}/all.{ending}" download '
        f'aria-label="Save {title} as {kind}">{kind}</a>'
        for ending, kind in FORMATS
    )
    return (
        f'<li><button type="button" class="open" data-action="open" data-value="{name}">{title}'
        f"</button><p>{day} UTC, {count}</p>"
        f'<div class="actions"><span class="group"><span>Save as</span>{links}</span>'
        f'<details><summary aria-label="Rename {title}">Rename</summary>'
        f'<form data-action="rename" data-value="{name}"><label for="title-{name}">New name</label>'
        f'<input id="title-{name}" name="title" value="{title}" maxlength="80" required>'
        "<button>Rename</button></form></details>"
        f'<details><summary aria-label="Delete {title}">Delete</summary>'
        f'<button type="button" data-action="delete" data-value="{name}">Delete for good</button>'
        "</details></div></li>"
    )


def _moment(text: str) -> datetime:
    """The time that a row carries; the beginning of time where it was damaged."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return datetime.min
