"""Whether a text supports a statement, decided by rule: the check behind the offline judge.

A statement is supported where one stretch of the text (a sentence, two neighbours, a list's
lead-in with one of its points) covers its words, states every figure it states, names every body
it names, and does not say the opposite. Where words agree only in meaning, `near` (similarity
by an embedding, if one is given) may stand in for a part of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evals import reading
from evals.gold import folded
from evals.measures import plain

Near = Callable[[str, Sequence[str]], Sequence[float]]  # similarity of a text to each of others

COVERED = 0.62  # share of the words where only words are compared
COVERED_NEAR = 0.34  # the same where the embedding finds the meaning near
NEAR = 0.58  # cosine from which meaning counts as near


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
        if folded(part) and folded(part) in body:
            continue
        verdict = _sentence(part, text, near)
        if not verdict.supported:
            return verdict
    return Verdict(True, "stands in the text")


def _sentence(sentence: str, text: str, near: Near | None) -> Verdict:
    """The verdict on one sentence that does not stand in the text word for word."""
    stretches = reading.stretches(text)
    if not stretches:
        return Verdict(False, "there is no text")
    wanted = reading.content(sentence)
    shares = [_share(wanted, reading.content(stretch)) for stretch in stretches]
    likeness = list(near(sentence, stretches)) if near else [0.0] * len(stretches)
    order = sorted(
        range(len(stretches)),
        key=lambda i: (-(shares[i] + likeness[i]), len(stretches[i])),
    )
    reason = "its words do not stand together in the text"
    for rank, place in enumerate(order[:3]):
        enough = shares[place] >= COVERED or (
            likeness[place] >= NEAR and shares[place] >= COVERED_NEAR
        )
        if not enough:
            break
        conflict = contradiction(sentence, stretches[place], text)
        if not conflict:
            return Verdict(True, "covered by the text")
        if rank == 0:
            reason = conflict
    return Verdict(False, reason)


def contradiction(sentence: str, stretch: str, text: str) -> str:
    """What a sentence says against a stretch that covers its words; empty where nothing."""
    missing = reading.figures(sentence) - reading.figures(stretch)
    if missing:
        return f"the figure {sorted(missing)[0]} does not stand there"
    strangers = [name for name in reading.names(sentence) if not reading.names_it(name, text)]
    if strangers:
        return f"{strangers[0]} is not named there"
    bodies = reading.bodies(sentence)
    there = reading.bodies(stretch)
    absent = [body for body in bodies if body not in there]
    if absent and (there or not reading.bodies(text) >= set(absent)):
        return f"{absent[0]} is not the body named there"
    if _reordered(sentence, stretch):
        return "the bodies have changed places"
    opposite = reading.opposites(sentence, stretch)
    if opposite:
        return f"the text says the opposite ({opposite})"
    return ""


def _share(wanted: Sequence[str], given: Sequence[str]) -> float:
    """Share of the wanted words that are given."""
    return sum(word in given for word in wanted) / len(wanted) if wanted else 0.0


def _reordered(sentence: str, stretch: str) -> bool:
    """Whether nearly the same words name the same bodies in another order."""
    ours, theirs = reading.body_order(sentence), reading.body_order(stretch)
    shared = [body for body in theirs if body in ours]
    same_words = _share(reading.content(stretch), reading.content(sentence)) >= 0.8
    return same_words and len(ours) > 1 and ours != shared and sorted(ours) == sorted(shared)


def near_by(embed: Callable[[str], Sequence[float]]) -> Near:
    """A `near` from an embedding function with unit vectors; each text is embedded once."""
    known: dict[str, Sequence[float]] = {}

    def vector(text: str) -> Sequence[float]:
        key = plain(text)
        if key not in known:
            known[key] = embed(text)
        return known[key]

    def near(text: str, others: Sequence[str]) -> Sequence[float]:
        ours = vector(text)
        return [
            float(sum(a * b for a, b in zip(ours, vector(other), strict=True))) for other in others
        ]

    return near
