"""The Evaluate tab: start a run with live progress, read and compare runs, decide on feedback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import gradio as gr

from assistant.errors import AssistantError
from assistant.feedback import FeedbackStore
from assistant.pages.asking import Asks
from assistant.pages.blocks import PRIVATE
from evals import browser, candidates
from evals.showing import (
    agreed,
    choices,
    finished_runs,
    question_sets,
    run_in_process,
    sheet_of,
    shown_comparison,
    shown_questions,
    shown_run,
    waiting,
)

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
    """Read one run: its figures, then its questions, failures first."""
    chosen = gr.Dropdown(finished_runs(folder), value=None, label="Run")
    again = gr.Button("Look for new runs", size="sm")
    said = gr.Code(label="Summary", language=None, lines=10, interactive=False)
    page = gr.HTML()
    gr.Markdown("### Questions")
    with gr.Row():
        cause = gr.Dropdown([], label="Cause")
        kind = gr.Dropdown([], label="Type")
        words = gr.Textbox(label="Words")
    count = gr.Markdown()
    cards = gr.HTML()

    def opened(name: str | None) -> tuple[object, ...]:
        causes, kinds = choices(folder, name)
        first = gr.Dropdown(choices=causes, value=browser.FAILED)
        types = gr.Dropdown(choices=kinds, value=browser.ALL)
        listed = shown_questions(folder, name, browser.FAILED, browser.ALL, "")
        return *shown_run(folder, name), first, types, "", *listed

    def filtered(name: str | None, of: str, sort: str, text: str) -> tuple[str, str]:
        return shown_questions(folder, name, of or browser.ALL, sort or browser.ALL, text)

    again.click(lambda: gr.Dropdown(choices=finished_runs(folder)), None, chosen, **PRIVATE)
    chosen.change(opened, chosen, [said, page, cause, kind, words, count, cards], **PRIVATE)
    filters = [chosen, cause, kind, words]
    for event in (cause.input, kind.input, words.input):
        event(filtered, filters, [count, cards], trigger_mode="always_last", **PRIVATE)


def _compare_tab(folder: Path) -> None:
    """Two runs side by side."""
    with gr.Row():
        before = gr.Dropdown(finished_runs(folder), value=None, label="Before")
        after = gr.Dropdown(finished_runs(folder), value=None, label="After")
    with gr.Row():
        go = gr.Button("Compare", variant="primary")
        again = gr.Button("Look for new runs")
    said = gr.Code(label="Differences", language=None, lines=12, interactive=False)
    page = gr.HTML()
    go.click(partial(shown_comparison, folder), [before, after], [said, page], **PRIVATE)
    again.click(
        lambda: [gr.Dropdown(choices=finished_runs(folder))] * 2, None, [before, after], **PRIVATE
    )


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
