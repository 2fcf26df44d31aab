"""Taking the quiz in the page: one question after another, marked with rationale and paragraph."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.pages.blocks import PRIVATE, html_block, notice, owner_of
from assistant.pages.quiz_items import paragraph_html
from assistant.pages.quizzing import QuizRoom
from assistant.quiz.items import QuizItem, Status
from assistant.quiz.rehearsal import Rehearsal, asks_for_several, choices, missing, right

PAIRS = 4
Shown = tuple[Any, ...]


def taken(room: QuizRoom, owner: str, name: str) -> tuple[QuizItem, ...]:
    """The items that a learner is asked: all but the rejected ones."""
    quiz = room.shelf(owner).load(name)
    return tuple(item for item in quiz.items if item.status is not Status.REJECTED)


def question_html(item: QuizItem, run: Rehearsal, count: int) -> str:
    """The question with its place and the score so far."""
    score = f" {escape(run.so_far)}." if run.marks else ""
    told = f"<p>Question {run.place + 1} of {count}.{score}</p>"
    return f"<section>{told}<h3>{escape(item.stem)}</h3></section>"


def end_html(items: tuple[QuizItem, ...], run: Rehearsal) -> str:
    """The score out of all items, and those that were passed over."""
    rows = "".join(
        f"<li>Question {place + 1}: {escape(items[place].stem)}</li>"
        for place in run.unanswered(items)
    )
    passed = f'<h4>Not answered</h4><ul class="findings">{rows}</ul>' if rows else ""
    return f"<section><h3>The end: {escape(run.result(items))}.</h3>{passed}</section>"


def verdict_html(item: QuizItem, mark: bool | None) -> str:
    """What the learner is told after answering."""
    head = {True: "Right.", False: "Wrong.", None: "Compare with your own answer."}[mark]
    reasons = "".join(
        f"<li>Not “{escape(o.text)}”: {escape(o.rationale)}</li>" for o in item.distractors
    )
    notes = f"<pre>{escape(item.guidance)}</pre>" if item.guidance else ""
    return (
        f'<section role="status"><h4>{head}</h4>'
        f"<p>Answer: {escape(item.key)}</p><p>{escape(item.rationale)}</p>"
        f"<ul>{reasons}</ul>{notes}</section>"
    )


def fields(item: QuizItem) -> Shown:
    """The controls that fit the item; the others are hidden."""
    offered = choices(item)
    one = bool(item.options) and not asks_for_several(item)
    several = asks_for_several(item)
    typed = not item.options and not item.pairs
    rows = [
        gr.Dropdown(
            label=item.pairs[n].left if n < len(item.pairs) else "",
            choices=offered,
            value=None,
            visible=n < len(item.pairs),
        )
        for n in range(PAIRS)
    ]
    return (
        gr.Radio(choices=offered, value=None, visible=one),
        gr.CheckboxGroup(choices=offered, value=[], visible=several),
        gr.Textbox(value="", visible=typed),
        *rows,
    )


def given(item: QuizItem, answers: tuple[Any, ...]) -> list[str]:
    """What the learner answered in the control that was shown."""
    one, several, typed, *rows = answers
    if item.pairs:
        return [row or "" for row in rows[: len(item.pairs)]]
    if asks_for_several(item):
        return list(several or ())
    return [one or ""] if item.options else [typed or ""]


@dataclass(frozen=True)
class RehearsalEvents:
    """The three steps of a rehearsal."""

    room: QuizRoom

    def _asked(self, quiz: str, now: Rehearsal, request: gr.Request) -> Shown:
        """The question at the run's place, or the end; then the buttons and the controls."""
        try:
            items = taken(self.room, owner_of(request), quiz)
        except AssistantError as error:
            kept = tuple(gr.skip() for _ in range(6 + PAIRS))
            return gr.skip(), gr.skip(), notice(error.public), *kept
        again = gr.Button("Start again", variant="secondary")
        if now.place >= len(items):
            hidden = tuple(gr.update(visible=False) for _ in range(5 + PAIRS))
            return now, end_html(items, now), "", again, *hidden
        item = items[now.place]
        buttons = gr.Button(visible=True, interactive=True), gr.Button(visible=True)
        return now, question_html(item, now, len(items)), "", again, *buttons, *fields(item)

    def started(self, quiz: str, request: gr.Request) -> Shown:
        """The first question."""
        return self._asked(quiz, Rehearsal(), request)

    def followed(self, quiz: str, now: Rehearsal, request: gr.Request) -> Shown:
        """The next question."""
        return self._asked(quiz, now.next(), request)

    def answered(
        self,
        quiz: str,
        now: Rehearsal,
        one: str | None,
        several: list[str],
        typed: str,
        first: str | None,
        second: str | None,
        third: str | None,
        fourth: str | None,
        request: gr.Request,
    ) -> Shown:
        """The mark with rationale and paragraph; a question is marked once."""
        same = gr.skip(), gr.skip()
        try:
            items = taken(self.room, owner_of(request), quiz)
        except AssistantError as error:
            return *same, notice(error.public), gr.skip()
        if now.place >= len(items) or now.is_answered:
            return *same, gr.skip(), gr.skip()
        item = items[now.place]
        answers = given(item, (one, several, typed, first, second, third, fourth))
        lacking = missing(item, answers)
        if lacking:
            return *same, notice(lacking), gr.skip()
        mark = right(item, answers)
        later = now.answered(mark)
        told = verdict_html(item, mark) + paragraph_html(item, self.room.assistant)
        done = gr.Button(interactive=False)
        return later, question_html(item, later, len(items)), told, done


def build_rehearsal(room: QuizRoom, name: gr.State) -> None:
    """Lay the rehearsal out and wire its events."""
    run = gr.State(Rehearsal())
    start = gr.Button("Start the quiz", variant="primary", elem_id="quiz-start")
    question = html_block("<p>Open a quiz, then start.</p>", "quiz-question")
    one = gr.Radio([], label="Choose one", visible=False, elem_id="quiz-one")
    several = gr.CheckboxGroup([], label="Choose several", visible=False)
    typed = gr.Textbox(
        "", label="Your answer", visible=False, elem_id="quiz-typed", max_length=2000
    )
    rows = [gr.Dropdown([], label="", visible=False) for _ in range(PAIRS)]
    answer = gr.Button("Answer", variant="primary", visible=False, elem_id="quiz-answer")
    following = gr.Button("Next question", visible=False, elem_id="quiz-following")
    verdict = html_block("", "quiz-verdict")
    controls = [one, several, typed, *rows]
    events = RehearsalEvents(room)
    shown = [run, question, verdict, start, answer, following, *controls]
    start.click(events.started, [name], shown, **PRIVATE)
    following.click(events.followed, [name, run], shown, **PRIVATE)
    marked = [run, question, verdict, answer]
    answer.click(events.answered, [name, run, *controls], marked, **PRIVATE)
