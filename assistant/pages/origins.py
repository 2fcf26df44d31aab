"""Whether a request comes from our own pages, a program, or another site's page."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request

READING = ("GET", "HEAD")


def is_from_elsewhere(request: Request) -> bool:
    """Whether another site's page sent it, where that could change or read something.

    Browsers say so themselves; programs send neither header. Links from elsewhere to our pages
    are reading and stay allowed.
    """
    if request.method in READING and not request.url.path.startswith("/gradio_api"):
        return False
    said = request.headers.get("sec-fetch-site", "")
    if said:
        return said not in ("same-origin", "none")
    origin = request.headers.get("origin", "")
    host = request.headers.get("host", "")
    return bool(origin) and urlsplit(origin).netloc.lower() != host.lower()
