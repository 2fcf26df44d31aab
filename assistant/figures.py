"""Whether each figure of a statement stands with the things that its paragraph gives it for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.citations import numbers
from assistant.keyword import words_of
from assistant.sentences import sentence_spans

WINDOW = 14  # words on either side of a figure that tell what it counts
PAUSE = 5  # words that a comma or a semicolon is as far as
FADES = 0.15  # how much less a word tells with each further word between
SIDE = 1.5  # a word on the same side of the figure tells more
AS_FAR = 3.0  # how much more a word tells that is as far from both figures
CLEARLY = 1.25  # so much better must another figure fit to be the one that was meant
_WORD = re.compile(r"£?\d[\d,.]*\d%?|£?\d%?|[^\W\d_]+(?:[-'’][^\W\d_]+)*|[,;:]")
_REFERENCES = re.compile(r"\(\d[\d, and&]*\)")
_EMPTY = frozenset(
    words_of(
        """per cent percent and the this that these those were was are was been being have has had
        with for from which who whom their they them its one some over under more most less least
        than only about around nearly almost just also all any each every both into out not"""
    )
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with the words around it: stem, and place before (-) or after (+) it."""

    value: str
    around: tuple[tuple[str, int], ...]


def misbound(text: str, paragraphs: Iterable[str]) -> str:
    """The first figure that the paragraphs give for something else, "" where there is none.

    >>> held = "In 66 per cent of files there was a screening. Of them 73 per cent were good."
    >>> misbound("A screening was in 73 per cent of files.", [held])
    '73'
    >>> misbound("In 66 per cent of the files, screenings were held.", [held])
    ''
    """
    held = [figure for paragraph in paragraphs for figure in figures(paragraph)]
    having: dict[str, set[str]] = defaultdict(set)
    for each in held:
        for stem, _ in each.around:
            having[stem].add(each.value)
    telling = {stem: 1 / len(values) for stem, values in having.items()}
    for said in figures(text):
        if not said.around:
            continue
        fits = [(each.value == said.value, _fit(said, each, telling)) for each in held]
        own = max((fit for same, fit in fits if same), default=0.0)
        other = max((fit for same, fit in fits if not same), default=0.0)
        if not own or other > CLEARLY * own:
            return said.value
    return ""


def figures(text: str) -> list[Figure]:
    """The figures of a text, years aside, each with the words of its sentence that are near."""
    found: list[Figure] = []
    for line in _REFERENCES.sub(" ", text).split("\n"):
        for start, end in sentence_spans(line):
            found += _of_sentence([match.group() for match in _WORD.finditer(line[start:end])])
    return found


def _of_sentence(words: Sequence[str]) -> list[Figure]:
    """The figures of one sentence."""
    found: list[Figure] = []
    for at, word in enumerate(words):
        if re.fullmatch(r"(?:19|20)\d\d", word):
            continue
        for value in sorted(numbers(word)):
            around = (*_beside(words[:at][::-1], -1), *_beside(words[at + 1 :], 1))
            found.append(Figure(value, around))
    return found


def _beside(words: Sequence[str], side: int) -> list[tuple[str, int]]:
    """The telling words on one side of a figure, nearest first, with how far each is."""
    found: list[tuple[str, int]] = []
    far = 0
    for word in words:
        far += PAUSE if word in ",;:" else 1
        if far > WINDOW:
            break
        if len(word) > 2 and word.lower() not in _EMPTY and not numbers(word):
            found.append((word.lower().rstrip("s")[:6], side * far))
    return found


def _fit(said: Figure, held: Figure, telling: Mapping[str, float]) -> float:
    """How well the words around two figures agree: telling words, near, on the same side."""
    places: dict[str, int] = {}
    for stem, place in sorted(held.around, key=lambda each: -abs(each[1])):
        places[stem] = place
    own = dict(sorted(said.around, key=lambda each: -abs(each[1])))
    return sum(
        telling[stem]
        * (SIDE if (place > 0) == (places[stem] > 0) else 1.0)
        * (1 + AS_FAR / (1 + abs(place - places[stem])))
        / ((1 + FADES * abs(place)) * (1 + FADES * abs(places[stem])))
        for stem, place in own.items()
        if stem in places
    )
