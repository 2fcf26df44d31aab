"""Other wordings of the same questions, seeded: typo, scan, keywords, jargon, lay."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from evals.questions import Question
from evals.reading import STOP

Wording = Callable[[str, random.Random], str]

NEIGHBOURS = {
    "a": "qs", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj",
    "i": "uo", "j": "hk", "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o",
    "q": "w", "r": "et", "s": "ad", "t": "ry", "u": "yi", "v": "cb", "w": "qe", "x": "zc",
    "y": "tu", "z": "x",
}  # fmt: skip
SCANNED = (("g", "q"), ("rn", "m"), ("l", "1"), ("cl", "d"), ("e", "c"), ("ing", "mg"), ("h", "b"))
# Written by hand, apart from the product's glossary, so that it is not tested with itself.
JARGON = (
    ("area child protection committees?", "ACPCs"),
    ("youth offending teams?", "YOTs"),
    ("young offender institutions?", "YOIs"),
    ("crown prosecution service", "CPS"),
    ("social services departments?", "SSDs"),
    ("local education authorit(?:y|ies)", "LEAs"),
    ("general practitioners?|family doctors?", "GPs"),
    ("serious case reviews?", "Part 8 reviews"),
    ("children in care|looked.after children", "LAC"),
    ("children who live away from home", "children accommodated"),
    ("social workers?", "SW staff"),
    ("accident and emergency|casualty", "A&E"),
    ("criminal record checks?|police checks?", "CRB checks"),
    ("safeguarding boards?", "LSCBs"),
)
LAY = (
    ("ACPCs?|area child protection committees?", "local child protection committees"),
    ("YOTs?|youth offending teams?", "teams for young people in trouble with the law"),
    ("YOIs?|young offender institutions?", "youth jails"),
    ("LSCBs?", "local safeguarding boards"),
    ("MAPPPs?|MAPPA", "meetings about dangerous offenders"),
    ("looked.after children", "kids in care"),
    ("practitioners?|professionals", "people working with kids"),
    ("inspectors", "the people who checked"),
    ("children", "kids"),
    ("recommend(?:ed|s)?", "say should happen"),
    ("recruitment", "taking on staff"),
    ("GPs?", "family doctors"),
    ("magistrates", "judges"),
    ("inter-agency|multi-agency", "joined-up"),
    ("domestic violence", "violence at home"),
    ("agencies", "services"),
)


def perturbed(questions: Sequence[Question], seed: int = 0) -> list[Question]:
    """For each stand-alone question its other wordings, where they differ from the first.

    Ids end in the wording, `base` names the question they restate; everything else is the same.
    """
    found: list[Question] = []
    for question in questions:
        if question.follow_up or question.base:
            continue
        for style, wording in WORDINGS.items():
            rng = random.Random(f"{seed}/{question.id}/{style}")
            text = wording(question.question, rng)
            if text.strip() and text != question.question:
                other = replace(question, id=f"{question.id}/{style}", question=text, line=0)
                found.append(replace(other, style=style, base=question.id))
    return found


def typo(text: str, rng: random.Random) -> str:
    """About one longer word in four with a slip of the keyboard."""
    return _in_words(text, rng, 0.25, _slip)


def scan(text: str, rng: random.Random) -> str:
    """About one longer word in three as a scanner would misread it."""

    def misread(word: str, rng: random.Random) -> str:
        fits = [(a, b) for a, b in SCANNED if a in word]
        return word.replace(*rng.choice(fits), 1) if fits else word

    return _in_words(text, rng, 0.34, misread)


def keywords(text: str, rng: random.Random) -> str:
    """The words that carry meaning, without the sentence around them."""
    words = re.findall(r"[\w’'&-]+", text)
    kept = [word for word in words if word.lower() not in STOP and len(word) > 1]
    return " ".join(word.lower() if not word.isupper() else word for word in kept)


def jargon(text: str, rng: random.Random) -> str:
    """Terms of the trade instead of plain names."""
    return _replaced(text, JARGON)


def lay(text: str, rng: random.Random) -> str:
    """Everyday words instead of terms of the trade."""
    return _replaced(text, LAY)


WORDINGS: dict[str, Wording] = {
    "typo": typo, "ocr": scan, "keywords": keywords, "jargon": jargon, "lay": lay,
}  # fmt: skip


def _replaced(text: str, pairs: Sequence[tuple[str, str]]) -> str:
    """Each form replaced by its other wording."""
    for form, other in pairs:
        text = re.sub(rf"\b(?:{form})\b", other, text, flags=re.IGNORECASE)
    return text


def _in_words(
    text: str, rng: random.Random, share: float, change: Callable[[str, random.Random], str]
) -> str:
    """The text with a share of its longer words changed, at least one."""
    words = text.split(" ")
    longer = [place for place, word in enumerate(words) if len(re.sub(r"\W", "", word)) > 4]
    for place in rng.sample(longer, min(len(longer), max(1, round(share * len(longer))))):
        words[place] = change(words[place], rng)
    return " ".join(words)


def _slip(word: str, rng: random.Random) -> str:
    """A letter dropped, doubled, swapped with the next or hit beside, never the first."""
    place = rng.randrange(1, len(word) - 1)
    letter = word[place]
    kinds = (
        word[:place] + word[place + 1 :],
        word[: place + 1] + word[place:],
        word[:place] + word[place + 1] + letter + word[place + 2 :],
        word[:place] + rng.choice(NEIGHBOURS.get(letter.lower(), letter)) + word[place + 1 :],
    )
    return rng.choice(kinds)
