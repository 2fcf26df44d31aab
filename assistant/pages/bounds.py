"""How much text an event of the page or a program's call may carry, checked on the server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import gradio as gr
from gradio.block_function import BlockFunction

LONGEST_TEXT = 20_000  # characters, where a field has no limit of its own
MOST_TEXT, MOST_VALUES = 200_000, 10_000  # characters and values of one event


class BoundedBlocks(gr.Blocks):
    """Gradio's Blocks, whose handlers never see more text than their fields may hold.

    What `max_length` says to a browser binds no one who calls the server by other means.
    """

    async def process_api(
        self,
        block_fn: BlockFunction | int,
        inputs: list[Any],
        *others: Any,  # noqa: ANN401
        **more: Any,  # noqa: ANN401
    ) -> dict[str, Any]:
        """Gradio's own, once nothing that was sent is too long."""
        handler = self.fns[block_fn] if isinstance(block_fn, int) else block_fn
        check_event(handler.inputs, inputs, getattr(more.get("event_data"), "_data", None))
        return await super().process_api(block_fn, inputs, *others, **more)


def check_event(fields: Sequence[object], inputs: Sequence[Any], event: Any) -> None:  # noqa: ANN401
    """Raise gr.Error with one sentence where a field, or all together, hold too much."""
    texts = values = 0
    for place, sent in enumerate((*inputs, event)):
        field = fields[place] if place < min(len(fields), len(inputs)) else None
        most = getattr(field, "max_length", None) or LONGEST_TEXT
        for value in _values(sent):
            values += 1
            length = len(value) if isinstance(value, str) else 0
            texts += length
            if length > most:
                raise _refused(getattr(field, "label", None) or "A text", length, most)
            if values > MOST_VALUES:
                raise gr.Error("More values were sent than any page has.", print_exception=False)
    if texts > MOST_TEXT:
        raise _refused("What was sent", texts, MOST_TEXT)


def _refused(what: str, length: int, most: int) -> gr.Error:
    """The sentence for a text that is too long."""
    return gr.Error(
        f"{what} has {length:,} characters; at most {most:,} can be read. Shorten it.",
        print_exception=False,
    )


def _values(sent: Any) -> Iterator[Any]:  # noqa: ANN401
    """Every value of what was sent, those within objects and lists too, and all names."""
    open_values = [sent]
    while open_values:
        value = open_values.pop()
        yield value
        if isinstance(value, dict):
            open_values += [*value.keys(), *value.values()]
        elif isinstance(value, list | tuple):
            open_values += value
