"""A removed report taken out of run folders and of questions made from feedback."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant.removed import Removed
from evals import asking, report
from evals.runs import RunError, read_run

LINES = ("answers.jsonl", "scores.jsonl")
PAGE = "report.html"


def forget_report(folder: Path, removed: Removed) -> int:
    """Take a removed report out of every run below a folder; how many answers were changed.

    Figures stay. Another file of a run that names a paragraph of the report is deleted.
    """
    changed = 0
    for run in sorted(path for path in folder.glob("*") if path.is_dir()):
        found = sum(_redact(run / name, removed) for name in LINES)
        changed += found
        had_page = (run / PAGE).exists()
        for path in sorted(path for path in run.rglob("*") if path.is_file()):
            stale = found and path.name == PAGE
            if path.name not in LINES and (stale or removed.mentioned(_text(path))):
                path.unlink()
        if had_page and not (run / PAGE).exists():
            _write_page(run)
    return changed


def forget_question(path: Path, removed: Removed) -> int:
    """Take the questions whose evidence is a removed report out of a file; how many."""
    if not path.exists():
        return 0
    before = asking.read_records(path)
    after = [entry for entry in before if not _is_of(entry, removed)]
    if len(after) < len(before):
        asking.write_records(after, path)
    return len(before) - len(after)


def _redact(path: Path, removed: Removed) -> int:
    """Rewrite the lines of a file that name the report; how many."""
    records = asking.read_records(path)
    made = [_without(record, removed) for record in records]
    changed = sum(old != new for old, new in zip(records, made, strict=True))
    if changed:
        asking.write_records(made, path)
    return changed


def _without(record: Mapping[str, Any], removed: Removed) -> dict[str, Any]:
    """One line without the report's words."""
    made = dict(record)
    if "worded" in made and any(_is_of(one, removed) for one in record.get("retrieved", ())):
        made["worded"] = None
    cited = [*record.get("cited", ()), *record.get("citations", ())]
    if any(_is_of(one, removed) for one in cited) or _is_of(record.get("question"), removed):
        made["answer"] = removed.said
        if "notices" in made:
            made["notices"] = []
    if isinstance(made.get("question"), dict) and _is_of(made["question"], removed):
        made["question"] = {**made["question"], "key_facts": [], "answer": removed.said}
    return {key: _cleaned(own, removed) for key, own in made.items()}


def _cleaned(value: object, removed: Removed) -> object:
    """A JSON value without the entries of a list that are of the report; names are replaced."""
    if isinstance(value, dict):
        return {key: _cleaned(own, removed) for key, own in value.items()}
    if isinstance(value, list):
        return [_cleaned(own, removed) for own in value if not _is_of(own, removed)]
    return removed.scrub(value) if isinstance(value, str) else value


def _is_of(value: object, removed: Removed) -> bool:
    """Whether an entry is a paragraph of the report, or words of one."""
    if isinstance(value, str):
        return removed.owns(value)
    if not isinstance(value, dict):
        return False
    named = (value.get("paragraph_id"), value.get("report"))
    evidence = value.get("evidence", ())
    return any(isinstance(name, str) and removed.owns(name) for name in named) or any(
        _is_of(one, removed) for one in evidence
    )


def _text(path: Path) -> str:
    """A file as text, whatever it holds."""
    return path.read_bytes().decode("utf-8", "replace")


def _write_page(run: Path) -> None:
    """Write the page of a finished run anew; an unfinished one has none."""
    try:
        report.write(read_run(run), run / PAGE)
    except RunError:
        return
