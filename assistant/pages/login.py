"""The log-in page, the log-out link, and the password that programs send with each request."""

from __future__ import annotations

import base64
import binascii
from html import escape
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from assistant.audit import AuditLog
from assistant.pages.incoming import read_body, refuse_large
from assistant.pages.refusals import Refusal
from assistant.pages.rights import Person
from assistant.pages.sessions import SESSION_SECONDS, LogIn

SESSION = "safeguarding-session"
LARGEST_FORM = 4096  # bytes of name and password
OPEN_PATHS = ("/login", "/healthz", "/favicon.svg")
UNKNOWN = "an unknown name"  # what was typed may be a password in the wrong field
WRONG = "That name and password do not fit."


class Door:
    """Lets in who is logged in, and answers for everybody else."""

    def __init__(self, login: LogIn, audit: AuditLog) -> None:
        """A door that tells the audit log who came and who was turned away."""
        self._login, self._audit = login, audit

    async def answer(self, request: Request) -> Response | Person | None:
        """Who may pass; None where anybody may; else the log-in page or a refusal."""
        path = request.url.path
        if path == "/login" and request.method == "POST":
            return await self._submitted(request)
        if path == "/login":
            return HTMLResponse(login_page())
        token = cookie(request, SESSION)
        name = self._login.name(token)
        if path == "/logout":
            if name:
                self._audit.note("log-out", name, address_of(request))
            self._login.close(token)
            return RedirectResponse("/login", 303)
        name = name or await self._basic(request)
        if name:
            return self._person(name, request)
        if path in OPEN_PATHS:
            return None
        if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
            return RedirectResponse("/login", 303)
        return PlainTextResponse(
            "Log in first.", 401, {"www-authenticate": 'Basic realm="Safeguarding Reports"'}
        )

    def _person(self, name: str, request: Request) -> Person:
        accounts = self._login.accounts
        return Person(
            owner=f"user:{name}",
            key=f"user:{name}",
            name=name,
            role=accounts.role(name),
            address=address_of(request),
            administrators=accounts.administrators,
        )

    async def _submitted(self, request: Request) -> Response:
        """Open a session where name and password are right."""
        refuse_large(request.scope, LARGEST_FORM)
        body = await read_body(request.receive, LARGEST_FORM)
        sent = parse_qs(body.decode("utf-8", "replace"), max_num_fields=10)
        name, password = sent.get("name", [""])[0], sent.get("password", [""])[0]
        try:
            if not await self._is_right(name, password, request):
                return HTMLResponse(login_page(WRONG), 401)
        except Refusal as refusal:
            return HTMLResponse(login_page(refusal.sentence), refusal.status, refusal.headers)
        answer = RedirectResponse("/", 303)
        answer.set_cookie(
            SESSION,
            self._login.open(name),
            max_age=SESSION_SECONDS,
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
        return answer

    async def _basic(self, request: Request) -> str:
        """The name of a right `Authorization: Basic` header, for programs."""
        header = request.headers.get("authorization", "")
        kind, _, encoded = header.partition(" ")
        if kind.lower() != "basic":
            return ""
        if known := self._login.name(header):
            return known
        try:
            name, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return ""
        if not await self._is_right(name, password, request, header):
            return ""
        if not self._login.name(header):
            self._login.open(name, header)  # so that the next request need not be hashed again
        return name

    async def _is_right(self, name: str, password: str, request: Request, token: str = "") -> bool:
        """Whether they fit, told to the audit log; the same header tried twice counts once."""
        address = address_of(request)
        right = await self._login.is_right(name, password, address, token)
        known = name if name in self._login.accounts.held else UNKNOWN
        if not (right and token and self._login.name(token)):
            self._audit.note("log-in" if right else "failed log-in", known, address)
        return right


def login_page(fault: str = "") -> str:
    """The page that asks for name and password."""
    alert = f'<p role="alert">{escape(fault)}</p>' if fault else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="icon" href="/favicon.svg"><title>Log in: Safeguarding Reports Assistant</title>'
        "<style>:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;"
        "max-width:22rem;margin:15vh auto;padding:0 1rem}label,input,button{display:block;"
        "width:100%;box-sizing:border-box;font:inherit}input,button{padding:.5rem;"
        "margin:.25rem 0 1rem}</style></head><body><main><h1>Log in</h1>"
        f'{alert}<form method="post" action="/login"><label for="name">Name</label>'
        '<input id="name" name="name" autocomplete="username" required autofocus>'
        '<label for="password">Password</label><input id="password" name="password" '
        'type="password" autocomplete="current-password" required>'
        "<button>Log in</button></form></main></body></html>"
    )


def address_of(request: Request) -> str:
    """The address that the request comes from."""
    return request.client.host if request.client else ""


def cookie(request: Request, name: str) -> str:
    """The value of a cookie, "" where there is none."""
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(request.headers.get("cookie", ""))
    except CookieError:
        return ""
    return jar[name].value if name in jar else ""
