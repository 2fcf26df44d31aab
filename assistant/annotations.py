"""Annotations matched to paragraphs: by id where one is given, by the anchor's words elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.domain import Annotation, Fact, Paragraph
from assistant.jsonl import read_jsonl
from assistant.locating import fold, verbatim

PARAGRAPHS, FACTS, ASKED = (
    "paragraph-annotations.jsonl",
    "fact-annotations.jsonl",
    "asked-annotations.jsonl",
)
FILES = (PARAGRAPHS, FACTS, ASKED)


def place(
    entries: Iterable[Mapping[str, Any]], paragraphs: Sequence[Paragraph]
) -> list[str | None]:
    """The paragraph id of each entry, None where neither id, quote nor anchor leads to one.

    A fact whose quote does not stand in the paragraph that its id names (the passage it was made
    from ran on) is placed where the quote stands.
    """
    folded = {p.id: fold(p.scan or p.text) for p in paragraphs}
    return [_place(entry, folded) for entry in entries]


def _place(entry: Mapping[str, Any], folded: Mapping[str, str]) -> str | None:
    """The paragraph of one entry."""
    given = str(entry.get("id"))
    quote = fold(str(entry.get("quote") or ""))
    if given in folded and (not quote or quote in folded[given]):
        return given
    anchor = fold(str(entry.get("anchor") or ""))
    words = quote or anchor
    found = next((i for i, text in folded.items() if words and words in text), None)
    if found is not None:
        return found
    return given if given in folded else _by_anchor(anchor, folded)


def _by_anchor(anchor: str, folded: Mapping[str, str]) -> str | None:
    """The paragraph that shares most of the anchor: its start, its end, or a whole short text."""
    for length in (80, 60, 40, 30):
        for words in (anchor[:length], anchor[-length:]):
            found = next((i for i, text in folded.items() if words in text), None)
            if found is not None and len(anchor) >= length:
                return found
    return next((i for i, text in folded.items() if text and anchor.startswith(text)), None)


def place_annotations(
    paragraphs: Sequence[Paragraph], folder: Path
) -> tuple[dict[str, Annotation], dict[str, tuple[Fact, ...]]]:
    """Annotations and facts by paragraph id; empty where the folder holds none."""
    gists: dict[str, Annotation] = {}
    facts: dict[str, list[Fact]] = defaultdict(list)
    for name in (PARAGRAPHS, ASKED):
        path = folder / name
        entries = read_jsonl(path) if path.exists() else []
        for entry, found in zip(entries, place(entries, paragraphs), strict=True):
            if found is not None:
                gists[found] = _joined(gists.get(found, Annotation(found)), entry)
    by_id = {paragraph.id: paragraph for paragraph in paragraphs}
    path = folder / FACTS
    entries = read_jsonl(path) if path.exists() else []
    for entry, found in zip(entries, place(entries, paragraphs), strict=True):
        if found is not None:
            facts[found].append(
                Fact(
                    found,
                    verbatim(by_id[found], entry["quote"]) or entry["quote"],
                    entry["kind"],
                    tuple(entry["questions"]),
                    entry["answer"],
                    entry["stem"] or "",
                )
            )
    return gists, {key: tuple(value) for key, value in facts.items()}


def _joined(before: Annotation, entry: Mapping[str, Any]) -> Annotation:
    """What is noted of a paragraph with one entry more; a question that is there stays single."""
    asked = (*before.questions, *entry.get("questions", ()))
    return Annotation(
        before.paragraph_id,
        " ".join(filter(None, (before.gist, entry.get("gist", "")))),
        tuple(dict.fromkeys(asked)),
        (*before.terms, *entry.get("terms", ())),
    )
