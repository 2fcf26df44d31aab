"""What the quiz tab's controls do: each method is one event, its result fills the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.errors import AssistantError, QuestionError
from assistant.pages.blocks import notice, owner_of
from assistant.pages.quizzing import Change, QuizRoom, editable, item_html, paragraph_html
from assistant.pages.uploads import fresh_folder
from assistant.quiz.items import ItemType, Level, Quiz, QuizItem
from assistant.quiz.requests import Request
from assistant.quiz.review import Desk

EMPTY = "<p>Draft a quiz, or open one that you saved.</p>"
Shown = tuple[Any, ...]


def page(room: QuizRoom, owner: str, name: str, quiz: Quiz, place: int, said: str = "") -> Shown:
    """Everything that the review shows of one item of a quiz."""
    place = max(0, min(place, len(quiz.items) - 1))
    names = gr.Dropdown(choices=list(room.shelf(owner).names()), value=name)
    notes = " ".join((*quiz.notes, said)).strip()
    if not quiz.items:
        return notice("The quiz is empty."), name, 0, EMPTY, "", "", "", gr.skip(), "", names
    item = quiz.items[place]
    wrong = [option.text for option in item.distractors]
    return (
        notice(notes, "status"),
        name,
        place,
        item_html(item, place, len(quiz.items), room.desk.findings(item)),
        paragraph_html(item, room.assistant),
        item.stem,
        editable(item),
        gr.Dropdown(choices=wrong, value=None),
        room.coverage(quiz),
        names,
    )


def failed(error: AssistantError) -> Shown:
    """The failure as one sentence; everything else stays as it is."""
    return (notice(error.public), *(gr.skip() for _ in range(9)))


def request_of(
    topic: str,
    chapter: str,
    reports: Sequence[str],
    types: Sequence[str],
    level: str,
    kinds: str,
    number: float,
    seed: float,
) -> Request:
    """The request that the controls describe."""
    return Request(
        number=int(number or 0),
        reports=tuple(reports or ()),
        chapter=chapter or "",
        topic=topic or "",
        kinds=tuple(kind.strip() for kind in (kinds or "").split(",") if kind.strip()),
        mix=tuple((ItemType(name), 1.0) for name in types or ()),
        level=None if level in (None, "any") else Level(level),
        seed=int(seed or 0),
    )


@dataclass(frozen=True)
class QuizEvents:
    """The handlers of one page; who asks is read from the request."""

    room: QuizRoom

    def opened(self, chosen: str | None, request: gr.Request) -> Shown:
        """A saved quiz at its first item."""
        owner, name = owner_of(request), chosen or ""
        if not name:
            return failed(QuestionError("Choose one of your saved quizzes first."))
        try:
            return page(self.room, owner, name, self.room.shelf(owner).load(name), 0)
        except AssistantError as error:
            return failed(error)

    def imported(self, path: str, request: gr.Request) -> Shown:
        """A quiz read from a file of the user's."""
        owner, file = owner_of(request), Path(path)
        try:
            quiz = self.room.bring_in(owner, file.stem, file)
            return page(self.room, owner, file.stem, quiz, 0, f"{len(quiz.items)} items read.")
        except AssistantError as error:
            return failed(error)

    def listed(self, request: gr.Request) -> gr.Dropdown:
        """The owner's saved quizzes."""
        return gr.Dropdown(choices=list(self.room.shelf(owner_of(request)).names()))

    def drafted(
        self,
        title: str,
        topic: str,
        chapter: str,
        reports: list[str],
        types: list[str],
        level: str,
        kinds: str,
        number: float,
        seed: float,
        request: gr.Request,
    ) -> Shown:
        """A new quiz as asked for."""
        owner = owner_of(request)
        wanted = request_of(topic, chapter, reports, types, level, kinds, number, seed)
        try:
            quiz = self.room.draft(owner, title, wanted)
            said = f"{len(quiz.items)} items drafted and saved."
            return page(self.room, owner, title, quiz, 0, said)
        except AssistantError as error:
            return failed(error)

    def _changed(
        self, name: str, place: int, change: Change, request: gr.Request, said: str
    ) -> Shown:
        owner = owner_of(request)
        try:
            quiz = self.room.change(owner, name, place, change)
            return page(self.room, owner, name, quiz, place, said)
        except AssistantError as error:
            return failed(error)

    def _moved(self, name: str, place: int, request: gr.Request) -> Shown:
        owner = owner_of(request)
        try:
            return page(self.room, owner, name, self.room.shelf(owner).load(name), place)
        except AssistantError as error:
            return failed(error)

    def previous(self, name: str, place: int, request: gr.Request) -> Shown:
        """The item before."""
        return self._moved(name, place - 1, request)

    def next(self, name: str, place: int, request: gr.Request) -> Shown:
        """The item after."""
        return self._moved(name, place + 1, request)

    def approved(self, name: str, place: int, request: gr.Request) -> Shown:
        """The item approved, or the rule that it breaks."""
        return self._changed(name, place, Desk.approve, request, "Approved.")

    def rejected(self, name: str, place: int, why: str, request: gr.Request) -> Shown:
        """The item rejected for a reason."""
        return self._changed(name, place, lambda d, item: d.reject(item, why), request, "Rejected.")

    def edited(self, name: str, place: int, asked: str, lines: str, request: gr.Request) -> Shown:
        """The item with new texts; checks have run again."""
        kept = [line for line in lines.split("\n") if line.strip()]

        def change(desk: Desk, item: QuizItem) -> QuizItem:
            return desk.edit(item, asked, kept)

        return self._changed(name, place, change, request, "Saved as a draft.")

    def replaced(self, name: str, place: int, text: str | None, request: gr.Request) -> Shown:
        """The item with another wrong option."""

        def change(desk: Desk, item: QuizItem) -> QuizItem:
            places = [n for n, option in enumerate(item.options) if option.text == text]
            return desk.replace_distractor(item, places[0] if places else -1)

        return self._changed(name, place, change, request, "Replaced.")

    def cleaned(self, name: str, place: int, request: gr.Request) -> Shown:
        """Every draft approved that has no warning."""
        owner = owner_of(request)
        try:
            quiz, count = self.room.approve_clean(owner, name)
            return page(self.room, owner, name, quiz, place, f"{count} items approved.")
        except AssistantError as error:
            return failed(error)

    def exported(self, name: str, chosen: str, drafts_too: bool, request: gr.Request) -> Shown:
        """The files of an export and what is left out of them."""
        folder = fresh_folder()
        try:
            done = self.room.export(owner_of(request), name, chosen, drafts_too, folder)
        except AssistantError as error:
            return gr.skip(), "", notice(error.public)
        told = "".join(f"<li>{escape(note)}</li>" for note in done.notes)
        return [str(path) for path in done.files], f"<ul>{told}</ul>", ""
