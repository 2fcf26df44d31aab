"""Places of the country that a question names, and whether the reports name them too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from assistant.corpus import Corpus
from assistant.names import first_names
from assistant.word_lists import read_english, read_toml

LONGEST = 6  # words of a name
SURE = 6  # letters from which a name that English does not have is no slip of another word
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_WHERE = frozenset({"in", "at", "near", "around", "across", "within", "outside"})
_BEFORE = _WHERE | {"from", "of", "for", "to", "like", "about", "and", "or", "did", "does", "is"}
_AFTER = frozenset(
    (
        "council", "councils", "police", "acpc", "acpcs", "lscb", "area", "county", "borough",
        "city", "hospital", "social", "child", "children's",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """A place as a question names it."""

    name: str  # "Tower Hamlets"
    start: int
    end: int


@dataclass(frozen=True)
class Gazetteer:
    """The places by their names in lower case, with what keeps them apart from words."""

    places: Mapping[str, str]
    words: frozenset[str]  # of English, and first names, in lower case
    plain: frozenset[str]  # of these the names that mean the place after "in"
    texts: str  # of the reports
    areas: frozenset[str]  # that the reports name in their boxes

    def found(self, text: str) -> tuple[Named, ...]:
        """The places that a text names, in order, the longest name where several fit."""
        words = list(_WORD.finditer(text))
        shouted = text == text.upper() or text.istitle()
        found: list[Named] = []
        at = 0
        while at < len(words):
            opens = words[at].group().lower().split("-")[0] in self._firsts
            sizes = range(LONGEST, 0, -1) if opens else ()
            size = next((n for n in sizes if self._names(text, words, at, n, shouted)), 0)
            if size:
                start, end = words[at].start(), words[at + size - 1].end()
                found.append(Named(self.places[_key(text[start:end])], start, end))
            at += size or 1
        return tuple(found)

    def unknown(self, text: str) -> tuple[str, ...]:
        """The places of a text that the reports do not name."""
        return tuple(dict.fromkeys(n.name for n in self.found(text) if not self.holds(n.name)))

    def holds(self, name: str) -> bool:
        """Whether the reports name the place."""
        if name in self.areas:
            return True
        where = r"(?:in|at|of) " if name.lower() in self.words else ""
        return re.search(rf"\b{where}{re.escape(name)}\b", self.texts) is not None

    def _names(
        self, text: str, words: list[re.Match[str]], at: int, size: int, shouted: bool
    ) -> bool:
        """Whether the words from here are a place, by their letters and what stands around."""
        if at + size > len(words):
            return False
        typed = text[words[at].start() : words[at + size - 1].end()]
        key = _key(typed)
        if key not in self.places:
            return False
        before = words[at - 1].group().lower() if at else ""
        after = words[at + size].group().lower() if at + size < len(words) else ""
        capital = typed[0].isupper() and not shouted and at > 0
        if key in self.words:
            sure = key in self.plain
            return (before in _WHERE and (capital or sure)) or (capital and sure)
        if capital or (size > 1 and before in _BEFORE):
            return True
        around = before in _BEFORE or after in _AFTER or len(words) == size
        return around or (size == 1 and len(key) >= SURE and key not in self._parts)

    @cached_property
    def _firsts(self) -> frozenset[str]:
        """The words that names begin with."""
        return frozenset(key.split()[0] for key in self.places)

    @cached_property
    def _parts(self) -> frozenset[str]:
        """The words of the reports, which a place may be no more than."""
        return frozenset(word.lower() for word in _WORD.findall(self.texts) if word.islower())


def _key(name: str) -> str:
    """A name as it is looked up."""
    plain = name.lower().replace("’", "'").replace(" & ", " and ").replace(".", "")
    return re.sub(r"[\s-]+", " ", plain)


def read_places(folder: Path) -> tuple[str, ...]:
    """The names of the list and those added by hand."""
    lines = (folder / "places.txt").read_text("utf-8").splitlines()
    further: list[str] = read_toml(folder / "places.toml")["further"]
    return (*(line for line in lines if line and not line.startswith("#")), *further)


def build_gazetteer(corpus: Corpus, folder: Path) -> Gazetteer:
    """The places for a corpus, from the lists in `data/lexicon`."""
    english, _ = read_english(folder / "english.txt")
    words = english | first_names()
    texts = "\n".join(paragraph.text for paragraph in corpus.paragraphs)
    areas = frozenset(place for paragraph in corpus.paragraphs for place in paragraph.places)
    return gazetteer((*read_places(folder), *areas), words, texts, areas, _plain(folder))


def gazetteer(
    names: Iterable[str],
    words: frozenset[str],
    texts: str = "",
    areas: frozenset[str] = frozenset(),
    plain: frozenset[str] = frozenset(),
) -> Gazetteer:
    """The gazetteer of these names."""
    return Gazetteer({_key(name): name for name in names}, words, plain, texts, areas)


def _plain(folder: Path) -> frozenset[str]:
    """Names that are words too and mean the place after "in"."""
    return frozenset(read_toml(folder / "places.toml")["plain"])


NOWHERE = gazetteer((), frozenset())
