"""Gradio's Blocks with our own check of everything that is sent to a handler."""

from __future__ import annotations

from functools import cache
from typing import Any

import gradio as gr
from fastapi import Request
from gradio.block_function import BlockFunction
from pydantic import BaseModel

from assistant.pages.bounds import BoundedBlocks
from assistant.pages.rights import person_in
from assistant.pages.uploads import Uploads, paths_in

NOT_YOURS = "This file was not uploaded in this page, or is no longer held: choose it again."


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
        """Gradio's own, once the files named are the sender's."""
        handler = self.fns[block_fn] if isinstance(block_fn, int) else block_fn
        whose = _keeper_of(more.get("request"))
        self._check_files(handler, inputs, whose)
        self._check_files(None, [getattr(more.get("event_data"), "_data", None)], whose)
        output = await super().process_api(handler, inputs, *others, **more)
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


def _keeper_of(request: object) -> str:
    """Whose files an event may use."""
    first = request[0] if isinstance(request, list) else request
    connection = getattr(first, "request", first)  # MCP calls pass it on unwrapped
    return person_in(connection.scope).key if isinstance(connection, Request) else ""


def settle(pages: GuardedBlocks) -> None:
    """After mounting: Gradio's own check of paths as a second wall."""
    pages.has_launched = True  # else Gradio opens whatever path it is given
