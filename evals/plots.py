"""Plots as inline SVG: readable without scripts, colours or a network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

INK, GRID, ACCENT, PALE = "#1d2733", "#d5dbe1", "#1f5f8b", "#9cc3de"
FONT = 'font-family="sans-serif" font-size="12"'


@dataclass(frozen=True, slots=True)
class Dot:
    """One value with its interval, on a line of its own."""

    name: str
    value: float
    low: float
    high: float
    note: str = ""


def dots(title: str, rows: Sequence[Dot], width: int = 720) -> str:
    """Values between 0 and 1 as dots with their intervals, one line each."""
    left, right, line = 230, 90, 22
    span = width - left - right
    height = line * len(rows) + 44

    def x(value: float) -> float:
        return left + span * min(1.0, max(0.0, value))

    parts = [_rule(x(tick / 4), 24, height - 20) for tick in range(5)]
    parts += [_text(x(tick / 4), height - 6, f"{tick / 4:.2f}", "middle") for tick in range(5)]
    for place, row in enumerate(rows):
        y = 38 + line * place
        parts.append(_text(left - 8, y + 4, row.name, "end"))
        parts.append(
            f'<line x1="{x(row.low):.1f}" y1="{y}" x2="{x(row.high):.1f}" y2="{y}" '
            f'stroke="{PALE}" stroke-width="6"/>'
        )
        parts.append(f'<circle cx="{x(row.value):.1f}" cy="{y}" r="4.5" fill="{ACCENT}"/>')
        parts.append(_text(width - right + 8, y + 4, f"{row.value:.3f} {row.note}", "start"))
    return _svg(title, width, height, parts)


def lines(
    title: str,
    points: Sequence[tuple[float, float]],
    across: str,
    up: str,
    *,
    marked: bool = False,
    width: int = 460,
) -> str:
    """A line through points; both axes from 0 to 1 unless the values across go further."""
    left, bottom, height, top = 56, 44, 300, 28
    far = max([1.0, *(x for x, _ in points)])

    def place(point: tuple[float, float]) -> tuple[float, float]:
        x = left + (width - left - 16) * point[0] / far
        return x, height - bottom - (height - bottom - top) * min(1.0, max(0.0, point[1]))

    parts: list[str] = []
    for tick in range(5):
        x, y = place((far * tick / 4, tick / 4))
        parts += [
            _rule(x, top, height - bottom),
            _text(x, height - 28, f"{far * tick / 4:.2g}", "middle"),
        ]
        parts.append(
            f'<line x1="{left}" x2="{width - 16}" y1="{y:.1f}" y2="{y:.1f}" stroke="{GRID}"/>'
        )
        parts.append(_text(left - 6, y + 4, f"{tick / 4:.2f}", "end"))
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(place, points))
    parts.append(f'<polyline points="{path}" fill="none" stroke="{ACCENT}" stroke-width="2"/>')
    if marked:
        parts += [
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{ACCENT}"/>'
            for x, y in map(place, points)
        ]
    parts.append(_text((left + width) / 2, height - 8, across, "middle"))
    parts.append(_text(left - 40, 16, up, "start"))
    return _svg(title, width, height, parts)


def histogram(title: str, values: Sequence[float], across: str, bins: int = 24) -> str:
    """How many values lie in each of equally wide bins from 0 to the largest."""
    width, height, left, bottom, top = 460, 300, 40, 44, 28
    far = max([1e-9, *values])
    counts = [0] * bins
    for value in values:
        counts[min(bins - 1, int(bins * value / far))] += 1
    tall = max([1, *counts])
    step = (width - left - 16) / bins
    parts: list[str] = []
    for place, count in enumerate(counts):
        high = (height - bottom - top) * count / tall
        parts.append(
            f'<rect x="{left + step * place + 1:.1f}" y="{height - bottom - high:.1f}" '
            f'width="{step - 2:.1f}" height="{high:.1f}" fill="{ACCENT}"/>'
        )
    for tick in range(5):
        x = left + (width - left - 16) * tick / 4
        parts.append(_text(x, height - 28, f"{far * tick / 4:.2g}", "middle"))
    parts.append(_text((left + width) / 2, height - 8, across, "middle"))
    parts.append(_text(4, 16, f"questions (up to {tall})", "start"))
    return _svg(title, width, height, parts)


def _text(x: float, y: float, text: str, anchor: str) -> str:
    """One line of text."""
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} {FONT} fill="{INK}">{escape(text)}</text>'


def _rule(x: float, top: float, bottom: float) -> str:
    """An upright grid line."""
    return f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{bottom}" stroke="{GRID}"/>'


def _svg(title: str, width: int, height: int, parts: Sequence[str]) -> str:
    """The finished picture, with its title for screen readers."""
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" role="img" '
        f'aria-label="{escape(title)}"><title>{escape(title)}</title>{"".join(parts)}</svg>'
    )
