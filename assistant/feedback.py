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
from assistant.removals import removed_among
from assistant.removed import Removed

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
        named = {paragraph_id.partition("/")[0]: "" for paragraph_id in feedback.cited}
        for removed in removed_among(self._path.parent, named):
            feedback = _without(feedback, removed)
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

    def forget_report(self, removed: Removed) -> int:
        """Take a removed report out of every judgement; how many were changed."""
        if not self._path.exists():
            return 0
        with self._lock:
            before = self.all()
            after = tuple(_without(feedback, removed) for feedback in before)
            changed = sum(old != new for old, new in zip(before, after, strict=True))
            if changed:
                self._write(after)
        return changed

    def _write(self, feedback: Iterable[Feedback]) -> None:
        draft = self._path.with_suffix(".partial")
        draft.write_text("".join(map(_line, feedback)), "utf-8")
        draft.replace(self._path)

    def _failure(self, error: Exception, public: str) -> StoreError:
        """The failure with the file's path for the command line, without it for a page."""
        return StoreError(f"The feedback in {self._path} cannot be used: {error}.", public=public)


def _without(feedback: Feedback, removed: Removed) -> Feedback:
    """A judgement without the paragraphs of a removed report; the user's own words stay."""
    return replace(
        feedback,
        question=removed.scrub(feedback.question),
        history=tuple(map(removed.scrub, feedback.history)),
        cited=tuple(cited for cited in feedback.cited if not removed.owns(cited)),
        reason=removed.scrub(feedback.reason),
        right="" if removed.owns(feedback.right) else feedback.right,
    )


def _line(feedback: Feedback) -> str:
    return json.dumps(asdict(feedback), ensure_ascii=False) + "\n"


def _read(line: str) -> Feedback:
    entry = json.loads(line)
    entry["history"] = tuple(entry["history"])
    entry["cited"] = tuple(entry["cited"])
    return Feedback(**entry)
