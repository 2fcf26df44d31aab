"""Lines of a report's text, as the readers of all kinds of files hand them on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.errors import CorpusError

LONGEST_LINE = 1_000_000  # characters
MOST_LINES = 300_000  # with words: some 3,000 pages


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of a file: level 1 to 6 for a heading, 0 for text; page 0 where there are none."""

    number: int
    text: str
    page: int = 0
    level: int = 0
    starts: bool = False  # after a blank line, or a paragraph of its own in the file


def split_lines(text: str) -> list[str]:
    """The lines of a text; CorpusError where one is absurdly long."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n").split("\n")
    longest = max(map(len, lines))
    if longest > LONGEST_LINE:
        raise CorpusError(f"has a line of {longest:,} characters and cannot be a report.")
    words = sum(not line.isspace() for line in lines if line)
    if words > MOST_LINES:
        raise CorpusError(f"has {words:,} lines; at most {MOST_LINES:,} can be added. Split it.")
    return lines


def plain_lines(lines: Sequence[str], page: int = 0, before: int = 0) -> list[TextLine]:
    """Lines with runs of spaces as one; what stands after a blank line starts something."""
    found: list[TextLine] = []
    blank = True
    for number, line in enumerate(lines, start=before + 1):
        text = " ".join(line.split())
        if text:
            found.append(TextLine(number, text, page, 0, blank))
        blank = not text
    return found
