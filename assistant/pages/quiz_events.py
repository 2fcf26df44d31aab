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
from assistant.pages.quiz_items import item_html, paragraph_html
from assistant.pages.quizzing import Change, QuizRoom, Saved, Stale, version_of
from assistant.pages.uploads import fresh_folder
from assistant.quiz.editing import Edit, editable
from assistant.quiz.items import ItemType, Level, QuizItem, Status
from assistant.quiz.requests import Request
from assistant.quiz.review import Desk

EMPTY = "<p>Draft a quiz, or open one that you saved.</p>"
Shown = tuple[Any, ...]
At = tuple[int, str]  # the place of an item, and which version of it was seen there


FIELDS = 15  # what a page is made of


def page(room: QuizRoom, owner: str, name: str, place: int, said: str = "") -> Shown:
    """Everything that the review shows of one item of a quiz, which counts as opened by that."""
    quiz, trouble = room.look(owner, name, place)
    place = max(0, min(place, len(quiz.items) - 1))
    names = gr.Dropdown(choices=list(room.shelf(owner).names()), value=name)
    notes = " ".join(filter(None, (*quiz.notes, said, trouble)))
    if not quiz.items:
        told = notice("The quiz is empty.")
        return told, name, 0, "", EMPTY, *[""] * 6, gr.skip(), gr.skip(), "", names
    item = quiz.items[place]
    wrong = [option.text for option in item.distractors]
    found, warned = room.desk.findings(item), room.desk.open_warnings(item)
    texts = editable(item)
    return (
        notice(notes, "status"),
        name,
        place,
        version_of(item),
        item_html(item, place, len(quiz.items), found, warned),
        paragraph_html(item, room.assistant),
        texts.stem,
        "\n".join(texts.texts),
        texts.rationale,
        "\n".join(texts.reasons or ()),
        texts.guidance,
        gr.Dropdown(choices=wrong, value=None),
        gr.Dropdown(choices=[one.message for one in warned], value=None),
        room.coverage(quiz),
        names,
    )


def failed(error: AssistantError) -> Shown:
    """The failure as one sentence; everything else stays as it is."""
    return (notice(error.public), *(gr.skip() for _ in range(FIELDS - 1)))


def lines_of(text: str, count: int) -> list[str]:
    """The lines of a text, with empty ones as far as so many are wanted and no more."""
    lines = text.rstrip("\n").split("\n")
    return lines + [""] * (count - len(lines))


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
            return page(self.room, owner, name, 0)
        except AssistantError as error:
            return failed(error)

    def imported(self, path: str, request: gr.Request) -> Shown:
        """A quiz read from a file of the user's."""
        owner, file = owner_of(request), Path(path)
        try:
            saved = self.room.bring_in(owner, file.stem, file)
            return self._first(owner, saved, f"{len(saved.quiz.items)} items read.")
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
        overwrite: bool,
        request: gr.Request,
    ) -> Shown:
        """A new quiz as asked for; one of that name goes only where that was ticked."""
        owner = owner_of(request)
        wanted = request_of(topic, chapter, reports, types, level, kinds, number, seed)
        try:
            saved = self.room.draft(owner, title, wanted, overwrite=bool(overwrite))
            return self._first(owner, saved, f"{len(saved.quiz.items)} items drafted and saved.")
        except AssistantError as error:
            return failed(error)

    def _first(self, owner: str, saved: Saved, said: str) -> Shown:
        """A quiz that has just been saved, at its first item."""
        return page(self.room, owner, saved.name, 0, " ".join(filter(None, (said, saved.said))))

    def _changed(self, name: str, at: At, change: Change, request: gr.Request, said: str) -> Shown:
        owner = owner_of(request)
        place, seen = at
        try:
            try:
                self.room.change(owner, name, place, seen, change)
            except Stale as error:
                said = error.public
            return page(self.room, owner, name, place, said)
        except AssistantError as error:
            return failed(error)

    def _moved(self, name: str, place: int, request: gr.Request) -> Shown:
        owner = owner_of(request)
        try:
            return page(self.room, owner, name, place)
        except AssistantError as error:
            return failed(error)

    def previous(self, name: str, place: int, request: gr.Request) -> Shown:
        """The item before."""
        return self._moved(name, place - 1, request)

    def next(self, name: str, place: int, request: gr.Request) -> Shown:
        """The item after."""
        return self._moved(name, place + 1, request)

    def approved(self, name: str, place: int, seen: str, request: gr.Request) -> Shown:
        """The item approved, or the rule that it breaks, or the warning that is not cleared."""
        return self._changed(name, (place, seen), Desk.approve, request, "Approved.")

    def cleared(
        self, name: str, place: int, seen: str, message: str | None, request: gr.Request
    ) -> Shown:
        """The item with one warning taken back."""

        def change(desk: Desk, item: QuizItem) -> QuizItem:
            return desk.clear(item, message or "")

        return self._changed(name, (place, seen), change, request, "The warning is cleared.")

    def rejected(self, name: str, place: int, seen: str, why: str, request: gr.Request) -> Shown:
        """The item rejected for a reason."""

        def change(desk: Desk, item: QuizItem) -> QuizItem:
            return desk.reject(item, why)

        return self._changed(name, (place, seen), change, request, "Rejected.")

    def edited(
        self,
        name: str,
        place: int,
        seen: str,
        asked: str,
        lines: str,
        rationale: str,
        reasons: str,
        guidance: str,
        request: gr.Request,
    ) -> Shown:
        """The item with new texts; checks have run again."""
        kept = [line for line in lines.split("\n") if line.strip()]

        def change(desk: Desk, item: QuizItem) -> QuizItem:
            told = lines_of(reasons, len(item.options)) if item.options else None
            return desk.edit(item, Edit(asked, kept, rationale, told, guidance))

        return self._changed(name, (place, seen), change, request, "Saved as a draft.")

    def replaced(
        self, name: str, place: int, seen: str, text: str | None, request: gr.Request
    ) -> Shown:
        """The item with another wrong option."""

        def change(desk: Desk, item: QuizItem) -> QuizItem:
            places = [n for n, option in enumerate(item.options) if option.text == text]
            return desk.replace_distractor(item, places[0] if places else -1)

        return self._changed(name, (place, seen), change, request, "Replaced.")

    def cleaned(self, name: str, place: int, request: gr.Request) -> Shown:
        """Every draft approved that was opened in this review and that nothing speaks against."""
        owner = owner_of(request)
        try:
            quiz, count = self.room.approve_opened(owner, name)
            left = sum(item.status is Status.DRAFT for item in quiz.items)
            said = f"{count} items approved."
            if left:
                said += f" {left} drafts are left: not opened yet, or with an error or a warning."
            return page(self.room, owner, name, place, said)
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
