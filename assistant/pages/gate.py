"""The gate in front of all pages: every request passes here, and is refused unless it may."""

from __future__ import annotations

import secrets
from dataclasses import replace

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.access import AccountsFile, Role
from assistant.audit import AuditLog
from assistant.pages.headers import Sender
from assistant.pages.incoming import (
    LARGEST_BODY,
    LARGEST_UPLOAD,
    UPLOAD,
    again,
    metered,
    read_body,
    refuse_large,
)
from assistant.pages.login import Door, address_of, cookie
from assistant.pages.origins import READING, is_from_elsewhere
from assistant.pages.own_events import OwnEvents
from assistant.pages.refusals import Refusal
from assistant.pages.rights import Person, person_in
from assistant.pages.sessions import LogIn, digest, network

BROWSER = "safeguarding-browser"


class Gate:
    """ASGI middleware: whose request it is, whether it may pass, and the headers of its answer."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        audit: AuditLog,
        accounts: AccountsFile | None = None,
        hosts: tuple[str, ...] = (),
        events: OwnEvents | None = None,
    ) -> None:
        """`hosts` are the names that requests may use for us; empty: any."""
        self._app = app
        self._hosts = hosts
        self._door = Door(LogIn(accounts, audit), audit) if accounts else None
        self._events = events or OwnEvents()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or pass on one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":  # the pages have none
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        page = request.url.path == "/"  # the one page whose scripts are ours and Gradio's
        nonce = secrets.token_urlsafe(16) if page else ""
        cookies: dict[str, str] = {}
        sender = Sender(send, nonce, cookies, secure=request.url.scheme == "https")
        try:
            self._check_names(request)
            if self._door is None:
                cookies |= _browser(request)
            else:
                found = await self._door.answer(request)
                if isinstance(found, Response):
                    await found(scope, receive, sender)
                    return
                _let_in(scope, found or Person(address=address_of(request)))
            await self._pass_on(scope, receive, sender)
        except Refusal as refusal:
            await refusal.response()(scope, receive, sender)
        except ClientDisconnect:
            return

    def _check_names(self, request: Request) -> None:
        """Refusal where another site's name points here (DNS rebinding), or its page sent this."""
        host = request.headers.get("host", "").rsplit(":", 1)[0].strip("[]")
        if self._hosts and host not in self._hosts:
            raise Refusal(421, "This address is not served here.")
        if is_from_elsewhere(request):
            raise Refusal(403, "Requests from another site's page are refused.")

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Give the app the request, in names that only this person can use."""
        key = person_in(scope).key
        own = self._events.readdressed(scope, key)
        if own["method"] in READING:
            await self._app(own, receive, send)
            return
        if own["path"] == UPLOAD:
            refuse_large(own, LARGEST_UPLOAD)
            await self._app(own, metered(receive, LARGEST_UPLOAD), send)
            return
        refuse_large(own, LARGEST_BODY)
        body = self._events.reworded(own, await read_body(receive, LARGEST_BODY), key)
        sized = [(name, value) for name, value in own["headers"] if name != b"content-length"]
        sized.append((b"content-length", str(len(body)).encode()))
        await self._app(
            {**own, "headers": sized}, again(body, receive), self._events.noting(own, key, send)
        )


def _let_in(scope: Scope, person: Person) -> None:
    """Write into the request who it is; "user" is there for who logged in."""
    scope["person"], scope["owner"] = person, person.owner
    if person.name:
        scope["user"] = person.name


def _browser(request: Request) -> dict[str, str]:
    """Set whose browser it is; returns the cookie to set for a new one.

    Without a log-in everybody may do everything. A program without the cookie is a new owner each
    time, but its sessions and events are bound to its address, so that it can fetch what it began.
    """
    known = cookie(request, BROWSER)
    token = known or secrets.token_urlsafe(24)
    owner = f"browser:{digest(token)}"
    person = Person(owner, owner, "", Role.ADMINISTRATOR, address_of(request))
    if not known:
        person = replace(person, key=f"address:{network(person.address)}")
    _let_in(request.scope, person)
    wants_page = request.method == "GET" and "text/html" in request.headers.get("accept", "")
    return {BROWSER: token} if not known and wants_page else {}
