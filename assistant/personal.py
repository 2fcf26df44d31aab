"""Personal data in a question: found before anything is stored or sent, and masked on request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.domain import Answer
from assistant.enumerating import enumerated
from assistant.keyword import FUNCTION_WORDS, words_of
from assistant.names import named_people

WORDS = {
    "name": "a person's name",
    "date of birth": "a date of birth",
    "nhs number": "an NHS number",
    "ni number": "a National Insurance number",
    "pupil number": "a pupil number",
    "postcode": "a postcode",
    "address": "a street address",
    "phone": "a phone number",
    "email": "an e-mail address",
}
KEPT_BACK = (
    "Because the question seems to hold personal data, it was not sent to the language model: "
    "this answer is made of the reports' own sentences."
)
_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = (
    r"(?:\d{1,2}[/.\-]\d{1,2}[/.\-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)?[ -]{_MONTHS}[,]?[ -]\d{{2,4}}"
    rf"|{_MONTHS} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})"
)
_BIRTH = re.compile(
    rf"\b(?:born(?: on)?|d\.?o\.?b\.?|date of birth|birth ?date|birthday)\b[ :=,(]*"
    rf"(?:is |was |of |on )?({_DATE})",
    re.IGNORECASE,
)
_FULL_DATE = re.compile(
    r"(?<![\d/.\-])(?:0?[1-9]|[12]\d|3[01])[/.\-](?:0?[1-9]|1[0-2])[/.\-](?:(?:19|20)\d{2}|\d{2})"
    r"(?![\d/\-])(?!\.\d)"
)
_TEN_DIGITS = re.compile(r"(?<![\d+])(?:\d{3}[ -]?\d{3}[ -]?\d{4})(?!\d)")
_NI = re.compile(
    r"\b(?!BG|GB|NK|KN|TN|NT|ZZ)[ABCEGHJ-PRSTW-Z][ABCEGHJ-NPRSTW-Z][ -]?"
    r"\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D]\b",
    re.IGNORECASE,
)
_PUPIL = re.compile(r"\b[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z]\b", re.IGNORECASE)
_POSTCODE = re.compile(
    r"\b(?:GIR ?0AA|(?:[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKPSTUW]"
    r"|[A-HK-Y]\d[ABEHMNPRVWXY])) ?\d[ABD-HJLNP-UW-Z]{2})\b",
    re.IGNORECASE,
)
_STREET = re.compile(
    r"\b\d{1,4}[A-Za-z]?,? (?:[A-Z][a-z']+ ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Close"
    r"|Drive|Way|Court|Gardens|Terrace|Crescent|Place|Square|Grove|Hill|Row|Mews|Walk|Green)\b"
)
_EMAIL = re.compile(r"(?<![\w.+'%-])[\w.+'%-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Personal:
    """One piece of personal data: what it is and where it stands in the text."""

    kind: str  # a key of WORDS
    start: int
    end: int


def find_personal(text: str) -> tuple[Personal, ...]:
    """All personal data in reading order; where two overlap the longer one is kept.

    >>> [p.kind for p in find_personal("Is Tom Brown, 7, at LS1 4AB known? Call 0113 496 0000.")]
    ['name', 'postcode', 'phone']
    """
    found = sorted(_all(text), key=lambda p: (p.start - p.end, p.start))
    kept: list[Personal] = []
    for personal in found:
        if all(personal.end <= other.start or personal.start >= other.end for other in kept):
            kept.append(personal)
    return tuple(sorted(kept, key=lambda p: p.start))


def redact(text: str) -> str:
    """The text with each piece of personal data replaced by its kind in square brackets.

    >>> redact("Please ring 0113 496 0000.")
    'Please ring [phone].'
    """
    for personal in reversed(find_personal(text)):
        text = f"{text[: personal.start]}[{personal.kind}]{text[personal.end :]}"
    return text


def without_personal(text: str) -> str:
    """The question that is left without personal data and what is told beside it.

    A text without any stays as it is, and so does one with a name that nothing shows to be private:
    that the reports do not name someone of public life is itself an answer.

    >>> without_personal("My pupil Tom Brown, born 3/4/2015, is 7. What is said about neglect?")
    'What is said about neglect?'
    """
    original = text
    for personal in reversed(find_personal(text)):
        mark = _NAME if personal.kind == "name" else _DATUM
        if text[: personal.end].endswith(("'s", "’s")):
            mark += "'s"
        text = f"{text[: personal.start]}{mark}{text[personal.end :]}"
    if _DATUM not in text and not _PRIVATE.search(text):
        return original
    parts = [part for part in _PARTS.split(text) if part.strip()]
    asking = [part for part in parts if _asks(part)]
    kept = [part for part in parts if part in asking or not _told(part)] if asking else parts
    bare = " ".join(_bared(part) for part in kept).strip(" ,;:-")
    return bare[:1].upper() + bare[1:]


def _asks(part: str) -> bool:
    """Whether a part of a message is a question."""
    found = _ASKS.match(part.strip())
    return found is not None and (found["wide"] is not None or part.rstrip().endswith("?"))


def _told(part: str) -> bool:
    """Whether a part of a message tells of a person."""
    own = _OWN.search(part) or _ASKS.match(part.strip())
    return _NAME in part or _DATUM in part or own is not None


def _bared(part: str) -> str:
    """A part of a message with "someone" for a name, and nothing for the other data."""
    for pattern, instead in _BARE:
        part = pattern.sub(instead, part)
    return re.sub(r"\s+(?=[?.,!;:])", "", " ".join(part.split()))


_NAME, _DATUM = "\ue000", "\ue001"
_WIDE = r"(?:what|which|who|whom|whose|when|where|why|how|tell me|list|explain)\b"
_QUESTION_WORD = (
    rf"(?:{_WIDE}|(?:is|are|was|were|do|does|did|has|have|had|can|could|should|would|will|must)\b)"
)
_RELATED = (
    r"(?:\b(?:my|our)(?: \w+)? (?:son|daughter|brother|sister|pupil|client|patient|child"
    r"|friend|neighbour|niece|nephew|student|boy|girl|baby|mother|father|partner))"
)
_PRIVATE = re.compile(
    rf"{_RELATED},?(?: (?:named|called))? {_NAME}"
    rf"|\b(?:mr|mrs|ms|miss|mx|(?-i:named|called))\.? {_NAME}"
    rf"|{_NAME}(?:,? \(?aged? \d|, \d{{1,2}}\b| \(\d{{1,2}}\)|,? \d+[- ](?:years?|months?))",
    re.IGNORECASE,
)
_PARTS = re.compile(
    rf"(?<=[.!?;])\s+|[,:]\s+(?:and |so |but )?(?={_QUESTION_WORD})"
    rf"|(?<=[{_NAME}{_DATUM}])\s+(?=(?:what|which|why|how) \w+ \w+)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    rf"(?:(?:and|so|but|please)\b,? )?(?:(?P<wide>{_WIDE})|{_QUESTION_WORD})", re.IGNORECASE
)
_OWN = re.compile(r"^\s*(?:my|our|i|we|he|she|his|her|they|call|ring|phone)\b", re.IGNORECASE)
_BIRTH_YEAR = rf"(?:{_MONTHS} )?(?:19|20)\d\d\b"
_BARE = (
    (
        re.compile(
            rf",?\s*\(?\b(?:who (?:was|is) )?(?:born(?: on| in)?|d\.?o\.?b\.?|date of birth"
            rf"|birthday)[ :=,(]*(?:is |was |of |on )?(?:{_DATUM}|{_BIRTH_YEAR})\)?,?",
            re.IGNORECASE,
        ),
        " ",
    ),
    (
        re.compile(
            rf",?\s*\(?(?:\b(?:who )?(?:(?:lives?|living|resident|staying|based|reached|contacted"
            rf"|number|phone|tel|telephone|mobile|email|e-mail|mail|address|postcode|nhs|ni|upn|no"
            rf"|is|at|in|on|of|from|near)\b[ :.]*)+)?{_DATUM}\)?",
            re.IGNORECASE,
        ),
        " ",
    ),
    (
        re.compile(
            rf"(?<={_NAME}),? \(?(?:aged? )?\d{{1,2}}\b(?: years? old)?\)?,?", re.IGNORECASE
        ),
        "",
    ),
    (
        re.compile(
            rf"({_RELATED}),?(?: (?:named|called))? {_NAME}",
            re.IGNORECASE,
        ),
        r"\1",
    ),
    (
        re.compile(rf"(?:\b(?:named|called|mr|mrs|ms|miss|mx)\.? )?{_NAME}", re.IGNORECASE),
        "someone",
    ),
)


def personal_notice(text: str) -> str:
    """A warning that names what was found and offers the masked question, "" where nothing was."""
    kinds = list(dict.fromkeys(personal.kind for personal in find_personal(text)))
    if not kinds:
        return ""
    named = [WORDS[kind] for kind in kinds]
    bare = without_personal(text)
    left = set(words_of(bare)) - FUNCTION_WORDS - {"someone"}
    offer = f" You could ask: {bare}" if left else ""
    return (
        f"Your question seems to hold {enumerated(named)}. The reports say nothing about "
        f"individual people, so please leave that out; where conversations are kept, it is masked."
        + (f" It was left out of the search.{offer}" if bare != text else "")
    )


def masked(answer: Answer) -> Answer:
    """The answer as it may be stored: personal data in the questions masked."""
    return replace(
        answer,
        question=redact(answer.question),
        searched_for=redact(answer.searched_for),
        history=tuple(redact(question) for question in answer.history),
    )


def _all(text: str) -> Iterator[Personal]:
    """Every find of every kind, overlapping ones too."""
    for kind, pattern in (
        ("email", _EMAIL),
        ("postcode", _POSTCODE),
        ("address", _STREET),
        ("ni number", _NI),
        ("date of birth", _FULL_DATE),
    ):
        yield from (Personal(kind, *match.span()) for match in pattern.finditer(text))
    yield from (Personal("date of birth", *match.span(1)) for match in _BIRTH.finditer(text))
    yield from _checked_numbers(text)
    yield from _phones(text)
    yield from (Personal("name", start, end) for start, end in named_people(text))


def _checked_numbers(text: str) -> Iterator[Personal]:
    """NHS and pupil numbers: those whose check digit is right, or that are said to be one."""
    from stdnum.gb import nhs, upn

    for match in _TEN_DIGITS.finditer(text):
        said = re.search(
            r"\bnhs\b[^\d]{0,20}$", text[max(0, match.start() - 40) : match.start()], re.IGNORECASE
        )
        if said or nhs.is_valid(match.group()):
            yield Personal("nhs number", *match.span())
    for match in _PUPIL.finditer(text):
        if upn.is_valid(match.group()):
            yield Personal("pupil number", *match.span())


def _phones(text: str) -> Iterator[Personal]:
    """Phone numbers that could be dialled from the United Kingdom, public helplines left out."""
    if sum(character.isdigit() for character in text) < 10:
        return
    from phonenumbers import Leniency, PhoneNumberMatcher

    for match in PhoneNumberMatcher(text, "GB", leniency=Leniency.POSSIBLE):
        digits = re.sub(r"\D", "", match.raw_string)
        if digits in _HELPLINES or not re.match(r"0|44|\+", match.raw_string.lstrip("( ")):
            continue
        if len(digits) >= 10:
            yield Personal("phone", match.start, match.end)


_HELPLINES = frozenset({"08088005000", "08001111", "116123", "0845600227"})
