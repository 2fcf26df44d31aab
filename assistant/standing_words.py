"""Whether words that a file has of a report stand there, as whole sentences or bullets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.appendices import titled
from assistant.citations import spoken
from assistant.compare import opening
from assistant.corpus import Corpus
from assistant.domain import Citation, Paragraph
from assistant.framing import frame
from assistant.listing import quote_recommendation
from assistant.recommending import NAMED
from assistant.sentences import pieces
from assistant.standards import INTRODUCED, is_standard

_OMITTED = re.compile(r"\s*…\s*")
_QUOTED = re.compile(r"“(?P<quote>.+)” \((?P<label>.+)\)", re.DOTALL)


def whole_quote(quote: str, paragraph: Paragraph) -> tuple[int, int] | None:
    """Where a quote stands word for word in a paragraph as whole sentences or bullets, else None.

    A part of a sentence is no quote: "staff should wait" may follow "Nobody said that".
    """
    own = pieces(paragraph)
    starts, ends = {piece.start for piece in own}, {piece.end for piece in own}
    at = paragraph.text.find(quote) if quote.strip() else -1
    while at >= 0:
        if at in starts and at + len(quote) in ends:
            return at, at + len(quote)
        at = paragraph.text.find(quote, at + 1)
    return None


def says(text: str, citations: Sequence[Citation], corpus: Corpus) -> bool:
    """Whether a statement holds whole sentences of what it cites, and our own framing, alone."""
    paragraphs = list(dict.fromkeys(citation.paragraph for citation in citations))
    if not paragraphs:
        return False
    body = _unframed(text, paragraphs, citations, corpus)
    parts = [_plain(part) for line in body.split("\n") for part in _OMITTED.split(line)]
    parts = [part for part in parts if part]
    held = [words for paragraph in paragraphs for words in _wordings(paragraph, citations)]
    return bool(parts) and all(any(_stands(part, words) for words in held) for part in parts)


def said_beside(text: str, corpus: Corpus) -> bool:
    """Whether a line of a refusal is a whole quotation with the label of where it stands."""
    found = _QUOTED.fullmatch(text)
    if found is None:
        return False
    return any(
        whole_quote(found["quote"], paragraph) is not None
        for paragraph in corpus.paragraphs
        if corpus.cite(paragraph) == found["label"]
    )


def _unframed(
    text: str, paragraphs: Sequence[Paragraph], citations: Sequence[Citation], corpus: Corpus
) -> str:
    """The statement without what our own code sets before and after a quotation."""
    before: set[str] = set()
    for paragraph in paragraphs:
        words = "\n".join(each.quote for each in citations if each.paragraph == paragraph)
        listed = quote_recommendation(paragraph)
        frames = {"", frame(paragraph, words), listed.before}
        if is_standard(paragraph):
            frames |= {INTRODUCED, titled(paragraph)}
        starts = ("", opening(paragraph, corpus), NAMED)
        before |= {start + one for start in starts for one in frames}
        text = text.removesuffix(listed.after) if listed.after else text
    fitting = max((one for one in before if text.startswith(one)), key=len)
    return text.removeprefix(fitting)


def _wordings(paragraph: Paragraph, citations: Sequence[Citation]) -> Iterator[list[str]]:
    """The paragraph's sentences and bullets as they stand, and as an answer speaks them."""
    own = pieces(paragraph)
    label = citations[0].label
    yield [_plain(paragraph.text[piece.start : piece.end]) for piece in own]
    yield [_plain(spoken(Citation(0, paragraph, label, one.start, one.end))) for one in own]


def _stands(part: str, sentences: Sequence[str]) -> bool:
    """Whether the words are one of the sentences or several that follow each other."""
    for first in range(len(sentences)):
        run = ""
        for sentence in sentences[first:]:
            run = f"{run} {sentence}".strip()
            if run == part:
                return True
            if len(run) >= len(part):
                break
    return False


def _plain(text: str) -> str:
    """Words with single spaces, without the mark of a bullet."""
    return " ".join(text.split()).removeprefix("• ").removeprefix("– ")
