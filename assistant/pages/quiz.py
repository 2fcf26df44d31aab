"""The quiz tab: choose, review, map, export and rehearse; the events are in quiz_events.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.pages.asking import Asks
from assistant.pages.blocks import PRIVATE, html_block
from assistant.pages.quiz_events import EMPTY, QuizEvents
from assistant.pages.quizzing import QuizRoom
from assistant.pages.rehearsing import build_rehearsal
from assistant.quiz.exports.formats import FORMATS
from assistant.quiz.items import ItemType, Level


@dataclass(frozen=True, slots=True)
class Fields:
    """The reviewer's inputs."""

    stem: gr.Textbox
    texts: gr.Textbox
    rationale: gr.Textbox
    reasons: gr.Textbox
    guidance: gr.Textbox
    option: gr.Dropdown
    warning: gr.Dropdown
    reason: gr.Textbox

    @property
    def edited(self) -> list[Any]:
        """The texts that are saved together, in the order of the page's parts."""
        return [self.stem, self.texts, self.rationale, self.reasons, self.guidance]


def build_tab(assistant: Asks) -> None:
    """Lay the quiz page out inside the current Blocks and wire its events."""
    room = QuizRoom(assistant)
    name = gr.State("")
    before, place, seen = gr.State(""), gr.State(0), gr.State("")
    with gr.Accordion("Draft a new quiz, or open a saved one", open=True) as choosing:
        saved, opener, reader = _build_opening()
        chosen, drafter = _build_choosing(assistant)
    message = html_block("", "quiz-message")
    with gr.Tabs():
        with gr.Tab("Review"), gr.Row():
            with gr.Column(scale=3, min_width=300):
                item = html_block(EMPTY, "quiz-item")
                buttons, fields = _build_review()
            with gr.Column(scale=2, min_width=300):
                source = html_block("", "quiz-source")
        with gr.Tab("Coverage"):
            coverage = html_block("", "quiz-coverage")
        with gr.Tab("Export"):
            exporting = _build_export()
        with gr.Tab("Take the quiz"):
            build_rehearsal(room, name)
    shown = [message, name, place, seen, item, source, *fields.edited]
    shown += [fields.option, fields.warning, coverage, saved]
    events = QuizEvents(room)
    drafted = drafter.click(events.drafted, chosen, shown, concurrency_limit=1, **PRIVATE)
    left: dict[str, Any] = {
        "cancels": [drafted]
    }  # a quiz that is opened meanwhile stays; the drafted one is saved
    opened = opener.click(events.opened, [saved], shown, **left, **PRIVATE)
    imported = reader.upload(events.imported, [reader], shown, **left, **PRIVATE)
    for one in (drafted, opened, imported):
        one.then(closed, [name, before], [choosing, before], **PRIVATE)
    gr.on(None, events.listed, None, [saved], queue=False, **PRIVATE)  # on opening the page
    saved.focus(events.listed, None, [saved], queue=False, **PRIVATE)
    _wire_review(events, [name, place, seen], buttons, fields, shown)
    format_, drafts, exporter, files, notes = exporting
    exporter.click(events.exported, [name, format_, drafts], [files, notes, message], **PRIVATE)


def closed(name: str, before: str) -> tuple[Any, str]:
    """What was chosen from, folded once another quiz is open; the name of that."""
    return gr.skip() if name == before else gr.Accordion(open=False), name


def _wire_review(
    events: QuizEvents,
    where: list[gr.State],
    buttons: dict[str, gr.Button],
    fields: Fields,
    shown: list[Any],
) -> None:
    """The reviewer's buttons."""
    wired: dict[str, tuple[Callable[..., Any], list[Any]]] = {
        "previous": (events.previous, where[:2]),
        "next": (events.next, where[:2]),
        "approve": (events.approved, [*where]),
        "clear": (events.cleared, [*where, fields.warning]),
        "clean": (events.cleaned, where[:2]),
        "reject": (events.rejected, [*where, fields.reason]),
        "edit": (events.edited, [*where, *fields.edited]),
        "replace": (events.replaced, [*where, fields.option]),
    }
    for button, (handler, inputs) in wired.items():
        buttons[button].click(handler, inputs, shown, **PRIVATE)


def _build_opening() -> tuple[gr.Dropdown, gr.Button, gr.UploadButton]:
    with gr.Row():
        saved = gr.Dropdown([], label="Saved quizzes", elem_id="saved-quizzes", scale=4)
        opener = gr.Button("Open", elem_id="open-quiz", scale=1)
        reader = gr.UploadButton(
            "Import JSON or Moodle XML",
            file_types=[".json", ".xml"],
            elem_id="import-quiz",
            scale=1,
        )
    return saved, opener, reader


