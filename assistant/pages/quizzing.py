"""The quiz page's handlers: plain functions of a saved quiz, told apart by owner."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path

from assistant.errors import QuestionError
from assistant.pages.asking import Asks
from assistant.quiz.coverage import svg
from assistant.quiz.desk import desk_for
from assistant.quiz.exports.formats import Exported, export, read_items
from assistant.quiz.generating import generate
from assistant.quiz.items import Finding, Quiz, QuizItem, Status
from assistant.quiz.requests import Request
from assistant.quiz.review import Desk, exportable
from assistant.quiz.sets import check_set
from assistant.quiz.store import Shelf
from assistant.render import text_html

Change = Callable[[Desk, QuizItem], QuizItem]


@dataclass
class QuizRoom:
    """The desk, made on first use, and the shelves of the trainers."""

    assistant: Asks
    _desk: Desk | None = field(default=None, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

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

    def draft(self, owner: str, name: str, request: Request) -> Quiz:
        """A new quiz, saved under its name."""
        quiz = generate(self.desk.material, request, self.desk.search)
        self.shelf(owner).save(name, quiz)
        return quiz

    def change(self, owner: str, name: str, place: int, change: Change) -> Quiz:
        """The saved quiz with one item changed; nothing is saved where the change is refused."""
        shelf = self.shelf(owner)
        quiz = shelf.load(name)
        if not 0 <= place < len(quiz.items):
            raise QuestionError("There is no such item in this quiz.")
        desk = replace(self.desk, reviewer=owner.removeprefix("user:") if "user:" in owner else "")
        items = list(quiz.items)
        items[place] = change(desk, items[place])
        changed = replace(quiz, items=tuple(items))
        shelf.save(name, changed)
        return changed

    def approve_clean(self, owner: str, name: str) -> tuple[Quiz, int]:
        """The quiz with every draft without a warning approved, and how many those were."""
        shelf = self.shelf(owner)
        quiz = shelf.load(name)
        items = self.desk.approve_clean(quiz.items)
        changed = replace(quiz, items=items)
        shelf.save(name, changed)
        count = sum(a.status is not b.status for a, b in zip(items, quiz.items, strict=True))
        return changed, count

    def export(
        self, owner: str, name: str, chosen: str, drafts_too: bool, folder: Path
    ) -> Exported:
        """The files of an export."""
        quiz = self.shelf(owner).load(name)
        return export(exportable(quiz.items, drafts_too), chosen, folder, name)

    def bring_in(self, owner: str, name: str, path: Path) -> Quiz:
        """A quiz read from JSON or Moodle XML, saved under the name."""
        quiz = Quiz(name, read_items(path))
        self.shelf(owner).save(name, quiz)
        return quiz

    def coverage(self, quiz: Quiz) -> str:
        """The coverage map as a picture, with what the rules say of the quiz as a whole."""
        found = "".join(f"<li>{escape(f.message)}</li>" for f in check_set(quiz.items))
        told = f'<ul class="findings">{found}</ul>' if found else ""
        picture = svg(quiz.items, self.assistant.corpus)
        return (
            f'<div class="coverage"><h3>Which paragraphs are asked about</h3>{picture}{told}</div>'
        )


def findings_html(found: Sequence[Finding]) -> str:
    """Errors and warnings as a list, errors named as such."""
    if not found:
        return '<p class="fine">No rule is broken.</p>'
    lines = "".join(
        f"<li><strong>{'Error' if f.error else 'Warning'}, {escape(f.rule)}:</strong> "
        f"{escape(f.message)}</li>"
        for f in found
    )
    return f'<ul class="findings">{lines}</ul>'


def item_html(item: QuizItem, place: int, count: int, found: Sequence[Finding]) -> str:
    """One item as the reviewer sees it: key marked, rationale of every option, labels, findings."""
    options = "".join(
        f'<li class="{"key" if o.correct else "wrong"}">'
        f"<strong>{'Key: ' if o.correct else ''}{escape(o.text)}</strong>"
        f"<br><small>{escape(o.rationale)}{_said(o.quote, o.paragraph_id)}</small></li>"
        for o in item.options
    )
    pairs = "".join(
        f"<li>{escape(p.left)} → <strong>{escape(p.right)}</strong></li>" for p in item.pairs
    )
    answers = f"<p>Accepted: {escape('; '.join(item.answers))}</p>" if item.answers else ""
    notes = f"<pre>{escape(item.guidance)}</pre>" if item.guidance else ""
    labels = (
        f"{item.status.value}, version {item.version}; {item.type.value}; {item.kind}; "
        f"{item.level.value}; Bloom: {item.bloom.value}; {item.topic}"
    )
    reason = f"<p>Rejected: {escape(item.reason)}</p>" if item.status is Status.REJECTED else ""
    note = f'<p class="dated">{escape(item.note)}</p>' if item.note else ""
    log = "".join(
        f"<li>{escape(f'{c.when} version {c.version}: {c.what} {c.who}')}</li>"
        for c in item.history
    )
    history = f"<details><summary>Change log</summary><ul>{log}</ul></details>" if log else ""
    return (
        f'<article class="quiz-item" aria-label="Item {place + 1} of {count}">'
        f'<p class="labels">Item {place + 1} of {count}: {escape(labels)}</p>'
        f'<h3>{escape(item.stem)}</h3><ol type="A">{options}</ol><ul>{pairs}</ul>{answers}{notes}'
        f"<p>Rationale: {escape(item.rationale)}</p>{note}{reason}{findings_html(found)}"
        f"<p><small>{escape(item.level_why)}</small></p>{history}</article>"
    )


def _said(quote: str, source: str) -> str:
    return f" “{escape(quote)}” [{escape(source)}]" if quote else ""


def paragraph_html(item: QuizItem, assistant: Asks) -> str:
    """The paragraph beside the item, its quoted words marked."""
    corpus = assistant.corpus
    shown = []
    for name in item.paragraphs:
        if name not in corpus:
            continue
        paragraph = corpus.paragraph(name)
        start = paragraph.text.find(item.quote) if name == item.source and item.quote else -1
        spans = ((start, start + len(item.quote)),) if start >= 0 else ()
        body = text_html(paragraph.text, spans)
        told = f"<p>{escape(paragraph.addressee)}:</p>" if paragraph.addressee else ""
        shown.append(f"<h4>{escape(corpus.cite(paragraph))}</h4>{told}{body}")
    if not shown:
        return "<p>This item has no source paragraph.</p>"
    return f'<section class="source" aria-label="Source paragraph">{"".join(shown)}</section>'


def editable(item: QuizItem) -> str:
    """The options or answers of an item for editing, one in each line."""
    texts = [option.text for option in item.options] if item.options else list(item.answers)
    return "\n".join(texts)
