"""Conversations kept in an SQLite file (WAL), each seen by its owner alone."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from assistant.domain import Answer
from assistant.errors import StoreError
from assistant.personal import masked, redact
from assistant.removals import without_removed
from assistant.removed import Removed, without_report
from assistant.saved import answer_from_json, answer_to_json
from assistant.state_file import StateFile

TITLE_LENGTH = 80
SCHEMA = """
CREATE TABLE IF NOT EXISTS conversations (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL,
    started TEXT NOT NULL, changed TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS of_owner ON conversations (owner, changed);
CREATE TABLE IF NOT EXISTS answers (
    conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    position INTEGER NOT NULL, words TEXT NOT NULL, answer TEXT NOT NULL,
    PRIMARY KEY (conversation, position));
CREATE TABLE IF NOT EXISTS clock (name TEXT PRIMARY KEY, time TEXT NOT NULL);
SELECT id, owner, title, started, changed FROM conversations LIMIT 0;
SELECT conversation, position, words, answer FROM answers LIMIT 0;
SELECT name, time FROM clock LIMIT 0;
"""  # the last lines fail where a table of that name is another one


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation: its answers in order, each with the question it answers."""

    id: str
    owner: str
    title: str = ""
    started: str = ""  # ISO times in UTC
    changed: str = ""
    answers: tuple[Answer, ...] = ()

    def with_answer(self, answer: Answer) -> Conversation:
        """The conversation with one more answer; the first question gives the title."""
        title = self.title or title_of(answer.question)
        return replace(self, title=title, answers=(*self.answers, answer))


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list of conversations."""

    id: str
    title: str
    changed: str
    questions: int


def title_of(text: str) -> str:
    """The text as a title: personal data masked first, so that no cut can hide a part of it."""
    words = redact(" ".join(text.split()))
    if len(words) <= TITLE_LENGTH:
        return words
    whole = words[: TITLE_LENGTH - 1].rsplit(" ", 1)[0]
    if whole.rfind("[") > whole.rfind("]"):
        whole = whole[: whole.rfind("[")]
    return whole.rstrip(" ,;:") + "…"


def new_conversation(owner: str) -> Conversation:
    """An empty conversation with an id that cannot be guessed."""
    return Conversation(secrets.token_urlsafe(12), owner)


class ConversationStore:
    """Reads and writes conversations; every method is confined to one owner.

    What cannot be read or written is StoreError; a store that cannot be used now may be later.
    """

    def __init__(self, path: Path | None) -> None:
        """A store in this file; None keeps everything in memory until the process ends."""
        self.file = StateFile(path, SCHEMA)

    def save(self, conversation: Conversation) -> None:
        """Write the conversation, replacing what was stored under its id; personal data masked."""
        now = _now()
        answers = [masked(answer) for answer in conversation.answers]
        if self.file.path is not None:
            answers = without_removed(answers, self.file.path.parent)
        with self.file.open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            held = connection.execute(
                "SELECT owner FROM conversations WHERE id = ?", (conversation.id,)
            ).fetchone()
            if held and held[0] != conversation.owner:
                raise StoreError("This conversation belongs to someone else.")
            connection.execute(
                "INSERT INTO conversations VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE "
                "SET title = excluded.title, changed = excluded.changed",
                (
                    conversation.id,
                    conversation.owner,
                    title_of(conversation.title),
                    conversation.started or now,
                    now,
                ),
            )
            connection.execute("DELETE FROM answers WHERE conversation = ?", (conversation.id,))
            connection.executemany(
                "INSERT INTO answers VALUES (?, ?, ?, ?)",
                [
                    (conversation.id, position, _words(answer), json.dumps(answer_to_json(answer)))
                    for position, answer in enumerate(answers)
                ],
            )

    def find(self, owner: str, conversation_id: str) -> Conversation | None:
        """The owner's conversation of this id; None where there is none or it is another's."""
        with self.file.open() as connection:
            row = connection.execute(
                "SELECT title, started, changed FROM conversations WHERE id = ? AND owner = ?",
                (conversation_id, owner),
            ).fetchone()
            stored = connection.execute(
                "SELECT answer FROM answers WHERE conversation = ? ORDER BY position",
                (conversation_id,),
            ).fetchall()
        if row is None:
            return None
        try:
            answers = tuple(answer_from_json(json.loads(answer)) for (answer,) in stored)
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise StoreError(
                f"A stored answer cannot be read: {error!r}.",
                public="This conversation is damaged and cannot be opened; it is left as it is.",
            ) from error
        return Conversation(conversation_id, owner, row[0], row[1], row[2], answers)

    def listed(self, owner: str, words: str = "") -> tuple[Listed, ...]:
        """The owner's conversations, latest first, whose title or text holds these words."""
        pattern = "%" + _escape(words.strip().lower()) + "%"
        with self.file.open() as connection:
            rows = connection.execute(
                "SELECT id, title, changed, (SELECT count(*) FROM answers WHERE conversation = id) "
                "FROM conversations WHERE owner = ? AND (lower(title) LIKE ? ESCAPE '\\' OR EXISTS "
                "(SELECT 1 FROM answers WHERE conversation = id AND words LIKE ? ESCAPE '\\')) "
                "ORDER BY changed DESC, rowid DESC",
                (owner, pattern, pattern),
            ).fetchall()
        return tuple(Listed(*row) for row in rows)

    def rename(self, owner: str, conversation_id: str, title: str) -> None:
        """Give the owner's conversation another title; StoreError where the title is empty."""
        wanted = title_of(title)
        if not wanted:
            raise StoreError("Give the conversation a name of at least one character.")
        with self.file.open() as connection:
            connection.execute(
                "UPDATE conversations SET title = ? WHERE id = ? AND owner = ?",
                (wanted, conversation_id, owner),
            )

    def delete(self, owner: str, conversation_id: str) -> None:
        """Remove the owner's conversation with its answers."""
        with self.file.open() as connection:
            connection.execute(
                "DELETE FROM conversations WHERE id = ? AND owner = ?", (conversation_id, owner)
            )

    def delete_all(self, owner: str) -> int:
        """Remove all of the owner's conversations; returns how many."""
        with self.file.open() as connection:
            return connection.execute(
                "DELETE FROM conversations WHERE owner = ?", (owner,)
            ).rowcount

    def forget_report(self, removed: Removed) -> int:
        """Take a removed report out of every stored answer; how many were changed."""
        changed = 0
        with self.file.open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            stored = connection.execute("SELECT rowid, answer FROM answers").fetchall()
            for row, text in stored:
                try:
                    before = answer_from_json(json.loads(text))
                except (ValueError, KeyError, TypeError, RecursionError):  # cannot be shown either
                    if removed.mentioned(text):
                        connection.execute("DELETE FROM answers WHERE rowid = ?", (row,))
                    continue
                after = without_report(before, removed)
                if after is not before:
                    changed += 1
                    connection.execute(
                        "UPDATE answers SET words = ?, answer = ? WHERE rowid = ?",
                        (_words(after), json.dumps(answer_to_json(after)), row),
                    )
            titles = connection.execute("SELECT id, title FROM conversations").fetchall()
            connection.executemany(
                "UPDATE conversations SET title = ? WHERE id = ?",
                [(removed.scrub(title), held) for held, title in titles],
            )
        self.file.write_anew()
        return changed


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _words(answer: Answer) -> str:
    """What a search of conversations looks through, in lower case."""
    quotes = " ".join(citation.quote for citation in answer.citations)
    return f"{answer.question} {answer.text} {quotes}".lower()


def _escape(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
