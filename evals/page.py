"""The Evaluate tab: start a run with live progress, read, compare and rate runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import gradio as gr

from assistant.audit import AuditLog, audit_log
from assistant.errors import AssistantError
from assistant.pages.asking import Asks
from assistant.pages.blocks import PRIVATE
from assistant.pages.rights import person_of
from assistant.settings import Settings
from evals import browser
from evals.feedback_tab import build_feedback_tab
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
)

STARTING = "start runs"  # what only an administrator may do here


def build_tab(assistant: Asks) -> None:
    """The components and events of the tab; call inside `gr.Blocks`."""
    folder = assistant.settings.data_dir / "runs"
    gr.Markdown(
        "## Evaluate\nAsk a question set, read how the answers score, and compare two versions. "
        "Each run is a folder of plain files under `data/runs`."
    )
    with gr.Tab("Run"):
        made = _run_tab(assistant.settings, folder)
    with gr.Tab("Results"):
        read = _results_tab(folder, assistant)
    with gr.Tab("Compare"):
        sides = _compare_tab(folder, assistant)
    with gr.Tab("Rate"):
        rated = _rate_tab(folder, assistant)
    with gr.Tab("Feedback"):
        build_feedback_tab(assistant)
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


@dataclass(frozen=True)
class Running:
    """What the run tab does; results fill the progress, the words and the name of the run made."""

    questions: Path
    folder: Path
    audit: AuditLog

    def opened(self, request: gr.Request) -> tuple[object, ...]:
        """What this person may not do, and the controls for who may."""
        person = person_of(request)
        return person.may_not(STARTING), gr.update(visible=person.administers)

    def started(
        self, name: str | None, number: float | None, request: gr.Request
    ) -> Iterator[tuple[object, ...]]:
        """A run, watched until it ends."""
        person = person_of(request)
        try:
            person.must_administer(STARTING)
        except AssistantError as error:
            yield "", error.public, gr.skip()
            return
        if not name or name not in question_sets(self.questions):
            yield "", "Choose a question set.", gr.skip()
            return
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        out = self.folder / f"{Path(name).stem}-{stamp}"
        self.audit.note("run started", person.who, person.address, run=out.name)
        try:
            for share, words in run_in_process(
                self.questions / name, out, int(number or 0) or None
            ):
                yield progress_html(share), words, gr.skip()
        except AssistantError as error:
            yield "", error.public, gr.skip()
            return
        if out.name in finished_runs(self.folder):
            yield gr.skip(), gr.skip(), out.name


def _run_tab(settings: Settings, folder: Path) -> gr.State:
    """Start a run and watch it; the state holds the name of the run made last."""
    running = Running(settings.data_dir / "questions", folder, audit_log(settings))
    names = question_sets(running.questions)
    first = "dev.jsonl" if "dev.jsonl" in names else None
    refused = gr.Markdown()
    with gr.Column(visible=False) as controls:
        chosen = gr.Dropdown(names, value=first, label="Question set")
        limit = gr.Number(value=0, precision=0, minimum=0, label="Only the first … (0: all)")
        start = gr.Button("Start", variant="primary")
    progress = gr.HTML("", elem_id="run-progress")
    made = gr.State("")
    said = gr.Code(label="Result", language=None, lines=12, interactive=False)
    gr.on(None, running.opened, None, [refused, controls], queue=False, **PRIVATE)  # on opening
    watched = [progress, said, made]
    start.click(running.started, [chosen, limit], watched, concurrency_limit=1, **PRIVATE)
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
        words = gr.Textbox(label="Words", max_length=200)
    count = gr.Markdown()
    cards = gr.HTML()

    def opened(name: str | None, of: str, sort: str, text: str) -> tuple[object, ...]:
        causes, kinds = choices(folder, name)
        of, first = kept(of, causes, browser.FAILED)
        sort, types = kept(sort, kinds, browser.ALL)
        shown = shown_run(folder, assistant.corpus, name)
        return *shown, first, types, *filtered(name, of, sort, text)

    def filtered(name: str | None, of: str, sort: str, text: str) -> tuple[str, str]:
        kind = sort or browser.ALL
        return shown_questions(folder, assistant.corpus, name, of or browser.ALL, kind, text)

    again.click(lambda: gr.Dropdown(choices=finished_runs(folder)), None, chosen, **PRIVATE)
    filters = [chosen, cause, kind, words]
    chosen.change(opened, filters, [said, page, cause, kind, count, cards], **PRIVATE)
    for event in (cause.input, kind.input, words.input):
        event(filtered, filters, [count, cards], **PRIVATE)
    return chosen


def kept(
    value: str | None, offered: Sequence[str | tuple[str, str]], first: str
) -> tuple[str, gr.Dropdown]:
    """The value where it is still offered, else the first one; and the control for it.

    The control says no value where it keeps its own: that may be a newer one than is answered.
    """
    if value in [one if isinstance(one, str) else one[1] for one in offered]:
        return str(value), gr.Dropdown(choices=[*offered])
    return first, gr.Dropdown(choices=[*offered], value=first)


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
