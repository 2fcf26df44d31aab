"""What users said of answers: one JSON line each, a candidate for the question sets.

The evaluation page reads `FeedbackStore.waiting()` and settles each with `decide`.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock

from assistant.domain import Answer
from assistant.errors import StoreError
from assistant.personal import masked, redact

NEW = "new"
DECISIONS = ("accepted", "rejected")
LONGEST_REASON = 1000
LONGEST_WAIT = 10.0  # seconds for another process that writes
NOT_SAVED = "The feedback could not be saved on this computer."


@dataclass(frozen=True, slots=True)
class Feedback:
    """One judgement of one answer."""

    id: str
    time: str
    question: str
    history: tuple[str, ...]
    outcome: str
    cited: tuple[str, ...]  # ids of the paragraphs that the answer cited
    helpful: bool
    reason: str = ""
    right: str = ""  # id of the paragraph that should have been cited
    status: str = NEW


def judged(answer: Answer, *, helpful: bool, reason: str, right: str) -> Feedback:
    """A judgement of this answer, made now; personal data is masked."""
    answer = masked(answer)
    cited = dict.fromkeys(citation.paragraph.id for citation in answer.citations)
    return Feedback(
        id=secrets.token_hex(6),
        time=datetime.now(UTC).isoformat(timespec="seconds"),
        question=answer.question,
        history=answer.history,
        outcome=answer.outcome.value,
        cited=tuple(cited),
        helpful=helpful,
        reason=redact(reason.strip())[:LONGEST_REASON],
        right=right.strip(),
    )


class FeedbackStore:
    """The JSONL file of judgements."""

    def __init__(self, path: Path) -> None:
        """A store in this file, which need not exist yet."""
        self._path = path
        self._lock = FileLock(f"{path}.lock", timeout=LONGEST_WAIT)

    def add(self, feedback: Feedback) -> None:
        """Append one judgement; StoreError where it cannot be written."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._lock:
                self._append(_line(feedback))
        except OSError as error:
            raise self._failure(error, NOT_SAVED) from error

    def all(self) -> tuple[Feedback, ...]:
        """Every judgement in the order given."""
        try:
            if not self._path.exists():
                return ()
            lines = self._path.read_text("utf-8").splitlines()
            return tuple(_read(line) for line in lines if line.strip())
        except (OSError, ValueError, TypeError, KeyError) as error:
            said = "What users said of answers cannot be read: its file is damaged or locked away."
            raise self._failure(error, said) from error

    def waiting(self) -> tuple[Feedback, ...]:
        """The judgements that nobody has accepted or rejected yet."""
        return tuple(feedback for feedback in self.all() if feedback.status == NEW)

    def decide(self, feedback_id: str, decision: str) -> None:
        """Settle one judgement as "accepted" or "rejected"."""
        if decision not in DECISIONS:
            raise StoreError(f"{decision!r} is not a decision; say accepted or rejected.")
        try:
            with self._lock:
                kept = [
                    replace(feedback, status=decision) if feedback.id == feedback_id else feedback
                    for feedback in self.all()
                ]
                self._write(kept)
        except OSError as error:
            raise self._failure(error, NOT_SAVED) from error

    def _append(self, line: str) -> None:
        """Write one line whole; where the disk fills on the way, none of it stays."""
        before = self._path.stat().st_size if self._path.exists() else 0
        try:
            with self._path.open("a", encoding="utf-8") as out:
                out.write(line)
        except OSError:
            with suppress(OSError):
                os.truncate(self._path, before)
            raise

    def _write(self, feedback: Iterable[Feedback]) -> None:
        draft = self._path.with_suffix(".partial")
        draft.write_text("".join(map(_line, feedback)), "utf-8")
        draft.replace(self._path)

    def _failure(self, error: Exception, public: str) -> StoreError:
        """The failure with the file's path for the command line, without it for a page."""
        return StoreError(f"The feedback in {self._path} cannot be used: {error}.", public=public)


def _line(feedback: Feedback) -> str:
    return json.dumps(asdict(feedback), ensure_ascii=False) + "\n"


def _read(line: str) -> Feedback:
    entry = json.loads(line)
    entry["history"] = tuple(entry["history"])
    entry["cited"] = tuple(entry["cited"])
    return Feedback(**entry)
