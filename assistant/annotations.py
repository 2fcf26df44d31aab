"""Annotations matched to paragraphs: by id where one is given, by the anchor's words elsewhere."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.domain import Annotation, Fact, Paragraph
from assistant.jsonl import read_jsonl


def _letters(text: str) -> str:
    """Letters and digits alone, lower case: what survives line breaks, bullets and scan repair."""
    return re.sub(r"[^a-z0-9]", "", text.lower().replace("q", "g"))


def _by_anchor(anchor: str, folded: Sequence[tuple[str, str]]) -> str | None:
    """The paragraph that shares most of the anchor: its start, its end, or a whole short text."""
    for length in (80, 60, 40, 30):
        for words in (anchor[:length], anchor[-length:]):
            found = next((i for i, text in folded if words in text), None)
            if found is not None and len(anchor) >= length:
                return found
    return next((i for i, text in folded if text and anchor.startswith(text)), None)


def place(
    entries: Iterable[Mapping[str, Any]], paragraphs: Sequence[Paragraph]
) -> list[str | None]:
    """The paragraph id of each entry, None where neither its id nor its anchor is found."""
    known = {paragraph.id for paragraph in paragraphs}
    folded = [(p.id, _letters(p.scan or p.text)) for p in paragraphs]
    placed: list[str | None] = []
    for entry in entries:
        given = entry.get("id")
        if given in known:
            placed.append(str(given))
            continue
        words = _letters(str(entry.get("quote") or entry.get("anchor") or ""))
        found = next((i for i, text in folded if words and words in text), None)
        placed.append(found or _by_anchor(_letters(str(entry.get("anchor") or "")), folded))
    return placed


def place_annotations(
    paragraphs: Sequence[Paragraph], folder: Path
) -> tuple[dict[str, Annotation], dict[str, tuple[Fact, ...]]]:
    """Annotations and facts by paragraph id; empty where the folder holds none."""
    gists: dict[str, Annotation] = {}
    facts: dict[str, list[Fact]] = defaultdict(list)
    path = folder / "paragraph-annotations.jsonl"
    entries = read_jsonl(path) if path.exists() else []
    for entry, found in zip(entries, place(entries, paragraphs), strict=True):
        if found is None:
            continue
        before = gists.get(found, Annotation(found))
        gists[found] = Annotation(
            found,
            " ".join(filter(None, (before.gist, entry["gist"]))),
            before.questions + tuple(entry["questions"]),
            before.terms + tuple(entry["terms"]),
        )
    path = folder / "fact-annotations.jsonl"
    entries = read_jsonl(path) if path.exists() else []
    for entry, found in zip(entries, place(entries, paragraphs), strict=True):
        if found is not None:
            facts[found].append(
                Fact(
                    found,
                    entry["quote"],
                    entry["kind"],
                    tuple(entry["questions"]),
                    entry["answer"],
                    entry["stem"] or "",
                )
            )
    return gists, {key: tuple(value) for key, value in facts.items()}
