"""Held-out questions: locked by their sha256, and kept away from what learns or is tuned."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.errors import AssistantError
from assistant.settings import ROOT
from evals.measures import plain
from evals.questions import Fault, Question, QuestionsError, read_questions, to_entry

LOCKS = "hold-out.json"  # beside the question files
HOLD = "hold"
OWN = ROOT / "data" / "questions"  # the project's own sets


class HeldOutError(AssistantError):
    """Something is tuned on questions that are only for reporting."""


@dataclass(frozen=True, slots=True)
class Lock:
    """The held-out questions of a set: how many, and the sha256 of what they ask and expect."""

    questions: int
    sha256: str


def lock_of(questions: Iterable[Question]) -> Lock:
    """The lock of the held-out questions among these; their order does not matter."""
    held = sorted((q for q in questions if q.split == HOLD), key=lambda question: question.id)
    entries = [json.dumps(to_entry(one), sort_keys=True, ensure_ascii=False) for one in held]
    return Lock(len(held), hashlib.sha256("\n".join(entries).encode()).hexdigest())


def read_locks(folder: Path) -> dict[str, Lock]:
    """The locks of a folder of question files by file name; none without the file of locks."""
    path = folder / LOCKS
    if not path.exists():
        return {}
    try:
        held = json.loads(path.read_text("utf-8"))
        return {name: Lock(**entry) for name, entry in held.items()}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise QuestionsError(f"{path} is not a file of locks ({error}).") from error


def write_locks(files: Sequence[Path]) -> dict[str, Lock]:
    """Lock the held-out questions of these files as they are now."""
    made: dict[str, Lock] = {}
    for path in files:
        made[path.name] = lock_of(read_questions(path))
        locks = read_locks(path.parent) | {path.name: made[path.name]}
        entries = {name: asdict(locks[name]) for name in sorted(locks)}
        text = json.dumps(entries, indent=1) + "\n"
        (path.parent / LOCKS).write_text(text, encoding="utf-8")
    return made


def broken(path: Path, questions: Sequence[Question]) -> str:
    """Why the held-out questions of a file are not the locked ones; empty where they are.

    Held-out questions that were copied into a file of their own are known by their sha256.
    """
    now = lock_of(questions)
    locks = read_locks(path.parent)
    if path.name in locks:
        was = locks[path.name]
        if now == was:
            return ""
        return (
            f"the {now.questions} held-out questions of {path.name} are not the {was.questions} "
            f"that {LOCKS} locks (sha256 {now.sha256[:12]}, locked {was.sha256[:12]})"
        )
    own = read_locks(OWN)
    if not now.questions or now in own.values():
        return ""
    return f"the {now.questions} held-out questions of {path.name} are not locked"


def faults(path: Path, questions: Sequence[Question]) -> list[Fault]:
    """The same as a fault of the file, at its first held-out question."""
    reason = broken(path, questions)
    first = next((question.line for question in questions if question.split == HOLD), 0)
    return [Fault(str(path), first, reason)] if reason else []


def as_entry(path: Path, questions: Sequence[Question]) -> dict[str, object]:
    """What a run notes of the held-out questions of its file."""
    return {**asdict(lock_of(questions)), "locked": not broken(path, questions)}


def refuse(texts: Iterable[str], command: str, folder: Path = OWN) -> None:
    """HeldOutError where any of these questions is held out, whatever file it came from.

    Follow-ups are not looked for: their words, such as "And the boys?", are anybody's.
    """
    held = {
        plain(question.question): question.id
        for path in sorted(folder.glob("*.jsonl"))
        for question in read_questions(path)
        if question.split == HOLD and not question.follow_up
    }
    found = sorted({held[text] for text in map(plain, texts) if text in held})
    if found:
        raise HeldOutError(
            f"{command} must not learn from held-out questions: {', '.join(found[:5])}"
            f"{' …' if len(found) > 5 else ''} ({len(found)})."
        )
