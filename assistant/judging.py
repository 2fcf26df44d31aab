"""Questions for an overall judgement of a body: "how good were the police?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, zip_longest

from assistant.bodies import bodies_cut, names_body, unnamed
from assistant.domain import Filters, Kind, Passage
from assistant.naming import Body
from assistant.retrieval import Retriever
from assistant.selecting import Scored
from assistant.sentences import Piece, pieces
from assistant.wording import Reading

WIDE = 60  # passages among which findings on the body are looked for
EACH = 2  # sentences that praise, and as many that blame
JUDGED = "The reports give no single verdict on this: what is shown are findings for and against."
NOT_JUDGED = "No judgement of this body was found in the reports: the nearest words are shown."
_WELL = (
    r"(?:any (?:good|use)|(?:very |really )?(?:good|bad|poor|effective|ineffective|useful|useless"
    r"|competent|successful|strong|weak)(?: enough)?|up to (?:scratch|standard|the job|it)"
    r"|(?:doing|performing|working)(?: (?:well|badly|ok|okay|properly|enough))?"
    r"|doing (?:a )?(?:good|bad|decent) job|(?:failing|fit for purpose))"
)
_ASKED = re.compile(
    r"(?:so |and |but |ok(?:ay)?,? |please |tell me )*(?:"
    rf"(?:is|are|was|were) BODY {_WELL}"
    r"|how (?:good|bad|effective|competent|useful|strong) (?:is|are|was|were) BODY"
    r"|how well (?:is|are|was|were|do|does|did|have|has) BODY"
    r" (?:do|doing|done|perform|performing|performed|work|working|worked|cope|coping)"
    r"|how (?:is|are|was|were) BODY (?:doing|performing)"
    r"|how (?:did|do|does) BODY (?:do|perform|fare|get on|come out|rate)"
    r"|what (?:did|do) (?:the )?(?:inspectors|they|reports?) (?:think|make) of BODY"
    r"|(?:did|do|does) BODY (?:do|perform|work) (?:well|badly|ok|okay|a (?:good|bad|decent) job)"
    r")(?: (?:overall|generally|in general|at (?:all|it|this|the time|their job|its job)))*"
    r"(?: (?:in|according to|by) (?:the )?(?:19|20)\d\d(?: report)?)?\W*"
)
_PRAISE = re.compile(
    r"\b(?:good|well[- ]|well\b|effective\w*|excellent|impress\w+|strong\w*|valued?|positive\w*"
    r"|committ?\w+|thorough\w*|improv\w+|skill\w*|success\w*|respect|comprehensive"
    r"|greater|better|enhanced|appreciated|satisfactory|appropriately)",
    re.IGNORECASE,
)
_BLAME = re.compile(
    r"\b(?:poor\w*|weak\w*|concern(?:s|ed)?\b|lack\w*|rarely|fail\w+|inadequa\w+|insufficien\w+"
    r"|inconsisten\w+|varied|variable|difficult\w*|problem\w*|confus\w+|limited|reluctan\w+|delay\w*"
    r"|shortage\w*|little (?:evidence|impact)|not (?:always|sufficient\w*|adequate\w*|consistent\w*"
    r"|in a position|yet|participating|receiving|providing|clear|represented|figured|being|been"
    r"|exercising|demonstrating|involved)|unclear|unaware|few\b|yet to|tensions?|isolat\w+|minority"
    r"|only (?:a|half|responding)|constrain\w*|overwhelmed|excessive|low priority|serious risks?)",
    re.IGNORECASE,
)
_OVERALL = re.compile(r"\b(?:conclusions?|summary)\b", re.IGNORECASE)
OVERALL = 0.3  # added to the chance of a sentence of a summary or of conclusions
OPENING = 0.2  # added where the body stands among the first words
OPENING_WORDS = 10


def judged(asked: str) -> Body | None:
    """The body of which nothing but an overall judgement is asked for."""
    bodies, cut = bodies_cut(asked)
    return bodies[0] if len(bodies) == 1 and _ASKED.fullmatch(cut) else None


def found_for(
    reading: Reading, retriever: Retriever, k: int, filters: Filters
) -> tuple[Passage, ...]:
    """The k best paragraphs; for a judgement only findings that judge the body, if any."""
    body = judged(reading.asked or reading.question)
    if body is not None and not filters.kinds and not reading.compares:
        findings = replace(filters, kinds=(Kind.FINDING,))
        wide = retriever.retrieve(reading, WIDE, findings)
        own = tuple(p for p in wide if any(_judges(s.text, body) for s in pieces(p.paragraph)))
        if own:
            return own[:k]
    return retriever.retrieve(reading, k, filters)


def balanced(reading: Reading, scored: Sequence[Scored]) -> tuple[Scored, ...] | None:
    """The best sentences that praise and blame the body, by turns; None where none is asked."""
    body = judged(reading.asked or reading.question)
    if body is None or reading.compares:
        return None
    findings = [each for each in scored if each.piece.paragraph.kind is Kind.FINDING]
    named = [each for each in findings if _judges(each.piece.text, body)]
    own = sorted(named, key=lambda each: (-_weight(each, body), each.key))
    blame = [each for each in own if _BLAME.search(each.piece.text)]
    praise = [each for each in own if not _BLAME.search(each.piece.text)]
    first, second = (praise, blame) if own and own[0] in praise else (blame, praise)
    turns = zip_longest(first[:EACH], second[:EACH])
    order = [each for each in chain.from_iterable(turns) if each is not None]
    return tuple(replace(each, score=1 - at / 100) for at, each in enumerate(order))


def notices_of(
    reading: Reading, balance: Sequence[Scored] | None, kept: Sequence[Piece]
) -> tuple[str, ...]:
    """What is to be said of a body: how it is judged, or that nothing found names it."""
    if balance is not None:
        return (JUDGED if balance else NOT_JUDGED,)
    paragraphs = dict.fromkeys(piece.paragraph for piece in kept)
    told = [f"{p.addressee} {' '.join(p.headings[1:])} {p.text}" for p in paragraphs]
    missing = unnamed(reading.swapped, told) if reading.swapped and kept else ""
    said = f"Nothing found names {missing}: the nearest words are shown."
    return (said,) if missing else ()


def _weight(scored: Scored, body: Body) -> float:
    """The chance of a sentence, higher where it sums up or is about the body itself."""
    overall = any(_OVERALL.search(each) for each in scored.piece.paragraph.headings[1:])
    opening = " ".join(scored.piece.text.split()[:OPENING_WORDS])
    return scored.score + OVERALL * overall + OPENING * names_body(opening, body)


def _judges(text: str, body: Body) -> bool:
    """Whether a sentence names the body and praises or blames."""
    return names_body(text, body) and bool(_PRAISE.search(text) or _BLAME.search(text))
