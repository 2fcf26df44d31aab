"""The coverage map: which paragraphs of each chapter are asked about, as a picture (SVG)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from assistant.corpus import Corpus
from assistant.domain import Kind
from assistant.quiz.drafting.base import topic_of
from assistant.quiz.items import QuizItem

_CELL, _GAP, _PER_ROW, _LABEL = 11, 2, 55, 330
_SHADES = ("#e8ebee", "#9cc3d5", "#3f8cab", "#17566f")
_LEFT_OUT = (Kind.NOTE,)


@dataclass(frozen=True, slots=True)
class Row:
    """One chapter: its paragraphs in order with the number of items on each."""

    chapter: str
    report: str
    paragraphs: tuple[str, ...]
    items: tuple[int, ...]

    @property
    def asked(self) -> int:
        """Paragraphs with at least one item."""
        return sum(count > 0 for count in self.items)


def rows(items: Sequence[QuizItem], corpus: Corpus) -> tuple[Row, ...]:
    """The chapters in reading order."""
    counts = Counter(
        name for item in items for name in {item.source, *(p.paragraph_id for p in item.pairs)}
    )
    chapters: dict[tuple[str, str], list[str]] = {}
    for paragraph in corpus.paragraphs:
        if paragraph.kind not in _LEFT_OUT:
            key = (paragraph.report_id, topic_of(corpus, paragraph.id))
            chapters.setdefault(key, []).append(paragraph.id)
    return tuple(
        Row(chapter, report, tuple(names), tuple(counts[name] for name in names))
        for (report, chapter), names in chapters.items()
    )


def svg(items: Sequence[QuizItem], corpus: Corpus) -> str:
    """A row of squares for each chapter, darker for more items, each with its paragraph named."""
    parts: list[str] = []
    y = 6
    for row in rows(items, corpus):
        label = f"{row.report} {row.chapter}"
        label = label if len(label) <= 48 else label[:47] + "…"
        parts.append(
            f'<text x="0" y="{y + 10}">{escape(label)} ({row.asked}/{len(row.items)})</text>'
        )
        for n, (name, count) in enumerate(zip(row.paragraphs, row.items, strict=True)):
            x = _LABEL + (n % _PER_ROW) * (_CELL + _GAP)
            top = y + (n // _PER_ROW) * (_CELL + _GAP)
            shade = _SHADES[min(count, len(_SHADES) - 1)]
            title = f"{name}: {count} item{'' if count == 1 else 's'}"
            parts.append(
                f'<rect x="{x}" y="{top}" width="{_CELL}" height="{_CELL}" fill="{shade}">'
                f"<title>{escape(title)}</title></rect>"
            )
        y += ((len(row.items) - 1) // _PER_ROW + 1) * (_CELL + _GAP) + 8
    width = _LABEL + _PER_ROW * (_CELL + _GAP)
    asked = sum(row.asked for row in rows(items, corpus))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {y}" role="img" '
        f'aria-label="Coverage map: {asked} paragraphs have items" font-family="sans-serif" '
        f'font-size="11">{"".join(parts)}</svg>'
    )
