"""Whether a paragraph says a statement: the one judge of edited keys, careful and easily unsure.

It knows only what near-exact wording shows. Whatever is worded otherwise is UNSURE, which leaves
the decision to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum

from assistant.quiz.essence import essence
from assistant.quiz.text import sentences


class Verdict(StrEnum):
    """What a paragraph has to say on a statement."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    UNSURE = "unsure"


_CLAUSE = re.compile(r"(?<!\d),|,(?!\d)|[;:()–—]|\s-\s")
_SHORTEST = 5  # words of a clause that may stand for itself
_NEGATIONS = frozenset({"not", "no", "never", "none", "nor", "neither", "without", "cannot"})
_MANY = frozenset({"all", "every", "each", "most", "many", "always", "both"})
_FEW = frozenset({"few", "no", "none", "never", "rarely", "neither"})
_VAGUE_WORDS = """
some many several often sometimes usually may might can could at least over under nearly about
almost more less fewer than up
"""
_BINDING_WORDS = """
afew alittle any only half majority minority hardly seldom generally unless until except if when
where whether although though while whereas however but despite instead should must would will
shall ought need needs needed required require recommend recommends recommended consider ensure
expect expected aim aims intended plan plans planned propose proposed said told reported reports
claimed believed felt thought suggested alleged according perceived likely unlikely possible
failed fail lack lacked unable
"""
# a sentence with one of these may be true beside its opposite or beside another figure
_VAGUE = frozenset(_VAGUE_WORDS.split())
# words that, left out, would change what the rest of their sentence says
_BINDING = _NEGATIONS | _MANY | _FEW | _VAGUE | frozenset(_BINDING_WORDS.split())


def supported(statement: str, paragraph: str) -> Verdict:
    """Whether the paragraph says the statement, says its opposite, or cannot be told.

    >>> supported("Eight areas were inspected.", "In all, 8 areas were inspected.")
    <Verdict.UNSURE: 'unsure'>
    >>> supported("Eight areas were inspected.", "The 8 areas were inspected.")
    <Verdict.SUPPORTED: 'supported'>
    >>> supported("Nine areas were inspected.", "The 8 areas were inspected.")
    <Verdict.CONTRADICTED: 'contradicted'>
    """
    said = essence(statement)
    if not said:
        return Verdict.UNSURE
    verdicts = {_of_sentence(said, sentence) for sentence in _units(paragraph)}
    for verdict in (Verdict.SUPPORTED, Verdict.CONTRADICTED):
        if verdicts & {verdict} and not (verdicts - {verdict, Verdict.UNSURE}):
            return verdict
    return Verdict.UNSURE


def _units(paragraph: str) -> Iterator[str]:
    """The sentences; a bullet with the words that lead to it, for they say how it is meant."""
    lead = ""
    for line in paragraph.split("\n"):
        bullet = line.lstrip().startswith(("•", "–"))
        if bullet and lead:
            yield f"{lead} {line.lstrip('•– ')}"
            continue
        found = sentences(line)
        lead = found[-1] if found and line.rstrip().endswith(":") else "" if not bullet else lead
        yield from found


def _of_sentence(said: Sequence[str], sentence: str) -> Verdict:
    """What one sentence has to say on the words."""
    clauses = [essence(part) for part in _CLAUSE.split(sentence)]
    held = [word for clause in clauses for word in clause]
    if list(said) == held or _is_clause(said, clauses):
        return Verdict.SUPPORTED
    return Verdict.CONTRADICTED if _is_opposite(said, held) else Verdict.UNSURE


def _is_clause(said: Sequence[str], clauses: Sequence[Sequence[str]]) -> bool:
    """Whether the words are whole clauses, and those left out take nothing of them back."""
    if len(said) < _SHORTEST:
        return False
    for first in range(len(clauses)):
        for last in range(first + 1, len(clauses) + 1):
            run = [word for clause in clauses[first:last] for word in clause]
            rest = [word for clause in (*clauses[:first], *clauses[last:]) for word in clause]
            if run == list(said) and not _BINDING & set(rest):
                return True
    return False


def _is_opposite(said: Sequence[str], held: Sequence[str]) -> bool:
    """Whether the words are the sentence but for a negation, a figure or how many are meant."""
    if _VAGUE & {*said, *held}:
        return False
    matcher = SequenceMatcher(None, list(held), list(said), autojunk=False)
    changes = [change for change in matcher.get_opcodes() if change[0] != "equal"]
    if len(changes) != 1:
        return False
    _, start, end, since, until = changes[0]
    before, after = set(held[start:end]), set(said[since:until])
    if not before or not after:
        return (before | after) <= _NEGATIONS and len(before | after) == 1
    if end - start != 1 or until - since != 1:
        return False
    (old,), (new,) = before, after
    figures = old.strip("£%").isdigit() and new.strip("£%").isdigit()
    turned = (old in _MANY and new in _FEW) or (old in _FEW and new in _MANY)
    return figures or turned
