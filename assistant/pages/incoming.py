"""How much a request may send, and how long it may take: what is over is refused unread."""

from __future__ import annotations

import asyncio
import time

from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope

from assistant.pages.refusals import Refusal

UPLOAD = "/gradio_api/upload"
LARGEST_FILE = 40_000_000  # bytes
LARGEST_UPLOAD = LARGEST_FILE + 1_000_000  # with what stands around the files
LARGEST_BODY = 2_000_000  # of every other request
SLOWEST = 30.0  # seconds that a body, or the next piece of an upload, may take
SLOWEST_UPLOAD = 900.0  # seconds that all of an upload may take


def refuse_large(scope: Scope, most: int) -> None:
    """Refusal where the request says itself that it is larger."""
    said = [value for name, value in scope["headers"] if name == b"content-length"]
    if any(not value.isdigit() or int(value) > most for value in said):
        raise too_large(most)


def too_large(most: int) -> Refusal:
    """The refusal of what is larger than this many bytes."""
    shown = f"{most / 1e6:.0f} MB" if most >= 1e6 else f"{most:,} bytes"
    return Refusal(413, f"This is more than can be sent at once: {shown} at most.")


async def read_body(receive: Receive, most: int, seconds: float = SLOWEST) -> bytes:
    """The whole body; Refusal where it is larger or slower, ClientDisconnect at a break."""
    pieces: list[bytes] = []
    size, more = 0, True
    try:
        async with asyncio.timeout(seconds):
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ClientDisconnect
                pieces.append(message.get("body", b""))
                size, more = size + len(pieces[-1]), message.get("more_body", False)
                if size > most:
                    raise too_large(most)
    except TimeoutError as error:
        raise Refusal(408, "The request took too long to arrive.") from error
    return b"".join(pieces)


def again(body: bytes, receive: Receive) -> Receive:
    """A body that was read, given once more; then whatever comes after it."""
    given = False

    async def received() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return received


def metered(receive: Receive, most: int, seconds: float = SLOWEST) -> Receive:
    """A body passed on as it comes, until it is too large, too slow or breaks off.

    It then ends with the exception on which the reader of uploads throws away what it holds.
    """
    size, more = 0, True
    until = time.monotonic() + SLOWEST_UPLOAD

    async def received() -> Message:
        nonlocal size, more
        if not more:
            return await receive()
        try:
            async with asyncio.timeout(min(seconds, until - time.monotonic())):
                message = await receive()
        except TimeoutError as error:
            raise MultiPartException("The upload took too long to arrive.") from error
        if message["type"] == "http.disconnect":
            raise MultiPartException("The upload broke off.")
        size, more = size + len(message.get("body", b"")), message.get("more_body", False)
        if size > most:
            raise MultiPartException(
                f"The files are larger than the maximum allowed size of {most / 1e6:.0f} MB."
            )
        return message

    return received
