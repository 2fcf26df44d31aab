"""Follow-ups that point at what the answer before showed: "the second one", "number 3"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.domain import Shown, Turn
from assistant.naming import CARDINALS, ORDINALS, left_over, numbered, plain

LONGEST_WORDS = 30  # words of an item that are searched for
MOST = 3  # items that a bare "tell me more" goes into
_CARDINALS = CARDINALS[:10]
_ORDINAL = rf"(?:{'|'.join(ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th)|last|final)"
_ITEM = (
    r"(?:ones?|points?|items?|bullets?(?: points?)?|statements?|findings?|examples?|quot\w+|entr\w+"
    r"|passages?|sentences?|recommendations?|recs?|things?|results?|sources?|citations?|weakness\w*"
    r"|strengths?|problems?|concerns?|reasons?|paragraphs?)"
)
_BACK = r"(?: (?:of|in|from|on) (?:these|those|them|the list|that list|your list|this list))"
_PLACED = re.compile(
    rf"\b(?:the |that |this |your )?(?P<places>{_ORDINAL}"
    rf"(?:(?:,| and| or| &)+ (?:the )?{_ORDINAL})*)"
    rf"(?P<count> (?:two|three|four|five|2|3|4|5))?"
    rf"(?:(?P<item> {_ITEM})?(?P<back>{_BACK})|(?P<noun> {_ITEM})\b|(?=\s*(?:say|said|mean)?\W*$))"
)
_NUMBERED = re.compile(
    rf"(?:\b(?:the )?(?:number|no\.?|point|item|bullet(?: point)?|statement|finding|example"
    rf"|quote|quotation|source|citation|marker) |#|\[)"
    rf"(?P<number>\d{{1,2}}|{'|'.join(_CARDINALS)})(?![.\d/]|\w)\]?"
)
_MORE = re.compile(
    r"\bmore\b|\bexplain\w*|\bexpand\b|\belaborate\b|\bdetails?\b|\bunpack\b|\bclarify\b|\bfurther\b"
    r"|\bgo into\b|\bdeeper\b|\bgo on\b"
)
_MORE_OF_IT = re.compile(
    r"^(?:and |ok(?:ay)?,? |please |yes,? )*(?:(?:can|could|would|will) you )?(?:please )?"
    r"(?:(?:tell|give|show) (?:me|us) |say |i (?:want|need) |i'd like )?"
    r"(?:(?:a (?:bit|little) )?more(?: (?:details?|information|info))?|in more detail|elaborate"
    r"|expand|further details?|explain(?: (?:more|further))?|go on)"
    r"(?: (?:about|on|of))?(?: (?:it|that|this|these|those|them))?(?:,? please)?\W*$"
)
_ASKED_OF_ANY = (
    "more", "about", "expand", "elaborate", "detail", "details", "further", "information", "info",
    "unpack", "clarify", "describe", "deeper", "bit", "little", "interested", "hear", "know",
    "like", "let", "go", "please", "ok", "okay", "again", "open", "see", "look", "understand",
    "thing", "things", "actually", "exactly", "whole", "paragraph",
)  # fmt: skip
_OF_REPORTS = re.compile(r"\breports?\b|\breviews?\b|\binspections?\b|\b20\d\d\b")
_BULLET = "• "


@dataclass(frozen=True, slots=True)
class Pointed:
    """What a follow-up points at; `missing` names a place at which nothing was shown."""

    items: tuple[Shown, ...] = ()
    more: bool = False  # more is wanted than was shown
    alone: bool = True  # nothing is asked besides
    asked: str = ""  # the question with "it" for the item
    missing: int = 0
    of: int = 0  # how many items were shown

    @property
    def words(self) -> str:
        """The first item as it is searched for: its words, and where it stands; "" for none."""
        return f"{self._cut} ({self.items[0].label})" if self.items else ""

    @property
    def context(self) -> str:
        """The same for a question about the item, which may name another report."""
        return f"{self._cut} ({self.items[0].label.rpartition(', ')[2]})" if self.items else ""

    @property
    def _cut(self) -> str:
        """The first words of the first item."""
        words = self.items[0].text.replace("\n", " ").replace(_BULLET, "").split()
        return " ".join(words[:LONGEST_WORDS]) + ("…" if len(words) > LONGEST_WORDS else "")


def pointed_at(question: str, last: Turn) -> Pointed | None:
    """What the question points at in the answer before; None where it points at nothing there."""
    if not last.shown:
        return None
    text = plain(question)
    named = numbered(text)
    if named.recommendations or named.paragraphs:
        return None
    if _MORE_OF_IT.match(text):
        return Pointed(last.shown[:MOST], more=True)
    markers = [_number(found["number"]) for found in _NUMBERED.finditer(text)]
    if markers:
        spans = [found.span() for found in _NUMBERED.finditer(text)]
        return _pointed(_marked(markers, last.shown), markers, _without(question, spans), last)
    placed = _PLACED.search(text)
    items = items_of(last.shown)
    if placed is None or _means_no_item(placed, text, last):
        return None
    if len(items) < 2 and not _MORE.search(text):
        return None
    places = _places(placed, len(items))
    at = [place for place in places if place < len(items)]
    if not at and max(places) < len(last.shown[0].text.split("\n")):
        return None
    rest = _without(question, [placed.span()])
    return _pointed([items[place] for place in at], [p + 1 for p in places], rest, last)


def _without(question: str, spans: Sequence[tuple[int, int]]) -> str:
    """The question with "it" for each of these parts; spaces are those of its plain form."""
    words = " ".join(question.split())
    for start, end in reversed(spans):
        words = f"{words[:start].rstrip()} it {words[end:].lstrip()}"
    return re.sub(r" (?=[?.,;:!])", "", words.strip())


def items_of(shown: Sequence[Shown]) -> tuple[Shown, ...]:
    """What a reader counts: the statements, of a single statement its bullets."""
    if len(shown) > 1:
        return tuple(shown)
    lines = shown[0].text.split("\n")
    bullets = [line for line in lines if line.startswith(_BULLET)]
    return tuple(replace(shown[0], text=line.removeprefix(_BULLET)) for line in bullets) or (
        shown[0],
    )


def _pointed(
    items: Sequence[Shown], places: Sequence[int], rest: str, last: Turn
) -> Pointed | None:
    """These items, or the word that there is none at this place."""
    alone = not left_over(rest, *_ASKED_OF_ANY)
    more = _MORE.search(rest) is not None
    if not items:
        return Pointed(missing=places[0], of=len(items_of(last.shown))) if alone else None
    return Pointed(tuple(dict.fromkeys(items)), more, alone, rest)


def _marked(numbers: Sequence[int], shown: Sequence[Shown]) -> list[Shown]:
    """The statements with these markers; of one statement without so many, its bullets."""
    found = [each for n in numbers for each in shown if n in each.markers]
    bullets = items_of(shown)
    if not found and len(shown) == 1:
        found = [bullets[n - 1] for n in numbers if 0 < n <= len(bullets)]
    return found


def _means_no_item(placed: re.Match[str], text: str, last: Turn) -> bool:
    """Whether no item is meant: "the first one" may be a report, "first" alone an adverb."""
    if placed["back"]:
        return False
    noun = (placed["noun"] or "").strip()
    if not noun and not placed["count"] and not placed.group().startswith("t"):
        return True
    if noun.startswith("rec"):
        return re.search(r"\brec(?:ommend\w*|s)?\b", plain(last.question)) is None
    before = plain(last.question)
    bare = noun in ("", "one")
    if bare and _OF_REPORTS.search(text):
        return True
    bare = bare and _MORE.search(text) is None and "recommend" not in before
    return bare and _OF_REPORTS.search(before) is not None


def _places(placed: re.Match[str], count: int) -> list[int]:
    """The places that are named, counted from 0."""
    named = re.findall(_ORDINAL, placed["places"])
    wide = _number((placed["count"] or "1").strip())
    if wide > 1 and len(named) == 1:
        last = named[0] in ("last", "final")
        start = max(count - wide, 0) if last else 0
        return list(range(start, min(start + wide, count)))
    return [_place(word, count) for word in named]


def _place(word: str, count: int) -> int:
    """Where an ordinal points, counted from 0."""
    if word in ("last", "final"):
        return count - 1
    return ORDINALS.index(word) if word in ORDINALS else max(int(word[:-2]) - 1, 0)


def _number(word: str) -> int:
    """The number in a word or digits."""
    return int(word) if word.isdigit() else _CARDINALS.index(word) + 1
