"""The Evaluate tab: start a run with live progress, read and compare runs, decide on feedback."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import gradio as gr

from assistant.errors import AssistantError
from assistant.feedback import FeedbackStore
from assistant.pages.asking import Asks
from assistant.pages.blocks import PRIVATE
from assistant.settings import ROOT
from evals import browser, candidates, compare, questions, rating, report, runs

COLUMNS = ["Time", "Question", "Helpful", "Reason", "Right paragraph", "Id"]


def build_tab(assistant: Asks) -> None:
    """The components and events of the tab; call inside `gr.Blocks`."""
    folder = assistant.settings.data_dir / "runs"
    gr.Markdown(
        "## Evaluate\nAsk a question set, read how the answers score, and compare two versions. "
        "Each run is a folder of plain files under `data/runs`."
    )
    with gr.Tab("Run"):
        _run_tab(assistant.settings.data_dir / "questions", folder)
    with gr.Tab("Results"):
        _results_tab(folder)
    with gr.Tab("Compare"):
        _compare_tab(folder)
    with gr.Tab("Rate"):
        _rate_tab(folder)
    with gr.Tab("Feedback"):
        _feedback_tab(assistant)


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
                yield done / total, f"{done} of {total} questions answered"
                time.sleep(wait)
        finally:
            if process.poll() is None:  # the page was closed: the run can go on later
                process.terminate()
        log.seek(0)
        said = log.read().strip()
    if process.returncode:
        yield 1.0, f"The run stopped: {said.splitlines()[-1] if said else 'no reason was given'}"
    else:
        yield 1.0, report.in_words(runs.read_run(out))


def shown_run(folder: Path, name: str | None) -> tuple[str, str]:
    """A run as text and as HTML for the page; a sentence where it cannot be shown."""
    if not name or not _is_name(name):
        return "Choose a run.", ""
    try:
        run = runs.read_run(folder / name)
    except AssistantError as error:
        return str(error), ""
    page = folder / name / "report.html"
    if not page.exists():
        report.write(run, page)
    return report.in_words(run), framed(page.read_text("utf-8"))


def shown_comparison(folder: Path, before: str | None, after: str | None) -> tuple[str, str]:
    """Two runs as text and as HTML for the page."""
    if not before or not after or not _is_name(before) or not _is_name(after):
        return "Choose two runs.", ""
    try:
        found = compare.compare(runs.read_run(folder / before), runs.read_run(folder / after))
    except AssistantError as error:
        return str(error), ""
    return compare.in_words(found), framed(
        report.page("Two runs side by side", [browser.side_by_side(found)])
    )


def framed(page: str) -> str:
    """A whole HTML page inside the tab, apart from the page's own style."""
    return (
        '<iframe title="Report" sandbox="allow-scripts" style="width:100%;height:80vh;border:0" '
        f'srcdoc="{html.escape(page, quote=True)}"></iframe>'
    )


def waiting(store: FeedbackStore) -> list[list[str]]:
    """The judgements that wait for a decision, as rows."""
    return [
        [one.time, one.question, "yes" if one.helpful else "no", one.reason, one.right, one.id]
        for one in store.waiting()
    ]


def _run_tab(question_folder: Path, folder: Path) -> None:
    """Start a run and watch it."""
    names = question_sets(question_folder)
    first = "dev.jsonl" if "dev.jsonl" in names else None
    chosen = gr.Dropdown(names, value=first, label="Question set")
    limit = gr.Number(value=0, precision=0, minimum=0, label="Only the first … (0: all)")
    start = gr.Button("Start", variant="primary")
    progress = gr.Slider(0, 1, value=0, interactive=False, label="Done")
    said = gr.Code(label="Result", language=None, lines=12, interactive=False)

    def go(name: str | None, number: float | None) -> Iterator[tuple[float, str]]:
        if not name or name not in question_sets(question_folder):
            yield 0.0, "Choose a question set."
            return
        made = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        out = folder / f"{Path(name).stem}-{made}"
        try:
            yield from run_in_process(question_folder / name, out, int(number or 0) or None)
        except AssistantError as error:
            yield 0.0, str(error)

    start.click(go, [chosen, limit], [progress, said], concurrency_limit=1, **PRIVATE)


