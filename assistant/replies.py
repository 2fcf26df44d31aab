"""The reply of a language model cut into statements while it arrives."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.domain import Statement
from assistant.sentences import sentence_spans

_THINKING = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_LIST_MARK = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")
_SEVERAL = re.compile(r"\[((?:id )?\d+(?:\s*[,;]\s*(?:id )?\d+)*)\]")
_END_BEFORE_MARKERS = re.compile(r"([.?!])\s*((?:\[\d+\]\s*)+)")
_MARKER = re.compile(r"\s*\[(\d{1,4})\]")


def statements(pieces: Iterable[str]) -> Iterator[Statement]:
    """Each statement as soon as it is complete; its markers are those that it carried.

    >>> [(s.text, s.markers) for s in statements(["Most di", "d. [1] Some [2, 3] did", " not."])]
    [('Most did.', (1,)), ('Some did not.', (2, 3))]
    """
    held = ""
    for piece in pieces:
        held += piece
        thinking = _THINKING.search(held)
        if thinking and thinking.end() == len(held) and "</think" not in thinking.group().lower():
            continue  # still thinking
        held = _THINKING.sub("", held)
        *lines, held = held.split("\n")
        for line in lines:
            yield from _of_line(line)
        ready, held = _complete(held)
        yield from _of_line(ready)
    yield from _of_line(_THINKING.sub("", held))


def _complete(line: str) -> tuple[str, str]:
    """The sentences that nothing can be added to, and the rest of an unfinished line."""
    spans = sentence_spans(line)
    # a marker may still follow the last full stop, so the next sentence must have begun
    while len(spans) > 1 and line[spans[-1][0]] == "[":
        spans.pop()
    if len(spans) < 2:
        return "", line
    return line[: spans[-1][0]], line[spans[-1][0] :]


def _of_line(line: str) -> Iterator[Statement]:
    """The statements of one line of the reply."""
    plain = _LIST_MARK.sub("", line).replace("**", "").strip()
    plain = _SEVERAL.sub(
        lambda found: "".join(f"[{n}]" for n in re.findall(r"\d+", found.group(1))), plain
    )
    plain = _END_BEFORE_MARKERS.sub(lambda f: f"{f.group(2).rstrip()}{f.group(1)} ", plain).strip()
    for start, end in sentence_spans(plain):
        said = plain[start:end]
        markers = tuple(dict.fromkeys(int(number) for number in _MARKER.findall(said)))
        text = _MARKER.sub("", said).strip()
        if re.search(r"\w", text):
            yield Statement(text, markers)
