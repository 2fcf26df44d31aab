"""The quiz page's handlers: plain functions of a saved quiz, told apart by owner."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path

from assistant.errors import QuestionError, StoreError
from assistant.pages.asking import Asks
from assistant.quiz.arriving import arrived, recognised
from assistant.quiz.coverage import svg
from assistant.quiz.desk import desk_for
from assistant.quiz.exports.formats import Exported, export, read_items
from assistant.quiz.generating import generate
from assistant.quiz.items import Quiz, QuizItem
from assistant.quiz.requests import Request
from assistant.quiz.review import Desk, exportable, now
from assistant.quiz.sets import check_set
from assistant.quiz.store import Shelf

Change = Callable[[Desk, QuizItem], QuizItem]


class Stale(QuestionError):
    """The item is no longer the one that the reviewer had before them."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A quiz that was saved, under which name, and what the user should know of that."""

    name: str
    quiz: Quiz
    said: str = ""


def version_of(item: QuizItem) -> str:
    """What tells the item as it is now from what it was or from another one."""
    return f"{item.id} {item.version}"


@dataclass
class QuizRoom:
    """The desk, made on first use, and the shelves of the trainers."""

    assistant: Asks
    _desk: Desk | None = field(default=None, repr=False)
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    @property
    def desk(self) -> Desk:
        """The reviewer's desk; sentences and mentions are gathered once."""
        with self._lock:
            if self._desk is None:
                self._desk = desk_for(self.assistant)
            return self._desk

    def shelf(self, owner: str) -> Shelf:
        """The quizzes of one owner; those of the command line are the ones without an owner."""
        folder = self.assistant.settings.state_dir / "quizzes"
        name = hashlib.sha256(owner.encode()).hexdigest()[:16] if owner else ""
        return Shelf(folder / name if name else folder)

    def draft(self, owner: str, name: str, request: Request, *, overwrite: bool = False) -> Saved:
        """A new quiz, saved under its name; StoreError where one has it and is not to go."""
        shelf = self.shelf(owner)
        if not overwrite:
            shelf.refuse_taken(name)  # before the work of drafting
        quiz = generate(self.desk.material, request, self.desk.search)
        with self._lock:
            kept = shelf.replace(name, quiz) if overwrite else ""
            if not overwrite:
                shelf.add(name, quiz)
        return Saved(name, quiz, f"What was “{name}” is kept as “{kept}”." if kept else "")

    def look(self, owner: str, name: str, place: int) -> tuple[Quiz, str]:
        """The saved quiz, its item at `place` noted as opened; why it could not be noted, or ""."""
        with self._lock:
            quiz = self._load(owner, name)
            if not quiz.items:
                return quiz, ""
            noted = self._desk_of(owner).opened(quiz, max(0, min(place, len(quiz.items) - 1)))
            try:
                if noted != quiz:
                    self.shelf(owner).save(name, noted)
            except StoreError as error:  # it is shown all the same
                return noted, f"{error.public} So it is not noted that you have opened this item."
            return noted, ""

    def change(self, owner: str, name: str, place: int, seen: str, change: Change) -> Quiz:
        """The saved quiz with one item changed; nothing is saved where the change is refused.

        Stale where the item is not the one that was `seen`: another tab was quicker.
        """
        with self._lock:
            shelf = self.shelf(owner)
            quiz = self._load(owner, name)
            if not 0 <= place < len(quiz.items):
                raise QuestionError("There is no such item in this quiz.")
            items = list(quiz.items)
            if seen != version_of(items[place]):
                raise Stale(
                    "Nothing is done: the item was changed elsewhere meanwhile. Here it is as it "
                    "stands now."
                )
            items[place] = change(self._desk_of(owner), items[place])
            changed = replace(quiz, items=tuple(items))
            shelf.save(name, changed)
            return changed

    def approve_opened(self, owner: str, name: str) -> tuple[Quiz, int]:
        """The quiz with every item approved that was opened and is clean, and how many."""
        with self._lock:
            shelf = self.shelf(owner)
            quiz = self._load(owner, name)
            changed = self._desk_of(owner).approve_opened(quiz)
            shelf.save(name, changed)
        pairs = zip(changed.items, quiz.items, strict=True)
        return changed, sum(one.status is not other.status for one, other in pairs)

    def _load(self, owner: str, name: str) -> Quiz:
        """The saved quiz as it can be reviewed, also one from before claims were stamped."""
        return recognised(self.shelf(owner).load(name), self.desk.material)

    def _desk_of(self, owner: str) -> Desk:
        """The desk with the reviewer's name on it."""
        return replace(self.desk, reviewer=owner.removeprefix("user:") if "user:" in owner else "")

    def export(
        self, owner: str, name: str, chosen: str, drafts_too: bool, folder: Path
    ) -> Exported:
        """The files of an export."""
        quiz = self.shelf(owner).load(name)
        return export(exportable(quiz.items, drafts_too), chosen, folder, name)

    def bring_in(self, owner: str, name: str, path: Path) -> Saved:
        """A quiz read from JSON or Moodle XML as drafts, under the name or the next free one."""
        quiz = Quiz(name, arrived(read_items(path), self.desk.material, now()))
        with self._lock:
            free = self.shelf(owner).free_name(name)
            self.shelf(owner).add(free, quiz)
        told = f"There is a quiz “{name}” already, so this one is “{free}”." if free != name else ""
        approved = (
            "" if not quiz.items else "Whatever the file says, nothing of it is approved here."
        )
        return Saved(free, quiz, " ".join(filter(None, (told, approved))))

    def coverage(self, quiz: Quiz) -> str:
        """The coverage map as a picture, with what the rules say of the quiz as a whole."""
        found = "".join(f"<li>{escape(f.message)}</li>" for f in check_set(quiz.items))
        told = f'<ul class="findings">{found}</ul>' if found else ""
        picture = svg(quiz.items, self.assistant.corpus)
        return (
            f'<div class="coverage"><h3>Which paragraphs are asked about</h3>{picture}{told}</div>'
        )
