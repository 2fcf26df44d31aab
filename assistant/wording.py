"""Reading a question: spelling, acronyms, everyday words, which report, what kind of question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.conversation import Resolved, resolve, topic
from assistant.courtesy import without_courtesy
from assistant.domain import Kind, Report, Turn
from assistant.keyword import words_of
from assistant.lexicon import Lexicon, build_lexicon
from assistant.places import Place, named_places
from assistant.pointing import Pointed
from assistant.sources import bare_topic
from assistant.spelling import Repair

__all__ = ["Asks", "Lexicon", "Reading", "Wants", "build_lexicon", "read_question"]


class Asks(StrEnum):
    """What sort of answer a question wants."""

    NUMBER = "number"
    WHO = "who"
    WHERE = "where"
    LIST = "list"
    WHY = "why"
    DEFINITION = "definition"
    COMPARISON = "comparison"
    OTHER = "other"


class Wants(StrEnum):
    """What sort of paragraph the wording of a question points to."""

    RECOMMENDATION = "recommendation"
    DUTY = "duty"
    EXAMPLE = "example"
    STANDARD = "standard"

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The sorts of paragraph that hold what is wanted."""
        return {
            Wants.RECOMMENDATION: (Kind.RECOMMENDATION,),
            Wants.DUTY: (Kind.RECOMMENDATION, Kind.CRITERION),
            Wants.EXAMPLE: (Kind.GOOD_PRACTICE,),
            Wants.STANDARD: (Kind.CRITERION,),
        }[self]


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as it is searched; `searched_for` is shown and can be edited."""

    question: str  # as typed
    searched_for: str  # spelling repaired; follow-ups with what they refer to
    kind: Asks = Asks.OTHER
    reports: tuple[str, ...] = ()  # ids of the reports that it names
    terms: tuple[str, ...] = ()  # words of the field for its acronyms and everyday words
    wants: tuple[Wants, ...] = ()  # what its wording points to
    places: tuple[Place, ...] = ()  # paragraphs, chapters, standards that it names
    clauses: tuple[tuple[str, str], ...] = ()  # of a comparison: report id, what is asked of it
    context: str = ""  # the earlier question that a follow-up goes on from
    asked: str = ""  # the last question itself, spelling repaired
    thin: bool = False  # the last question has hardly a topic of its own
    cited: tuple[str, ...] = ()  # paragraphs cited in the turn before
    repairs: tuple[Repair, ...] = ()
    switched: bool = False  # a follow-up that asks the same of another report
    pointed: Pointed | None = None  # what of the answer before it asks for, and nothing else
    swapped: str = ""  # the bare follow-up whose body took the place of the one before
    elsewhere: tuple[str, ...] = ()  # places of the last question that the reports do not name

    @property
    def wanted(self) -> tuple[Kind, ...]:
        """The sorts of paragraph that the wording points to, none where it points to none."""
        kinds = (kind for want in self.wants for kind in want.kinds)
        return tuple(dict.fromkeys(kinds))

    @property
    def compares(self) -> bool:
        """Whether it sets several reports side by side."""
        return len(self.reports) > 1


def read_question(question: str, history: Sequence[Turn], lexicon: Lexicon) -> Reading:
    """The question as it is searched, with everything that can be read from its words."""
    typed = " ".join(question.split())
    places = lexicon.gazetteer.found(typed)
    kept = frozenset(word for place in places for word in words_of(typed[place.start : place.end]))
    asked, repairs = lexicon.speller.repair(typed, kept)
    asked = without_courtesy(asked)
    resolved = resolve(asked, history, lexicon.gazetteer)
    if resolved.pointed is not None:
        return Reading(
            question,
            resolved.searched_for,
            asked=resolved.asked,
            cited=resolved.cited,
            repairs=repairs,
            pointed=resolved.pointed,
        )
    named = named_reports(resolved.asked, lexicon.reports)
    switched = bool(named and resolved.context and not topic(bare_topic(resolved.asked)))
    if switched:
        resolved = Resolved(bare_topic(resolved.context) or resolved.asked)
    if not named and resolved.context:
        named = named_reports(resolved.context, lexicon.reports)
    return Reading(
        question=question,
        searched_for=resolved.searched_for,
        kind=question_kind(resolved.asked, compares=len(named) > 1),
        reports=named,
        terms=_terms(resolved, lexicon),
        wants=wants(resolved.asked),
        places=named_places(resolved.asked),
        clauses=clauses(resolved.asked, lexicon.reports) if len(named) > 1 else (),
        context=resolved.context,
        asked=resolved.asked,
        thin=resolved.thin,
        cited=resolved.cited,
        repairs=repairs,
        switched=switched and len(named) == 1,
        swapped=resolved.swapped,
        elsewhere=lexicon.gazetteer.unknown(resolved.asked),
    )


def _terms(resolved: Resolved, lexicon: Lexicon) -> tuple[str, ...]:
    """Field words for the question, those of its own last part first."""
    both = (*lexicon.adds(resolved.asked), *lexicon.adds(resolved.context))
    return tuple(dict.fromkeys(both))


_SOURCE = (
    r"(?:reports?|reviews?|inspections?|inspectors?|inspectorates|documents?|papers?|publications?"
    r"|jcirs?|jcis?|joint|chief|cis?|recommendations?|findings?|one|set|paper)"
)
_OLDEST = re.compile(rf"\b(?:first|earlier|earliest|original|older|oldest)\b(?: \w+)? {_SOURCE}\b")
_NEWEST = re.compile(
    rf"\b(?:later|latest|last|newer|newest|recent|follow-?up)\b(?: \w+)? {_SOURCE}\b"
    r"|\blater on\b|\bby then\b"
)
_ORDINAL = re.compile(rf"\b(second|third|fourth|fifth)\b(?: \w+)? {_SOURCE}\b")
_BOTH = re.compile(
    rf"\b(?:both|two) {_SOURCE}\b|\bbetween the (?:two )?{_SOURCE}\b|\bthe other {_SOURCE}\b"
    r"|\b(?:then and now|(?:\w+) years apart|over the years between)\b"
    r"|\bthen (?:vs|versus|and|against|compared (?:with|to)) .*\b(?:now|later|afterwards)\b"
    r"|\b(?:first|earlier|older) (?:and|with|to|or|vs|versus)(?: the)? (?:third|later|newer)"
    rf" {_SOURCE}\b"
)
_LATER = re.compile(r"\blater\??$|\blater\b|\bafterwards\b|\bsince\b|\bby the time of\b")


def named_reports(question: str, reports: Sequence[Report]) -> tuple[str, ...]:
    """Ids of the reports that the question names by year, order or title, oldest first.

    `reports` come oldest first. An ordinal that no title holds names none: a question about the
    second report must not be answered from the third.
    """
    if len(reports) < 2:
        return ()
    text = question.lower()
    named = {r.id for r in reports if re.search(rf"\b{r.published[:4]}\b", text)}
    named |= {r.id for r in reports if r.short_title.lower() in text}
    for ordinal in _ORDINAL.findall(text):
        named |= {r.id for r in reports if re.search(rf"\b{ordinal}\b", r.title.lower())}
    if _OLDEST.search(text):
        named.add(reports[0].id)
    if _NEWEST.search(text) or (named == {reports[0].id} and _LATER.search(text)):
        named.add(reports[-1].id)
    if _BOTH.search(text):
        named |= {reports[0].id, reports[-1].id}
    return tuple(r.id for r in reports if r.id in named)


_KINDS: tuple[tuple[Asks, re.Pattern[str]], ...] = (
    (
        Asks.NUMBER,
        re.compile(
            r"\bhow (?:many|much|long|often|old|far|frequently|big|large|few|soon)\b"
            r"|\b(?:number|proportion|percentage|per ?cent|share|fraction|total|count) of\b"
            r"|\b(?:proportion|percentage|total number|cut-off|deadline|what (?:date|year)|ratio)\b"
            r"|\b(?:what|which) (?:year|date|month|age|amount|sum)\b|^when\b|\bby when\b|%"
        ),
    ),
    (Asks.WHY, re.compile(r"\bwhy\b|\breasons?\b|\bwhat (?:caused|explains|made|stopped|kept)\b")),
    (
        Asks.WHO,
        re.compile(
            r"\bwho(?:m|se)?\b|\bwhich (?:\w+ )?(?:department|body|agency|organisation|ministry"
            r"|inspectorate|minister|group|committee|team|board|service|department)\b"
            r"|\bresponsible\b|\blead\b"
        ),
    ),
    (
        Asks.WHERE,
        re.compile(
            r"\bwhere\b|\b(?:which|what) (?:\w+ )?(?:area|place|council|town|county|region|borough"
            r"|city|authority|prison|hospital)\b|\banywhere\b"
        ),
    ),
    (
        Asks.DEFINITION,
        re.compile(
            r"\bwhat (?:is|are|was|were) (?:an? |the )?[\w-]+(?: [\w-]+){0,3}\?*$"
            r"|\b(?:meant by|mean(?:ing)?|definitions?|defined?|stands? for|what counts as)\b"
        ),
    ),
    (
        Asks.LIST,
        re.compile(
            r"\bwhich\b.*\b(?:were|are|ones|groups|kinds|types|agencies|professions|problems)\b"
            r"|\bwhat (?:\w+ ){0,2}\w+s (?:were|are|did|do|have)\b|\blist\b|\bmain\b|\bexamples\b"
            r"|\b(?:problems|areas|jobs|features|elements|ways|gaps|steps|things|kinds|sorts)\b"
        ),
    ),
)
_COMPARES = re.compile(
    r"\bcompar\w+|\bversus\b|\bvs\b|\bdiffer\w*|\bchanged?\b|\bbetween the\b|\bsame in both\b"
)


def question_kind(question: str, *, compares: bool = False) -> Asks:
    """What sort of answer the question wants."""
    text = question.lower().strip()
    if compares or (_COMPARES.search(text) and "report" in text):
        return Asks.COMPARISON
    return next((kind for kind, cue in _KINDS if cue.search(text)), Asks.OTHER)


_WANTS: tuple[tuple[Wants, re.Pattern[str]], ...] = (
    (
        Wants.RECOMMENDATION,
        re.compile(
            r"\brecommend\w*|\b(?:told|asked|urged|called|want|wants|wanted|ask|asks) (?:\w+ ){0,4}"
            r"(?:to|for|on|from)\b|\bcall(?:ed|s)? for\b|\bremed(?:y|ies)\b|\bwhat should\b"
            r"|\bwho should\b|\bshould happen\b|\bpromise\b"
        ),
    ),
    (
        Wants.DUTY,
        re.compile(
            r"\b(?:supposed|expected|meant|required|obliged|ha(?:ve|s|d)|need(?:s|ed)?|ought) to\b"
            r"|\bshould\b|\bmust\b|\bduty\b|\bduties\b|\bexpected of\b|\bresponsib\w+"
        ),
    ),
    (
        Wants.EXAMPLE,
        re.compile(
            r"\bexamples?\b|\bgood practice\b|\banywhere\b|\bsomewhere\b|\bcould copy\b|\bmodel\b"
            r"|\b(?:any|some|which|what|one) (?:\w+ )?(?:areas?|places?|councils?|committee|town"
            r"|county|borough|team|scheme|project|hospital|force)\b|\bbright spot\b"
        ),
    ),
    (Wants.STANDARD, re.compile(r"\bstandards?\b|\bcriteri(?:on|a)\b|\bstd\b")),
)


def wants(question: str) -> tuple[Wants, ...]:
    """The sorts of paragraph that the wording points to, none where it points to none."""
    text = question.lower()
    return tuple(want for want, cue in _WANTS if cue.search(text))


CLAUSE_CUT = re.compile(
    r"[,;:]\s+(?:and\s+|but\s+)?|\s+(?:and|but|vs\.?|versus|while|whereas|than)\s+"
)


def clauses(question: str, reports: Sequence[Report]) -> tuple[tuple[str, str], ...]:
    """What a comparison asks of each report, where a clause names one: (report id, clause)."""
    oldest, newest = reports[0].id, reports[-1].id
    found: dict[str, list[str]] = {}
    for clause in CLAUSE_CUT.split(question):
        named = set(named_reports(clause, reports))
        if not named and _LATER.search(clause.lower()):
            named = {newest}
        if len(named) == 1 and len(clause.split()) > 2:
            found.setdefault(named.pop(), []).append(clause)
    whole = {oldest, newest} <= set(found)
    return tuple((report, ", ".join(parts)) for report, parts in found.items()) if whole else ()
