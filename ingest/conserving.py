"""Proof that a parse loses no word: each source line stands whole in the place it belongs to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from assistant.domain import Paragraph
from ingest.cleaning import Line
from ingest.ledger import PARAGRAPH, Parse


def misplaced(parse: Parse, lines: Iterable[Line], glyphs: Sequence[str] = ()) -> Iterator[int]:
    """The lines whose words are not all, once and in order in the paragraph the ledger names.

    Last come numbers of lines that do not exist but are said to be the source of some words.

    A heading or a piece of furniture is its whole line, so no paragraph may hold any of it.
    A printed number may stand in the paragraph's label instead of its text, a bullet may have
    another glyph, and a hyphen that only divided a word may be gone.
    """
    owners = {entry.line: entry.what for entry in parse.entries if entry.role == PARAGRAPH}
    numbers = {p.id: p.number.rpartition("/")[2] for p in parse.paragraphs}
    held = _held(parse.paragraphs)
    for line in lines:
        owner = owners.get(line.number)
        found = held.pop(line.number, [])
        if owner is None:
            whole = not found
        else:
            words = [words for name, words in found if name == owner]
            whole = len(found) == len(words) == 1 and _same(line, words[0], numbers[owner], glyphs)
        if not whole:
            yield line.number
    yield from held


def _held(paragraphs: Iterable[Paragraph]) -> dict[int, list[tuple[str, list[str]]]]:
    """For each source line the paragraphs that hold it, with the words that they have of it."""
    held: dict[int, list[tuple[str, list[str]]]] = defaultdict(list)
    for paragraph in paragraphs:
        starts = [at for _, at in paragraph.offsets]
        if starts[:1] != [0]:  # words before the first line come from nowhere
            held[0].append((paragraph.id, paragraph.text.split()))
        for (line, at), end in zip(
            paragraph.offsets, [*starts[1:], len(paragraph.text)], strict=True
        ):
            held[line].append((paragraph.id, paragraph.text[at:end].split()))
    return held


def _same(line: Line, words: list[str], number: str, glyphs: Sequence[str]) -> bool:
    """Whether these words are those of the line."""
    printed = line.text.split()
    if printed[0].rstrip(".") == number and printed != words:
        printed = printed[1:]
    if printed and printed[0] in glyphs and words[:1] == ["•"]:
        printed = ["•", *printed[1:]]
    if printed and words and printed[-1] == f"{words[-1]}-":
        printed = [*printed[:-1], words[-1]]
    return printed == words
