"""Saved quizzes: one JSON file each, replaced only when complete, none without being asked."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.errors import StoreError
from assistant.quiz.exports.json_file import quiz_from_json, quiz_to_json
from assistant.quiz.items import Quiz, QuizItem, Status
from assistant.removals import removed_among
from assistant.removed import Removed


@dataclass(frozen=True)
class Shelf:
    """The folder where quizzes under review are kept."""

    folder: Path

    def path(self, name: str) -> Path:
        """The file of a quiz; StoreError for a name that is no file name."""
        plain = re.sub(r"[^\w -]+", "", name).strip()[:80]
        if not plain:
            raise StoreError("Give the quiz a name of letters or digits.")
        return self.folder / f"{plain}.json"

    def names(self) -> tuple[str, ...]:
        """The saved quizzes, by name."""
        return tuple(sorted(path.stem for path in self.folder.glob("*.json")))

    def free_name(self, name: str) -> str:
        """The name, or where a quiz has it the first of "name 2", "name 3" … that is free."""
        number, found = 1, name
        while self.path(found).exists():
            number += 1
            found = f"{name.strip()[:70]} {number}"
        return found

    def refuse_taken(self, name: str) -> None:
        """StoreError where a quiz has the name already; it names one that is free."""
        if self.path(name).exists():
            raise StoreError(
                f"There is a quiz “{name}” already, and it is left as it is. Choose another name, "
                f"for example “{self.free_name(name)}”, or say that it is to be replaced."
            )

    def add(self, name: str, quiz: Quiz) -> Path:
        """Write a new quiz; StoreError where one has the name already."""
        self.refuse_taken(name)
        return self.save(name, quiz)

    def replace(self, name: str, quiz: Quiz) -> str:
        """Write a new quiz over another; the name under which that one is kept, "" where it is not.

        It is kept where somebody has worked on it: reviewed, edited or cleared an item.
        """
        kept = ""
        path = self.path(name)
        if path.exists() and _readable(path) and any(map(_worked_on, self.load(name).items)):
            kept = self.free_name(f"{name.strip()[:60]} (earlier)")
            self.save(kept, self.load(name))
        self.save(name, quiz)
        return kept

    def save(self, name: str, quiz: Quiz) -> Path:
        """Write the quiz as it is now; a damaged file of that name is kept as "….damaged"."""
        path = self.path(name)
        for removed in removed_among(self.folder.parent, _reports(quiz)):
            quiz = _without(quiz, removed)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if path.exists() and not _readable(path):
                path.replace(path.with_suffix(".damaged"))
            draft = path.with_suffix(".partial")
            draft.write_text(
                json.dumps(quiz_to_json(quiz), ensure_ascii=False, indent=1), encoding="utf-8"
            )
            draft.replace(path)
        except OSError as error:
            raise StoreError(f"Cannot save the quiz in {self.folder}: {error.strerror}.") from error
        return path

    def load(self, name: str) -> Quiz:
        """The saved quiz; StoreError says where the damaged file is left."""
        path = self.path(name)
        if not path.exists():
            raise StoreError(f"There is no saved quiz “{name}”.")
        try:
            return quiz_from_json(json.loads(path.read_text("utf-8")))
        except (ValueError, OSError, StoreError) as error:
            raise StoreError(
                f"The saved quiz “{name}” is damaged; the file is left untouched at {path}."
            ) from error

    def forget_report(self, removed: Removed) -> int:
        """Take the items that rest on a removed report out of every quiz; how many they were.

        A file that is no quiz any more and holds the report's paragraphs is deleted.
        """
        gone = 0
        for path in sorted(self.folder.glob("*")):
            if not path.is_file():
                continue
            if path.suffix != ".json" or not _readable(path):
                if removed.mentioned(path.read_bytes().decode("utf-8", "replace")):
                    path.unlink()
                continue
            quiz = quiz_from_json(json.loads(path.read_text("utf-8")))
            made = _without(quiz, removed)
            if made != quiz:
                self.save(path.stem, made)
            gone += len(quiz.items) - len(made.items)
        return gone


def _reports(quiz: Quiz) -> dict[str, str]:
    """The ids of the reports that the items rest on, each with a citation of it."""
    return {item.source.partition("/")[0]: item.citation for item in quiz.items if item.source}


def _without(quiz: Quiz, removed: Removed) -> Quiz:
    """The quiz without the items that rest on a removed report, and a note of how many."""
    kept = tuple(item for item in quiz.items if not _rests_on(item, removed))
    notes = tuple(note for note in quiz.notes if not removed.mentioned(note))
    lost = len(quiz.items) - len(kept)
    if lost:
        notes = (*notes, f"{lost} item{'' if lost == 1 else 's'}: {removed.said}")
    return replace(quiz, items=kept, notes=notes)


def _rests_on(item: QuizItem, removed: Removed) -> bool:
    """Whether any words of an item come from a removed report."""
    named = (*item.paragraphs, *(option.paragraph_id for option in item.options))
    texts = (item.stem, item.citation, item.rationale, item.guidance, item.key)
    return any(map(removed.owns, named)) or any(map(removed.mentioned, texts))


def _worked_on(item: QuizItem) -> bool:
    """Whether a person has done anything to the item."""
    return item.status is not Status.DRAFT or item.version > 1


def _readable(path: Path) -> bool:
    """Whether the file holds a quiz."""
    try:
        quiz_from_json(json.loads(path.read_text("utf-8")))
    except (ValueError, StoreError):
        return False
    return True
