"""The gate in front of all pages: security headers, whose browser it is, and the log-in."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.access import Accounts

BROWSER, SESSION = "safeguarding-browser", "safeguarding-session"
YEAR = 365 * 24 * 3600
SESSION_SECONDS = 12 * 3600
ATTEMPTS, PAUSE = 8, 60.0  # wrong passwords for a name before a pause, its seconds
OPEN_PATHS = ("/login", "/healthz", "/favicon.svg")
SCRIPT = re.compile(rb"<script(?=[\s>])")
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


def content_policy(nonce: str) -> str:
    """The Content-Security-Policy: no other host, no inline script or handler without the nonce.

    Gradio compiles the templates of its HTML blocks with `new Function`, hence 'unsafe-eval',
    and sets style attributes, hence 'unsafe-inline' for styles alone.
    """
    allowed = f"'nonce-{nonce}' " if nonce else ""
    return (
        "default-src 'self'; "
        f"script-src 'self' {allowed}'unsafe-eval'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self'; media-src 'self' blob:; worker-src 'self' blob:; object-src 'none'; "
        "frame-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    )


@dataclass
class LogIn:
    """Sessions of those who gave a right password, and pauses after wrong ones."""

    accounts: Accounts
    sessions: dict[str, tuple[str, float]] = field(default_factory=dict)
    wrong: dict[str, tuple[int, float]] = field(default_factory=dict)

    def check(self, name: str, password: str) -> bool:
        """Whether the password is right; after too many wrong ones, not even then for a while."""
        count, last = self.wrong.get(name, (0, 0.0))
        now = time.monotonic()
        if count >= ATTEMPTS and now - last < PAUSE:
            return False
        if self.accounts.admits(name, password):
            self.wrong.pop(name, None)
            return True
        self.wrong[name] = (count + 1 if now - last < PAUSE else 1, now)
        return False

    def open(self, name: str, token: str = "") -> str:
        """A new session of this name; returns its secret."""
        now = time.monotonic()
        self.sessions = {key: held for key, held in self.sessions.items() if held[1] > now}
        token = token or secrets.token_urlsafe(32)
        self.sessions[_digest(token)] = (name, now + SESSION_SECONDS)
        return token

    def name(self, token: str) -> str:
        """Whose session it is, "" where it is none or has run out."""
        name, until = self.sessions.get(_digest(token), ("", 0.0))
        return name if until > time.monotonic() else ""


class Gate:
    """ASGI middleware: every request passes here, and is refused unless something lets it in."""

    def __init__(
        self, app: ASGIApp, accounts: Accounts | None = None, hosts: tuple[str, ...] = ()
    ) -> None:
        """`hosts` are the names that requests may use for us; empty: any."""
        self.app = app
        self.login = LogIn(accounts) if accounts else None
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or pass on one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        cookies: dict[str, str] = {}
        refusal = self._wrong_host(request)
        if refusal is None and self.login:
            refusal = await self._log_in(request, self.login)
        if refusal is None and not self.login:
            cookies = self._browser(request)
        nonce = secrets.token_urlsafe(16)
        page = request.url.path == "/"  # the one page whose scripts are ours and Gradio's
        sender = _Sender(send, nonce if page else "", cookies, request.url.scheme == "https")
        await (refusal or self.app)(scope, receive, sender)

    def _wrong_host(self, request: Request) -> Response | None:
        """A refusal where another site's name points here (DNS rebinding)."""
        host = request.headers.get("host", "").rsplit(":", 1)[0].strip("[]")
        if not self.hosts or host in self.hosts:
            return None
        return PlainTextResponse("This address is not served here.", 421)

    def _browser(self, request: Request) -> dict[str, str]:
        """Set whose browser it is; returns the cookie to set for a new one."""
        known = _cookie(request, BROWSER)
        token = known or secrets.token_urlsafe(24)
        request.scope["owner"] = f"browser:{_digest(token)}"
        wants_page = request.method == "GET" and "text/html" in request.headers.get("accept", "")
        return {BROWSER: token} if not known and wants_page else {}

    async def _log_in(self, request: Request, login: LogIn) -> Response | None:
        """None where the request may pass, else the log-in page or a refusal."""
        path = request.url.path
        if path == "/login" and request.method == "POST":
            return await self._submit(request, login)
        if path == "/login":
            return HTMLResponse(login_page())
        if path == "/logout":
            login.sessions.pop(_digest(_cookie(request, SESSION)), None)
            return RedirectResponse("/login", 303)
        name = login.name(_cookie(request, SESSION)) or await _basic(request, login)
        if name:
            request.scope["owner"], request.scope["user"] = f"user:{name}", name
            return None
        if path in OPEN_PATHS:
            return None
        if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
            return RedirectResponse("/login", 303)
        return PlainTextResponse(
            "Log in first.", 401, {"www-authenticate": 'Basic realm="Safeguarding Reports"'}
        )

    async def _submit(self, request: Request, login: LogIn) -> Response:
        """Open a session where name and password are right."""
        sent = parse_qs((await request.body())[:4096].decode("utf-8", "replace"))
        name, password = sent.get("name", [""])[0], sent.get("password", [""])[0]
        if not await run_in_threadpool(login.check, name, password):
            return HTMLResponse(login_page("That name and password do not fit."), 401)
        answer = RedirectResponse("/", 303)
        secure = request.url.scheme == "https"
        answer.set_cookie(
            SESSION,
            login.open(name),
            max_age=SESSION_SECONDS,
            httponly=True,
            samesite="strict",
            secure=secure,
        )
        return answer


