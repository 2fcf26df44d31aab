"""Texts that make a careless reader take the square of their length, and the measure of it."""

from __future__ import annotations

import time
from collections.abc import Callable

SHORT, LONG = 10_000, 100_000  # characters
MOST, TRIES = 20, 4  # the ratio that is allowed: 10 is linear
NOISE = 0.25  # seconds for the long text: below that no ratio means anything
MARKS = (
    "[", "![", "[a](", "[a](<", "[]", "](", "__a ", "**a", "a**", "*", "_", "*a_ ", "`", "`` ` ",
    "> ", "> a\n", "- ", "- a\n", "1. ", "1. a\n", "# ", "#", "```\n", "\\", "&", "&#1", "<", "<!--",
    "<p ", "|", "| a ", "=\n", "a\n=\n", "\n", " ", "\t",
)  # fmt: skip
WORDS = (
    "Mr ", "Mr. Tom ", "SW1A 1AA ", "SW1A", "1.1.1.", "1.1 ", "a-a-a-", "a- ", "0", "1 ", "1,",
    "0113 496 0000 ", "01/01/2002 ", "a@", "a@b.", "1 High Street ", "Tom Brown ", "Tom, 7, ",
    "my ", "born on ", "\"", "'", "‘", "“", "(", ")", "(a", "a", "A", "Aa ", "é", "?", "!", ". ",
    "... ", ",", ", and ", "and ", "the ", "the report ", "what ", "what of ", "in 2002 ",
    "paragraph 1.1, ", "recommendation 1 and ", "ok ", "please ", "thanks ", "not ", "no ",
    "children's ", "per cent ", "areas ", "the first report ", "hits me ", "<b>", "\x00", "\u200b",
    "𝐀", "ſ", "\r",
)  # fmt: skip
ENDS = ("", "!", "?")


def repeated(piece: str, length: int, end: str = "") -> str:
    """The piece again and again up to this length, and a last character that fits nothing."""
    return (piece * (length // len(piece) + 1))[:length] + end


def ratio(read: Callable[[str], object], piece: str, end: str = "") -> float:
    """How much longer ten times the text takes; 0 where the long one takes no time at all.

    What looks too long is measured again, for other processes on the computer slow it down.
    """
    long_text, short_text = repeated(piece, LONG, end), repeated(piece, SHORT, end)
    least = 0.0
    for _ in range(TRIES):
        longer = seconds(read, long_text)
        if longer < NOISE:
            return 0.0
        found = longer / max(seconds(read, short_text), 1e-4)
        least = min(least or found, found)
        if least <= MOST:
            break
    return least


def seconds(read: Callable[[str], object], text: str) -> float:
    """The processor time of one reading."""
    begun = time.process_time()
    read(text)
    return time.process_time() - begun