def _build_choosing(assistant: Asks) -> tuple[list[Any], gr.Button]:
    """What the trainer chooses before drafting."""
    reports = [(f"{r.year} {r.short_title}", r.id) for r in assistant.corpus.reports]
    headed = [p.headings[0] for p in assistant.corpus.paragraphs if p.headings]
    chapters = ["", *dict.fromkeys(headed)]
    with gr.Row():
        title = gr.Textbox("My quiz", label="Name", elem_id="quiz-name", max_length=80)
        topic = gr.Textbox("", label="Topic (any words)", elem_id="quiz-topic", max_length=300)
        chapter = gr.Dropdown(chapters, value="", label="Chapter")
    with gr.Row():
        report = gr.CheckboxGroup(reports, value=[], label="Reports (none: all)")
        types = gr.Dropdown(
            [t.value for t in ItemType], value=[], multiselect=True, label="Types (none: a mix)"
        )
        level = gr.Dropdown(["any", *(x.value for x in Level)], value="any", label="Difficulty")
    with gr.Row():
        kinds = gr.Textbox(
            "", label="Kinds (for example: figure, place, addressee; empty: all)", max_length=300
        )
        number = gr.Number(10, label="Number of items", precision=0, minimum=1, maximum=400)
        seed = gr.Number(1, label="Seed (the same seed gives the same items)", precision=0)
        overwrite = gr.Checkbox(
            False,
            label="Replace a quiz of this name",
            info="One that was reviewed is kept under another name.",
            elem_id="quiz-overwrite",
        )
        drafter = gr.Button("Draft the quiz", variant="primary", elem_id="draft-quiz")
    return [title, topic, chapter, report, types, level, kinds, number, seed, overwrite], drafter


def _build_review() -> tuple[dict[str, gr.Button], Fields]:
    """The reviewer's controls."""
    with gr.Row():
        buttons = {
            "previous": gr.Button("Previous", elem_id="quiz-previous"),
            "next": gr.Button("Next", elem_id="quiz-next"),
            "approve": gr.Button("Approve", variant="primary", elem_id="quiz-approve"),
            "clean": gr.Button("Approve all opened without warnings", elem_id="quiz-clean"),
        }
    with gr.Row():
        warning = gr.Dropdown(
            [], label="Warning that is not cleared", scale=4, elem_id="quiz-warning"
        )
        buttons["clear"] = gr.Button("I have checked it: clear", scale=1, elem_id="quiz-clear")
    with gr.Row():
        reason = gr.Textbox(
            "", label="Reason for rejecting", scale=4, elem_id="quiz-reason", max_length=500
        )
        buttons["reject"] = gr.Button("Reject", scale=1, elem_id="quiz-reject")
    stem = gr.Textbox("", label="Question", lines=2, elem_id="quiz-stem", max_length=2000)
    texts = gr.Textbox(
        "",
        label="Options, answers or pairs, one in each line",
        lines=4,
        elem_id="quiz-texts",
        max_length=5000,
    )
    rationale = gr.Textbox(
        "", label="Rationale", lines=2, elem_id="quiz-rationale", max_length=5000
    )
    reasons = gr.Textbox(
        "", label="Reasons of the options, one in each line", lines=4, max_length=10_000
    )
    guidance = gr.Textbox("", label="Facilitator notes", lines=2, max_length=10_000)
    buttons["edit"] = gr.Button("Save the edit", elem_id="quiz-edit")
    with gr.Row():
        option = gr.Dropdown([], label="Wrong option", scale=4)
        buttons["replace"] = gr.Button("Replace it", scale=1, elem_id="quiz-replace")
    return buttons, Fields(stem, texts, rationale, reasons, guidance, option, warning, reason)


def _build_export() -> tuple[gr.Dropdown, gr.Checkbox, gr.Button, gr.File, gr.HTML]:
    names = [(known.title, known.name) for known in FORMATS]
    chosen = gr.Dropdown(names, value="moodle", label="Format", elem_id="quiz-format")
    drafts = gr.Checkbox(False, label="Also items not yet approved")
    button = gr.Button("Export", variant="primary", elem_id="quiz-export")
    files = gr.File(label="Files", file_count="multiple", interactive=False)
    notes = html_block("", "export-notes")
    return chosen, drafts, button, files, notes
