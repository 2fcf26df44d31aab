"""Saved quizzes: one JSON file each, replaced only when complete, a damaged one set aside."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import StoreError
from assistant.quiz.exports.json_file import quiz_from_json, quiz_to_json
from assistant.quiz.items import Quiz


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

    def save(self, name: str, quiz: Quiz) -> Path:
        """Write the quiz; a damaged file of that name is kept beside it as "….damaged"."""
        path = self.path(name)
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


def _readable(path: Path) -> bool:
    """Whether the file holds a quiz."""
    try:
        quiz_from_json(json.loads(path.read_text("utf-8")))
    except (ValueError, StoreError):
        return False
    return True
