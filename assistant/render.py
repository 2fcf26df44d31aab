"""Paragraphs, sources and answers as HTML: every character of a text is escaped here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from assistant.corpus import Corpus
from assistant.courtesy import courtesy
from assistant.domain import Answer, Citation, Outcome, Paragraph, Statement

Span = tuple[int, int]
CALL = re.compile(  # numbers that are called, as they are written
    r"(?<![\w.&#])(?:999|101|111|116 123|0\d{2,4} \d{3,4}(?: \d{3,4})?)(?!\w|[.,]\d)"
)
BULLETS = {"• ": "first", "– ": "second"}
OUTCOME_TITLES = {
    Outcome.NOT_COVERED: "The reports do not cover this",
    Outcome.OFF_TOPIC: "This is outside what the reports are about",
    Outcome.URGENT: "If a child is in danger now",
    Outcome.DECLINED: "This assistant cannot help with that",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A paragraph to show and the spans of it that were relied on."""

    paragraph: Paragraph
    spans: tuple[Span, ...] = ()


def short_name(paragraph: Paragraph) -> str:
    """How a chip names a paragraph: "2002 ¶5.45", "2008 Recommendation 14"."""
    if paragraph.label.startswith("paragraph "):
        return f"{paragraph.report_id} ¶{paragraph.label.removeprefix('paragraph ')}"
    return f"{paragraph.report_id} {paragraph.label[:1].upper()}{paragraph.label[1:]}"


def span_text(spans: Iterable[Span]) -> str:
    """Spans as a link carries them: "0-12,40-58"."""
    return ",".join(f"{start}-{end}" for start, end in spans)


def read_spans(text: str, length: int) -> tuple[Span, ...]:
    """The reverse of `span_text`; whatever is malformed or outside the text is left out."""
    found: list[Span] = []
    for part in text.split(","):
        start, dash, end = part.partition("-")
        if dash and start.isdecimal() and end.isdecimal():
            span = (int(start), min(int(end), length))
            if span[0] < span[1]:
                found.append(span)
    return tuple(found)


def permalink(paragraph_id: str, spans: Sequence[Span] = ()) -> str:
    """The address of a paragraph in the reader, highlighted where spans are given."""
    return f"/?p={paragraph_id}" + (f"&q={span_text(spans)}" if spans else "")


def marked(text: str, spans: Sequence[Span], offset: int = 0) -> str:
    """The text escaped, <mark> around what the spans cover; offset is its place in the whole."""
    edges = [False] * (len(text) + 1)
    for start, end in spans:
        for place in range(max(start - offset, 0), min(end - offset, len(text))):
            edges[place] = True
    pieces: list[str] = []
    for inside, group in groupby(range(len(text)), key=lambda place: edges[place]):
        places = list(group)
        words = escape(text[places[0] : places[-1] + 1])
        pieces.append(f"<mark>{words}</mark>" if inside else words)
    return "".join(pieces)


def text_html(text: str, spans: Sequence[Span] = ()) -> str:
    """A paragraph's text as HTML: bullets as a list, the spans highlighted."""
    pieces: list[str] = []
    offset = 0
    in_list = False
    for line in text.split("\n"):
        level = BULLETS.get(line[:2])
        if bool(level) != in_list:
            pieces.append("<ul>" if level else "</ul>")
            in_list = bool(level)
        if level:
            pieces.append(f'<li class="{level}">{marked(line[2:], spans, offset + 2)}</li>')
        else:
            pieces.append(f"<p>{marked(line, spans, offset)}</p>")
        offset += len(line) + 1
    return "".join(pieces) + ("</ul>" if in_list else "")


def chip_html(citations: Sequence[Citation]) -> str:
    """The chip of one cited paragraph: a link that shows the quoted words on hover and focus."""
    paragraph = citations[0].paragraph
    spans = [(citation.start, citation.end) for citation in citations]
    quote = " … ".join(citation.quote for citation in citations)
    return (
        f'<a class="chip" href="{escape(permalink(paragraph.id, spans))}" '
        f'data-source="{escape(paragraph.id)}" data-marks="{span_text(spans)}" '
        f'aria-label="{escape(short_name(paragraph))}, {escape(citations[0].label)}">'
        f'{escape(short_name(paragraph))}<span class="chip-quote" aria-hidden="true">'
        f"<strong>{escape(citations[0].label)}</strong>{escape(quote)}</span></a>"
    )


def paragraph_chip(corpus: Corpus, paragraph_id: str) -> str:
    """A chip for a paragraph that was found but not quoted; nothing where it no longer exists."""
    if paragraph_id not in corpus:
        return ""
    paragraph = corpus.paragraph(paragraph_id)
    whole = Citation(0, paragraph, corpus.cite(paragraph), 0, len(paragraph.text))
    return chip_html([whole]).replace('class="chip"', 'class="chip plain"', 1)


