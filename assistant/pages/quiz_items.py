"""A quiz item as HTML: key, reasons, findings and log, and the paragraph that it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assistant.pages.asking import Asks
from assistant.quiz.items import Finding, QuizItem, Status
from assistant.render import text_html


def findings_html(found: Sequence[Finding], open_: Sequence[Finding]) -> str:
    """Errors and warnings as a list, errors and cleared warnings named as such."""
    if not found:
        return '<p class="fine">No rule is broken.</p>'
    lines = "".join(
        f"<li><strong>{_sort(f, open_)}, {escape(f.rule)}:</strong> {escape(f.message)}</li>"
        for f in found
    )
    return f'<ul class="findings">{lines}</ul>'


def _sort(found: Finding, open_: Sequence[Finding]) -> str:
    """What a finding is for the reviewer."""
    if found.error:
        return "Error"
    return "Warning" if found in open_ else "Cleared warning"


def item_html(
    item: QuizItem, place: int, count: int, found: Sequence[Finding], open_: Sequence[Finding]
) -> str:
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
        f"<p>Rationale: {escape(item.rationale)}</p>{note}{reason}{findings_html(found, open_)}"
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
