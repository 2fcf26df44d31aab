"""An answer written by a language model: each statement is shown only after it passed the gate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.citations import Problem, cut
from assistant.domain import Answer, Citation, Paragraph, Passage, Statement
from assistant.errors import ModelUnavailable
from assistant.gate import problem, support, with_exact_quotes
from assistant.llm import LanguageModel
from assistant.personal import redact
from assistant.prompting import build_prompt
from assistant.replies import statements
from assistant.worded import MODE, beside

_INSTEAD = "Shown instead are the reports' own sentences, chosen without a language model."
_NOTHING_SENT = "No passage could be given to the language model."
_NOTHING_PASSED = "The language model gave no statement that the passages support."


class Extracted(Protocol):
    """The answer without a language model, which stands in where that fails."""

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Its statements."""
        ...

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations that their markers name."""
        ...


@dataclass(frozen=True, slots=True)
class Draft:
    """The answer as far as it is written; the last one that `write` yields is complete."""

    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]  # those of the extractive answer first
    mode: str  # "llm:MODEL", or "extractive" where the extractive answer stands in
    notices: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    dropped: tuple[tuple[str, Problem], ...] = ()


def with_draft(answer: Answer, draft: Draft) -> Answer:
    """The extractive answer with what the model made of it below, or with why it made nothing."""
    told = replace(answer, why=(*answer.why, *draft.why))
    if not draft.mode.startswith(MODE):
        return replace(told, notices=(*told.notices, *draft.notices))
    return beside(told, draft.mode.removeprefix(MODE), draft.statements, draft.citations)


@dataclass(frozen=True)
class Writer:
    """Writes answers with one language model."""

    model: LanguageModel
    name: str  # "ollama:qwen2.5:7b", as it is set
    host: str  # where the question and the passages are sent
    context: int  # tokens of the model's window
    label: Callable[[Paragraph], str]  # how a paragraph is cited

    def write(
        self, question: str, passages: Sequence[Passage], fallback: Extracted
    ) -> Iterator[Draft]:
        """The growing answer, one draft for each statement that passed the gate.

        Where the model is late, dead, malformed or has nothing that passes, the last draft is
        the extractive answer with a notice that says so.
        """
        # personal data stays on this side of the model, wherever that runs
        prompt = build_prompt(redact(question), passages, self.context, self.label)
        sent = f"Question and passages were sent to {self.name} at {self.host}."
        draft = Draft((), fallback.citations, f"{MODE}{self.name}", why=(sent, *prompt.account))
        if not prompt.sources:
            yield _instead(replace(draft, why=prompt.account), fallback, _NOTHING_SENT)
            return
        try:
            for statement in statements(self.model.stream(prompt.messages)):
                before = draft.statements
                draft = self._judge(statement, prompt.sources, draft)
                if draft.statements != before:
                    yield replace(draft, why=draft.why + _account(draft))
        except ModelUnavailable as error:
            yield _instead(draft, fallback, f"{error} {_INSTEAD}")
            return
        if not draft.statements:
            yield _instead(draft, fallback, f"{_NOTHING_PASSED} {_INSTEAD}")
            return
        yield replace(draft, why=draft.why + _account(draft))

    def _judge(self, said: Statement, sources: dict[int, Paragraph], draft: Draft) -> Draft:
        """The draft with this statement cited, or with one more that was dropped."""
        labels = [self.label(paragraph) for paragraph in sources.values()]
        wrong = problem(said, sources, labels)
        cited = [] if wrong else [sources[marker] for marker in said.markers]
        text = None if wrong else with_exact_quotes(said.text, cited)
        if wrong or text is None:
            fault = wrong or Problem("quote", said.text)
            return replace(draft, dropped=(*draft.dropped, (said.text, fault)))
        if any(text == earlier.text for earlier in draft.statements):
            return draft
        citations = draft.citations
        markers: list[int] = []
        for paragraph in cited:
            citation, citations = self._cite(text, paragraph, citations)
            markers.append(citation.marker)
        shown = Statement(text, tuple(dict.fromkeys(markers)))
        return replace(draft, statements=(*draft.statements, shown), citations=citations)

    def _cite(
        self, text: str, paragraph: Paragraph, citations: tuple[Citation, ...]
    ) -> tuple[Citation, tuple[Citation, ...]]:
        """The citation of the words that support the text, and all citations with it."""
        start, end = support(text, paragraph)
        for known in citations:
            if (known.paragraph.id, known.start, known.end) == (paragraph.id, start, end):
                return known, citations
        label = self.label(paragraph)
        added = cut(paragraph, start, end, marker=len(citations) + 1, label=label)
        return added, (*citations, added)


def _account(draft: Draft) -> tuple[str, ...]:
    """What "why this answer" says of the statements that were dropped."""
    if not draft.dropped:
        return ("Every statement of the language model passed the checks.",)
    kinds = Counter(fault.kind for _, fault in draft.dropped)
    counted = ", ".join(f"{count} for {kind}" for kind, count in sorted(kinds.items()))
    said = f"{len(draft.dropped)} statements of the language model were dropped: {counted}."
    return (said, *(f"Dropped ({fault.kind}): {text}" for text, fault in draft.dropped))


def _instead(draft: Draft, fallback: Extracted, notice: str) -> Draft:
    """The extractive answer with the notice, and the account of what the model did."""
    return Draft(
        fallback.statements,
        fallback.citations,
        "extractive",
        (notice,),
        (*draft.why, *(_account(draft) if draft.dropped else ())),
        draft.dropped,
    )