def _results_tab(folder: Path) -> None:
    """Read one run."""
    chosen = gr.Dropdown(finished_runs(folder), label="Run")
    again = gr.Button("Look for new runs", size="sm")
    said = gr.Code(label="Summary", language=None, lines=10, interactive=False)
    page = gr.HTML()
    again.click(lambda: gr.Dropdown(choices=finished_runs(folder)), None, chosen, **PRIVATE)
    chosen.change(lambda name: shown_run(folder, name), chosen, [said, page], **PRIVATE)


def _compare_tab(folder: Path) -> None:
    """Two runs side by side."""
    with gr.Row():
        before = gr.Dropdown(finished_runs(folder), label="Before")
        after = gr.Dropdown(finished_runs(folder), label="After")
    with gr.Row():
        go = gr.Button("Compare", variant="primary")
        again = gr.Button("Look for new runs")
    said = gr.Code(label="Differences", language=None, lines=12, interactive=False)
    page = gr.HTML()
    go.click(partial(shown_comparison, folder), [before, after], [said, page], **PRIVATE)
    again.click(
        lambda: [gr.Dropdown(choices=finished_runs(folder))] * 2, None, [before, after], **PRIVATE
    )


def sheet_of(folder: Path, names: list[str] | None, number: float | None) -> tuple[str | None, str]:
    """A blind rating sheet of these runs, and what to do with it."""
    try:
        chosen = [runs.read_run(folder / name) for name in names or [] if _is_name(name)]
        if not chosen:
            return None, "Choose one run or more."
        path = Path(tempfile.mkdtemp()) / "ratings.xlsx"
        rows = rating.write_sheet(chosen, path, number=int(number or 50))
    except AssistantError as error:
        return None, str(error)
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
        return str(error)


def _rate_tab(folder: Path) -> None:
    """Hand out blind rating sheets and take them back."""
    names = gr.Dropdown(finished_runs(folder), multiselect=True, label="Runs")
    number = gr.Number(value=50, precision=0, minimum=1, label="Questions per run")
    make = gr.Button("Make a rating sheet")
    sheet = gr.File(label="Rating sheet", interactive=False)
    back = gr.File(label="Sheets that were filled in", file_count="multiple", file_types=[".xlsx"])
    work_out = gr.Button("Work out the agreement")
    said = gr.Code(label="Agreement", language=None, lines=5, interactive=False)
    make.click(partial(sheet_of, folder), [names, number], [sheet, said], **PRIVATE)
    work_out.click(partial(agreed, folder), [names, back], said, **PRIVATE)


def _feedback_tab(assistant: Asks) -> None:
    """Accept, edit or reject what users said."""
    store = FeedbackStore(assistant.settings.state_dir / "feedback.jsonl")
    target = assistant.settings.data_dir / "questions" / "feedback.jsonl"
    rows = gr.Dataframe(waiting(store), headers=COLUMNS, interactive=False, label="Waiting")
    chosen = gr.Textbox(label="Id of the judgement")
    entry = gr.Code(
        language="json", label="The question as it will be added: fill in what is missing"
    )
    with gr.Row():
        draft, accept, reject = gr.Button("Draft"), gr.Button("Accept"), gr.Button("Reject")
    said = gr.Markdown()

    def decide(action: str, key: str, text: str | None) -> tuple[str, str, list[list[str]]]:
        found = {one.id: one for one in store.waiting()}.get(key.strip())
        if found is None:
            return text or "", "No such judgement waits for a decision.", waiting(store)
        try:
            if action == "draft":
                drafted = candidates.candidate(found, assistant.corpus)
                return json.dumps(drafted, indent=1, ensure_ascii=False), "", waiting(store)
            if action == "reject":
                candidates.reject(found, store)
                return "", "Rejected.", waiting(store)
            added = candidates.accept(
                found, json.loads(text or "{}"), target, store, assistant.corpus
            )
            return "", f"{added.id} is in data/questions/feedback.jsonl.", waiting(store)
        except ValueError as error:
            return text or "", f"This is not valid JSON: {error}.", waiting(store)
        except AssistantError as error:
            return text or "", str(error), waiting(store)

    for button, action in ((draft, "draft"), (accept, "accept"), (reject, "reject")):
        button.click(partial(decide, action), [chosen, entry], [entry, said, rows], **PRIVATE)


def _is_name(name: str) -> bool:
    """Whether it is the plain name of a folder."""
    return re.fullmatch(r"[\w.-]+", name) is not None and not name.startswith(".")


def _lines(path: Path) -> int:
    """Number of finished lines of a file that may not exist yet."""
    return path.read_bytes().count(b"\n") if path.exists() else 0
