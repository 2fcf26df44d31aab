"""Every handler and endpoint of the pages called by hand, as an event of the page would call it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr
from gradio.block_function import BlockFunction
from gradio.helpers import special_args
from starlette.requests import Request

from assistant.conversations import Conversation
from assistant.pages.chat import Pending

OWNER = "browser:anna"
ACTIONS = ("ask", "again", "edit", "search", "feedback", "open", "rename", "delete", "delete-all")
FIELDS = {
    "helpful": "yes", "reason": "clear", "right": "", "title": "Another name", "words": "training",
    "how": "words", "report": "",
}  # fmt: skip


@dataclass(frozen=True)
class Called:
    """What one call of one handler came to."""

    name: str
    outputs: tuple[Any, ...]
    error: Exception | None


def request_of(query: str = "", owner: str = OWNER) -> gr.Request:
    """A request of the page by this owner."""
    scope = {
        "type": "http", "method": "POST", "path": "/", "headers": [], "owner": owner,
        "query_string": query.encode(), "server": ("testserver", 80), "scheme": "http",
    }  # fmt: skip
    return gr.Request(Request(scope))


def called(
    pages: gr.Blocks, conversation: Conversation, pending: Pending, files: dict[str, str]
) -> Iterator[Called]:
    """Each handler called with plausible values, those of buttons and forms for every action."""
    for event in pages.fns.values():
        if event.fn is None:
            continue
        for action in ACTIONS if "event" in _names(event) else ("",):
            given = [_given(block, conversation, pending, files) for block in event.inputs]
            yield _call(event, given, action, conversation)


def _call(
    event: BlockFunction, given: list[Any], action: str, conversation: Conversation
) -> Called:
    value = {"ask": "What of training?", "feedback": "0", "search": "0"}.get(action)
    data = {
        "action": action, "value": value or conversation.id, "fields": FIELDS, "index": [0, 0],
        "paragraph": "2002/5.45", "marks": "",
    }  # fmt: skip
    name = f"{getattr(event.fn, '__qualname__', event.name)} {action}".strip()
    request = request_of(f"c={conversation.id}")
    if event.api_name and event.api_visibility == "public":
        given = [_argument(event.api_name, place) for place in range(len(event.inputs))]
    arguments, *_ = special_args(event.fn, given, request, gr.EventData(None, data))
    try:
        done = event.fn(*arguments)
        outputs = tuple(done) if hasattr(done, "__next__") else (done,)
    except Exception as error:  # noqa: BLE001 - what leaves a handler is what is looked at
        return Called(name, (), error)
    return Called(name, outputs, None)


def _names(event: BlockFunction) -> tuple[str, ...]:
    inner = getattr(event.fn, "__wrapped__", event.fn)
    code = getattr(inner, "__code__", None) or getattr(inner, "func", inner).__code__
    return code.co_varnames[: code.co_argcount]


def _argument(api_name: str, place: int) -> Any:
    """An argument of an endpoint: a question or an id first, then whatever it takes by default."""
    first = "2002/5.45" if api_name == "paragraph" else "How long should a review take?"
    numbers = {"search": {1: 3}, "quiz": {1: 1, 3: 1}}
    return first if place == 0 else numbers.get(api_name, {}).get(place, [])


def _given(
    block: Any, conversation: Conversation, pending: Pending, files: dict[str, str]
) -> Any:
    """A plausible value of a component."""
    if isinstance(block, gr.State):
        known = {Conversation: conversation, Pending: pending}
        return known.get(type(block.value), block.value)
    if isinstance(block, gr.UploadButton | gr.File):
        return files.get(str(block.elem_id))
    if isinstance(block, gr.Textbox):
        return block.value or ("" if "Agency" in str(block.label) else "information sharing")
    if isinstance(block, gr.Number):
        return 1
    if isinstance(block, gr.Dropdown) and not block.multiselect and block.choices:
        return block.value or block.choices[0][1]
    return block.value
