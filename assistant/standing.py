"""Whether a question in a conversation stands alone: it names what it asks about by itself."""

from __future__ import annotations

import re

from assistant.bodies import bodies_cut, is_body
from assistant.keyword import FUNCTION_WORDS, words_of

_WORD = r"[\w'’-]+"
_PEOPLE = (
    r"(?:[a-z]{3,}[eo]rs|children|kids|families|parents|youngsters|teenagers|pupils|patients|victims|witnesses"
    r"|offenders|inmates|prisoners|inspectors|staff|workers|carers|teachers|doctors|nurses|gps"
    r"|officers|governors|managers|professionals|schools|hospitals|councils|authorities|agencies"
    r"|services|areas|places|committees|boards|teams|forces|homes|prisons|departments|trusts|police"
    r"|probation|people|boys|girls|councillors|inspectorates|courts|magistrates|employers)"
)
_BODY = (
    r"(?:area|council|force|team|committee|board|prison|school|hospital|agency|authority|department"
    r"|inspectorate|service|trust|government|home|office|(?-i:[A-Z]{3,}))"
)
_WHEN = r"(?:when|before|after|if|because|while|that|until|whether|once|as|where|what|how)"
_ONE_PERSON = r"(?:child|boy|girl|woman|man|person|teenager|pupil|mother|father|parent|worker)"
_SOURCE = r"(?:\w+ )?(?:reports?|reviews?|inspections?|inspectors?|inspectorates|years?|time|\d{4})"
_NO_POINTERS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:did|do|does|had|have|were|what|that) they (?=(?:say|find|found|think|thought"
        r"|recommend|see|look|hear|want|ask|report|conclude|mention)\b)",  # the inspectors
        r"\b(?:is|are|was|were|be|been|being)(?:n['’]t)? there(?= \w)"
        r"|\bthere(?:['’]s| (?:is|are|was|were|be|been|being|has|have|had))\b",
        rf"\b(?:{_PEOPLE}|cases?|{_ONE_PERSON}|someone|somebody|anyone|anybody|something|anything"
        r"|nothing|everything|evidence|work|training|information|ways?|things|problems|reasons"
        r"|meetings|systems?|arrangements|checks|records|recommendations?) that (?=\w)",
        r"\b(?:say|says|said|find|finds|found|think|thought|conclude[ds]?|note[ds]?|recommend(?:ed)?"
        r"|show(?:s|ed|n)?|mean|believed?|know|knew|suggest(?:ed|s)?|ensured?|make sure|so) that"
        r" (?=\w+ \w+)",
        r"\b(?:no|any|every|some)[- ]?one\b|\bone another\b|\bone (?:in|of the) (?=\w)|\bsuch as\b",
        rf"\bboth (?={_SOURCE}\b|{_WORD} and\b)|\bbetween the (?=two {_SOURCE}\b)",
        rf"\bthe (?:first|last|same|other|latest) (?={_SOURCE}\b)",
        rf"(?P<many>\b{_PEOPLE}\b[^?.!]*?)\b(?:their|theirs|{_WHEN} they)\b",
        rf"(?P<body>\b{_BODY}\b[^?.!]*?)\b(?:its|{_WHEN} it)\b",
        r"\b(?:is|was) it (?=(?:so )?(?:\w+ )?to\b)",
        r"^(?P<lead>[^:?!]{3,80}:[^?]*?)\b(?:it|its|they|them|their)\b",
        rf"(?P<one>\b{_ONE_PERSON}\b[^?!]*?)\b(?:he|she|his|her|him|their|they)\b",
    )
)
_POINTERS = re.compile(
    r"\b(?:it|its|they|them|their|theirs|those|these|that|this|he|she|him|his|her|hers|there|one"
    r"|ones|such|both|themselves|itself|the two|the (?:same|other|others|worst|best|longest|first"
    r"|last|rest))\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^(?:(?:ok(?:ay)?|right|so|now|well|please|hi|hello),? )?(?:(?:in|by|for|from|on|at|to|of"
    r"|under|according to) )?(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|do"
    r"|does|did|has|have|had|can|could|should|would|will|must|tell me|list"
    r"|explain|describe|show|give|name|summari[sz]e|compare|find)\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|do|does|did|has|have|had|can|could|should|would|will|must|may|might"
    r"|tell|list|explain|describe|show|give|name|summari[sz]e|compare|find|\w{3,}ed"
    r"|(?<=who )\w+s)(?:n['’]t)?\b",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:recommend\w*|say|says|said|find|finds|found|findings?|conclude\w*|conclusions?|think"
    r"|thought|tell|told|learn\w*|report(?:ed)?|advice|advise|asks? for|asked for|called for|want"
    r"|wanted|standards?|criteri(?:on|a)|evidence|view|views)\b"
    r"(?: (?:me|us|anything|something|much|that is|more|is|are|was|were|there|made|given))*"
    rf" (?:about|on|for|of|regarding|concerning|to|that) (?P<matter>{_WORD}(?: {_WORD})*)",
    re.IGNORECASE,
)
_DEFINED = re.compile(
    r"^(?:what|who) (?:is|are|was|were|does|do) (?:an? )?"
    r"(?P<matter>[\w'’-]+(?: [\w'’-]+){0,4})\W*$",
    re.IGNORECASE,
)
_PHRASE = re.compile(
    r"\b(?:the|an?|any|all|most|of|on|in|for|about|to|with|at|by|from|between|into|are|is|were|was"
    rf"|do|does|did|which|what|many|enough|more|few) (?=(?P<phrase>{_WORD}(?: {_WORD})+))",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"^how many (?:recommendations|chapters|paragraphs|pages|findings|standards|appendices)\b[^?]*"
    r"\b(?:reports?|(?:19|20)\d\d)\b[^?]*\W*$",
    re.IGNORECASE,
)
_NOUNS = frozenset(("child", "children", "staff", "people", "worker", "workers", "work", "agency"))
_OF_BOOK = frozenset(
    (
        "recommendation", "recommendations", "finding", "findings", "conclusion", "conclusions",
        "evidence", "standard", "standards", "criteria", "chapter", "section", "paragraph",
        "example", "examples", "detail", "details", "outcome", "result", "results", "case",
        "cases", "responsible", "accountable", "involved", "reason", "reasons",
    )
)  # fmt: skip  # which any answer may hold, and a follow-up asks for by themselves
_DONE = re.compile(r"\w+ed|kept|held|done|made|given|taken|seen|met|left|paid|sent|taught|told")


