"""What is caught before any search: risk to someone now, and attempts to turn the assistant."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.cues import Risk, read_cues
from assistant.domain import Outcome, Statement
from assistant.errors import SettingsError
from assistant.settings import ROOT

URGENT_TEXT = ROOT / "data" / "urgent.toml"


@dataclass(frozen=True, slots=True)
class Guarded:
    """A question that is answered with fixed text; nothing is searched and nothing is cited."""

    outcome: Outcome  # URGENT or DECLINED
    statements: tuple[Statement, ...]
    notices: tuple[str, ...] = ()
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FixedText:
    """The reviewed wording of `data/urgent.toml`."""

    statements: tuple[tuple[frozenset[str], str], ...]  # (for whom, text), in the order shown
    not_procedure: str
    local: str
    reviewed: str
    declined: str
    next_step: str

    def urgent(self, risk: Risk, local_numbers: str) -> Guarded:
        """The urgent answer: the general lines and those for this voice and kind of harm."""
        wanted = {"all", risk.voice, *risk.harms}
        said = tuple(Statement(text) for whom, text in self.statements if whom & wanted)
        local = (self.local.format(numbers=local_numbers),) if local_numbers else ()
        return Guarded(
            Outcome.URGENT, said, (*local, self.not_procedure, self.reviewed), risk.reasons
        )

    def refusal(self, reason: str) -> Guarded:
        """The answer to an attempt to turn the assistant."""
        return Guarded(Outcome.DECLINED, (Statement(self.declined),), (self.next_step,), (reason,))


@functools.cache
def read_fixed_text(path: Path = URGENT_TEXT) -> FixedText:
    """The reviewed wording; SettingsError where the file is missing or incomplete."""
    try:
        data: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        notices, declined = data["notices"], data["declined"]
        return FixedText(
            tuple((frozenset(entry["for"]), entry["text"]) for entry in data["statement"]),
            notices["not_procedure"],
            notices["local"],
            notices["reviewed"].format(date=data["reviewed"]),
            declined["statement"],
            declined["next_step"],
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingsError(f"Cannot read the urgent wording in {path}: {error!r}.") from error


def guard(question: str, history: Sequence[str] = (), *, local_numbers: str = "") -> Guarded | None:
    """The fixed answer where one is due, else None: the question may be searched.

    `history` holds the earlier questions of the conversation, oldest first: a short message
    that goes on from a disclosure is judged together with it.
    """
    cues = read_cues()
    risk = cues.risk(question, history)
    if risk is not None:
        return read_fixed_text().urgent(risk, local_numbers)
    reason = cues.manipulation(question)
    return read_fixed_text().refusal(reason) if reason else None
