"""The feedback tab: what users said of answers, accepted as questions or rejected."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import gradio as gr

from assistant.audit import AuditLog, audit_log
from assistant.corpus import Corpus
from assistant.errors import AssistantError
from assistant.feedback import Feedback, FeedbackStore
from assistant.pages.asking import Asks
from assistant.pages.blocks import PRIVATE
from assistant.pages.rights import Person, person_of
from evals import candidates
from evals.showing import judgements, waiting

JUDGING = "read and judge feedback"  # what only an administrator may do here
COLUMNS = ["Time", "Question", "Helpful", "Reason", "Right paragraph", "Id"]


@dataclass(frozen=True)
class Judging:
    """What the feedback tab does; results fill the question to add, the message and the lists."""

    store: FeedbackStore
    corpus: Corpus
    target: Path
    audit: AuditLog

    def find(self, key: str | None) -> Feedback | None:
        """The judgement that waits under this id."""
        return {one.id: one for one in self.store.waiting()}.get(key or "")

    def listed(self, request: gr.Request) -> tuple[object, ...]:
        """What is to be said, and for who may read it the controls, rows and choices."""
        person = person_of(request)
        said = person.may_not(JUDGING)
        rows, names = [], []
        try:
            if person.administers:
                rows, names = waiting(self.store), judgements(self.store)
        except AssistantError as error:
            said = error.public
        return said, gr.update(visible=person.administers), rows, gr.Dropdown(choices=names)

    def picked(self, event: gr.SelectData, request: gr.Request) -> str | None:
        """The id of the row that was pressed."""
        if not person_of(request).administers:
            return None
        rows = waiting(self.store)
        return rows[event.index[0]][-1] if event.index[0] < len(rows) else None

    def drafted(self, key: str | None, request: gr.Request) -> tuple[str, str]:
        """The question that the judgement would become."""
        try:
            person_of(request).must_administer(JUDGING)
            found = self.find(key)
            if found is None:
                return "", gr.skip()
            made = candidates.candidate(found, self.corpus)
        except AssistantError as error:
            return "", error.public
        return json.dumps(made, indent=1, ensure_ascii=False), ""

    def accepted(
        self, key: str | None, text: str | None, request: gr.Request
    ) -> tuple[object, ...]:
        """The judgement made a question."""
        return self._decided(True, key, text, person_of(request))

    def rejected(
        self, key: str | None, text: str | None, request: gr.Request
    ) -> tuple[object, ...]:
        """The judgement put aside."""
        return self._decided(False, key, text, person_of(request))

    def _decided(
        self, accept: bool, key: str | None, text: str | None, person: Person
    ) -> tuple[object, ...]:
        try:
            person.must_administer(JUDGING)
            found = self.find(key)
            if found is None:
                return text or "", "Choose a judgement first.", gr.skip(), gr.skip()
            done = self._accepted(found, text or "{}") if accept else self._rejected(found)
        except ValueError as error:
            return text or "", f"This is not valid JSON: {error}.", gr.skip(), gr.skip()
        except AssistantError as error:
            return text or "", error.public, gr.skip(), gr.skip()
        event = "feedback accepted" if accept else "feedback rejected"
        self.audit.note(event, person.who, person.address, feedback=found.id)
        left = gr.Dropdown(choices=judgements(self.store), value=None)
        return "", done, waiting(self.store), left

    def _accepted(self, found: Feedback, text: str) -> str:
        """What was done, in a sentence."""
        added = candidates.accept(found, json.loads(text), self.target, self.store, self.corpus)
        return f"{added.id} is in the question set “feedback”."

    def _rejected(self, found: Feedback) -> str:
        """What was done, in a word."""
        candidates.reject(found, self.store)
        return "Rejected."


def build_feedback_tab(assistant: Asks) -> None:
    """Accept, edit or reject what users said; nothing of it is in the page before it is opened."""
    settings = assistant.settings
    store = FeedbackStore(settings.state_dir / "feedback.jsonl")
    target = settings.data_dir / "questions" / "feedback.jsonl"
    judging = Judging(store, assistant.corpus, target, audit_log(settings))
    refused = gr.Markdown()
    with gr.Column(visible=False) as controls:
        rows = gr.Dataframe([], headers=COLUMNS, interactive=False, label="Waiting")
        chosen = gr.Dropdown([], value=None, label="Judgement (choose it here or in the table)")
        entry = gr.Code(
            language="json", label="The question as it will be added: fill in what is missing"
        )
        with gr.Row():
            accept, reject = gr.Button("Accept", variant="primary"), gr.Button("Reject")
    said = gr.Markdown()
    opened = [refused, controls, rows, chosen]
    gr.on(None, judging.listed, None, opened, queue=False, **PRIVATE)  # on opening
    rows.select(judging.picked, None, chosen, queue=False, **PRIVATE)
    chosen.change(judging.drafted, chosen, [entry, said], queue=False, **PRIVATE)
    shown = [entry, said, rows, chosen]
    accept.click(judging.accepted, [chosen, entry], shown, **PRIVATE)
    reject.click(judging.rejected, [chosen, entry], shown, **PRIVATE)
