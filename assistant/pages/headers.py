"""What every response carries: security headers, our cookies, and a nonce on our own scripts."""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.types import Message, Send

YEAR = 365 * 24 * 3600
SCRIPT = re.compile(rb"<script(?=[\s>])")
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",  # "no-referrer" would hide our own form's origin from us
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


class Sender:
    """Sends a response on with our headers, and HTML with the nonce on its own scripts."""

    def __init__(self, send: Send, nonce: str, cookies: Mapping[str, str], *, secure: bool) -> None:
        """Sends on through `send`; cookies are named with their values."""
        self._send, self._nonce, self._cookies = send, nonce, cookies
        self._secure = "; Secure" if secure else ""
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        """Send one message on."""
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
