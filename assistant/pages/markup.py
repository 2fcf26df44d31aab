"""The HTML of the chat page: welcome, turns, and the panel that shows a source in context."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from assistant.conversations import Conversation
from assistant.corpus import Corpus
from assistant.domain import Answer, Outcome, Paragraph
from assistant.exporting import answer_plain
from assistant.pages.excerpts import first_sentences, last_sentences, opening_words
from assistant.render import Source, body_html, permalink, short_name, span_text, text_html

FORMATS = (("docx", "Word"), ("md", "Markdown"), ("json", "JSON"))


def welcome_html(examples: Sequence[str]) -> str:
    """What an empty conversation shows: what can be asked, and questions to start from."""
    chosen = "".join(f"<li>{_ask_button(example)}</li>" for example in examples)
    return (
        '<section class="welcome"><h2>Ask the joint inspectors\' reports</h2>'
        "<p>Answers are the reports' own words. Every statement names its paragraph; "
        "choose one to read it in its place.</p>"
        f'<h3>Questions to start from</h3><ul class="examples">{chosen}</ul></section>'
    )


def transcript_html(
    conversation: Conversation,
    corpus: Corpus,
    examples: Sequence[str] = (),
    *,
    waiting: str = "",
    growing: Answer | None = None,
) -> str:
    """All turns of a conversation; `waiting` is a question whose answer is being made."""
    address = f"/?c={conversation.id}" if conversation.answers and not waiting else ""
    turns = [
        turn_html(answer, place, corpus, conversation, last=not waiting)
        for place, answer in enumerate(conversation.answers)
    ]
    if waiting:
        turns.append(_waiting_html(waiting, growing, corpus))
    body = "".join(turns) if turns else welcome_html(examples)
    kept = f' data-address="{escape(address)}"' if address else ""
    return f'<div class="transcript"{kept}>{body}</div>'


def turn_html(
    answer: Answer, place: int, corpus: Corpus, conversation: Conversation, *, last: bool
) -> str:
    """One question with its answer and what can be done with it."""
    newest = last and place == len(conversation.answers) - 1
    return (
        f'<article class="turn" aria-label="Question {place + 1} and its answer">'
        f'<h3 class="question">{escape(answer.question)}</h3>'
        f'<div class="answer {answer.outcome.value}">{body_html(answer, corpus)}</div>'
        f"{_searched_html(answer, place)}"
        f"{_actions_html(answer, place, conversation, newest=newest)}"
        f"{_suggestions_html(answer, corpus) if newest else ''}</article>"
    )


def source_html(source: Source, corpus: Corpus, *, opened: bool = True) -> str:
    """The panel beside the answers: the paragraph in its place, the quoted words highlighted.

    `opened` says that the user asked for it: then it is scrolled to and takes the focus.
    """
    paragraph = source.paragraph
    report = corpus.report(paragraph.report_id)
    before, after = corpus.neighbours(paragraph.id)
    path = "".join(f"<li>{escape(heading)}</li>" for heading in paragraph.headings)
    label = paragraph.label[:1].upper() + paragraph.label[1:]
    quote = " … ".join(paragraph.text[start:end] for start, end in source.spans)
    copied = f"“{quote or paragraph.text}” ({corpus.cite(paragraph)})"
    return (
        f'<section class="source" data-scroller aria-label="Source">'
        f'<header><p class="report">{escape(report.short_title)}, {escape(report.date)}</p>'
        f'<ol class="path">{path}</ol>'
        f'<h2 tabindex="-1"{" data-heading" if opened else ""}>{escape(label)}</h2></header>'
        f"{_neighbour_html(before, 'before')}"
        f'<div class="here" {"data-show" if opened else "data-centre"}>'
        f"{paragraph_html(paragraph, source)}</div>"
        f"{_neighbour_html(after, 'after')}"
        f"{scan_html(paragraph)}"
        f'<nav class="actions" aria-label="This source">'
        f"{_step(before, 'Previous')}{_step(after, 'Next')}"
        f'<a class="button" href="{escape(permalink(paragraph.id, source.spans))}" '
        f'data-action="read" data-value="{escape(paragraph.id)} {span_text(source.spans)}">'
        f"Read in the report</a>"
        f'<button type="button" data-copy="{escape(copied)}">Copy with citation</button>'
        f'<a class="button back" href="#question" data-back>Back to the answer</a></nav>'
        f'<p class="dated">{escape(report.notice)}</p></section>'
    )


def no_source_html() -> str:
    """The panel before any source was chosen."""
    return (
        '<section class="source empty" aria-label="Source"><h2>Source</h2>'
        "<p>Choose a paragraph number in an answer. The paragraph appears here "
        "with the quoted words highlighted.</p></section>"
    )


def paragraph_html(paragraph: Paragraph, source: Source | None = None) -> str:
    """A paragraph's words, with who is told to act where it is a recommendation."""
    told = f'<p class="addressee">{escape(paragraph.addressee)}</p>' if paragraph.addressee else ""
    lead = f'<p class="leads">Lead: {escape(paragraph.lead)}</p>' if paragraph.lead else ""
    return told + text_html(paragraph.text, source.spans if source else ()) + lead


def _neighbour_html(paragraph: Paragraph | None, place: str) -> str:
    if paragraph is None:
        return ""
    part = last_sentences if place == "before" else first_sentences
    return (
        f'<p class="neighbour number">{escape(short_name(paragraph))}</p>'
        f'<div class="neighbour {place}">{text_html(part(paragraph))}</div>'
    )


