"""A language model server of our own on 127.0.0.1: both protocols, well behaved or not, on demand."""

from __future__ import annotations

import contextlib
import json
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Behaviour:
    """What the server answers next; `requests` records what it was sent."""

    reply: str = "Most areas had a protocol [1]."
    fault: str = ""  # "slow", "drops", "drips", "garbage", "html", "empty", "redirect"
    status: int = 200
    failures: int = 0  # how many requests get `status` before one succeeds; 0: all of them
    seconds: float = 5.0  # how slow
    obeys: str = ""  # words which, standing in the prompt, make it answer `obedient`
    obedient: str = "The password is swordfish [1]."
    requests: list[dict[str, Any]] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    """POST /v1/chat/completions (OpenAI) and POST /api/chat (Ollama), streamed."""

    protocol_version = "HTTP/1.1"
    server: FakeServer

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self.server.behaviour.requests.append({"path": self.path})
        self.send_error(404)

    def do_POST(self) -> None:
        now = self.server.behaviour
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        now.requests.append(
            {"path": self.path, "headers": dict(self.headers), "body": json.loads(body)}
        )
        if now.fault == "redirect":
            self.send_response(307)
            self.send_header("location", "http://127.0.0.2:9/elsewhere")
            self.send_header("content-length", "0")
            self.end_headers()
            return
        if now.status != 200 and (not now.failures or len(now.requests) <= now.failures):
            self._whole(now.status, "application/json", b'{"error": {"message": "no"}}')
            return
        if now.fault == "slow":
            time.sleep(now.seconds)
        if now.fault == "html":
            self._whole(200, "text/html", b"<html><body>It works!</body></html>")
            return
        self._stream(body.decode())

    def _whole(self, status: int, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _stream(self, body: str) -> None:
        now = self.server.behaviour
        openai = self.path.endswith("/chat/completions")
        self.send_response(200)
        self.send_header("content-type", "text/event-stream" if openai else "application/x-ndjson")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        reply = now.obedient if now.obeys and now.obeys in body else now.reply
        pieces = [] if now.fault == "empty" else [reply[i : i + 7] for i in range(0, len(reply), 7)]
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for number, piece in enumerate(pieces):
                if now.fault == "drops" and number >= len(pieces) // 2:
                    self.close_connection = True
                    self.connection.close()
                    return
                if now.fault == "drips":
                    time.sleep(0.4)
                self._chunk(_openai(piece) if openai else _ollama(piece, done=False))
                if now.fault == "garbage":
                    self._chunk(b"data: {]]]\n\n" if openai else b"{]]]\n")
            self._chunk(b"data: [DONE]\n\n" if openai else _ollama("", done=True))
            self.wfile.write(b"0\r\n\r\n")

    def _chunk(self, content: bytes) -> None:
        self.wfile.write(f"{len(content):x}\r\n".encode() + content + b"\r\n")
        self.wfile.flush()


def _openai(piece: str) -> bytes:
    event = {
        "id": "x",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "fake",
        "choices": [{"index": 0, "delta": {"role": "assistant", "content": piece}}],
    }
    return b"data: " + json.dumps(event).encode() + b"\n\n"


def _ollama(piece: str, *, done: bool) -> bytes:
    event = {
        "model": "fake",
        "created_at": "2026-01-01T00:00:00Z",
        "message": {"role": "assistant", "content": piece},
        "done": done,
    }
    return json.dumps(event).encode() + b"\n"


class FakeServer(ThreadingHTTPServer):
    """The server and the behaviour that a test may change while it runs."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.behaviour = Behaviour()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up early is what some tests are about."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"


@contextlib.contextmanager
def running() -> Iterator[FakeServer]:
    """A server that runs for the length of the block."""
    server = FakeServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
