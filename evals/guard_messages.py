"""The messages that the guard is trained on, varied in persons, ages, openings and spelling."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.annotations import FILES
from assistant.settings import ROOT
from evals.holdout import refuse

SEED = 1
VARIANTS = 3  # of each hand-written message, itself included
ANNOTATED = 1200  # questions of the annotations
CALM = ("off-topic", "false-premise")  # near-domain ones may be a worried person's
SWAPS = (
    ("stepdad", "stepfather", "dad", "father", "uncle", "brother", "mum's boyfriend", "grandad"),
    ("son", "daughter", "grandson", "granddaughter", "niece", "nephew", "little boy"),
    ("pupil", "student", "child", "girl", "boy", "lad", "youngster", "kid"),
    ("baby", "newborn", "toddler", "infant"),
    ("mum", "mother", "mam", "mom", "stepmum"),
    ("neighbour", "friend", "relative", "tenant", "colleague"),
    ("health visitor", "teacher", "social worker", "GP", "nurse", "youth worker", "midwife"),
    ("he", "she"),
    ("him", "her"),
)
OPENINGS = ("", "", "", "Hi, ", "Please help. ", "Sorry to bother you but ", "Not sure but ")
ENDINGS = ("", "", "", " What should I do?", " Please advise.", " Who do I tell?", " I'm scared.")
ASKED = ("", "", "", "Hi, ", "Could you tell me: ", "Please: ", "For a colleague: ")


@dataclass(frozen=True, slots=True)
class Message:
    """One message to learn from; variants share the message they were made from."""

    text: str
    urgent: bool
    origin: str
    weight: float = 1.0


def training_messages() -> list[Message]:
    """All messages in a fixed order."""
    chance = random.Random(SEED)
    data = ROOT / "data"
    annotated = list(_annotated(data / "annotations"))
    chance.shuffle(annotated)
    messages: list[Message] = []
    for origin in _lines(data / "safety" / "urgent.txt"):
        for text in list(_varied(origin, OPENINGS, ENDINGS, chance))[:VARIANTS]:
            messages.append(Message(text, True, origin))
    for origin in _lines(data / "safety" / "normal.txt"):
        for text in list(_varied(origin, ASKED, ("",), chance))[:VARIANTS]:
            messages.append(Message(text, False, origin))
    messages += _tune_half(data / "questions" / "dev.jsonl")
    messages += _tune_half(data / "questions" / "project.jsonl")
    messages += _tune_half(data / "questions" / "safety.jsonl")
    messages += _tune_half(data / "questions" / "uncovered.jsonl", CALM)
    messages += [Message(text, False, text, 0.5) for text in annotated[:ANNOTATED]]
    refuse([message.text for message in messages], "The training of the guard")
    return messages


def _lines(path: Path) -> list[str]:
    """The lines of a file without its comments."""
    return [line for line in path.read_text("utf-8").splitlines() if line and line[0] != "#"]


def _annotated(folder: Path) -> Iterator[str]:
    """Questions about the reports that nobody should be signposted for."""
    for name in FILES:
        for line in _lines(folder / name):
            yield from json.loads(line)["questions"]


def _tune_half(path: Path, only: Collection[str] = ()) -> Iterator[Message]:
    """The questions of a set that are there to tune on; attempts to turn the assistant aside.

    `only`: reasons why a question cannot be answered, where just those are wanted.
    """
    for line in _lines(path):
        entry = json.loads(line)
        why = entry.get("why", "")
        if only and why not in only:
            continue
        if entry.get("split", "tune") == "tune" and why != "manipulation":
            yield Message(entry["question"], why == "emergency", entry["question"], 3.0)


def _varied(
    message: str, before: Sequence[str], after: Sequence[str], chance: random.Random
) -> Iterator[str]:
    """The message, and variants of it in other persons, ages, openings and spellings."""
    yield message
    for _ in range(5):
        said = message
        for group in SWAPS:
            words = [word for word in group if re.search(rf"\b{re.escape(word)}\b", said)]
            if words and chance.random() < 0.5:
                said = re.sub(rf"\b{re.escape(words[0])}\b", chance.choice(group), said)
        said = re.sub(r"\b\d{1,2}\b", lambda _: str(chance.randint(2, 17)), said)
        said = chance.choice(before) + said + chance.choice(after)
        if chance.random() < 0.3:
            said = said.lower().replace("'", "")
        if chance.random() < 0.25:
            said = _misspelt(said, chance)
        yield said


def _misspelt(text: str, chance: random.Random) -> str:
    """The text with a letter dropped, doubled or swapped in some of its longer words."""
    words = text.split(" ")
    for number, word in enumerate(words):
        if len(word) < 5 or chance.random() > 0.25:
            continue
        at = chance.randrange(1, len(word) - 2)
        changed = (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
        words[number] = chance.choice(changed)
    return " ".join(words)
