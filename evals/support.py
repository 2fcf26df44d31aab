"""Whether a text supports a statement, decided by rule: the check behind the offline judge.

A statement is supported where one stretch of the text (a sentence, two neighbours, a list's
lead-in with one of its points) covers its words, states every figure it states, names every body
it names, and does not say the opposite. Where words agree only in meaning, `near` (similarity
by an embedding, if one is given) may stand in for a part of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from evals import reading
from evals.gold import folded
from evals.measures import plain

Near = Callable[[str, Sequence[str]], Sequence[float]]  # similarity of a text to each of others

WORDED = 0.7  # share of its words from which a sentence repeats the text's own wording
NEAR = 0.4  # cosine from which another wording says nearly the same …
NEARER = 0.4  # … and more for each shared word, for shared words alone make texts near
PAIR = 0.35  # how much better two sentences together must fit than one alone
KEPT = 0.8  # share of the words in the same order from which a sentence keeps the text's frame


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a statement is supported, and the reason in plain words."""

    supported: bool
    reason: str


def supports(statement: str, text: str, near: Near | None = None) -> Verdict:
    """The verdict on a statement: each of its sentences must be supported by the text."""
    parts = reading.sentences(statement)
    if not parts:
        return Verdict(False, "says nothing")
    body = folded(text)
    for part in parts:
        if folded(part) and (folded(part) in body or _headed(part, body)):
            continue
        verdict = _sentence(part, text, near)
        if not verdict.supported:
            return verdict
    return Verdict(True, "stands in the text")


def _sentence(sentence: str, text: str, near: Near | None) -> Verdict:
    """The verdict on one sentence that does not stand in the text word for word.

    Where it repeats the text's wording, a word of its own is an alteration; where it is worded
    otherwise, the embedding must find it near. Either way nothing may contradict the text.
    """
    stretches = reading.stretches(text)
    if not stretches:
        return Verdict(False, "there is no text")
    wanted = reading.content(sentence)
    shares = [_share(wanted, reading.content(stretch)) for stretch in stretches]
    likeness = list(near(sentence, stretches)) if near else [0.0] * len(stretches)
    units = len(reading.sentences(text))
    best = max(
        range(len(stretches)),
        key=lambda i: (shares[i] + likeness[i] / 2 - (PAIR if i >= units else 0), -i),
    )
    conflict = contradiction(sentence, stretches[best], text, shares[best] >= WORDED)
    if conflict:
        return Verdict(False, conflict)
    if shares[best] >= WORDED:
        own = [word for word in wanted if word not in reading.content(text)]
        return Verdict(
            not own, f"{own[0]}… is not the text's word" if own else "covered by the text"
        )
    close = likeness[best] >= NEAR + NEARER * shares[best]
    return Verdict(close, "says nearly the same" if close else "the text does not say it")


def _headed(sentence: str, body: str) -> bool:
    """Whether it is a heading of the text with words of the text: "The Home Office should: …"."""
    head, _, rest = sentence.partition(": ")
    return bool(folded(head) and folded(rest)) and folded(head) in body and folded(rest) in body


def contradiction(sentence: str, stretch: str, text: str, worded: bool) -> str:
    """What a sentence says against the stretch nearest to it; empty where nothing.

    `worded`: the sentence repeats the stretch's wording, so that a body must be named there.
    """
    missing = reading.figures(sentence) - reading.figures(stretch)
    if missing:
        return f"the figure {min(missing)} does not stand there"
    for name in reading.names(sentence):
        if not reading.named_in(name, text):
            return f"{' '.join(name)} is not named there"
    place = stretch if worded else text
    absent = sorted(reading.bodies(sentence) - reading.bodies(place))
    if absent:
        return f"{absent[0]}: not named there"
    if _reordered(sentence, stretch):
        return "the bodies have changed places"
    opposite = reading.opposites(sentence, stretch)
    return f"the text says the opposite ({opposite})" if opposite else ""


def _share(wanted: Sequence[str], given: Sequence[str]) -> float:
    """Share of the wanted words that are given."""
    return sum(word in given for word in wanted) / len(wanted) if wanted else 0.0


def _reordered(sentence: str, stretch: str) -> bool:
    """Whether the same frame of words names the same bodies in another order."""
    ours, theirs = reading.body_order(sentence), reading.body_order(stretch)
    shared = [body for body in theirs if body in ours]
    if len(ours) < 2 or sorted(ours) != sorted(shared) or ours == shared:
        return False
    frame = reading.content(reading.without_bodies(sentence))
    given = reading.content(reading.without_bodies(stretch))
    kept = SequenceMatcher(None, frame, given, autojunk=False)
    same = sum(block.size for block in kept.get_matching_blocks())
    return same >= KEPT * len(frame)


def near_by(embed: Callable[[str], Iterable[float]]) -> Near:
    """A `near` from an embedding function with unit vectors; each text is embedded once."""
    known: dict[str, list[float]] = {}

    def vector(text: str) -> list[float]:
        key = plain(text)
        if key not in known:
            known[key] = [float(value) for value in embed(text)]
        return known[key]

    def near(text: str, others: Sequence[str]) -> Sequence[float]:
        ours = vector(text)
        return [sum(a * b for a, b in zip(ours, vector(other), strict=True)) for other in others]

    return near
