"""Figures in words and digits: near misses of a figure that keep its unit and its form."""

from __future__ import annotations

import re
from collections.abc import Iterator

_WORDS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_FRACTIONS = ("a tenth", "a fifth", "a quarter", "a third", "half")
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_NUMBER = re.compile(
    r"\d{1,3}(?:,\d{3})+|\d+|\b(?:twenty|thirty|forty|fifty)(?:-(?:one|two|three|four|five|six|seven|eight|nine))?\b"
    r"|\b(?:" + "|".join(_WORDS[1:20]) + r")\b",
    re.IGNORECASE,
)


def value(word: str) -> int:
    """The number that a numeral or number word stands for; ValueError for other words."""
    plain = word.lower().replace(",", "")
    if plain.isdigit():
        return int(plain)
    if plain in _WORDS:
        return _WORDS.index(plain)
    ten, _, one = plain.partition("-")
    if ten not in _TENS:
        raise ValueError(f"{word!r} is not a number")
    return _TENS[ten] + (_WORDS.index(one) if one else 0)


def written(number: int, like: str) -> str:
    """The number in the manner of another: digits or words, with its capital and its commas."""
    if like[0].isdigit():
        return f"{number:,}" if number >= 1000 and "," in like else str(number)
    tens = {amount: name for name, amount in _TENS.items()}
    if number <= 20:
        text = _WORDS[number]
    elif number // 10 * 10 in tens:
        one = number % 10
        text = tens[number - one] + (f"-{_WORDS[one]}" if one else "")
    else:
        return str(number)
    return text.capitalize() if like[0].isupper() else text


def _round(number: float) -> int:
    """The number rounded as people round: to tens above 100, thousands above 5,000."""
    step = 5000 if number >= 5_000 else 100 if number >= 1000 else 10 if number >= 100 else 1
    return round(number / step) * step


def _steps(number: int) -> Iterator[int]:
    """Plausible other numbers: small ones shifted, large ones scaled and rounded as before."""
    if number <= 12:
        yield from (number + d for d in (2, -2, 4, -4, 3, 5, -3, 1) if number + d >= 2)
    else:
        for ratio in (1.5, 0.6, 2.0, 0.4, 1.25, 0.75, 3.0):
            shifted = _round(number * ratio)
            if number % 10 == 0:
                shifted = max(10, round(shifted / 10) * 10)
            exact = number % 10 and shifted >= 13 and shifted % 10 == 0 and number < 100
            yield shifted + number % 10 if exact else shifted


def _percentages(number: int) -> Iterator[int]:
    yield from (n for d in (-15, 12, -28, 9, 20, -8, -40, 30) if 3 <= (n := number + d) <= 97)


def _dates(key: str) -> Iterator[str]:
    """Other dates of the same form: year, month and year, or day, month and year."""
    years = [int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", key)]
    month = next((m for m in _MONTHS if m in key), "")
    for shift, months in ((-1, 0), (1, 0), (0, 5), (-2, 3), (0, -3), (2, 0)):
        if months and not month:
            continue
        text = re.sub(r"\b(?:19|20)\d\d\b", lambda m, s=shift: str(int(m[0]) + s), key)  # type: ignore[misc]
        if months:
            text = text.replace(month, _MONTHS[(_MONTHS.index(month) + months) % 12])
        if years and text != key:
            yield text


def is_date(key: str) -> bool:
    """Whether the key is a date or a year."""
    return bool(re.search(r"\b(?:19|20)\d\d\b", key)) and " Act " not in key


def near_misses(key: str) -> list[str]:
    """Other figures of the same form and unit, none twice, none equal to the key.

    >>> near_misses("two areas")[:3]
    ['four areas', 'six areas', 'five areas']
    """
    found: list[str] = []
    if key.lower() in _FRACTIONS:
        found = [f for f in _FRACTIONS if f != key.lower()]
    elif is_date(key):
        found = list(_dates(key))
    elif (share := re.fullmatch(r"(\d+) out of (\d+)", key)) is not None:
        whole = int(share[2])
        parts = [round(whole * n / 100) for n in _percentages(round(100 * int(share[1]) / whole))]
        found = [f"{part} out of {whole}" for part in parts]
    elif (single := re.search(r"\b(?:a|one) (day|week|month|year)\b", key)) is not None:
        found = [
            key.replace(single[0], f"{n} {single[1]}s") for n in ("two", "three", "five", "seven")
        ]
    else:
        numbers = [match[0] for match in _NUMBER.finditer(key)]
        percent = "per cent" in key
        values = [value(number) for number in numbers]
        if len(values) > 1 and not percent and max(values) > 12:
            choices = [[max(1, _round(v * r)) for r in (1.5, 0.5, 2.0, 3.0)] for v in values]
        else:
            choices = [list(_percentages(v) if percent else _steps(v)) for v in values]
        for row in zip(*choices, strict=False):
            replacements = iter(written(n, like) for n, like in zip(row, numbers, strict=True))
            found.append(_NUMBER.sub(lambda _, r=replacements: next(r), key))  # type: ignore[misc]
    words = not any(c.isdigit() for c in key)
    mixed = [text for text in found if words and any(c.isdigit() for c in text)]
    return [text for text in dict.fromkeys(found) if text != key and text not in mixed]


def order(text: str) -> tuple[float, ...]:
    """A sort key for figures and dates, so that options stand in numerical order."""
    if text.lower() in _FRACTIONS:
        return (float(_FRACTIONS.index(text.lower())),)
    if is_date(text):
        year = re.findall(r"\b(?:19|20)\d\d\b", text)[0]
        month = next((n for n, m in enumerate(_MONTHS) if m in text), 0)
        return (float(year), float(month))
    single = re.search(r"\b(?:a|one) (day|week|month|year)\b", text)
    numbers = [value(match[0]) for match in _NUMBER.finditer(text)]
    return tuple(map(float, numbers)) if numbers else ((1.0,) if single else (0.0,))
