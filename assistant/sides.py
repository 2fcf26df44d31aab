"""A comparison as one question for each report: its topic without the words that compare."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.candidates import Candidates
from assistant.conversation import topic
from assistant.domain import Kind, Paragraph, Passage, Report
from assistant.selecting import Scored
from assistant.sources import bare_topic, matter
from assistant.word_weights import WordWeights
from assistant.wording import CLAUSE_CUT, Reading, named_reports, question_kind, wants

FAR = 0.49  # a report with nothing so near to the topic may be silent
FARTHER = 0.41  # with nothing even so near, what it says is only the nearest
LACKING = 0.5  # share of the words that another report has on the topic, and of the field's words
FIRST = 5  # passages of a side among which a recommendation is looked for
NEARLY_BEST = 0.25  # of the spread of their scores
BARE = 3  # words of a topic that everything is asked on
MORE = 2  # recommendations added to a side
NAMED = 0.6  # share of a topic's words, by rarity, in a sentence that names it
UNLIKELY = 0.15  # chance of a sentence that only seems to come near
NEARLY_ALL = 0.8  # share of the topic's words that a silent report lacks whatever others have


@dataclass(frozen=True, slots=True)
class SideAsked:
    """What a comparison asks of one report, and the passages of that report."""

    reading: Reading
    passages: tuple[Passage, ...]


def side_readings(reading: Reading, reports: Sequence[Report]) -> Mapping[str, Reading]:
    """The question that a comparison puts to each report that it names, in their order."""
    whole = matter(bare_topic(reading.searched_for)) or reading.searched_for
    own = _fragments(reading, reports)
    each_has_one = all(report in own for report in reading.reports)
    sides: dict[str, Reading] = {}
    for report in reading.reports:
        fragment = own.get(report, "") if each_has_one else ""
        clause = bare_topic(fragment)
        apart = len(topic(clause)) > 1 and topic(clause) != topic(whole)
        sides[report] = replace(
            reading,
            question=whole,
            searched_for=whole,
            asked=clause if apart else whole,
            context=whole if apart else "",
            thin=False,
            kind=question_kind(clause if apart else whole),
            wants=wants(fragment or reading.asked or whole),
            reports=(report,),
            clauses=(),
            cited=(),
        )
    return sides


def _fragments(reading: Reading, reports: Sequence[Report]) -> dict[str, str]:
    """The parts of the question that each name one report."""
    found: dict[str, list[str]] = {}
    for fragment in CLAUSE_CUT.split(reading.asked or reading.question):
        named = named_reports(fragment, reports)
        if not named and re.search(r"\blater\b|\bafterwards\b", fragment, re.IGNORECASE):
            named = reading.reports[-1:]
        if len(named) == 1:
            found.setdefault(named[0], []).append(fragment)
    return {report: ", ".join(parts) for report, parts in found.items()}


def asked_of(reading: Reading, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages of the one report that a question names; all where it names none, or several."""
    own = tuple(p for p in passages if p.paragraph.report_id in reading.reports)
    return own if len(reading.reports) == 1 and own else tuple(passages)


def without_notes(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages that say something of the matter, not of the document or of a name."""
    return tuple(
        p for p in passages if p.paragraph.kind is not Kind.NOTE and not in_glossary(p.paragraph)
    )


def in_glossary(paragraph: Paragraph) -> bool:
    """Whether it only spells out an abbreviation."""
    return paragraph.kind is Kind.DEFINITION and "Glossary" in "".join(paragraph.headings[:1])


class Voice(StrEnum):
    """How a report speaks of the topic of a comparison."""

    SPEAKS = "speaks"
    NEAREST = "nearest"  # only words that are near to it were found
    SILENT = "silent"


def voice(found: Candidates, others: Sequence[Candidates]) -> Voice:
    """How the report with these candidates speaks, beside the candidates of every report."""
    least = min(each.words_missing for each in others)
    lacking = (found.words_missing - least) / max(1 - least, 0.01)
    unknown = lacking > LACKING or found.words_missing > NEARLY_ALL
    if found.nearest < FAR and unknown and found.terms_held < LACKING:
        return Voice.SILENT
    return Voice.NEAREST if found.nearest < FARTHER else Voice.SPEAKS


def recommended(side: SideAsked, chosen: Collection[str]) -> tuple[str, ...]:
    """Ids of recommendations found nearly as near to a bare topic as the best, not yet chosen.

    A report may have no other word on a matter than what it asks for.
    """
    bare = not side.reading.context and len(topic(side.reading.searched_for)) <= BARE
    if not bare or not side.passages:
        return ()
    best, last = side.passages[0].score, side.passages[-1].score
    near = best - NEARLY_BEST * (best - last)
    return tuple(
        p.paragraph.id
        for p in side.passages[:FIRST]
        if p.paragraph.kind is Kind.RECOMMENDATION
        and p.score >= near
        and p.paragraph.id not in chosen
    )[:MORE]


def surer(
    side: SideAsked, heard: Voice, scored: Sequence[Scored], words: WordWeights
) -> Voice:
    """The voice of a report that seems to come near, told by its best sentence."""
    if heard is not Voice.NEAREST or not scored:
        return heard
    if scored[0].score < UNLIKELY:
        return Voice.SILENT
    asked = words.stems(side.reading.searched_for)
    held = frozenset(words.all_stems(scored[0].piece.text))
    return Voice.SPEAKS if words.share(asked, held) >= NAMED else heard


def interleaved(sides: Sequence[SideAsked], count: int) -> tuple[Passage, ...]:
    """The passages of all sides by turns, each once."""
    longest = max((len(side.passages) for side in sides), default=0)
    turns = [s.passages[at] for at in range(longest) for s in sides if at < len(s.passages)]
    return tuple(turns[:count])
