"""A report that was removed from the library: what is its own, and what stands in its place."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.domain import Answer, Statement


@dataclass(frozen=True)
class Removed:
    """A removed report, by what stored answers, quizzes and runs know it by."""

    id: str
    titles: tuple[str, ...]
    date: str  # of the removal, "2 December 2026"

    @property
    def said(self) -> str:
        """What stands in place of its words."""
        return f"Removed from the library on {self.date}."

    def owns(self, paragraph_id: str) -> bool:
        """Whether this is a paragraph of it."""
        return paragraph_id.partition("/")[0] == self.id

    def mentioned(self, text: str) -> bool:
        """Whether a text names the report or one of its paragraphs."""
        return self._pattern.search(text) is not None

    def scrub(self, text: str) -> str:
        """The text without the report's names."""
        return self._pattern.sub("a removed report", text)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """Its titles of several words, and its id before a paragraph's number.

        An id that is no plain word ("review-2", not "review") counts wherever it stands.
        """
        titles = [re.escape(title) for title in self.titles if len(title.split()) > 1]
        bare = "" if re.search(r"[-_.\d]", self.id) else r"(?=/\w)"
        own = rf"(?<![\w./-]){re.escape(self.id)}(?![\w-]|\.\w){bare}"
        return re.compile("|".join([own, *titles]))


def without_report(answer: Answer, removed: Removed) -> Answer:
    """The answer without the words of a removed report; itself where it holds none.

    What other reports say stays with its citations; so does the question, which is the user's.
    """
    theirs = {c.marker for c in answer.citations if removed.owns(c.paragraph.id)}
    kept = tuple(c for c in answer.citations if c.marker not in theirs)
    passages = tuple(p for p in answer.passages if not removed.owns(p.paragraph.id))
    whole = len(passages) == len(answer.passages)  # else a model may have used what is gone
    statements = tuple(
        said
        for said in answer.statements
        if not (theirs & set(said.markers) or (theirs and not said.markers))
        and not removed.mentioned(said.text)
    )
    also = tuple(found for found in answer.also_found if not removed.owns(found))
    if len(statements) < len(answer.statements):
        statements = (*statements, Statement(removed.said))
    made = replace(
        answer,
        question=removed.scrub(answer.question),
        history=tuple(map(removed.scrub, answer.history)),
        searched_for=removed.scrub(answer.question if theirs else answer.searched_for),
        statements=statements,
        citations=kept,
        passages=passages,
        worded=answer.worded if whole else None,
        mode=answer.mode if whole else "extractive",
        also_found=also,
        lead="" if theirs or removed.mentioned(answer.lead) else answer.lead,
        error=None if answer.error is None else removed.scrub(answer.error),
        notices=_unmentioned(answer.notices, removed),
        suggestions=_unmentioned(answer.suggestions, removed),
        why=_unmentioned(answer.why, removed),
    )
    return answer if made == answer else made


def _unmentioned(texts: tuple[str, ...], removed: Removed) -> tuple[str, ...]:
    """Those of the texts that do not name a removed report."""
    return tuple(text for text in texts if not removed.mentioned(text))
