"""What stands before Gradio's own routes for files: each file is given to its owner only."""

from __future__ import annotations

import asyncio
import json

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.pages.incoming import UPLOAD
from assistant.pages.rights import person_in
from assistant.pages.uploads import Uploads

FILES = ("/gradio_api/file=", "/gradio_api/file/")
NOTHING = "There is no such file of yours."
EVERY = 60.0  # seconds between two looks for old files


class UploadDoor:
    """ASGI middleware behind the gate: notes whose an upload is, hides the files of others."""

    def __init__(self, app: ASGIApp, uploads: Uploads) -> None:
        self._app, self._uploads = app, uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or pass on one request."""
        path = scope["path"] if scope["type"] == "http" else ""
        if path.startswith(FILES) and not self._may_read(scope, path):
            await PlainTextResponse(NOTHING, 404)(scope, receive, send)
        elif path.rstrip("/") == UPLOAD:
            await self._app(scope, receive, _Noting(send, self._uploads, person_in(scope).key))
        else:
            await self._app(scope, receive, send)

    def _may_read(self, scope: Scope, path: str) -> bool:
        return self._uploads.holds(person_in(scope).key, path[len(FILES[0]) :])


class _Noting:
    """Sends a response on, once the files that it lists are noted as its receiver's."""

    def __init__(self, send: Send, uploads: Uploads, whose: str) -> None:
        self._send, self._uploads, self._whose = send, uploads, whose
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                self._uploads.note(self._whose, _listed(self._body))
        await self._send(message)


def _listed(body: bytes) -> list[str]:
    """The paths of a reply to an upload, none where it was refused."""
    try:
        paths = json.loads(body)
    except ValueError:
        return []
    return [path for path in paths if isinstance(path, str)] if isinstance(paths, list) else []


async def sweep(uploads: Uploads) -> None:
    """Delete old files again and again, until it is cancelled."""
    while True:
        await asyncio.to_thread(uploads.forget_old)
        await asyncio.sleep(EVERY)