def statement_html(statement: Statement, citations: Sequence[Citation]) -> str:
    """One statement followed by a chip for each paragraph it rests on."""
    resting = [citation for citation in citations if citation.marker in statement.markers]
    resting.sort(key=lambda citation: statement.markers.index(citation.marker))
    chips: dict[str, list[Citation]] = {}
    for citation in resting:
        chips.setdefault(citation.paragraph.id, []).append(citation)
    tail = "".join(f" {chip_html(group)}" for group in chips.values())
    said = text_html(statement.text)
    if statement.unfound:
        return (
            f'<div class="statement unfound">{said}'
            f'<span class="unfound-mark">{escape(statement.mark.strip())}</span></div>'
        )
    return f'<div class="statement">{said}<span class="chips">{tail}</span></div>'


def worded_html(answer: Answer) -> str:
    """What a language model made of the answer, under a heading that says so; "" for none."""
    if answer.worded is None:
        return ""
    said = "".join(statement_html(each, answer.citations) for each in answer.worded.statements)
    heading = escape(answer.worded.heading)
    return f'<section class="worded" aria-label="{heading}"><h4>{heading}</h4>{said}</section>'


def callable_html(html: str) -> str:
    """The HTML of our own words with each telephone number as a link that calls it."""
    return CALL.sub(
        lambda found: f'<a class="tel" href="tel:{found[0].replace(" ", "")}">{found[0]}</a>', html
    )


def sources_html(answer: Answer) -> str:
    """The numbered list of what was cited: label and verbatim words."""
    if not answer.citations:
        return ""
    rows = "".join(
        f'<li value="{citation.marker}">{chip_html([citation])} '
        f"<span>{escape(citation.label)}</span>"
        f"<blockquote>{text_html(citation.quote)}</blockquote></li>"
        for citation in answer.citations
    )
    count = len(answer.citations)
    name = "1 quotation" if count == 1 else f"{count} quotations"
    return (
        f'<details class="sources"><summary>{name} with sources</summary><ol>{rows}</ol></details>'
    )


def notice_html(notice: str, further: Sequence[Paragraph], corpus: Corpus) -> str:
    """A notice in which the further paragraphs that it names by label are chips to read them."""
    waiting: dict[str, list[Paragraph]] = {}
    for one in further:
        for name in (corpus.cite(one), one.label):
            waiting.setdefault(name, []).append(one)
    pieces: list[str] = []
    at = 0
    for match in re.finditer(_any_of(waiting), notice) if waiting else ():
        fitting = waiting[match.group()]
        pieces.append(escape(notice[at : match.start()]))
        pieces.append(paragraph_chip(corpus, fitting[0].id))
        waiting[match.group()] = fitting[1:] or fitting
        at = match.end()
    return f'<p class="notice">{"".join(pieces)}{escape(notice[at:])}</p>'


def _names(notice: str, paragraph: Paragraph, corpus: Corpus) -> bool:
    """Whether a notice names this paragraph, and so says itself why it is offered."""
    return bool(re.search(_any_of((corpus.cite(paragraph), paragraph.label)), notice))


def _any_of(names: Iterable[str]) -> str:
    """A pattern for these labels, the longest first; "paragraph 2.1" is not in "paragraph 2.13"."""
    longest = sorted(names, key=len, reverse=True)
    return rf"(?<![\w.])(?:{'|'.join(map(re.escape, longest))})(?!\w|\.\d)"


def body_html(answer: Answer, corpus: Corpus) -> str:
    """What an answer says: title of a refusal, lead, statements, notices, also found, sources."""
    title = "" if courtesy(answer.question) else OUTCOME_TITLES.get(answer.outcome)
    pieces = [f"<h4>{escape(title)}</h4>"] if title else []
    if answer.lead:
        pieces.append(f'<p class="lead">{escape(answer.lead)}</p>')
    urgent = answer.outcome is Outcome.URGENT
    for each in answer.statements:
        said = statement_html(each, answer.citations)
        pieces.append(callable_html(said) if urgent and not each.unfound else said)
    further = [corpus.paragraph(each) for each in answer.also_found if each in corpus]
    named = {one.id for one in further if any(_names(n, one, corpus) for n in answer.notices)}
    same = "".join(f" {paragraph_chip(corpus, one.id)}" for one in further if one.id not in named)
    if same:
        pieces.append(f'<p class="also">The same is said in{same}</p>')
    pieces.append(worded_html(answer))
    for notice in answer.notices:
        shown = notice_html(notice, further, corpus)
        pieces.append(callable_html(shown) if urgent or "call 999" in notice else shown)
    if answer.error:
        pieces.append(f'<p class="notice fault">{escape(answer.error)}</p>')
    pieces.append(sources_html(answer))
    return "".join(pieces)