def pointers(question: str) -> int:
    """How many words point at something that the question itself does not name.

    >>> pointers("How well did schools know their duties?"), pointers("Did it help them?")
    (0, 2)
    """
    for pattern in _NO_POINTERS:
        before = ""
        while before != question:
            before, question = question, pattern.sub(_unpointed, question)
    return len(_POINTERS.findall(question))


def stands_alone(question: str, topic: set[str]) -> bool:
    """Whether it is a whole question about a matter that it names; `topic` are its own words."""
    if _COUNTED.match(question):
        return True
    if "?" not in question and _is_phrase(question, topic - _OF_BOOK, whole=True):
        return not is_body(question)
    own = topic - _OF_BOOK
    if not own or pointers(question):
        return False
    about = _ABOUT.search(question)
    asks = _ASKS.match(question) is not None and _VERB.search(question) is not None
    if about is not None and own & set(words_of(about["matter"])):
        return asks or not about.start()
    if not asks:
        return False
    defined = _DEFINED.match(question)
    if defined is not None and own & set(words_of(defined["matter"])):
        return not defined["matter"].lower().startswith("the ") or len(own) > 1
    bodies, rest = bodies_cut(question)
    if bodies and own & set(words_of(rest)):
        return True
    return any(_is_phrase(found["phrase"], own) for found in _PHRASE.finditer(question))


def _unpointed(found: re.Match[str]) -> str:
    """The words kept that lie between a name and the pronoun for it."""
    groups = found.groupdict()
    kept = next((value for value in groups.values() if value), "")
    return f" {kept} "


def _is_phrase(text: str, own: set[str], *, whole: bool = False) -> bool:
    """Whether it begins with, or as a whole is, two nouns or more, one of them of the topic."""
    words = words_of(text)
    run: list[str] = []
    for word in words:
        if word not in (own | _NOUNS) - FUNCTION_WORDS or (run and _DONE.fullmatch(word)):
            break
        run.append(word)
    return len(run) > 1 and not own.isdisjoint(run) and (not whole or len(run) == len(words))
