"""The main findings of a whole report: its own summary, never its front matter or criteria."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.corpus import Corpus
from assistant.domain import Kind, Paragraph
from assistant.extracting import Extract
from assistant.keyword import words_of
from assistant.listing import Quote, listed, quote_pieces
from assistant.main_points import asks_for_main_points
from assistant.naming import left_over, plain
from assistant.portraits import scopes
from assistant.sentences import pieces
from assistant.wording import Asks, Reading

WHOLE = 8  # paragraphs of a summary that is quoted whole; of a longer one each first sentence
MOST = 30  # statements
_SUMMARY = re.compile(r"^(?:executive )?summary(?: of findings)?$|^key findings$|^main findings$")
_POINTS_BACK = re.compile(r"\b(?:this|these|those|such)\b|^(?:however|but|also)\b", re.IGNORECASE)
_WORDS = words_of(
    """main key principal chief major top central important overall headline headlines biggest most
    finding findings find found message messages point points conclusion conclusions conclude
    concluded lesson lessons takeaway takeaways concern concerns theme themes result results
    executive summary summaries summarise summarize summarised outline general broadly learn
    emerged come came issue issues raise raised whole nutshell short brief briefly quick quickly"""
)


def by_summary(
    asked: str, reading: Reading, corpus: Corpus, held: Sequence[Paragraph]
) -> Extract | None:
    """The summary of each report held, where its main findings and nothing more are asked for."""
    text = plain(asked)
    if reading.kind in (Asks.WHY, Asks.WHO) or "recommend" in text or "chapter" in text:
        return None
    if not asks_for_main_points(asked) or left_over(f"{text} {plain(reading.context)}", *_WORDS):
        return None
    quotes: list[Quote] = []
    for report in dict.fromkeys(p.report_id for p in held):
        own = [p for p in held if p.report_id == report and _sums_up(p)]
        long = len(own) > WHOLE
        quotes += [_first(p) if long else quote_pieces(p, 0, 10**6) for p in own]
    whole = [quote for quote in quotes if not _POINTS_BACK.search(_opening(quote.paragraph))]
    return listed(whole, corpus, shown=MOST) if whole else None


def _sums_up(paragraph: Paragraph) -> bool:
    """Whether it stands in the summary, and says more than what the report is."""
    about = {scope.paragraph for scope in scopes() if scope.last > 0}
    headed = any(_SUMMARY.match(plain(heading)) for heading in paragraph.headings)
    return headed and paragraph.kind is Kind.FINDING and paragraph.id not in about


def _opening(paragraph: Paragraph) -> str:
    """The words of its first sentence."""
    return pieces(paragraph)[0].text


def _first(paragraph: Paragraph) -> Quote:
    """Its first sentence."""
    return quote_pieces(paragraph, 0, 0)
