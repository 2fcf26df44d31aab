"""Quizzes as JSON: everything an item holds, written and read back without loss."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.errors import StoreError
from assistant.quiz.items import (
    Bloom,
    Change,
    Clearance,
    ItemType,
    Level,
    Opened,
    Option,
    Pair,
    Quiz,
    QuizItem,
    Status,
)

FORMAT = "safeguarding-quiz/1"


def item_to_json(item: QuizItem) -> dict[str, Any]:
    """One item as plain JSON values."""
    return json.loads(json.dumps(asdict(item)))  # type: ignore[no-any-return]


def item_from_json(entry: Mapping[str, Any]) -> QuizItem:
    """The reverse of `item_to_json`; StoreError names what is missing or unknown."""
    try:
        values = dict(entry)
        values["type"] = ItemType(values["type"])
        values["level"] = Level(values.get("level", Level.MEDIUM))
        values["bloom"] = Bloom(values.get("bloom", Bloom.REMEMBER))
        values["status"] = Status(values.get("status", Status.DRAFT))
        values["options"] = tuple(Option(**o) for o in values.get("options", ()))
        values["pairs"] = tuple(Pair(**p) for p in values.get("pairs", ()))
        values["history"] = tuple(Change(**c) for c in values.get("history", ()))
        values["cleared"] = tuple(Clearance(**c) for c in values.get("cleared", ()))
        values["drafted"] = tuple(map(str, values.get("drafted", ())))
        values["answers"] = tuple(values.get("answers", ()))
        values["reading"] = tuple(values.get("reading", ()))
        return QuizItem(**values)
    except (KeyError, ValueError, TypeError) as error:
        raise StoreError(
            f"A quiz item cannot be read ({error}). Export it again as JSON."
        ) from error


def quiz_to_json(quiz: Quiz) -> dict[str, Any]:
    """A quiz with a format mark, so that later versions know what they read."""
    return {
        "format": FORMAT,
        "title": quiz.title,
        "seed": quiz.seed,
        "notes": list(quiz.notes),
        "items": [item_to_json(item) for item in quiz.items],
        "opened": [asdict(one) for one in quiz.opened],
    }


def quiz_from_json(entry: Mapping[str, Any]) -> Quiz:
    """The reverse of `quiz_to_json`; StoreError where this is not one of our quizzes."""
    if not isinstance(entry, Mapping) or entry.get("format") != FORMAT:
        raise StoreError(f"This is not a quiz of this assistant (expected format {FORMAT}).")
    items = entry.get("items", ())
    if not isinstance(items, list):
        raise StoreError("The quiz holds no list of items. Export it again as JSON.")
    try:
        opened = tuple(Opened(**one) for one in entry.get("opened", ()))
    except TypeError as error:
        raise StoreError(f"The quiz cannot be read ({error}). Export it again as JSON.") from error
    return Quiz(
        str(entry.get("title", "Quiz")),
        tuple(map(item_from_json, items)),
        int(entry.get("seed", 0)),
        tuple(entry.get("notes", ())),
        opened,
    )


def write_json(items: Iterable[QuizItem], path: Path) -> None:
    """The items as one JSON file; an earlier file is replaced only by a complete one."""
    quiz = Quiz(path.stem, tuple(items))
    text = json.dumps(quiz_to_json(quiz), ensure_ascii=False, indent=1)
    draft = path.with_name(path.name + ".partial")
    draft.write_text(text + "\n", encoding="utf-8")
    draft.replace(path)


def read_json(path: Path) -> tuple[QuizItem, ...]:
    """The items of a JSON file; StoreError says what is wrong with it."""
    try:
        entry = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise StoreError(f"Cannot read {path}: {error.strerror}.") from error
    except ValueError as error:
        raise StoreError(f"{path.name} is not valid JSON ({error}).") from error
    return quiz_from_json(entry).items
