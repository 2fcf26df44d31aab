"""What a question names of a report's structure: numbered places, bodies, and what is left over."""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.citations import SMALL_NUMBERS
from assistant.domain import Kind, Paragraph
from assistant.errors import SettingsError
from assistant.keyword import FUNCTION_WORDS, words_of
from assistant.sentences import sentence_spans
from assistant.settings import ROOT

TABLES = ROOT / "data" / "structure"
LONGEST_ROW = 12  # numbers named by their first and last
LAST = "last"  # the chapter before which all others stand
LONGEST_SUBJECT = 24  # words; who is told to act at greater length is named by the heading
CARDINALS = (*SMALL_NUMBERS, "twenty")
ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
)  # fmt: skip
_COUNT = r"\d{1,2}(?!\.?\d)|" + "|".join(reversed(CARDINALS))
_JOINED = r"\s*(?:,|&|and|or|to|-|–|through)\s*"
_RECOMMENDATION = re.compile(
    rf"\b(?:recommendations?|recs?)\.?\s*(?:numbers?\s*|no\.?\s*|#)?((?:{_COUNT})\b"
    rf"(?:{_JOINED}(?:{_COUNT})\b)*)|\b(?:2008/)?(r/\d{{1,2}})\b"
)
_PARAGRAPH = re.compile(
    r"(?:\b(?:20\d\d)/)?(?:\bappendix [a-h],?\s*)?"
    r"(?:\b(?:recommendations?|recs?|paragraphs?|paras?|parts?|sections?|criteri(?:on|a)|no)\b\.?"
    r"|¶+)?\s*\b((?:[a-h]/)?\d{1,2}\.\d{1,3}|s/\d)\b"
)
_FROM_TO = re.compile(
    r"\b((?:[a-h]/)?\d{1,2}\.)(\d{1,3})\s*(?:to|-|–|through|until)\s*(?:\1)?(\d{1,3})\b"
)
_COUNTED = re.compile(rf"\b({_COUNT})\s*(?:to|-|–|through)\s*({_COUNT})\b")
_SUMMARY = re.compile(r"\bsummary (?:paragraph|para)\.? (\d)\b")
_CRITERION = re.compile(r"\bcriteri(?:on|a)\b|\bstandards?\b")
_CHAPTER = re.compile(
    rf"\b(?:chapter|ch)\b\.? (?:number |no\.? )?(\d{{1,2}}|{'|'.join(CARDINALS)})\b"
    rf"|\b({'|'.join(ORDINALS)}|last|final|\d{{1,2}}(?:st|nd|rd|th)) chapter\b"
)
_HOW_MANY = re.compile(rf"\b(?:{_COUNT}) (?=recommendations\b)", re.IGNORECASE)
_FILLERS = frozenset(
    words_of(
        """please tell me give show list name quote read print find summarise summarize summary
        overview all every each any both many number total there exactly full text whole wording
        say says said state states stated report reports inspector inspectors chief joint
        safeguarding review published document make makes made makes recommend recommends
        recommended recommendation recommendations recs rec told tell asked ask ordered required
        expected addressed directed aimed given put concerning apply applies applied relating
        relevant relate what's whats whos want wanted need needs must shall may might directly
        specifically supposed advised advice aimed actions action body bodies act do get set out
        one ones following else anything something mention mentions mentioned first last later
        latest earlier third 2002 2008 july october
        uk england english now us also explain mean means contain contains include
        includes listed went go goes sent"""
    )
)


