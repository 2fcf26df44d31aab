"""Gradio's Blocks with our own check of everything that is sent to a handler."""

from __future__ import annotations

from functools import cache
from typing import Any

import gradio as gr
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from gradio.block_function import BlockFunction
from gradio.route_utils import FnIndexInferError
from gradio.routes import App
from pydantic import BaseModel

from assistant.errors import QuestionError
from assistant.pages.bounds import BoundedBlocks
from assistant.pages.calls import NOT_A_CALL, arranged
from assistant.pages.rights import person_in
from assistant.pages.states import States
from assistant.pages.uploads import Uploads, paths_in

NOT_YOURS = "This file was not uploaded in this page, or is no longer held: choose it again."
NO_ENDPOINT = "There is no endpoint of this name; GET /gradio_api/info lists them."


class CheckedBlocks(gr.Blocks):
    """Every event of the pages and every call of a program passes `process_api` here."""

    def __init__(self, uploads: Uploads, title: str) -> None:
        super().__init__(title=title, analytics_enabled=False, fill_width=True)
        self.uploads = uploads

    async def process_api(
        self,
        block_fn: BlockFunction | int,
        inputs: list[Any],
        *others: Any,  # noqa: ANN401
        **more: Any,  # noqa: ANN401
    ) -> dict[str, Any]:
        """Gradio's own, once the files named are the sender's and the values fit the endpoint."""
        handler = self.fns[block_fn] if isinstance(block_fn, int) else block_fn
        whose = _keeper_of(more.get("request"))
        self._check_files(handler, inputs, whose)
        self._check_files(None, [getattr(more.get("event_data"), "_data", None)], whose)
        public = handler.api_visibility == "public"
        try:
            given = _arranged(handler, inputs) if public else inputs
            output = await super().process_api(handler, given, *others, **more)
        finally:
            if public and isinstance(self.state_holder, States):
                self.state_holder.release(more.get("session_hash"))
        self.uploads.note(whose, paths_in(output.get("data")))
        return output

    def _check_files(self, handler: BlockFunction | None, inputs: list[Any], whose: str) -> None:
        """gr.Error where a value names a file that this sender did not upload."""
        mine = all(self.uploads.holds(whose, path) for path in paths_in(inputs))
        places = handler.inputs if handler else ()
        fit = all(
            _is_file_value(value)
            for block, value in zip(places, inputs, strict=False)
            if takes_files(block)
        )
        if not (mine and fit):
            raise gr.Error(NOT_YOURS, print_exception=False)


class GuardedBlocks(BoundedBlocks, CheckedBlocks):
    """The pages' Blocks: first what is too long is refused, then what is not the sender's."""


def takes_files(block: object) -> bool:
    """Whether the values of a component are files."""
    model = getattr(block, "data_model", None)
    return model is not None and _holds_files(model)


@cache
def _holds_files(model: type[BaseModel]) -> bool:
    """Whether a kind of value is made of files."""
    return "FileData" in str(model.model_json_schema())


def _is_file_value(value: object) -> bool:
    """Whether it is what Gradio's pages send for a file, for several, or for none."""
    return value is None or all(map(_is_file, value if isinstance(value, list) else [value]))


def _is_file(value: object) -> bool:
    """Whether it is what Gradio's pages send for one file."""
    if not isinstance(value, dict) or not isinstance(value.get("path"), str):
        return False
    meta = value.get("meta")
    return isinstance(meta, dict) and meta.get("_type") == "gradio.FileData"


def _arranged(handler: BlockFunction, inputs: list[Any]) -> list[Any]:
    """The values of a call in order; gr.Error with one sentence where they do not fit."""
    if handler.fn is None:
        return inputs
    try:
        return arranged(handler.fn, inputs)
    except QuestionError as error:
        raise gr.Error(error.public, print_exception=False) from error


def _keeper_of(request: object) -> str:
    """Whose files an event may use."""
    first = request[0] if isinstance(request, list) else request
    connection = getattr(first, "request", first)  # MCP calls pass it on unwrapped
    return person_in(connection.scope).key if isinstance(connection, Request) else ""


def settle(site: FastAPI, pages: GuardedBlocks) -> None:
    """After mounting: Gradio's own check of paths, bounded states, sentences for wrong calls."""
    pages.has_launched = True  # else Gradio opens whatever path it is given
    apps = (getattr(route, "app", None) for route in site.routes)
    app = next(app for app in apps if isinstance(app, App) and app.blocks is pages)
    app.state_holder = States(pages)
    queue = pages._queue
    queue.ANALYTICS_MAX_EVENTS = 1  # else each event makes a table of the last 10,000
    app.add_exception_handler(RequestValidationError, _not_a_call)
    app.add_exception_handler(FnIndexInferError, _no_endpoint)


async def _not_a_call(_: Request, __: Exception) -> JSONResponse:
    return JSONResponse({"detail": NOT_A_CALL, "error": NOT_A_CALL}, 422)


async def _no_endpoint(_: Request, __: Exception) -> JSONResponse:
    return JSONResponse({"detail": NO_ENDPOINT, "error": NO_ENDPOINT}, 404)
