"""A request that is not answered, and the one sentence that says why."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import PlainTextResponse


class Refusal(Exception):
    """Ends a request with this status and this sentence."""

    def __init__(
        self, status: int, sentence: str, headers: Mapping[str, str] | None = None
    ) -> None:
        """A refusal; `headers` are sent along."""
        super().__init__(sentence)
        self.status, self.sentence, self.headers = status, sentence, dict(headers or {})

    def response(self) -> PlainTextResponse:
        """What the client is sent; the rest of its body is not waited for."""
        headers = {**self.headers, "connection": "close"}
        return PlainTextResponse(self.sentence, self.status, headers)


def try_again(seconds: int, because: str) -> Refusal:
    """A refusal for now."""
    wait = {"retry-after": str(seconds)}
    return Refusal(429, f"{because} Try again in {seconds} seconds.", wait)
