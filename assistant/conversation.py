"""Follow-ups: what a question in a conversation goes on from, found by rules without a model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.bodies import swap_body, swap_place
from assistant.courtesy import courtesy
from assistant.domain import Turn
from assistant.gazetteer import Gazetteer
from assistant.keyword import FUNCTION_WORDS, words_of
from assistant.pointing import Pointed, pointed_at
from assistant.sources import bare_topic
from assistant.standing import pointers, stands_alone

LONGEST_CONTEXT = 45  # words of the earlier question that are carried along


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question that stands alone: `context` is what it goes on from, "" for nothing.

    `cited` are the paragraphs of the answer before, empty once the topic is said to change.
    """

    asked: str
    context: str = ""
    cited: tuple[str, ...] = ()
    thin: bool = False  # the last question has hardly a topic of its own
    pointed: Pointed | None = None  # what of the answer before it asks for, and nothing else
    swapped: str = ""  # the body that took the place of the one before

    @property
    def searched_for(self) -> str:
        """The whole as a reader would write it."""
        if self.pointed is not None:
            return self.pointed.words or self.context
        if not self.context:
            return self.asked
        end = "" if self.context.endswith(("?", ".", "!")) else "?"
        return f"{self.context}{end} {self.asked}"


_NEW_TOPIC = re.compile(
    r"^(?:ok(?:ay)?[,.]? )?(?:(?:on (?:a|to a) )?(?:new|different|another|separate) "
    r"(?:subject|topic|question|matter|thing|point)|(?:leaving|setting|putting) (?:that|this|all "
    r"that) aside|changing (?:the )?(?:subject|topic)|(?:something|totally|completely) (?:else"
    r"|different|unrelated)|unrelated(?: question)?|on another note|moving on"
    r"|next question|forget that)"
    r"\s*[:;,.\-–—]*\s*",
    re.IGNORECASE,
)
_OPENERS = re.compile(
    r"^(?:and|but|so|or|also|plus|then|ok so|(?:what|how) about|what of|same for|even|not even)\b"
    r"|\b(?:too|as well|either|instead|though|otherwise|else)\s*\??$",
    re.IGNORECASE,
)
_BARE_SOURCE = re.compile(
    r"^(?:and )?(?:what|how|why|did|does|do|was|is|anything)?\b[^?]*\b(?:later|latest|earlier|first"
    r"|second|third|other|2\d{3}|19\d\d)\b[^?]*\b(?:reports?|inspectors|review|one)\b[^?]*\?*$",
    re.IGNORECASE,
)
_WHICH = r"(?:(?:19|20)\d\d|first|second|third|earlier|later|latest|last|previous)"
_IN_SOURCE = re.compile(
    rf"\b(?:in|by|of|from|under) (?:the )?{_WHICH}(?: (?:report|review|inspection)s?)?\b",
    re.IGNORECASE,
)
_THE_SOURCE = re.compile(rf"\b(?:the )?{_WHICH} (?:report|inspector|review)s?\b", re.IGNORECASE)
_THIN = frozenset(
    words_of(
        """inspectors inspector report reports inspection inspectorates say said says find found
        finding think thought anything something nothing anyone someone people place places thing
        things sort sorts kind kinds type way ways area areas part agencies agency staff worker
        workers done get got getting make made makes come came go went look looked see saw tell told
        ask asked take took give gave want wanted need needed use used work worked help helped mean
        meant happen happened recommend recommended later earlier first second third last other
        many much long often old more most less least better worse worst best good bad well enough
        also even still really actually ever never always again new different same right wrong ok
        know known year years time date month number percent share lead leads problem problems
        reason reasons children child ones""",
    )
)


_PUT = re.compile(
    r"^(?:and|what about|how about|and what about|but|ok and|same for)\s+"
    r"(?P<preposition>about|on|for|in|by|with|from|at|of)\s+"
    r"(?P<name>(?:the )?[\w'’& -]+?)\s*\?*$",
    re.IGNORECASE,
)
_PARTS = re.compile(r"(?<=[?.!])\s+")
_LONGEST_NAME = 4  # words that are put in the place of others


