"""The failure browser: each question from what was asked to what was cited, with a cause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from assistant.domain import NOT_FOUND
from assistant.server_paths import without_paths
from evals.catalogue import BY_NAME
from evals.causes import CAUSES
from evals.compare import Changed, Comparison
from evals.runs import Row

SHOWN = (
    "hit@5", "mrr@10", "key_fact_recall", "citation_hit", "citation_precision", "faithfulness",
    "statement_recall", "abstention", "seconds",
)  # fmt: skip
ALL, FAILED = "all", "all failures"


def browser(rows: Sequence[Row]) -> str:
    """All questions, failures first, with a filter by cause, type and words."""
    causes = {cause: sum(row.cause == cause for row in rows) for cause in CAUSES}
    choices = "".join(
        f'<option value="{escape(cause)}">{escape(cause)} ({count})</option>'
        for cause, count in causes.items()
        if cause and count
    )
    types = "".join(
        f"<option>{escape(name)}</option>"
        for name in sorted({str(row.entry["type"]) for row in rows})
    )
    controls = (
        '<p class="controls" id="controls" hidden>'
        '<label>Cause <select id="by-cause"><option value="*">all questions'
        f'</option><option value="!" selected>all failures</option>{choices}</select></label> '
        f'<label>Type <select id="by-type"><option value="*">all</option>{types}</select></label> '
        '<label>Words <input id="by-words" type="search"></label> '
        '<span id="shown" aria-live="polite"></span></p>'
    )
    return controls + cards(rows)


def cards(rows: Sequence[Row]) -> str:
    """A box for each question, failures first."""
    order = sorted(rows, key=lambda row: (row.cause == "", list(CAUSES).index(row.cause), row.id))
    return f'<div id="questions">{"".join(map(_card, order))}</div>'


def chosen(rows: Sequence[Row], cause: str, kind: str, words: str) -> list[Row]:
    """The questions of a cause (ALL, FAILED or one of CAUSES), a type (or ALL) and with words."""
    found: list[Row] = []
    for row in rows:
        fits = cause in (ALL, row.cause) or (cause == FAILED and row.cause != "")
        if fits and kind in (ALL, row.entry["type"]) and words.lower() in _card(row).lower():
            found.append(row)
    return found


def side_by_side(found: Comparison) -> str:
    """The questions that changed, losses first, before and after next to each other."""
    rows = sorted(found.changed, key=lambda one: one.balance)
    if not rows:
        return "<p>No question changed.</p>"
    return f'<div id="questions">{"".join(map(_pair, rows))}</div>'


def _card(row: Row) -> str:
    """One question as a box that opens."""
    cause = row.cause or "right"
    head = (
        f'<span class="tag {"right" if not row.cause else "wrong"}">{escape(cause)}</span> '
        f"<b>{escape(row.id)}</b> {escape(str(row.entry['question']))}"
    )
    why = f"<p>{escape(CAUSES[row.cause].capitalize())}.</p>" if row.cause else ""
    return (
        f'<details class="question" data-cause="{escape(row.cause)}" '
        f'data-type="{escape(str(row.entry["type"]))}"><summary>{head}</summary>{why}{_path(row)}</details>'
    )


def _pair(one: Changed) -> str:
    """One changed question, both answers side by side."""
    moved = ", ".join(f"{BY_NAME[name].title} {value:+.2f}" for name, value in one.moved.items())
    won = one.balance > 0
    return (
        f'<details class="question" open><summary><span class="tag {"right" if won else "wrong"}">'
        f"{'won' if won else 'lost'}</span> <b>{escape(one.after.id)}</b> "
        f"{escape(str(one.after.entry['question']))}</summary><p>{escape(moved)}</p>"
        f'<div class="sides"><div><h4>Before</h4>{_path(one.before)}</div>'
        f"<div><h4>After</h4>{_path(one.after)}</div></div></details>"
    )


def _path(row: Row) -> str:
    """Question → searched for → retrieved → cited → gold."""
    gold = [one for group in row.gold for one in sorted(group)]
    entry: Mapping[str, object] = row.entry
    history = entry.get("history")
    steps = {
        "Asked after": " / ".join(map(str, history)) if isinstance(history, list) else "",
        "Searched for": row.searched_for,
        "Retrieved": _ids(row.retrieved, gold),
        "Outcome": row.outcome,
        "Answer": row.answer,
        "Cited": _ids(row.cited, gold),
        "Not held": "; ".join(f"{one}: {NOT_FOUND}" for one in row.unfound),
        "Gold": " and ".join(" or ".join(sorted(group)) for group in row.gold),
        "Expected": str(entry.get("answer", "")),
        "Error": without_paths(row.error),
        "Values": ", ".join(
            f"{name} {row.values[name]:.2f}" for name in SHOWN if name in row.values
        ),
        "Judge failed": without_paths(
            "; ".join(reason for judged in row.judged.values() for reason in judged["failures"])
        ),
    }
    marked = ("Retrieved", "Cited")
    return (
        "<dl>"
        + "".join(
            f"<dt>{name}</dt><dd>{text if name in marked else escape(text)}</dd>"
            for name, text in steps.items()
            if text
        )
        + "</dl>"
    )


def _ids(ids: Sequence[str], gold: Sequence[str]) -> str:
    """Paragraph ids in order, those of the evidence in bold."""
    return " · ".join(f"<b>{escape(one)}</b>" if one in gold else escape(one) for one in ids)
