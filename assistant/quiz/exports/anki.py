"""Anki packages with stable note ids: importing again updates, never duplicates (genanki)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from pathlib import Path

import genanki

from assistant.quiz.exports.markdown import LETTERS, right_column
from assistant.quiz.items import BLANK, ItemType, QuizItem

DECK_ID = 1_702_200_801  # fixed for ever: Anki knows the deck by it
BASIC_ID = 1_702_200_802
CLOZE_ID = 1_702_200_803
FIELDS = ("Question", "Answer", "Rationale", "Citation", "Labels")
_FOOT = "<p>{{Rationale}}</p><small>{{Citation}} · {{Labels}}</small>"
_BACK = "{{FrontSide}}<hr id=answer>{{Answer}}" + _FOOT


def _model(cloze: bool) -> genanki.Model:
    """The note type: its id and fields must not change, or imports would duplicate."""
    name = "Safeguarding quiz (cloze)" if cloze else "Safeguarding quiz"
    front = "{{cloze:Question}}" if cloze else "{{Question}}"
    back = (
        "{{cloze:Question}}<p>{{Rationale}}</p><small>{{Citation}} · {{Labels}}</small>"
        if cloze
        else _BACK
    )
    return genanki.Model(
        CLOZE_ID if cloze else BASIC_ID,
        name,
        fields=[{"name": field} for field in FIELDS],
        templates=[{"name": "Card", "qfmt": front, "afmt": back}],
        model_type=genanki.Model.CLOZE if cloze else genanki.Model.FRONT_BACK,
    )


def guid(item: QuizItem) -> str:
    """The note's id: from the item's id alone, so that a new version updates the old note."""
    return str(genanki.guid_for("safeguarding-reports", item.id))


def _front(item: QuizItem) -> str:
    """The question with its options."""
    lines = [escape(item.stem)]
    lines += [f"{LETTERS[i]}) {escape(option.text)}" for i, option in enumerate(item.options)]
    lines += [escape(pair.left) for pair in item.pairs]
    if item.pairs:
        lines.append("Choose from: " + escape("; ".join(right_column(item))))
    return "<br>".join(lines)


def _answer(item: QuizItem) -> str:
    if item.pairs:
        return "<br>".join(escape(f"{pair.left} → {pair.right}") for pair in item.pairs)
    return escape(item.key or item.guidance).replace("\n", "<br>")


def _rationale(item: QuizItem) -> str:
    """Why the key is right and the others wrong."""
    lines = [escape(item.rationale)]
    lines += [escape(f"Not “{o.text}”: {o.rationale}") for o in item.distractors]
    return "<br>".join(lines)


def note(item: QuizItem) -> genanki.Note:
    """One note; a cloze item becomes a cloze note."""
    cloze = item.type is ItemType.CLOZE
    front = _front(item)
    if cloze:
        front = escape(item.stem).replace(BLANK, "{{c1::" + escape(item.key) + "}}", 1)
    labels = f"{item.type.value}, {item.level.value}, {item.status.value}, version {item.version}"
    fields = [
        front,
        _answer(item),
        _rationale(item),
        f"{item.citation} {item.short_citation}",
        labels,
    ]
    named = (item.type.value, item.kind, item.year, item.level.value, item.source)
    tags = [re.sub(r"\s+", "_", tag) for tag in named if tag]
    return genanki.Note(model=_model(cloze), fields=fields, guid=guid(item), tags=tags)


def write_anki(items: Iterable[QuizItem], path: Path) -> None:
    """The items as one deck."""
    deck = genanki.Deck(DECK_ID, "Safeguarding reports")
    for item in items:
        deck.add_note(note(item))
    genanki.Package(deck).write_to_file(str(path))