def resolve(question: str, history: Sequence[Turn], gazetteer: Gazetteer | None = None) -> Resolved:
    """The question with what it goes on from; without history, or on a new topic, as it is."""
    history = [turn for turn in history if courtesy(turn.question) is None]
    if not history:
        return Resolved(question)
    fresh = _NEW_TOPIC.sub("", question, count=1)
    if fresh != question and fresh:
        return Resolved(fresh[0].upper() + fresh[1:])
    last = history[-1]
    pointed = pointed_at(question, next((t for t in history[:-3:-1] if t.shown), last))
    if pointed is not None and pointed.alone:
        return Resolved(question, last.searched_for or last.question, last.cited, pointed=pointed)
    if pointed is not None and pointed.items:
        first = pointed.items[0]
        return Resolved(pointed.asked, pointed.context, (first.paragraph_id,))
    if not is_follow_up(question):
        return Resolved(question)
    context = carried(last.searched_for or last.question)
    put = put_in_place(question, context)
    body = "" if put else swap_body(question, context)
    if body:
        return Resolved(body, cited=last.cited, swapped=question)
    if not put and gazetteer is not None:
        put = swap_place(question, context, gazetteer)
    if put:
        return Resolved(put, cited=last.cited)
    if _BARE_SOURCE.match(question):
        context = without_source(context)
    return Resolved(question, context, last.cited, thin=len(topic(question)) < 2)


def carried(searched: str) -> str:
    """What the next follow-up needs of an earlier question, never a chain of follow-ups.

    A follow-up with a topic of its own is carried alone, one without any is left out, another is
    carried with the question that it began from.
    """
    parts = _PARTS.split(searched)
    if len(parts) > 2:
        parts = [parts[0], parts[-1]]
    if len(parts) > 1 and all(word.isdigit() for word in topic(parts[-1])):
        parts = parts[:1]
    elif len(parts) > 1 and not is_follow_up(parts[-1]):
        parts = parts[1:]
    return " ".join(" ".join(parts).split()[:LONGEST_CONTEXT])


def topic(question: str) -> set[str]:
    """The words that say what a question is about, those that any question may have left out."""
    return {word for word in words_of(question) if word not in FUNCTION_WORDS | _THIN}


def is_follow_up(question: str) -> bool:
    """Whether the question cannot be understood without the one before.

    Its own topic is what is left without function words and words that any question may have: a
    question with little topic, or with less and a pointing word, goes on from the one before.
    """
    own = topic(question)
    opened = bool(_OPENERS.search(question))
    if opened:
        return len(own) <= 8
    if pointers(question):
        return len(own) <= 4
    return len(own) <= 2 and not stands_alone(question, own)


def without_source(context: str) -> str:
    """The earlier question without the report that it named, for one that names another."""
    bare = _IN_SOURCE.sub("", context)
    bare = _THE_SOURCE.sub("the inspectors", bare)
    return re.sub(r"\s+([?.,])", r"\1", " ".join(bare.split()))


def put_in_place(asked: str, context: str) -> str:
    """The earlier question with what the follow-up names in its place, "" where that is unclear.

    >>> put_in_place("and for teachers?", "What training was there for GPs?")
    'What training was there for teachers?'
    """
    found = _PUT.match(" ".join(asked.split()))
    if found is None or len(found["name"].split()) > _LONGEST_NAME:
        return ""
    if not topic(bare_topic(found["name"])):
        return ""  # a report or a pronoun takes no one's place
    kept, preposition, replaced = context.rpartition(f" {found['preposition'].lower()} ")
    if not preposition or len(replaced.split()) > _LONGEST_NAME:
        return ""
    return f"{kept}{preposition}{found['name']}?"
