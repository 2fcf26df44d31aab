"""The edge of the pages: whatever fails in a handler or an endpoint leaves it as one sentence."""

from __future__ import annotations

import inspect
import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.server_paths import without_paths

logger = logging.getLogger(__name__)
NOT_DONE = (
    "This could not be done on the server just now; what you see stays. Try again, or tell whoever "
    "runs this assistant."
)


def guard_handlers(pages: gr.Blocks) -> None:
    """Guard every handler and endpoint of the pages, those of other packages' tabs too."""
    for event in pages.fns.values():
        if event.fn is not None:
            event.fn = guarded(event.fn)


def guarded(handler: Callable[..., Any]) -> Callable[..., Any]:
    """The handler, which may fail only with a sentence that names no place on the server."""
    if inspect.isgeneratorfunction(handler):

        @wraps(handler)
        def growing(*given: object, **named: object) -> Iterator[object]:
            with _in_words():
                yield from handler(*given, **named)

        return growing

    @wraps(handler)
    def whole(*given: object, **named: object) -> object:
        with _in_words():
            return handler(*given, **named)

    return whole


@contextmanager
def _in_words() -> Iterator[None]:
    """Turn what a disk, a store or we ourselves refuse into a message for the user."""
    try:
        yield
    except gr.Error as error:
        error.message = without_paths(str(error.message))
        raise
    except AssistantError as error:
        raise gr.Error(error.public, print_exception=False) from error
    except (OSError, sqlite3.Error) as error:
        logger.exception("A page could not do what it was asked to.")
        raise gr.Error(NOT_DONE, print_exception=False) from error