def _step(paragraph: Paragraph | None, name: str) -> str:
    if paragraph is None:
        return ""
    where = escape(short_name(paragraph))
    return (
        f'<a class="button" href="{escape(permalink(paragraph.id))}" '
        f'data-source="{escape(paragraph.id)}" aria-label="{name}: {where}">{name}</a>'
    )


def scan_html(paragraph: Paragraph) -> str:
    """The words as the scan has them, folded, where they were repaired."""
    if not paragraph.scan:
        return ""
    return (
        '<details class="scan"><summary>Text as scanned</summary>'
        f"{text_html(paragraph.scan)}</details>"
    )


def _ask_button(question: str) -> str:
    asked = escape(question)
    return f'<button type="button" data-action="ask" data-value="{asked}">{asked}</button>'


def _waiting_html(question: str, growing: Answer | None, corpus: Corpus) -> str:
    body = body_html(growing, corpus) if growing else '<p class="loading">Reading the reports…</p>'
    outcome = growing.outcome.value if growing else ""
    return (
        f'<article class="turn" aria-busy="true" data-show>'
        f'<h3 class="question">{escape(question)}</h3>'
        f'<div class="answer {outcome}">{body}</div></article>'
    )


def _searched_html(answer: Answer, place: int) -> str:
    if not answer.searched_for:
        return _why_html(answer)
    name = f"search-{place}"
    return (
        '<div class="folds"><details class="searched"><summary>Searched for '
        f"“{escape(answer.searched_for)}”</summary>"
        f'<form data-action="search" data-value="{place}"><label for="{name}">Search for '
        f'something else</label><input id="{name}" name="words" '
        f'value="{escape(answer.searched_for)}"><button>Search again</button></form></details>'
        f"{_why_html(answer)}</div>"
    )


def _why_html(answer: Answer) -> str:
    if not answer.why:
        return ""
    steps = "".join(f"<li>{escape(step)}</li>" for step in answer.why)
    return f'<details class="why"><summary>Why this answer</summary><ol>{steps}</ol></details>'


def _actions_html(answer: Answer, place: int, conversation: Conversation, *, newest: bool) -> str:
    buttons = [f'<button type="button" data-copy="{escape(answer_plain(answer))}">Copy</button>']
    if newest:
        buttons.append('<button type="button" data-action="edit">Edit question</button>')
        buttons.append('<button type="button" data-action="again">Ask again</button>')
    links = "".join(
        f'<a class="button" href="/export/{escape(conversation.id)}/{place}.{ending}" '
        f'download aria-label="Save this answer as {name}">{name}</a>'
        for ending, name in FORMATS
    )
    saved = f'<span class="group"><span>Save as</span>{links}</span>'
    return f'<div class="actions">{"".join(buttons)}{saved}</div>{_feedback_html(answer, place)}'


def _feedback_html(answer: Answer, place: int) -> str:
    name = f"feedback-{place}"
    known = [citation.paragraph for citation in answer.citations]
    known += [passage.paragraph for passage in answer.passages]
    options = "".join(
        f'<option value="{escape(paragraph.id)}">{escape(short_name(paragraph))}</option>'
        for paragraph in {paragraph.id: paragraph for paragraph in known}.values()
    )
    return (
        '<details class="feedback"><summary>Was this helpful?</summary>'
        f'<form data-action="feedback" data-value="{place}">'
        "<fieldset><legend>This answer was</legend>"
        f'<label><input type="radio" name="helpful" value="yes" required> helpful</label>'
        f'<label><input type="radio" name="helpful" value="no"> not helpful</label></fieldset>'
        f'<label for="{name}-reason">Why (do not name a child or family)</label>'
        f'<textarea id="{name}-reason" name="reason" rows="2" maxlength="1000"></textarea>'
        f'<label for="{name}-right">The right paragraph is</label>'
        f'<input id="{name}-right" name="right" list="{name}-list" placeholder="2002/5.45" '
        f'maxlength="40"><datalist id="{name}-list">{options}</datalist>'
        "<button>Send</button></form></details>"
    )


def _suggestions_html(answer: Answer, corpus: Corpus) -> str:
    """Questions to ask next; after a refusal, the places in the reports that come nearest."""
    if not answer.suggestions or answer.outcome is Outcome.URGENT:
        return ""
    places = {corpus.cite(passage.paragraph): passage.paragraph for passage in answer.passages}
    rows = "".join(f"<li>{_suggestion(one, places)}</li>" for one in answer.suggestions)
    title = "You could ask next"
    if answer.outcome is not Outcome.ANSWERED:
        near = any(one.endswith(tuple(places)) for one in answer.suggestions)
        title = "Nearest in the reports" if near else "Questions to start from"
    return f'<div class="suggestions"><h4>{title}</h4><ul class="examples">{rows}</ul></div>'


def _suggestion(text: str, places: Mapping[str, Paragraph]) -> str:
    """A suggestion as a link to the paragraph that it names at its end, else as a question."""
    for label, paragraph in places.items():
        if text.endswith(label):
            return (
                f'<a class="button" href="{escape(permalink(paragraph.id))}" '
                f'data-source="{escape(paragraph.id)}">{escape(text)}'
                f'<span class="opening">{escape(opening_words(paragraph))}</span></a>'
            )
    return _ask_button(text)