class _Sender:
    """Sends a response on with our headers, and HTML with the nonce on its own scripts."""

    def __init__(self, send: Send, nonce: str, cookies: Mapping[str, str], secure: bool) -> None:
        self._send, self._nonce, self._cookies = send, nonce, cookies
        self._secure = "; Secure" if secure else ""
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            html = self._add_headers(message)
            if html:
                self._start = message
                return
        elif message["type"] == "http.response.body" and self._start is not None:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._send_page(self._start)
            return
        await self._send(message)

    def _add_headers(self, message: Message) -> bool:
        """Add what every response carries; says whether the response is a page."""
        ours = {**HEADERS, "content-security-policy": content_policy(self._nonce)}
        held = [(key, value) for key, value in message["headers"] if key.decode() not in ours]
        html = any(key == b"content-type" and b"text/html" in value for key, value in held)
        held += [(key.encode(), value.encode()) for key, value in ours.items()]
        for name, token in self._cookies.items():
            cookie = f"{name}={token}; Max-Age={YEAR}; Path=/; HttpOnly; SameSite=Lax"
            held.append((b"set-cookie", (cookie + self._secure).encode()))
        message["headers"] = held
        return html

    async def _send_page(self, start: Message) -> None:
        body = self._body
        if self._nonce:
            body = SCRIPT.sub(b'<script nonce="' + self._nonce.encode() + b'"', body)
        held = [(key, value) for key, value in start["headers"] if key != b"content-length"]
        held += [
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
        ]
        await self._send({**start, "headers": held})
        await self._send({"type": "http.response.body", "body": body})


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


async def _basic(request: Request, login: LogIn) -> str:
    """The name of a right `Authorization: Basic` header, for programs."""
    header = request.headers.get("authorization", "")
    kind, _, encoded = header.partition(" ")
    if kind.lower() != "basic":
        return ""
    if known := login.name(header):
        return known
    try:
        name, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    if not await run_in_threadpool(login.check, name, password):
        return ""
    login.open(name, header)  # so that the next request need not be hashed again
    return name


def _cookie(request: Request, name: str) -> str:
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(request.headers.get("cookie", ""))
    except CookieError:
        return ""
    return jar[name].value if name in jar else ""


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()[:32]
