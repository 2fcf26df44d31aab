"""The lexicon: what reading a question needs to know of the field, English and the reports."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.corpus import Corpus
from assistant.domain import Report
from assistant.gazetteer import Gazetteer, build_gazetteer
from assistant.keyword import Stems, words_of
from assistant.settings import Settings
from assistant.spelling import Speller
from assistant.word_lists import read_english, read_toml

_LETTERS = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A form to look for in a question, and the words that it adds to the search."""

    stems: tuple[str, ...]
    shown: str
    adds: tuple[str, ...]
    capitals: bool  # only when typed in capitals


@dataclass(frozen=True)
class Lexicon:
    """Everything `read_question` consults; built once."""

    reports: tuple[Report, ...]  # oldest first
    speller: Speller
    phrases: Mapping[str, tuple[Phrase, ...]]  # by first stem
    stems: Stems
    gazetteer: Gazetteer

    def adds(self, text: str) -> tuple[str, ...]:
        """Search words for all acronyms, today's terms and everyday words of a text, in order."""
        typed = words_of(text)
        stems = self.stems.all(text)
        capitals = {word.rstrip("s").lower() for word in re.findall(r"\b[A-Z][A-Z&]+s?\b", text)}
        capitals |= {word.lower() for word in re.findall(r"\b[A-Z][A-Z&]+\b", text)}
        added: dict[str, None] = {}
        for place, stem in enumerate(stems):
            for phrase in self.phrases.get(stem, ()):
                size = len(phrase.stems)
                if tuple(stems[place : place + size]) != phrase.stems:
                    continue
                if phrase.capitals and not capitals & {typed[place], typed[place].rstrip("s")}:
                    continue
                added.update(dict.fromkeys(phrase.adds))
        return tuple(added)


def build_lexicon(corpus: Corpus, settings: Settings) -> Lexicon:
    """The lexicon of a corpus, from `data/lexicon` and from the reports' own words."""
    folder = settings.data_dir / "lexicon"
    english, common = read_english(folder / "english.txt")
    glossary = read_toml(folder / "glossary.toml")
    informal = read_toml(folder / "informal.toml")
    same = [tuple(entry["forms"]) for entry in glossary["same"]]
    same += spelt_out(paragraph.text for paragraph in corpus.paragraphs)
    asked = [(tuple(entry["by"]), tuple(entry["means"])) for entry in glossary["asked"]]
    counts = vocabulary(corpus)
    for form in [form for forms in same for form in forms] + [w for by, _ in asked for w in by]:
        counts.update(word for word in words_of(form) if word not in counts)
    stems = Stems()
    return Lexicon(
        reports=tuple(sorted(corpus.reports, key=lambda report: (report.published, report.id))),
        speller=Speller(
            english | frozenset(informal["known"]), common, counts, informal["spellings"]
        ),
        phrases=_phrases(same, asked, stems, english),
        stems=stems,
        gazetteer=build_gazetteer(corpus, folder),
    )


def vocabulary(corpus: Corpus) -> Counter[str]:
    """How often each word stands in the paragraphs and their annotations."""
    counts: Counter[str] = Counter()
    for paragraph in corpus.paragraphs:
        counts.update(words_of(" ".join((paragraph.text, *paragraph.headings))))
    for annotation in corpus.annotations.values():
        counts.update(words_of(" ".join((annotation.gist, *annotation.terms))))
    return Counter({word: n for word, n in counts.items() if _LETTERS.fullmatch(word)})


def spelt_out(texts: Iterable[str]) -> list[tuple[str, str]]:
    """Acronyms with the words before them that they stand for: ("PCT", "Primary Care Trust")."""
    found: dict[str, str] = {}
    for text in texts:
        for match in re.finditer(r"\(([A-Z][A-Za-z&]{1,6}?)s?\)", text):
            short = match.group(1)
            if sum(letter.isupper() for letter in short) < 2 or short in found:
                continue
            full = _initials_before(text[: match.start()], short)
            if full:
                found[short] = full
    return list(found.items())


def _initials_before(before: str, short: str) -> str:
    """The last words of a text whose initials spell the acronym, "" where they do not."""
    letters = [letter.lower() for letter in short if letter.isupper()]
    words = re.findall(r"[\w’']+", before)[-len(letters) - 4 :]
    for start in range(len(words)):
        initials = [word[0].lower() for word in words[start:] if word[0].isupper()]
        if initials == letters:
            return " ".join(words[start:]).rstrip("s")
    return ""


def _phrases(
    same: Sequence[tuple[str, ...]],
    asked: Sequence[tuple[tuple[str, ...], tuple[str, ...]]],
    stems: Stems,
    english: frozenset[str],
) -> dict[str, tuple[Phrase, ...]]:
    """All forms by their first stem."""
    made: dict[str, list[Phrase]] = defaultdict(list)
    pairs = [(form, tuple(o for o in forms if o != form)) for forms in same for form in forms]
    pairs += [(form, means) for by, means in asked for form in by]
    for form, adds in pairs:
        parts = tuple(stems.all(form))
        short = len(parts) == 1 and form[:2].isupper() and len(form) <= 6
        capitals = short and (len(form) < 3 or form.lower() in english)
        if parts:
            made[parts[0]].append(Phrase(parts, form, adds, capitals))
    return {first: tuple(phrases) for first, phrases in made.items()}
