"""What is caught before any search: risk to someone now, and attempts to turn the assistant."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.cues import Cues, Signs, plain, read_cues
from assistant.domain import Outcome, Statement
from assistant.errors import SettingsError
from assistant.settings import ROOT
from assistant.telling import disclosed, helpline
from assistant.triage import WORDS_ONLY, Sense, Triage, read_triage

URGENT_TEXT = ROOT / "data" / "urgent.toml"
READ = 2000  # characters from either end of a message that are judged
SHORT = 12  # words; a shorter message may only go on from the one before
_AGENCY = (
    r"(?:councils?|local authorit\w+|authorities|social (?:services|workers?)|police|probation"
    r"|schools?|health (?:visitors?|services?)|hospitals?|gps?|courts?|boards?|committees?"
    r"|inspectors?|government|agenc(?:y|ies)|services|prisons?|acpcs?|lscbs?|yots?)"
)
_OF_AGENCIES = re.compile(
    r"(?:^|[.!?;…,] *)(?:and |but |so )?(?:why|how|what|which|when|where|does|do|did|is|are"
    r"|was|were|should|can|could|would|has|have|had) "
    r"(?:(?:might|would|could|should|did|does|do|had|has|have|will|is|are|was|were) )?"
    r"(?:the |a |an |our |any |most |many |other |all |their |local )*"
    rf"{_AGENCY}\b(?![^.!?]*\b(?:me|us)\b)[^.!?]*\?\s*$"
)
_ASKS_ON = re.compile(
    r"(?:(?:and|but|so|then|ok|well),? )*(?:the other|what|which|who|whom|whose|when|where|why|how"
    r"|did|does|do|was|were|is|are|would|could|should|can|has|have|had|will)\b"
)
CERTAIN = 0.7  # how sure the words alone must be where the tables know none of harm


@dataclass(frozen=True, slots=True)
class Guarded:
    """A question that is answered with fixed text; nothing is searched and nothing is cited."""

    outcome: Outcome  # URGENT or DECLINED
    statements: tuple[Statement, ...]
    notices: tuple[str, ...] = ()
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Risk:
    """Why a message is taken as urgent, and which of the fixed lines fit it."""

    voice: str  # "child" or "adult"
    harms: frozenset[str]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FixedText:
    """The reviewed wording of `data/urgent.toml`."""

    statements: tuple[tuple[frozenset[str], str], ...]  # (for whom, text), in the order shown
    not_procedure: str
    local: str
    reviewed: str
    not_read: str  # beside a message that is too long to be read
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
            notices["not_read"],
            declined["statement"],
            declined["next_step"],
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingsError(f"Cannot read the urgent wording in {path}: {error!r}.") from error


def guard(
    question: str,
    history: Sequence[str] = (),
    *,
    local_numbers: str = "",
    sense: Sense | None = None,
) -> Guarded | None:
    """The fixed answer where one is due, else None: the question may be searched.

    `history` holds the earlier questions of the conversation, oldest first: a short message
    that goes on from a disclosure is judged together with it. Without a `sense` the guard goes
    by words alone and misses more of what is worded in a new way.
    """
    question = _bounded(question)
    cues, triage = read_cues(), read_triage(sense.encoder if sense else WORDS_ONLY)
    turning = cues.turning(question)
    signs = cues.signs(question)
    asks_on = bool(history) and _asks_on(question, signs)
    risk = None if asks_on else find_risk(question, cues, triage, sense)
    if risk is not None and turning and not risk.harms:
        risk = None  # haste without harm: orders to the assistant sound like that
    if risk is None and history and _goes_on(signs):
        earlier = find_risk(_bounded(history[-1]), cues, triage, sense)
        if earlier is not None:
            reason = "It goes on from a message that speaks of someone at risk now."
            risk = Risk(earlier.voice, earlier.harms, (reason,))
    if risk is not None:
        return read_fixed_text().urgent(risk, local_numbers)
    if turning:
        return read_fixed_text().refusal(f"It asks for something else: “{turning}”.")
    return None


def find_risk(message: str, cues: Cues, triage: Triage, sense: Sense | None = None) -> Risk | None:
    """The risk that a message speaks of as present, None where it does not."""
    signs = cues.signs(message)
    harms = frozenset({*signs.harms, *(("home",) if cues.violence_at_home(message) else ())})
    voice = "child" if cues.child(message) else "adult"
    if words := disclosed(message, cues):
        return Risk(voice, harms, (f"It tells of harm: “{words}”.",))
    if words := helpline(message, cues):
        return Risk(voice, harms, (f"It asks whom to ring or tell: “{words}”.",))
    if not signs.harm_words and asks_about_agencies(message) and not cues.child(message):
        return None
    by_words_alone = not triage.vector and not signs.harm_words
    needed = CERTAIN if by_words_alone else triage.threshold
    if triage.probability(message, cues, sense) < needed:
        return None
    words = ", ".join(f"“{word}”" for word in (*signs.harm_words, *signs.now)[:4])
    reason = "It reads as a message about someone at risk now"
    return Risk(voice, harms, (f"{reason}: {words}." if words else f"{reason}.",))


def asks_about_agencies(message: str) -> bool:
    """Whether it ends by asking what agencies did, knew or should do, and for no help.

    >>> asks_about_agencies("My neighbour looks after a friend's boy. Does the council know?")
    True
    >>> asks_about_agencies("Why won't the police help me?")
    False
    """
    return _OF_AGENCIES.search(plain(message)) is not None


def _goes_on(signs: Signs) -> bool:
    """Whether a message has no question about the reports of its own."""
    return signs.words <= SHORT and not signs.report and not signs.question


def _asks_on(message: str, signs: Signs) -> bool:
    """Whether a message only asks on in a conversation: short, with no harm and nobody's "I"."""
    plainly = not (signs.harm_words or signs.person or signs.now or signs.ask)
    return signs.words <= SHORT and plainly and _ASKS_ON.match(plain(message)) is not None


def _bounded(message: str) -> str:
    """A very long message without its middle."""
    return message if len(message) <= 2 * READ else f"{message[:READ]} … {message[-READ:]}"
