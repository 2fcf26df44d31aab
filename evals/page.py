"""The Evaluate tab: start a run with live progress, read and compare runs, decide on feedback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import gradio as gr

from assistant.corpus import Corpus
from assistant.errors import AssistantError
from assistant.feedback import Feedback, FeedbackStore
from assistant.pages.asking import Asks
from assistant.pages.blocks import PRIVATE
from evals import browser, candidates
from evals.showing import (
    agreed,
    choices,
    finished_runs,
    judgements,
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
        made = _run_tab(assistant.settings.data_dir / "questions", folder)
    with gr.Tab("Results"):
        read = _results_tab(folder, assistant)
    with gr.Tab("Compare"):
        sides = _compare_tab(folder, assistant)
    with gr.Tab("Rate"):
        rated = _rate_tab(folder, assistant)
    with gr.Tab("Feedback"):
        _feedback_tab(assistant)
    others = [*sides, rated]

    def listed() -> list[gr.Dropdown]:
        names = finished_runs(folder)
        return [gr.Dropdown(choices=names) for _ in (read, *others)]

    def shown(name: str) -> list[gr.Dropdown]:
        names = finished_runs(folder)
        first = gr.Dropdown(choices=names, value=name)
        return [first, *(gr.Dropdown(choices=names) for _ in others)]

    gr.on(None, listed, None, [read, *others], queue=False, **PRIVATE)  # on opening the page
    made.change(shown, made, [read, *others], queue=False, **PRIVATE)


def _run_tab(question_folder: Path, folder: Path) -> gr.State:
    """Start a run and watch it; the state holds the name of the run made last."""
    names = question_sets(question_folder)
    first = "dev.jsonl" if "dev.jsonl" in names else None
    chosen = gr.Dropdown(names, value=first, label="Question set")
    limit = gr.Number(value=0, precision=0, minimum=0, label="Only the first … (0: all)")
    start = gr.Button("Start", variant="primary")
    progress = gr.HTML("", elem_id="run-progress")
    made = gr.State("")
    said = gr.Code(label="Result", language=None, lines=12, interactive=False)

    def go(name: str | None, number: float | None) -> Iterator[tuple[object, ...]]:
        if not name or name not in question_sets(question_folder):
            yield "", "Choose a question set.", gr.skip()
            return
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        out = folder / f"{Path(name).stem}-{stamp}"
        try:
            for share, words in run_in_process(
                question_folder / name, out, int(number or 0) or None
            ):
                yield progress_html(share), words, gr.skip()
        except AssistantError as error:
            yield "", error.public, gr.skip()
            return
        if out.name in finished_runs(folder):
            yield gr.skip(), gr.skip(), out.name

    start.click(go, [chosen, limit], [progress, said, made], concurrency_limit=1, **PRIVATE)
    return made


def progress_html(share: float) -> str:
    """How much of a run is done, as a bar with its share in words."""
    words = f"{share:.0%} done"
    bar = f'<progress max="1" value="{share:.3f}" aria-label="Done"></progress>'
    return f"<p>{bar} {words}</p>"


def _results_tab(folder: Path, assistant: Asks) -> gr.Dropdown:
    """Read one run: its figures, then its questions, failures first; returns the choice of run."""
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
        corpus = assistant.corpus
        listed = shown_questions(folder, corpus, name, browser.FAILED, browser.ALL, "")
        return *shown_run(folder, corpus, name), first, types, "", *listed

    def filtered(name: str | None, of: str, sort: str, text: str) -> tuple[str, str]:
        kind = sort or browser.ALL
        return shown_questions(folder, assistant.corpus, name, of or browser.ALL, kind, text)

    again.click(lambda: gr.Dropdown(choices=finished_runs(folder)), None, chosen, **PRIVATE)
    chosen.change(opened, chosen, [said, page, cause, kind, words, count, cards], **PRIVATE)
    filters = [chosen, cause, kind, words]
    for event in (cause.input, kind.input, words.input):
        event(filtered, filters, [count, cards], trigger_mode="always_last", **PRIVATE)
    return chosen


def _compare_tab(folder: Path, assistant: Asks) -> list[gr.Dropdown]:
    """Two runs side by side; returns the choices of run."""
    with gr.Row():
        before = gr.Dropdown(finished_runs(folder), value=None, label="Before")
        after = gr.Dropdown(finished_runs(folder), value=None, label="After")
    with gr.Row():
        go = gr.Button("Compare", variant="primary")
        again = gr.Button("Look for new runs")
    said = gr.Code(label="Differences", language=None, lines=12, interactive=False)
    page = gr.HTML()

    def compared(first: str | None, second: str | None) -> tuple[str, str]:
        return shown_comparison(folder, assistant.corpus, first, second)

    go.click(compared, [before, after], [said, page], **PRIVATE)
    again.click(
        lambda: [gr.Dropdown(choices=finished_runs(folder))] * 2, None, [before, after], **PRIVATE
    )
    return [before, after]


def _rate_tab(folder: Path, assistant: Asks) -> gr.Dropdown:
    """Hand out blind rating sheets and take them back; returns the choice of runs."""
    names = gr.Dropdown(finished_runs(folder), multiselect=True, label="Runs")
    number = gr.Number(value=50, precision=0, minimum=1, label="Questions per run")
    make = gr.Button("Make a rating sheet")
    sheet = gr.File(label="Rating sheet", interactive=False)
    back = gr.File(label="Sheets that were filled in", file_count="multiple", file_types=[".xlsx"])
    work_out = gr.Button("Work out the agreement")
    said = gr.Code(label="Agreement", language=None, lines=5, interactive=False)

    def made(chosen: list[str] | None, count: float | None) -> tuple[str | None, str]:
        return sheet_of(folder, assistant.corpus, chosen, count)

    make.click(made, [names, number], [sheet, said], **PRIVATE)
    work_out.click(partial(agreed, folder), [names, back], said, **PRIVATE)
    return names


@dataclass(frozen=True)
class Judging:
    """What the feedback tab does; results fill the question to add, the message and the lists."""

    store: FeedbackStore
    corpus: Corpus
    target: Path

    def find(self, key: str | None) -> Feedback | None:
        """The judgement that waits under this id."""
        return {one.id: one for one in self.store.waiting()}.get(key or "")

    def listed(self) -> tuple[list[list[str]], gr.Dropdown, str]:
        """What waits, as rows and as choices, and why it cannot be read."""
        try:
            return waiting(self.store), gr.Dropdown(choices=judgements(self.store)), ""
        except AssistantError as error:
            return [], gr.Dropdown(choices=[]), error.public

    def picked(self, event: gr.SelectData) -> str | None:
        """The id of the row that was pressed."""
        rows = waiting(self.store)
        return rows[event.index[0]][-1] if event.index[0] < len(rows) else None

    def drafted(self, key: str | None) -> tuple[str, str]:
        """The question that the judgement would become."""
        found = self.find(key)
        if found is None:
            return "", gr.skip()
        try:
            made = candidates.candidate(found, self.corpus)
        except AssistantError as error:
            return "", error.public
        return json.dumps(made, indent=1, ensure_ascii=False), ""

    def decide(self, action: str, key: str | None, text: str | None) -> tuple[object, ...]:
        """The judgement accepted as a question, or rejected."""
        found = self.find(key)
        if found is None:
            return text or "", "Choose a judgement first.", gr.skip(), gr.skip()
        try:
            done = self._done(action, found, text or "{}")
        except ValueError as error:
            return text or "", f"This is not valid JSON: {error}.", gr.skip(), gr.skip()
        except AssistantError as error:
            return text or "", error.public, gr.skip(), gr.skip()
        left = gr.Dropdown(choices=judgements(self.store), value=None)
        return "", done, waiting(self.store), left

    def _done(self, action: str, found: Feedback, text: str) -> str:
        """What was done, in a sentence."""
        if action == "reject":
            candidates.reject(found, self.store)
            return "Rejected."
        added = candidates.accept(found, json.loads(text), self.target, self.store, self.corpus)
        return f"{added.id} is in the question set “feedback”."


def _feedback_tab(assistant: Asks) -> None:
    """Accept, edit or reject what users said."""
    store = FeedbackStore(assistant.settings.state_dir / "feedback.jsonl")
    target = assistant.settings.data_dir / "questions" / "feedback.jsonl"
    judging = Judging(store, assistant.corpus, target)
    rows = gr.Dataframe(headers=COLUMNS, interactive=False, label="Waiting")
    chosen = gr.Dropdown([], value=None, label="Judgement (choose it here or in the table)")
    entry = gr.Code(
        language="json", label="The question as it will be added: fill in what is missing"
    )
    with gr.Row():
        accept, reject = gr.Button("Accept", variant="primary"), gr.Button("Reject")
    said = gr.Markdown()
    gr.on(None, judging.listed, None, [rows, chosen, said], queue=False, **PRIVATE)  # on opening
    rows.select(judging.picked, None, chosen, queue=False, **PRIVATE)
    chosen.change(judging.drafted, chosen, [entry, said], queue=False, **PRIVATE)
    shown = [entry, said, rows, chosen]
    for button, action in ((accept, "accept"), (reject, "reject")):
        button.click(partial(judging.decide, action), [chosen, entry], shown, **PRIVATE)
