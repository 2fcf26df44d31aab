"""What a statement of a language model must pass, beyond the gate that all statements pass."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.citations import Problem, bodies, check, locate, numbers
from assistant.domain import Paragraph, Statement
from assistant.figures import misbound
from assistant.prompting import gives_orders
from assistant.sentences import pieces
from assistant.worded import talks_about_the_task

SHARED_WORDS = 1 / 3  # of a statement's words must stand in the paragraphs it cites
_QUOTED = re.compile(r"“([^”]+)”|\"([^\"]+)\"|‘(.+?)’(?!\w)|(?<!\w)'(.+?)'(?!\w)")
_LOOSE_QUOTE = re.compile(r"[“”\"‘]|(?<!\w)'(?=\w)")
_MARKUP = re.compile(r"https?:|www\.|<[a-z/!]|\]\(|`|\S@\S|[\[\]{}|]", re.IGNORECASE)
_PERCENT = re.compile(r"([\d.,]*\d|[a-z]+(?:-[a-z]+)?)\s*(?:%|per ?cent\b)", re.IGNORECASE)
_YEAR_OF_REPORT = re.compile(r"\((?:([A-Z][a-z]+) )?(\d{4})\)")
_BODIES = frozenset({"Ofsted", "Cafcass", "Connexions", "Parliament", "Barnardo", "Childline"})
_COMMON_WORDS = """
    that this these those there their they them with from have been were will would should could
    which what when where while also into than then more most some such only other about because
    report reports inspectors inspection found said says state states stated according"""
_COMMON = frozenset(_COMMON_WORDS.split())


def problem(
    said: Statement, sources: Mapping[int, Paragraph], labels: Sequence[str]
) -> Problem | None:
    """The first reason why this statement may not be shown, None where there is none.

    `labels` are the citation labels of the sources: a statement may name the report and its
    date though no paragraph does.
    """
    if "[" in said.text:  # markers of another form: none of them names a passage
        return Problem("unknown marker", said.text[said.text.index("[") :])
    unnamed = _without_report_names(said.text, labels)
    found = check(Statement(unnamed, said.markers), sources)
    if found is not None:
        return found
    cited = [sources[marker] for marker in said.markers]
    held = " ".join(paragraph.text for paragraph in cited)
    found = _of_form(said.text, cited, held)
    if found is not None:
        return found
    for figure in _PERCENT.findall(said.text):
        if not numbers(figure) <= _percentages(held):
            return Problem("number", f"{figure} per cent")
    opening = re.match(r"[A-Z][a-z]+", said.text)
    if (
        opening
        and opening.group().lower() not in held.lower()
        and opening.group() in _names(sources)
    ):
        return Problem("body", opening.group())
    own = _stems(unnamed)
    around = " ".join(
        (held, *(p.addressee for p in cited), *(h for p in cited for h in p.headings))
    )
    if not own or len(own & _stems(around)) < SHARED_WORDS * len(own):
        return Problem("support", said.text)
    elsewhere = misbound(unnamed, [paragraph.text for paragraph in cited])
    if elsewhere:
        return Problem("number", f"{elsewhere} stands for something else")
    return None


def _of_form(text: str, cited: Sequence[Paragraph], held: str) -> Problem | None:
    """What is wrong with a statement whatever it says: markup, talk of the task, its quotations."""
    if _MARKUP.search(text) or gives_orders(text):
        return Problem("markup", text)
    aside = talks_about_the_task(text, held)
    if aside:
        return Problem("task", aside)
    return Problem("quote", text) if with_exact_quotes(text, cited) is None else None


def with_exact_quotes(text: str, cited: Sequence[Paragraph]) -> str | None:
    """The text, its quotations in the paragraph's own words; None where one is not there."""
    parts: list[str] = []
    at = 0
    for match in _QUOTED.finditer(text):
        quote = next(group for group in match.groups() if group is not None)
        words = _verbatim(quote, cited)
        if words is None:
            return None
        parts += [text[at : match.start()], match.group()[0], words, match.group()[-1]]
        at = match.end()
    if any(_LOOSE_QUOTE.search(part) for part in (*parts[::4], text[at:])):
        return None  # a quotation without its other end could not be checked
    return "".join((*parts, text[at:]))


def support(text: str, paragraph: Paragraph) -> tuple[int, int]:
    """Offsets of the sentence or bullet of the paragraph that shares most with the text."""
    own, figures = _stems(text), numbers(text)

    def shared(start: int, end: int) -> tuple[int, int]:
        words = paragraph.text[start:end]
        return len(figures & numbers(words)), len(own & _stems(words))

    spans = [(piece.start, piece.end) for piece in pieces(paragraph)]
    return max(spans or [(0, len(paragraph.text))], key=lambda span: (shared(*span), -span[0]))


def _verbatim(quote: str, cited: Sequence[Paragraph]) -> str | None:
    """The quote as a paragraph has it, on one line; None where none does."""
    for paragraph in cited:
        found = locate(paragraph, quote)
        if found:
            words = paragraph.text[found[0] : found[1]]
            return words if "\n" not in words else None
    return None


def _names(sources: Mapping[int, Paragraph]) -> frozenset[str]:
    """Names that may open a sentence, where a capital letter alone does not tell a name."""
    return _BODIES.union(*(bodies(paragraph.text) for paragraph in sources.values()))


def _percentages(text: str) -> frozenset[str]:
    """The figures that stand before "per cent" or "%"."""
    return frozenset(n for figure in _PERCENT.findall(text) for n in numbers(figure))


def _without_report_names(text: str, labels: Sequence[str]) -> str:
    """The text without "the 2002 report", "In October 2002, the inspectors" and the like."""
    for month, year in {found.groups() for found in map(_YEAR_OF_REPORT.search, labels) if found}:
        when = rf"(?:{month} )?{year}" if month else year
        who = r"(?:third |joint |chief |inspectors['’] )*(?:report|inspect(?:ors?|ion)|summary)"
        text = re.sub(
            rf"\b(?:the )?{when}[,]? (?:the )?{who}\b|\b{who} (?:of|in|from) {when}\b",
            "the report",
            text,
            flags=re.IGNORECASE,
        )
    return text


def _stems(text: str) -> frozenset[str]:
    """The longer words of a text, shortened to six letters so that endings do not matter."""
    words = re.findall(r"[a-z]{4,}|\d+", text.lower())
    return frozenset(word[:6] for word in words if word not in _COMMON)
