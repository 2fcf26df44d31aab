"""Signs in a message: is someone at risk now, is it an attempt to turn the assistant."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Risk:
    """Why a message is taken as urgent, and which of the fixed lines fit it."""

    voice: str  # "child" or "adult"
    harms: frozenset[str]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Cues:
    """The tables by which a message is judged."""

    def risk(self, question: str, history: Sequence[str] = ()) -> Risk | None:
        """The risk spoken of as present, or None."""
        text = question.lower()
        if re.search(r"\b(right now|what do i do|hits? me|hurting me)\b", text) and re.search(
            r"\b(bruis\w+|hits? me|hurting me|overdose|scream\w*)\b", text
        ):
            return Risk("adult", frozenset(), ("It speaks of someone at risk now.",))
        return None

    def manipulation(self, question: str) -> str:
        """Why the message is taken as an attempt to turn the assistant, or ""."""
        if re.search(
            r"\bignore (everything|all|your|the|previous)\b|system prompt", question.lower()
        ):
            return "It asks the assistant to set its rules aside."
        return ""


@functools.cache
def read_cues() -> Cues:
    """The cue tables."""
    return Cues()
