"""What the Evaluate tab shows and does, without any page around it."""

from __future__ import annotations

import html
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from assistant.corpus import Corpus
from assistant.errors import AssistantError
from assistant.feedback import FeedbackStore
from assistant.pages.uploads import fresh_folder
from assistant.server_paths import without_paths
from assistant.settings import ROOT
from evals import browser, compare, questions, rating, report, runs
from evals.causes import CAUSES
from evals.quoting import held_against


def question_sets(folder: Path) -> list[str]:
    """The question files by name."""
    return sorted(path.name for path in folder.glob("*.jsonl"))


def finished_runs(folder: Path) -> list[str]:
    """The finished runs by name, the newest first."""
    found = [path.parent for path in folder.glob("*/summary.json")]
    return [one.name for one in sorted(found, key=lambda one: -one.stat().st_mtime)]


def run_in_process(
    question_file: Path, out: Path, limit: int | None, wait: float = 0.5
) -> Iterator[tuple[float, str]]:
    """A run in a process of its own: share done and a line to show, at last its summary."""
    total = len(questions.read_questions(question_file)[:limit])
    command = [sys.executable, "-m", "evals", "run", "--questions", str(question_file)]
    command += ["--out", str(out)] + (["--limit", str(limit)] if limit else [])
    command += [] if find_spec("ragas") else ["--no-judge"]
    out.mkdir(parents=True, exist_ok=True)
    with (out / "log.txt").open("w+", encoding="utf-8") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
        try:
            while process.poll() is None:
                done = _lines(out / "answers.jsonl")
                loading = "" if done else "; the models are loaded first"
                yield done / total, f"{done} of {total} questions answered{loading}"
                time.sleep(wait)
        finally:
            if process.poll() is None:  # the page was closed: the run can go on later
                process.terminate()
        log.seek(0)
        said = log.read().strip()
    if process.returncode:
        yield 1.0, f"The run stopped: {_reason(said)}"
    else:
        words = _for_page(runs.read_run(out))
        yield 1.0, f"{words}\nRead it under Results, as {out.name}."


def shown_run(folder: Path, corpus: Corpus, name: str | None) -> tuple[str, str]:
    """A run as text and as HTML for the page; a sentence where it cannot be shown."""
    run, fault = _held(folder, name, corpus)
    if run is None:
        return fault, ""
    page = report.page(f"Evaluation: {run.folder.name}", report.overview(run), script="")
    return _for_page(run), framed("Report", page)


def shown_questions(
    folder: Path, corpus: Corpus, name: str | None, cause: str, kind: str, words: str
) -> tuple[str, str]:
    """How many questions of a run fit the filter, and these questions as HTML for the page."""
    run, fault = _held(folder, name, corpus)
    if run is None:
        return fault, ""
    found = browser.chosen(run.rows, cause, kind, words)
    page = report.page("Questions", [browser.cards(found)], script="")
    said = f"{len(found)} of {len(run.rows)} questions"
    return said, framed("Questions", page) if found else ""


def _for_page(run: runs.Run) -> str:
    """The summary of a run without its last line, which names the file of the report."""
    return "\n".join(report.in_words(run).splitlines()[:-1])


def _reason(log: str) -> str:
    """Why a run stopped: the last line of its log, without places on the server."""
    return without_paths(log.splitlines()[-1]) if log else "no reason was given"


def choices(folder: Path, name: str | None) -> tuple[list[tuple[str, str]], list[str]]:
    """The causes of a run, each shown with its number of questions, and its types."""
    run, _ = _run(folder, name)
    rows = run.rows if run else ()
    counted = {cause: sum(row.cause == cause for row in rows) for cause in CAUSES}
    failed = len(rows) - counted[""]
    causes = [
        (f"{browser.FAILED} ({failed})", browser.FAILED),
        (f"all questions ({len(rows)})", browser.ALL),
    ]
    causes += [(f"{cause} ({count})", cause) for cause, count in counted.items() if cause and count]
    return causes, [browser.ALL, *sorted({str(row.entry["type"]) for row in rows})]


def shown_comparison(
    folder: Path, corpus: Corpus, before: str | None, after: str | None
) -> tuple[str, str]:
    """Two runs as text and as HTML for the page."""
    first, fault = _held(folder, before, corpus)
    second, other = _held(folder, after, corpus)
    if first is None or second is None:
        return "Choose two runs." if not before or not after else fault or other, ""
    try:
        found = compare.compare(first, second)
    except AssistantError as error:
        return error.public, ""
    page = report.page("Two runs side by side", report.side_by_side(found), script="")
    return compare.in_words(found), framed("Comparison", page)


def framed(title: str, page: str) -> str:
    """A whole HTML page inside the tab, apart from the page's own style, without any script."""
    return (
        f'<iframe title="{title}" sandbox="" style="width:100%;height:80vh;border:0" '
        f'srcdoc="{html.escape(page, quote=True)}"></iframe>'
    )


def _held(folder: Path, name: str | None, corpus: Corpus) -> tuple[runs.Run | None, str]:
    """A run held against the corpus: what the reports do not say is marked in it."""
    run, fault = _run(folder, name)
    return (held_against(run, corpus) if run else None), fault


def _run(folder: Path, name: str | None) -> tuple[runs.Run | None, str]:
    """A run by the name of its folder, or why it cannot be shown."""
    if not name or not _is_name(name):
        return None, "Choose a run."
    try:
        return runs.read_run(folder / name), ""
    except AssistantError as error:
        return None, error.public


def waiting(store: FeedbackStore) -> list[list[str]]:
    """The judgements that wait for a decision, as rows."""
    return [
        [one.time, one.question, "yes" if one.helpful else "no", one.reason, one.right, one.id]
        for one in store.waiting()
    ]


def judgements(store: FeedbackStore) -> list[tuple[str, str]]:
    """The judgements that wait, each as the words to choose it by, and its id."""
    return [
        (f"{one.question[:80]} ({'helpful' if one.helpful else 'not helpful'}, {one.time})", one.id)
        for one in store.waiting()
    ]


def sheet_of(
    folder: Path, corpus: Corpus, names: list[str] | None, number: float | None
) -> tuple[str | None, str]:
    """A blind rating sheet of these runs, and what to do with it."""
    try:
        chosen = [runs.read_run(folder / name) for name in names or [] if _is_name(name)]
        if not chosen:
            return None, "Choose one run or more."
        path = fresh_folder() / "ratings.xlsx"
        rows = rating.write_sheet(chosen, path, corpus, number=int(number or 50))
    except AssistantError as error:
        return None, error.public
    return str(path), f"{rows} answers to rate: 1, 2 or 3 in each column. Give each rater a copy."


def agreed(folder: Path, names: list[str] | None, sheets: list[str] | None) -> str:
    """Agreement and means of filled-in sheets of these runs."""
    try:
        chosen = [runs.read_run(folder / name) for name in names or [] if _is_name(name)]
        if not chosen or not sheets:
            return "Choose the runs and the sheets."
        filled = [rating.read_sheet(Path(sheet)) for sheet in sheets]
        return rating.in_words(rating.agreement(filled, chosen))
    except AssistantError as error:
        return error.public


def _is_name(name: str) -> bool:
    """Whether it is the plain name of a folder."""
    return re.fullmatch(r"[\w.-]+", name) is not None and not name.startswith(".")


def _lines(path: Path) -> int:
    """Number of finished lines of a file that may not exist yet."""
    return path.read_bytes().count(b"\n") if path.exists() else 0
