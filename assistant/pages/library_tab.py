"""The Library tab: the reports searched, and adding or removing the user's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from typing import Any

import gradio as gr

from assistant.domain import Report
from assistant.errors import AssistantError, CorpusError
from assistant.librarian import Described, Detected, Librarian
from assistant.pages.blocks import PRIVATE, html_block, notice
from assistant.settings import Settings

SHOWN = 40  # detected paragraphs shown before a report is accepted
KINDS = [".txt", ".md", ".html", ".docx", ".pdf"]


def build_library_tab(settings: Settings, changed: Callable[[], str]) -> None:
    """Lay the tab out inside the current Blocks.

    `changed` is called after the index has been rebuilt and returns what to tell the user.
    """
    librarian = Librarian(settings)
    listing = html_block(listing_html(librarian), "library-list")
    with gr.Row():
        with gr.Column(scale=1, min_width=300):
            file = gr.File(label="Your report", file_types=KINDS, elem_id="library-file")
            title = gr.Textbox(label="Title", elem_id="library-title")
            date = gr.Textbox(
                label="Published", placeholder="2015, 2015-03 or 2015-03-26", elem_id="library-date"
            )
            publisher = gr.Textbox(label="Publisher", elem_id="library-publisher")
            look = gr.Button("Show what was found", elem_id="library-preview")
        with gr.Column(scale=2, min_width=300):
            found = html_block("", "library-found")
            add = gr.Button("Add this report", variant="primary", visible=False)
    message = gr.HTML("", elem_id="library-message")
    gr.on(
        None, lambda: listing_html(librarian), None, listing, queue=False, **PRIVATE
    )  # on opening

    def previewed(*given: str | None) -> tuple[str, dict[str, Any], str]:
        try:
            return found_html(librarian.preview(_described(*given))), gr.update(visible=True), ""
        except AssistantError as error:
            return "", gr.update(visible=False), notice(error.public)

    def run(steps: Iterator[str], done: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
        hidden = gr.update(visible=False)
        fixed = listing_html(librarian, removable=False)
        try:
            for step in steps:
                yield fixed, notice(f"Building the index: {step} …", "status"), hidden
            yield fixed, notice("The index is ready; opening it …", "status"), hidden
            yield listing_html(librarian), notice(f"{done} {changed()}", "status"), hidden
        except AssistantError as error:
            yield listing_html(librarian), notice(error.public), hidden

    def added(*given: str | None) -> Iterator[tuple[str, str, dict[str, Any]]]:
        try:
            steps = librarian.add(_described(*given))
        except AssistantError as error:
            yield gr.skip(), notice(error.public), gr.update(visible=False)
            return
        yield from run(steps, "The report was added.")

    def removed(event: gr.EventData) -> Iterator[tuple[str, str, dict[str, Any]]]:
        yield from run(librarian.remove(str(event.value)), "The report was removed.")

    given = [file, title, date, publisher]
    look.click(previewed, given, [found, add, message], concurrency_limit=1, **PRIVATE)
    add.click(added, given, [listing, message, add], concurrency_limit=1, **PRIVATE)
    listing.click(removed, None, [listing, message, add], concurrency_limit=1, **PRIVATE)


def _described(
    path: str | None, title: str | None, date: str | None, publisher: str | None
) -> Described:
    """The form as filled in; CorpusError where no file was chosen."""
    if not path:
        raise CorpusError("Choose a file first.")
    return Described(path, title or "", date or "", publisher or "")


def listing_html(librarian: Librarian, *, removable: bool = True) -> str:
    """The reports as a list; an added one can be removed from its row."""
    rows = "".join(_row(*one, removable=removable) for one in librarian.reports())
    return f'<div class="listing"><ul class="rows">{rows}</ul></div>'


def _row(report: Report, origin: str, count: int, *, removable: bool) -> str:
    """One report: what it is, where it comes from, and the way to remove an added one."""
    number = f", {count} paragraph{'' if count == 1 else 's'}" if count else ""
    title, name = escape(report.title), escape(report.id)
    gone = (
        f'<details><summary aria-label="Remove {title}">Remove</summary>'
        f'<button type="button" data-action="remove" data-value="{name}">Remove for good</button>'
        "</details>"
    )
    return (
        f"<li><strong>{title}</strong><p>{escape(report.date)}, {escape(report.publisher)}</p>"
        f"<p>{origin}{number}; id {name}</p>"
        f"{gone if removable and origin == 'added' else ''}</li>"
    )


def found_html(detected: Detected) -> str:
    """The detected structure, to be checked before the report is added."""
    rows = "".join(
        f"<li><strong>{escape(label)}</strong><p>{escape(words)}</p></li>"
        for _, label, words in detected.rows[:SHOWN]
    )
    more = len(detected.rows) - SHOWN
    ending = f"<p>… and {more} more.</p>" if more > 0 else ""
    return (
        f'<div class="listing"><h3>{escape(detected.summary)}</h3>'
        "<p>Check that the labels are those printed in the report: answers will cite them. Where "
        "they are not, put the printed numbers at the start of their lines in the file "
        f'("1.", "1.1") and choose it again.</p><ul class="rows">{rows}</ul>'
        f"{ending}</div>"
    )
