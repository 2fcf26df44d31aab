"""The Library tab: the reports searched, and adding or removing the user's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

import gradio as gr

from assistant.audit import AuditLog, audit_log
from assistant.corpus import SetAside
from assistant.domain import Report
from assistant.errors import AssistantError, CorpusError
from assistant.librarian import Described, Detected, Librarian
from assistant.pages.blocks import PRIVATE, html_block, notice
from assistant.pages.rights import Person, person_of
from assistant.removals import report_mark
from assistant.settings import Settings

SHOWN = 40  # detected paragraphs shown before a report is accepted
DEED = "add or remove reports"  # what only an administrator may do here
KINDS = [".txt", ".md", ".html", ".docx", ".pdf"]
Shown = tuple[Any, ...]


@dataclass(frozen=True)
class LibraryEvents:
    """The handlers of the tab; `changed` is called after the index has been rebuilt."""

    librarian: Librarian
    audit: AuditLog
    changed: Callable[[], str]  # returns what to tell the user

    def opened(self, request: gr.Request) -> tuple[str, str, dict[str, Any]]:
        """The list, what this person may not do, and the form for who may."""
        person = person_of(request)
        listed = listing_html(self.librarian, removable=person.administers)
        return listed, notice(person.may_not(DEED), "note"), gr.update(visible=person.administers)

    def previewed(
        self,
        path: str | None,
        title: str | None,
        date: str | None,
        publisher: str | None,
        request: gr.Request,
    ) -> tuple[str, dict[str, Any], str]:
        """What was found in the file, the button that adds it, and a message."""
        try:
            person = person_of(request)
            person.must_administer(DEED)
            described = _described(path, title, date, publisher)
            found = self.librarian.preview(described, person.owner)
        except AssistantError as error:
            return "", gr.update(visible=False), notice(error.public)
        return found_html(found), gr.update(visible=True), ""

    def added(
        self,
        path: str | None,
        title: str | None,
        date: str | None,
        publisher: str | None,
        request: gr.Request,
    ) -> Iterator[Shown]:
        """List, message and button while a report is added."""
        person = person_of(request)
        try:
            person.must_administer(DEED)
            steps = self.librarian.add(_described(path, title, date, publisher))
        except AssistantError as error:
            yield gr.skip(), notice(error.public), gr.update(visible=False)
            return
        yield from self._run(steps, "report added", person)

    def removed(self, event: gr.EventData, request: gr.Request) -> Iterator[Shown]:
        """List, message and button while a report is removed."""
        person = person_of(request)
        try:
            person.must_administer(DEED)
        except AssistantError as error:
            yield gr.skip(), notice(error.public), gr.update(visible=False)
            return
        yield from self._run(self.librarian.remove(str(event.value)), "report removed", person)

    def _run(self, steps: Iterator[str], done: str, person: Person) -> Iterator[Shown]:
        hidden = gr.update(visible=False)
        fixed = listing_html(self.librarian, removable=False)
        before = _ids(self.librarian)
        self.audit.note(f"{done}: begun", person.who, person.address)  # the page may be closed
        try:
            for step in steps:
                yield fixed, notice(f"Building the index: {step} …", "status"), hidden
            for report in sorted(before ^ _ids(self.librarian)):
                self.audit.note(done, person.who, person.address, report=report_mark(report))
            yield fixed, notice("The index is ready; opening it …", "status"), hidden
            said = notice(f"The {done.replace(' ', ' was ')}. {self.changed()}", "status")
            yield listing_html(self.librarian), said, hidden
        except AssistantError as error:
            yield listing_html(self.librarian), notice(error.public), hidden


def build_library_tab(settings: Settings, changed: Callable[[], str]) -> None:
    """Lay the tab out inside the current Blocks.

    `changed` is called after the index has been rebuilt and returns what to tell the user.
    """
    events = LibraryEvents(Librarian(settings), audit_log(settings), changed)
    listing = html_block(listing_html(events.librarian, removable=False), "library-list")
    refused = html_block("", "library-rights")
    with gr.Row(visible=False) as form:
        with gr.Column(scale=1, min_width=300):
            file = gr.File(label="Your report", file_types=KINDS, elem_id="library-file")
            title = gr.Textbox(label="Title", elem_id="library-title", max_length=200)
            date = gr.Textbox(
                label="Published",
                placeholder="2015, 2015-03 or 2015-03-26",
                elem_id="library-date",
                max_length=10,
            )
            publisher = gr.Textbox(label="Publisher", elem_id="library-publisher", max_length=200)
            look = gr.Button("Show what was found", elem_id="library-preview")
        with gr.Column(scale=2, min_width=300):
            found = html_block("", "library-found")
            add = gr.Button("Add this report", variant="primary", visible=False)
    message = gr.HTML("", elem_id="library-message")
    given, shown = [file, title, date, publisher], [listing, message, add]
    gr.on(None, events.opened, None, [listing, refused, form], queue=False, **PRIVATE)  # on opening
    # More at once than there are turns: whoever finds none free is told so.
    look.click(events.previewed, given, [found, add, message], concurrency_limit=10, **PRIVATE)
    add.click(events.added, given, shown, concurrency_limit=10, **PRIVATE)
    listing.click(events.removed, None, shown, concurrency_limit=10, **PRIVATE)


def _ids(librarian: Librarian) -> set[str]:
    """The ids of the added reports, damaged ones too."""
    whole = {report.id for report, origin, _ in librarian.reports() if origin == "added"}
    return whole | {broken.id for broken in librarian.set_aside()}


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
    rows += "".join(_broken(one, removable=removable) for one in librarian.set_aside())
    return f'<div class="listing"><ul class="rows">{rows}</ul></div>'


def _row(report: Report, origin: str, count: int, *, removable: bool) -> str:
    """One report: what it is, where it comes from, and the way to remove an added one."""
    number = f", {count} paragraph{'' if count == 1 else 's'}" if count else ""
    title, name = escape(report.title), escape(report.id)
    gone = _removal(title, name)
    return (
        f"<li><strong>{title}</strong><p>{escape(report.date)}, {escape(report.publisher)}</p>"
        f"<p>{origin}{number}; id {name}</p>"
        f"{gone if removable and origin == 'added' else ''}</li>"
    )


def _broken(broken: SetAside, *, removable: bool) -> str:
    """One added report that is not searched because its files are damaged."""
    title, name = escape(broken.title), escape(broken.id)
    return (
        f"<li><strong>{title}</strong><p>{escape(broken.notice)}</p><p>damaged; id {name}</p>"
        f"{_removal(title, name) if removable else ''}</li>"
    )


def _removal(title: str, name: str) -> str:
    """The way to remove an added report."""
    return (
        f'<details><summary aria-label="Remove {title}">Remove</summary>'
        f'<button type="button" data-action="remove" data-value="{name}">Remove for good</button>'
        "</details>"
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
