"""Markdown read by a real parser: headings, list items, quotations and code as lines of words."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.lines import TextLine

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

DEEPEST = 100  # lists and quotations inside each other; what stands deeper is not read
NESTED = 8  # emphasis and links inside each other; marks that stand deeper stay in the text
LONGEST_MARKED = 100_000  # characters of a paragraph whose marks are read
LONGEST_TITLE = 150  # characters of an underlined heading; more is a paragraph above a rule
_RULE = re.compile(r"[-=*_ |:]{3,}")
_BLOCKS = ["heading", "lheading", "list", "blockquote", "fence", "hr"]
_WORDS = ["newline", "escape", "backticks", "emphasis", "link", "image", "entity", "balance_pairs"]


@functools.cache
def _blocks() -> MarkdownIt:
    """CommonMark without what would take words away: HTML, indented code, link definitions."""
    from markdown_it import MarkdownIt

    return MarkdownIt("zero", {"maxNesting": DEEPEST}).enable(_BLOCKS).disable("inline")


@functools.cache
def _words() -> MarkdownIt:
    """What is read within a paragraph."""
    from markdown_it import MarkdownIt

    return MarkdownIt("zero", {"maxNesting": NESTED}).enable([*_WORDS, "fragments_join"])


def markdown_lines(lines: Sequence[str]) -> list[TextLine]:
    """The lines that hold words: emphasis and links as their words, list marks as printed."""
    found: list[TextLine] = []
    mark, level, begun = "", 0, 1  # of the list item or heading that has begun, and its line
    tokens = _blocks().parse("\n".join(lines))
    for token, after in pairwise([*tokens, *tokens[-1:]]):
        if token.type == "list_item_open":
            mark += f"{token.info}{token.markup} " if token.info else "• "
            begun = (token.map or [0])[0] + 1
        elif token.type == "list_item_close" and mark:  # an item without words: "12."
            found.append(TextLine(begun, mark.strip(), starts=True))
            mark = ""
        elif token.type in ("heading_open", "heading_close"):
            level = _level(token, after) if token.nesting > 0 else 0
        elif token.type in ("inline", "fence"):
            for number, text in _numbered(token):
                words = " ".join(text.split())
                if words and not _RULE.fullmatch(words):
                    starts = bool(level) or number < 2 or not lines[number - 2].strip()
                    found.append(TextLine(number, mark + words, 0, level, starts))
                    mark = ""
    return found


def _level(heading: Token, title: Token) -> int:
    """The level of a heading, 0 for a paragraph that only stands above a rule."""
    underlined = heading.markup in ("-", "=")
    words = title.content
    plain = "\n" in words or len(words) > LONGEST_TITLE or words.endswith((".", ":", ";", ","))
    return 0 if underlined and plain else int(heading.tag.removeprefix("h"))


def _numbered(token: Token) -> Iterator[tuple[int, str]]:
    """The lines of a paragraph, heading or block of code, with their numbers in the file."""
    first = (token.map or [0])[0] + 1
    if token.type == "fence":
        yield from enumerate(token.content.split("\n"), start=first + 1)
        return
    if len(token.content) > LONGEST_MARKED:
        yield from enumerate(token.content.split("\n"), start=first)
        return
    parts: list[str] = []
    for child in _words().parseInline(token.content)[0].children or ():
        if child.type in ("softbreak", "hardbreak"):
            yield first, "".join(parts)
            first, parts = first + 1, []
        else:
            parts.append(child.content)
    yield first, "".join(parts)
