"""Whether a message is written in another language than English: common words and letters only."""

from __future__ import annotations

import functools
import re
import tomllib
from pathlib import Path

from assistant.errors import SettingsError
from assistant.guard import read_fixed_text
from assistant.keyword import FUNCTION_WORDS, words_of
from assistant.settings import ROOT

OTHER_LANGUAGES = ROOT / "data" / "lexicon" / "other-languages.toml"
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LATIN_END = 0x250  # letters from here on belong to other scripts
_FEW = 6  # words; so short a message may show its language in a single word
_ENGLISH = FUNCTION_WORDS | frozenset(
    words_of("child children school help please report reports not no say says police young people")
)


def seems_not_english(text: str) -> bool:
    """Whether most of it is in another script, or more of its words foreign than English.

    >>> seems_not_english("moje dziecko jest bite w szkole, pomocy")
    True
    >>> seems_not_english("What did they find about les enfants?")
    False
    """
    letters = [letter for letter in text if letter.isalpha()]
    if sum(ord(letter) >= _LATIN_END for letter in letters) * 2 > len(letters):
        return True
    words = [word.lower().replace("’", "'") for word in _WORD.findall(text)]
    most = max((sum(word in own for word in words) for own in _languages()), default=0)
    english = sum(word in _ENGLISH for word in words)
    if most < 2:
        return most == 1 and english == 0 and 1 <= len(words) <= 2
    return most > english and (most * 3 >= len(words) or len(words) <= _FEW)


@functools.cache
def _languages() -> tuple[frozenset[str], ...]:
    """The words of each language; SettingsError where the table cannot be read."""
    return read_languages(OTHER_LANGUAGES)


def read_languages(path: Path) -> tuple[frozenset[str], ...]:
    """One set of words for each entry of the table, without those that English uses as well."""
    try:
        table: dict[str, str] = tomllib.loads(path.read_text("utf-8"))
        return tuple(frozenset(words.split()) - _ENGLISH for words in table.values())
    except (OSError, ValueError, AttributeError) as error:
        raise SettingsError(f"Cannot read {path}: {error}. Restore the file.") from error


def emergency_notice() -> str:
    """The reviewed lines with a number that hold for everyone, for a message that was not read."""
    lines = [
        text
        for whom, text in read_fixed_text().statements
        if "all" in whom and re.search(r"\d", text)
    ]
    return " ".join(("This assistant reads English only.", *lines))
