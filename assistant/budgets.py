"""The tuned budgets of answers: how they are stored and read."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from assistant.errors import ModelUnavailable
from assistant.selecting import Budget

BUDGET_FILE = "answer-budget.json"


@dataclass(frozen=True)
class Budgets:
    """How much an answer may hold, and one side of a comparison."""

    answer: Budget = field(default_factory=Budget)
    side: Budget = field(default_factory=lambda: Budget(words=45, pieces=3, paragraphs=1))


def read_budgets(path: Path) -> Budgets:
    """The tuned budgets; ModelUnavailable where the file is missing or malformed."""
    try:
        held = json.loads(path.read_text("utf-8"))
        return Budgets(Budget(**held["answer"]), Budget(**held["side"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelUnavailable(
            f"Cannot read the answer budgets {path}. Run: python -m ingest.train_sentences"
        ) from error


def budgets_to_json(budgets: Budgets) -> str:
    """The reverse of `read_budgets`."""
    return json.dumps({"answer": asdict(budgets.answer), "side": asdict(budgets.side)}, indent=1)
