"""The whole site: the tabs in one Gradio app, the exports and the gate in one FastAPI app."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, PlainTextResponse, Response
from starlette.concurrency import run_in_threadpool

from assistant.access import AccountsFile, is_loopback
from assistant.audit import audit_log
from assistant.conversations import Conversation, ConversationStore, new_conversation, title_of
from assistant.errors import StoreError
from assistant.exporting import to_docx, to_json, to_markdown
from assistant.feedback import FeedbackStore
from assistant.pages.api import add_endpoints
from assistant.pages.asking import Asks
from assistant.pages.blocks import PRIVATE, STATIC, TURNS, html_block, in_turn, notice, owner_of
from assistant.pages.chat import Chat
from assistant.pages.chat_tab import build_chat_tab, report_choices
from assistant.pages.compare_tab import build_compare_tab
from assistant.pages.conversations_tab import build_conversations_tab
from assistant.pages.edge import guard_handlers
from assistant.pages.examples import verified_examples
from assistant.pages.gate import Gate
from assistant.pages.guarded import GuardedBlocks, settle
from assistant.pages.incoming import LARGEST_FILE
from assistant.pages.library_tab import build_library_tab
from assistant.pages.live import LiveAssistant
from assistant.pages.own_events import OwnEvents
from assistant.pages.reader_tab import ReaderTab, build_reader_tab, open_paragraph
from assistant.pages.reading import Reader
from assistant.pages.theme import HEAD, TITLE, page_css, page_theme
from assistant.pages.upload_door import UploadDoor, sweep
from assistant.pages.uploads import Uploads, upload_folder
from assistant.retention import EVERY, Retention

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
}
RESTART = "Stop the assistant and start it again (make app) to search the changed library."
MoreTab = Callable[[Asks], None]  # builds a tab that this package does not know
NO_MORE: Mapping[str, MoreTab] = {}


def build_site(assistant: Asks, more: Mapping[str, MoreTab] = NO_MORE) -> FastAPI:
    """The site as an ASGI app, the gate in front of everything; `more`: tabs from elsewhere."""
    chat, ageing = _chat(assistant)
    uploads = Uploads(upload_folder())
    besides = _while_served(ageing, uploads)
    site = FastAPI(title=TITLE, docs_url=None, redoc_url=None, openapi_url=None, lifespan=besides)
    _add_routes(site, chat)
    pages = build_pages(chat, uploads, more)
    gr.mount_gradio_app(
        site,
        pages,
        path="/",
        show_error=False,
        ssr_mode=False,
        run_history=False,
        footer_links=[],
        max_file_size=LARGEST_FILE,
        theme=page_theme(),
        css=page_css(),
        head=HEAD,
        js=TURNS,
        app_kwargs={"docs_url": None, "redoc_url": None},
        mcp_server=True,
    )
    settle(site, pages)
    site.add_middleware(UploadDoor, uploads=uploads)
    settings = assistant.settings
    own = ("127.0.0.1", "localhost", "::1", "testserver")
    site.add_middleware(
        Gate,
        audit=audit_log(settings),
        accounts=AccountsFile(Path(settings.auth).expanduser()) if settings.auth else None,
        hosts=own if is_loopback(settings.host) else (),
        events=OwnEvents(lambda session: session in pages._queue.pending_messages_per_session),
    )
    return site


def build_pages(
    chat: Chat, uploads: Uploads, more: Mapping[str, MoreTab] = NO_MORE
) -> GuardedBlocks:
    """All tabs in one Blocks; what belongs to a user is in its states only."""
    pages = GuardedBlocks(uploads, TITLE)
    with pages:
        masthead = html_block(masthead_html("", ready=False), "masthead")
        with gr.Tabs(elem_id="tabs") as tabs:
            with gr.Tab("Ask", id="ask"):
                tab = build_chat_tab(chat)
            with gr.Tab("Read", id="read"):
                reader = Reader(chat.assistant)
                reading = build_reader_tab(reader)
            with gr.Tab("Compare", id="compare"):
                compared = build_compare_tab(chat)
            with gr.Tab("Conversations", id="conversations") as here:
                build_conversations_tab(chat, tab, tabs, here)
            with gr.Tab("Library", id="library"):
                build_library_tab(chat.assistant.settings, _reloading(chat.assistant))
            for name, build_tab in more.items():
                with gr.Tab(name, id=name.lower()):
                    build_tab(chat.assistant)
        add_endpoints(chat.assistant)
        _open_in_reader((tab.panel, compared), reader, reading, tabs)
        opening = _opening(chat, reader)
        always = [masthead, reading.side, tab.filters[0]]
        filled = [*always, tab.transcript, tab.conversation, tab.panel, reading.reading, tabs]
        filled.append(tab.message)
        pages.load(opening, None, filled, queue=False, **PRIVATE)
        in_turn(pages)
    guard_handlers(pages)
    pages.queue(max_size=100)
    return pages


def masthead_html(user: str, *, ready: bool) -> str:
    """The head of every page; ready once the page has been opened for its user."""
    who = f'<p class="who">{escape(user)} <a href="/logout">Log out</a></p>' if user else ""
    state = "masthead ready" if ready else "masthead"
    return (
        f'<header class="{state}"><h1>{TITLE}</h1>'
        "<p>The joint chief inspectors' reports of 2002 and 2008, in their own words</p>"
        f"{who}</header>"
    )


def _open_in_reader(
    panels: tuple[gr.HTML, ...], reader: Reader, reading: ReaderTab, tabs: gr.Tabs
) -> None:
    """The panels' way into the reader."""

    def opened(event: gr.EventData) -> tuple[Any, ...]:
        paragraph_id, _, marks = event.value.partition(" ")
        return open_paragraph(reader, paragraph_id, marks), gr.Tabs(selected="read")

    for panel in panels:
        panel.click(opened, None, [reading.reading, tabs], queue=False, **PRIVATE)


