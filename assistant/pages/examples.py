"""Questions to start from; only those that the assistant answers are shown."""

from __future__ import annotations

from assistant.domain import Outcome
from assistant.pages.asking import Asks

CANDIDATES = (
    "How long should a serious case review take?",
    "Which looked after children did inspectors find were not well served in 2008?",
    "What did inspectors recommend about checking staff who work with children?",
    "What should happen when a child on the register moves to another area?",
    "How well did schools know their child protection responsibilities?",
    "What is an Area Child Protection Committee?",
    "What did the 2008 report recommend for children in secure settings?",
)
SHOWN = 5


def verified_examples(assistant: Asks) -> tuple[str, ...]:
    """The first of the candidates that are answered with at least one quotation."""
    chosen: list[str] = []
    for question in CANDIDATES:
        answer = assistant.ask(question)
        if answer.outcome is Outcome.ANSWERED and answer.citations:
            chosen.append(question)
        if len(chosen) == SHOWN:
            break
    return tuple(chosen)