@dataclass(frozen=True, slots=True)
class Body:
    """One that recommendations are addressed to: its names in questions and in the reports."""

    name: str
    asked: tuple[str, ...]
    held: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbered places of a question; `rest` is the question without them."""

    recommendations: tuple[str, ...] = ()  # "9"
    paragraphs: tuple[str, ...] = ()  # "5.45", "B/2.4", "S/4"
    rest: str = ""


def plain(text: str) -> str:
    """Lower case with typewriter apostrophes, spaces single."""
    return " ".join(text.lower().replace("’", "'").replace("‘", "'").split())


def numbered(text: str) -> Numbers:
    """Recommendations and paragraphs that a question names by number, in order.

    >>> numbered("what do recommendations 9 and 10 and paragraph 5.45 say")
    Numbers(recommendations=('9', '10'), paragraphs=('5.45',), rest='what do and say')
    """
    recommendations: dict[str, None] = {}
    paragraphs: dict[str, None] = {}

    def recommendation(found: re.Match[str]) -> str:
        named = _COUNTED.sub(between, found.group(1) or found.group(2))
        counts = re.findall(r"\d+|[a-z]{3,}", named)
        recommendations.update({_digits(count): None for count in counts if count != "and"})
        return " "

    def between(found: re.Match[str]) -> str:
        first, last = (int(_digits(count)) for count in found.groups())
        return ", ".join(str(each) for each in range(first, min(last, first + LONGEST_ROW) + 1))

    def row(found: re.Match[str]) -> str:
        first, last = int(found.group(2)), int(found.group(3))
        places = range(first, min(last, first + LONGEST_ROW) + 1)
        return " ".join(f"{found.group(1)}{each}" for each in places) or found.group()

    def paragraph(found: re.Match[str]) -> str:
        number = found.group(1).upper()
        if _CRITERION.search(text) and "/" not in number:
            number = f"B/{number}"
        paragraphs[number] = None
        return " "

    def summary(found: re.Match[str]) -> str:
        paragraphs[f"S/{found.group(1)}"] = None
        return " "

    text = plain(text)
    rest = _RECOMMENDATION.sub(recommendation, _FROM_TO.sub(row, text))
    rest = _SUMMARY.sub(summary, rest)
    rest = _PARAGRAPH.sub(paragraph, rest)
    return Numbers(tuple(recommendations), tuple(paragraphs), " ".join(rest.split()))


def chapter_of(text: str) -> tuple[str, str]:
    """The number of the chapter that is named, or `LAST`, "" for none; and the text without it."""
    found = _CHAPTER.search(plain(text))
    if found is None:
        return "", plain(text)
    return ordinal_number(found.group(1) or found.group(2)), _CHAPTER.sub(" ", plain(text))


def ordinal_number(word: str) -> str:
    """The number that a cardinal or ordinal stands for, in digits; `LAST` for the last.

    >>> ordinal_number("seven"), ordinal_number("7th"), ordinal_number("final")
    ('7', '7', 'last')
    """
    if word in ORDINALS:
        return str(ORDINALS.index(word) + 1)
    if word.isdigit() or word in CARDINALS:
        return _digits(word)
    return word[:-2] if word[0].isdigit() else LAST


def _digits(number: str) -> str:
    """The number in digits."""
    return number if number.isdigit() else str(CARDINALS.index(number) + 1)


def bodies_asked(text: str) -> tuple[tuple[Body, ...], str]:
    """The bodies that a question names, longest name first, and the question without them."""
    rest = plain(text)
    found: dict[Body, None] = {}
    for name, body in _names():
        cut = re.sub(rf"\b{re.escape(name)}\b(?!')", " ", rest)
        if cut != rest:
            found[body] = None
            rest = cut
    return tuple(found), rest


@functools.cache
def _names() -> tuple[tuple[str, Body], ...]:
    """Every name of every body, the longest first."""
    bodies = read_bodies(TABLES / "addressees.toml")
    pairs = [(name, body) for body in bodies for name in body.asked]
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair[0])))


def addressed(paragraph: Paragraph, body: Body) -> bool:
    """Whether a recommendation tells this body to act: before its "should", or by its heading."""
    if paragraph.kind is not Kind.RECOMMENDATION:
        return False
    told = _subjects(paragraph.text) or (plain(paragraph.addressee),)
    return any(name in each for each in told for name in body.held)


def told_to_act(paragraph: Paragraph) -> str:
    """Who a recommendation tells to act: who stands before its "should", else its heading."""
    subject, should, _ = paragraph.text.replace("*", "").partition(" should ")
    short = len(subject.split()) <= LONGEST_SUBJECT
    return subject if should and short and opens_with_body(subject) else paragraph.addressee


@functools.lru_cache(maxsize=1024)
def _subjects(text: str) -> tuple[str, ...]:
    """Who stands before "should" in the sentences that open with a body."""
    subjects: list[str] = []
    for start, end in sentence_spans(plain_case(text)):
        before, should, _ = plain_case(text)[start:end].partition(" should ")
        if should and opens_with_body(before):
            subjects.append(plain(before))
    return tuple(subjects)


def plain_case(text: str) -> str:
    """The text without the marks of a suggested lead department."""
    return text.replace("*", "").replace("\n", " ")


@functools.cache
def _opening() -> re.Pattern[str]:
    """The names of all bodies as a sentence may open with them."""
    held = {name for _, body in _names() for name in body.held}
    return re.compile(rf"(?:the |all )?(?:{'|'.join(sorted(map(re.escape, held)))})")


def opens_with_body(sentence: str) -> bool:
    """Whether it opens with the name of a body that can be told to act."""
    return _opening().match(plain(sentence)) is not None


def read_bodies(path: Path) -> tuple[Body, ...]:
    """The table of addressees; SettingsError where it cannot be read."""
    return tuple(
        Body(entry["name"], tuple(entry["asked"]), tuple(entry["held"]))
        for entry in read_table(path, "body")
    )


def read_table(path: Path, name: str) -> list[dict[str, Any]]:
    """The entries of one array of tables; SettingsError where the file cannot be read."""
    try:
        entries: list[dict[str, Any]] = tomllib.loads(path.read_text("utf-8"))[name]
        return entries
    except (OSError, ValueError, KeyError) as error:
        raise SettingsError(f"Cannot read {path}: {error}. Restore the file.") from error


def left_over(text: str, *more: str) -> tuple[str, ...]:
    """The words that neither function words nor the words of any question about a report are."""
    passed = FUNCTION_WORDS | _FILLERS | frozenset(more)
    return tuple(word for word in words_of(_HOW_MANY.sub("", text)) if word not in passed)
