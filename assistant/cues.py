"""Signs in a message that someone is at risk now, or that the assistant is being turned."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import SettingsError
from assistant.settings import ROOT

CUE_TABLES = ROOT / "data" / "cues.toml"
_ASKING_WORDS = """
    did was were who whose which has have had does do is are how why when where what can could
    should may might must would"""
ASKING = frozenset(_ASKING_WORDS.split())
_OPENING_WORDS = "what who whom which when where why how did does do is are was were should"
OPENERS = frozenset(_OPENING_WORDS.split())


@dataclass(frozen=True, slots=True)
class Signs:
    """Which cues a message carries: the matched words of each group, without repeats."""

    harms: Mapping[str, tuple[str, ...]]  # by kind of harm
    now: tuple[str, ...]
    ask: tuple[str, ...]
    person: tuple[str, ...]
    report: tuple[str, ...]  # plainly about the reports
    question: tuple[str, ...]  # worded as a question of knowledge
    elsewhen: tuple[str, ...]  # of another time, or invented
    opens_as_question: bool
    words: int

    @property
    def harm_words(self) -> tuple[str, ...]:
        """All matched words of harm."""
        return tuple(word for words in self.harms.values() for word in words)


@dataclass(frozen=True)
class Cues:
    """The compiled tables of `data/cues.toml`."""

    harms: Mapping[str, re.Pattern[str]]
    now: re.Pattern[str]
    ask: re.Pattern[str]
    person: re.Pattern[str]
    report: re.Pattern[str]
    question: re.Pattern[str]
    manipulation: re.Pattern[str]
    childs_voice: re.Pattern[str]
    disclosure: re.Pattern[str]
    pointing: re.Pattern[str]  # from a question about harm to the writer
    elsewhen: re.Pattern[str]
    helpline: re.Pattern[str]
    home: re.Pattern[str]

    def signs(self, message: str) -> Signs:
        """The cues of one message."""
        text = plain(message)
        harms = {kind: _found(pattern, text) for kind, pattern in self.harms.items()}
        first = re.match(r"\W*(\w+)", text)
        return Signs(
            {kind: words for kind, words in harms.items() if words},
            _found(self.now, text),
            _found(self.ask, text),
            _found(self.person, text),
            _found(self.report, text),
            _found(self.question, text),
            _found(self.elsewhen, text),
            first is not None and first.group(1) in OPENERS,
            len(text.split()),
        )

    def turning(self, message: str) -> str:
        """The words that try to turn the assistant, "" where there are none."""
        text = plain(message)
        found = self.manipulation.search(text)
        first = re.match(r"\W*(\w+)", text)
        asks = first is not None and first.group(1) in ASKING
        if found is None or (asks and not re.search(r"\byou\b|\byour\b|prompt|api key", text)):
            return ""
        return found.group()

    def child(self, message: str) -> bool:
        """Whether a child seems to write."""
        return bool(self.childs_voice.search(plain(message)))

    def violence_at_home(self, message: str) -> bool:
        """Whether it speaks of violence between adults at home."""
        return bool(self.home.search(plain(message)))


def plain(message: str) -> str:
    """Lower case, plain apostrophes, single spaces."""
    text = message.lower().translate(str.maketrans("‘’‛`´“”", "'''''\"\""))
    return " ".join(text.split())


def _found(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    """The distinct matches, in order."""
    return tuple(dict.fromkeys(match.group() for match in pattern.finditer(text)))


def _either(
    cues: Sequence[str], words: Mapping[str, Sequence[str]] | None = None
) -> re.Pattern[str]:
    """One pattern for a list of cues, at word boundaries where a cue starts or ends in a word.

    `words`: lists that a cue names as "<name>".
    """
    pattern = "|".join(rf"(?<!\w)(?:{cue})(?!\w)" for cue in cues)
    for name, listed in (words or {}).items():
        pattern = pattern.replace(f"<{name}>", f"(?:{'|'.join(listed)})")
    return re.compile(pattern)


@functools.cache
def read_cues(path: Path = CUE_TABLES) -> Cues:
    """The cue tables; SettingsError names the file where it cannot be used."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
        return Cues(
            {kind: _either(cues) for kind, cues in data["harm"].items()},
            _either(data["now"]["cues"]),
            _either(data["ask"]["cues"]),
            _either(data["person"]["cues"]),
            _either(data["report"]["strong"]),
            _either(data["report"]["weak"]),
            _either(data["manipulation"]["cues"]),
            _either(data["child"]["cues"]),
            _either(data["disclosure"]["cues"], data["disclosure"]["words"]),
            _either(data["disclosure"]["pointing"]),
            _either(data["disclosure"]["elsewhen"]),
            _either(data["helpline"]["cues"], data["helpline"]["words"]),
            _either(data["home"]["cues"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, re.error) as error:
        raise SettingsError(f"Cannot read the cue tables in {path}: {error!r}.") from error
