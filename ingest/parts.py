"""A report divided into its parts, each read by its own rules."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.errors import CorpusError
from ingest.cleaning import Line
from ingest.layouts import Layout, Part


def split_parts(lines: Sequence[Line], layout: Layout) -> list[tuple[Part, tuple[Line, ...]]]:
    """Each part with its lines; CorpusError where a part is not found or lines stand before all."""
    starts: list[int] = []
    at = 0
    for part in layout.parts:
        while at < len(lines) and not (lines[at].starts and lines[at].text.startswith(part.opens)):
            at += 1
        if at == len(lines):
            raise CorpusError(f"The part that opens with {part.opens!r} was not found.")
        starts.append(at)
        at += 1
    if starts and starts[0] != 0:
        raise CorpusError(f"Lines 1 to {lines[starts[0]].number - 1} stand before the first part.")
    ends = [*starts[1:], len(lines)]
    return [
        (part, tuple(lines[a:b])) for part, a, b in zip(layout.parts, starts, ends, strict=True)
    ]
