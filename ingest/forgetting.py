"""What a removed report leaves behind, cleared: index, caches, uploads and what was stored.

It is done after the new index is in use and before the report's folder goes, so that a run that
was killed in between is completed by the next one.
"""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from assistant.added import best_description
from assistant.checksums import discard
from assistant.conversations import ConversationStore
from assistant.corpus import Corpus
from assistant.embedding import BASE, TRAINED, fingerprint
from assistant.errors import StoreError
from assistant.feedback import FeedbackStore
from assistant.library import leaving
from assistant.pages.uploads import PREFIX
from assistant.quiz.store import Shelf
from assistant.removals import note_removed
from assistant.removed import Removed
from assistant.settings import Settings

SOURCES = "source.*"


def forget(settings: Settings, corpus: Corpus) -> list[str]:
    """Clear what is left of the reports that are being removed; what was done, in sentences.

    `corpus` is that of the index in use, which no longer holds them.
    """
    held = {report.id for report in corpus.reports}
    gone = [folder for folder in leaving(settings) if folder.name not in held]
    if not gone:
        return []
    try:
        return _forget(settings, corpus, gone)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(
            f"The removal is not complete: its traces cannot be deleted ({error}). "
            "Run: python -m ingest"
        ) from error


def _forget(settings: Settings, corpus: Corpus, gone: Sequence[Path]) -> list[str]:
    """Clear what is left of the reports of these folders; what was done, in sentences."""
    from ingest.building import sweep

    sweep(settings)
    _forget_vectors(settings, corpus)
    said: list[str] = []
    for folder in gone:
        removed = removed_report(folder)
        _forget_uploads(folder, removed)
        for words in _word_vectors(settings, folder.name):
            discard(words)
        note_removed(settings.state_dir, removed)
        said += _forget_stored(settings, removed)
    return said


def removed_report(folder: Path) -> Removed:
    """The report of a folder as removed today."""
    report = best_description(folder)
    today = datetime.now(UTC)
    titles = (report.title, report.short_title) if report else ()
    return Removed(folder.name, titles, f"{today.day} {today:%B %Y}")


def _forget_vectors(settings: Settings, corpus: Corpus) -> None:
    """Delete the vectors of all texts that no report held here has."""
    from ingest.building import token_counter
    from ingest.entries import entries
    from ingest.vectors import FILE, VectorCache, text_key

    path = settings.index_dir / FILE
    if not path.exists():
        return
    models = [fingerprint(replace(settings, embedding_model=name)) for name in (TRAINED, BASE)]
    count = token_counter()
    texts = {entry.text for p in corpus.paragraphs for entry in entries(corpus, p, count)}
    cache = VectorCache(path, fingerprint(settings))
    try:
        cache.keep_only({text_key(model, text) for model in models for text in texts})
    finally:
        cache.close()


def _word_vectors(settings: Settings, report_id: str) -> Iterator[Path]:
    """The folders with the word pieces of a report, of whatever encoder."""
    own = re.compile(rf"words-{re.escape(report_id)}-[0-9a-f]{{12}}-\d+(\.\d+)?")
    for folder in (settings.data_dir / "cache").glob("*/words-*"):
        if own.fullmatch(folder.name):
            yield folder


def _forget_uploads(folder: Path, removed: Removed) -> None:
    """Delete the copies of a report's file among uploads, and exports that name it."""
    sources = [path for path in folder.glob(SOURCES) if path.is_file()]
    known = {(path.stat().st_size, _digest(path)) for path in sources}
    for place in _upload_folders():
        for path in [path for path in place.rglob("*") if path.is_file() and not path.is_symlink()]:
            size = path.stat().st_size
            copied = any(size == own for own, _ in known) and (size, _digest(path)) in known
            made_here = path.parent.name.startswith("tmp")  # what somebody was given to save
            if copied or (made_here and removed.mentioned(path.read_text("utf-8", "replace"))):
                path.unlink(missing_ok=True)


def _upload_folders() -> Iterator[Path]:
    """Where pages of this user keep uploads: this process's folder, and those of pages served."""
    temporary = Path(tempfile.gettempdir())
    given = os.environ.get("GRADIO_TEMP_DIR")
    found = {Path(given).resolve()} if given else set()
    found |= {path.resolve() for path in (temporary / "gradio", *temporary.glob(f"{PREFIX}*"))}
    yield from (path for path in sorted(found) if path.is_dir() and os.access(path, os.W_OK))


def _digest(path: Path) -> str:
    """sha256 of a file."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _forget_stored(settings: Settings, removed: Removed) -> list[str]:
    """Take a report out of what users have stored; what was changed, in sentences."""
    from evals.redacting import forget_question, forget_report
    from evals.trust import KEPT

    state, data = settings.state_dir, settings.data_dir
    kept = state / "conversations.sqlite"
    counts = {
        "stored answer": ConversationStore(kept).forget_report(removed) if kept.exists() else 0,
        "quiz item": Shelf(state / "quizzes").forget_report(removed),
        "feedback entry": FeedbackStore(state / "feedback.jsonl").forget_report(removed),
        "evaluated answer": forget_report(data / "runs", removed),
        "evaluation question": forget_question(data / "questions" / "feedback.jsonl", removed),
    }
    for aside in state.glob("*.damaged*"):  # nobody can take a report out of these
        if aside.is_file() and removed.mentioned(aside.read_text("utf-8", "replace")):
            counts[f"file set aside as damaged, now deleted ({aside.name})"] = 1
            aside.unlink()
    for reply in (data / "cache" / "judge").glob("*.json"):
        if reply.name != KEPT:  # what a judge said of passages, which quotes them
            reply.unlink()
    return [
        f"Its words were in {count} {what}{'' if count == 1 else 's'}, and are gone."
        for what, count in counts.items()
        if count
    ]