def _reloading(assistant: Asks) -> Callable[[], str]:
    """What to do once the library has changed; returns what to tell the user."""
    return assistant.reload if isinstance(assistant, LiveAssistant) else lambda: RESTART


def _opening(chat: Chat, reader: Reader) -> Callable[[gr.Request], tuple[Any, ...]]:
    """On loading: the conversation or the paragraph that the address names."""

    def opened(request: gr.Request) -> tuple[Any, ...]:
        owner = owner_of(request)
        head = masthead_html(owner.removeprefix("user:") if "user:" in owner else "", ready=True)
        always = head, reader.side(), gr.update(choices=report_choices(chat.assistant))
        wanted = request.query_params.get("p", "")
        if wanted:
            page = open_paragraph(reader, wanted, request.query_params.get("q", ""))
            fresh = new_conversation(owner)
            return *always, gr.skip(), fresh, gr.skip(), page, gr.Tabs(selected="read"), ""
        conversation, fault = None, ""
        try:
            conversation = chat.find(owner, request.query_params.get("c", ""))
        except StoreError as error:
            fault = error.public if request.query_params.get("c") else ""
        conversation = conversation or new_conversation(owner)
        page, panel = chat.show(conversation), chat.first_source(conversation)
        return *always, page, conversation, panel, gr.skip(), gr.skip(), notice(fault)

    return opened


def _chat(assistant: Asks) -> tuple[Chat, tuple[Retention, ...]]:
    """The chat page's handlers with their stores, and what deletes what is too old in these."""
    settings = assistant.settings
    kept = ConversationStore(settings.state_dir / "conversations.sqlite")
    unkept = ConversationStore(None)
    feedback = FeedbackStore(settings.state_dir / "feedback.jsonl")
    ageing = Retention(kept, settings.retention_days)
    examples = verified_examples(assistant)
    chat = Chat(assistant, kept, unkept, feedback, examples, ageing)
    return chat, (ageing, Retention(unkept, 1))


def _while_served(
    ageing: tuple[Retention, ...], uploads: Uploads
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """What runs beside the pages: old conversations go every hour, old uploads every minute."""

    async def look() -> None:
        while True:
            for one in ageing:
                await run_in_threadpool(one.sweep)
            await asyncio.sleep(EVERY.total_seconds())

    @asynccontextmanager
    async def serving(site: FastAPI) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(look()), asyncio.create_task(sweep(uploads))]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()

    return serving


def _add_routes(site: FastAPI, chat: Chat) -> None:
    """What is not a Gradio page: health, favicon and the files that are saved."""

    @site.get("/healthz")
    def health() -> PlainTextResponse:
        return PlainTextResponse("ok")

    @site.get("/favicon.svg")
    def favicon() -> FileResponse:
        return FileResponse(STATIC / "favicon.svg", media_type="image/svg+xml")

    @site.get("/export/{conversation_id}/{name}")
    def export(conversation_id: str, name: str, request: Request) -> Response:
        """The whole conversation ("all.docx") or one of its answers ("0.docx")."""
        which, _, ending = name.partition(".")
        try:
            conversation = chat.find(request.scope.get("owner", ""), conversation_id)
        except StoreError as error:
            return PlainTextResponse(error.public, 503)
        if conversation is None or ending not in TYPES:
            return PlainTextResponse("There is nothing of yours to save under this address.", 404)
        if which != "all":
            if not which.isdecimal() or int(which) >= len(conversation.answers):
                return PlainTextResponse("This conversation has no such answer.", 404)
            conversation = one_answer(conversation, int(which))
        return _file(conversation, chat, ending)


def one_answer(conversation: Conversation, place: int) -> Conversation:
    """The conversation cut down to one of its answers."""
    answer = conversation.answers[place]
    return replace(conversation, title=title_of(answer.question), answers=(answer,))


def _file(conversation: Conversation, chat: Chat, ending: str) -> Response:
    """The conversation as a file to save."""
    reports, today = chat.assistant.corpus.reports, datetime.now(UTC).date()
    content: str | bytes
    if ending == "docx":
        content = to_docx(conversation, reports, today)
    elif ending == "md":
        content = to_markdown(conversation, reports, today)
    else:
        content = to_json(conversation, reports, today)
    words = re.findall(r"[a-z0-9]+", conversation.title.lower())[:8]
    name = "-".join(words) or "conversation"
    disposition = {"content-disposition": f'attachment; filename="{name}.{ending}"'}
    return Response(content, media_type=TYPES[ending], headers=disposition)
