"""What a question says that the reports say, held against the words that were found for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.asked_for import count_missing
from assistant.candidates import Finder
from assistant.citations import numbers
from assistant.conversation import topic
from assistant.corpus import Corpus
from assistant.domain import Citation, Kind, Statement
from assistant.extracting import Extract
from assistant.keyword import words_of
from assistant.naming import addressed, bodies_asked, plain
from assistant.standards import is_standard
from assistant.wording import Reading

SURE = 0.5  # a claim with a sentence so near, and with most of its words, is in the reports
FAR = 0.56  # a claim with no sentence so near, and without half of its words, is not in the reports
LONGEST_SUBJECT = 3  # words before "should" that are taken for who is told to act
LACKING = 0.5  # share of a claim's words, by rarity
_WHO = r"(?:(?:the|these|both|either|chief|joint|third|first|19\d\d|20\d\d) )*(?:\w+ )?"
_SPEAKER = rf"{_WHO}(?:reports?|inspectors?|inspectorates?|summary|authors?|review|it|they)"
_SPEECH = (
    r"(?:recommend\w*|says?|said|states?|stated|find|finds|found|conclud\w*|claim\w*|suggest\w*"
    r"|argu\w*|call(?:s|ed)? for|asks?|asked|tells?|told|wants?|wanted|advis\w*|propos\w*|prais\w*"
    r"|blam\w*|criticis\w*|condemn\w*|shows?|showed|admit\w*|think|thought|believ\w*)"
)
_OPENING = re.compile(
    r"^(?:(?:so|and|but|well|please|can you|could you)[, ]+)*(?:"
    r"(?:is|isn't|was|wasn't) it (?:true|right|correct|the case|a fact)(?: to say)? that"
    r"|(?:am i|are we) right (?:in (?:thinking|saying) |to (?:think|say) )?(?:that)?"
    r"|(?:confirm|verify)(?: for (?:me|us))?(?: that)?"
    r"|(?:did|does|do|has|have|had) (?=SPEAKER\b)".replace("SPEAKER", _SPEAKER)
    + r")\s*",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    rf"^{_SPEAKER} (?:actually |really |also |ever )?({_SPEECH})(?: that| for)?\s+", re.I
)
_MENTIONED = re.compile(
    rf"^(?:do|does|did) {_SPEAKER} (?:say|mention|speak|talk|refer|have|discuss|cover)\b", re.I
)
_TAG = re.compile(
    r",? (?:right|correct|true|yes|no|(?:is|was|did|do|does|are|were|have|has)n't (?:it|they|that))"
    r"\s*\?*$",
    re.IGNORECASE,
)
_TOLD = re.compile(r"\b(?:were|was|been|be|is|are) (?:told|asked|advised|recommended|urged) to\b")
_HEDGED = re.compile(
    r"\b(?:what|which|who|whom|whose|how|why|when|where|whether|any\w*|if)\b", re.I
)
_NEGATIVE = re.compile(
    r"\b(?:not(?! only)|no(?! more than| longer than)|never|low(?:er)?|rarely|seldom|hardly"
    r"|(?<!a )few|little|lack\w*|without|neither|nor|none|cannot|unable|fail\w*"
    r"|inadequa\w*|insufficien\w*|excessive\w*|too (?:long|few|little|high|low|many)|in only"
    r"|only (?:one|two|a few)|poor\w*"
    r"|un(?:clear|satisfactory|acceptable|aware)|confus\w*|reluctan\w*|difficult\w*|late"
    r"|delay\w*|weak\w*)\b|n't\b",
    re.IGNORECASE,
)
_OPPOSITE = (
    ("high", "low"), ("higher", "lower"), ("better", "worse"), ("best", "worst"),
    ("increase", "reduce"), ("increased", "reduced"), ("more", "fewer"), ("more", "less"),
    ("always", "never"), ("often", "rarely"), ("all", "none"), ("strong", "weak"),
)  # fmt: skip
_ENDING = re.compile(
    r"\b(?:abolish|scrap|disband|dissolv|clos(?:e|ing)\b|privatis|ban(?:ned)?\b|outlaw|illegal"
    r"|prohibit|forbid|repeal|replac|merg|withdr|stop)\w*",
    re.IGNORECASE,
)
_AGE = re.compile(
    r"\b\d{1,2}[- ](?:year|month|week)s?[- ]old\b|\baged? \d+|\b(?:19|20)\d\d\b", re.I
)
_ACRONYM = re.compile(r"\bhow many ((?:[A-Z][A-Za-z]*[A-Z]s?))\b", re.IGNORECASE)
_RANKED = re.compile(
    r"\b(?:which|what|who)\b.*\b(?:worst|best|weakest|strongest|top|bottom|lowest|highest|safest"
    r"|most dangerous)\b|\b(?:worst|best|weakest|safest)[- ]?(?:performing |rated )?"
    r"(?:areas?|councils?|authorit\w+|force|region|county|place)\b|\bleague table\b|\brank\w*\b"
)
_AREAS = re.compile(
    r"\b(?:areas?|councils?|authorit\w+|county|counties|regions?|places?|towns?|cities)\b"
)
_RANK_WORDS = words_of(
    """worst best weakest strongest top bottom lowest highest safest performing performer rated
    dangerous ranked rank ranking league table council councils authority authorities county
    counties region regions town towns city cities local overall england scored"""
)


@dataclass(frozen=True, slots=True)
class Claim:
    """Words that a question puts into the reports' mouth, and as what."""

    words: str
    recommends: bool  # as a recommendation


def claim_of(question: str) -> Claim | None:
    """The claim of a question that wants it confirmed, None where it asks for something.

    >>> claim_of("Did the 2008 report recommend that boards be abolished?")
    Claim(words='boards be abolished', recommends=True)
    >>> claim_of("Did the police share information?")
    """
    text = " ".join(question.replace("’", "'").split())
    tagged = _TAG.sub("", text)
    opened = _OPENING.match(tagged)
    rest = tagged[opened.end() :] if opened else tagged
    spoken = _REPORTED.match(rest)
    plainly = tagged != text or (spoken is not None and not text.endswith("?"))
    if not opened and not (plainly and spoken):
        return None
    words = rest[spoken.end() :] if spoken else rest
    if (
        len(topic(words)) < 2
        or _HEDGED.search(words)
        or (opened and not spoken and _is_open(tagged))
    ):
        return None
    verb = spoken.group(1).lower() if spoken else ""
    tells = _TOLD.search(words) is not None or verb.startswith(
        ("recommend", "call", "ask", "tell", "told", "want", "advis", "propos")
    )
    return Claim(words.rstrip("?.! "), tells)


def _is_open(text: str) -> bool:
    """Whether it opens as any yes-or-no question does, not as one that wants a claim confirmed."""
    return re.match(r"^(?:so |and |but )?(?:did|does|do|has|have|had)\b", text, re.I) is not None


@dataclass(frozen=True)
class Claims:
    """Tells whether what was found bears out what a question says."""

    finder: Finder

    def denied(self, reading: Reading, extract: Extract) -> str:
        """The sentence that says what the reports do not say, "" where nothing speaks against."""
        asked = reading.asked or reading.question
        if ranks(asked):
            return UNRANKED
        told = [f"{c.quote} {c.paragraph.addressee}" for c in extract.citations]
        counted = _ACRONYM.search(reading.question)
        named = counted is not None and sum(c.isupper() for c in counted.group(1)) > 1
        if named and count_missing(asked, told, self.finder.words.stems):
            return "The reports do not give the number that is asked for."
        claim = claim_of(asked)
        if claim is not None and _RANKED.search(plain(claim.words)):
            return UNSAID
        if claim is None or not extract.citations:
            return ""
        if self._unsaid(claim, extract, told) or _turned(
            claim.words, self._nearest(claim, extract)
        ):
            return "The reports make no such recommendation." if claim.recommends else UNSAID
        return ""

    def confirmed(self, reading: Reading, extract: Extract) -> bool:
        """Whether the question wants a claim confirmed and a quoted sentence plainly says it."""
        claim = claim_of(reading.asked or reading.question)
        if claim is None or not extract.citations or self.denied(reading, extract):
            return False
        words = self.finder.words
        found = [c.quote for c in extract.citations if not is_standard(c.paragraph)]
        told = frozenset(words.all_stems(" ".join(found)))
        share = words.share(words.stems(claim.words), told)
        return share > 1 - LACKING and self._nearness(claim, extract)[0] >= SURE

    def _unsaid(self, claim: Claim, extract: Extract, told: Sequence[str]) -> bool:
        """Whether a part of the claim stands nowhere near the matter."""
        words = self.finder.words
        held = " ".join(told)
        text = frozenset(words.all_stems(held))
        if numbers(_AGE.sub(" ", claim.words)) - numbers(held):
            return True
        if any(found[:5].lower() not in held.lower() for found in _ENDING.findall(claim.words)):
            return True
        if claim.recommends and _told_another(claim.words, extract.citations):
            return True
        lacking = 1 - words.share(words.stems(claim.words), text)
        return lacking >= LACKING and self._nearness(claim, extract)[0] < FAR

    def _nearest(self, claim: Claim, extract: Extract) -> str:
        """The quoted sentence that is nearest to the claim."""
        return self._nearness(claim, extract)[1]

    def _nearness(self, claim: Claim, extract: Extract) -> tuple[float, str]:
        """The highest cosine of the claim to a sentence of a cited paragraph, and that sentence."""
        cited = list(dict.fromkeys(c.paragraph for c in extract.citations))
        recommended = [p for p in cited if p.kind is Kind.RECOMMENDATION]
        return self.finder.nearest_piece(
            recommended if claim.recommends and recommended else cited, claim.words
        )


UNSAID = "The reports do not say this."
UNRANKED = "The reports do not rank the areas that were inspected."
SHOWN = 2  # sentences shown beside a claim that is not borne out


def unheard(reading: Reading) -> str:
    """That the reports do not say what a question on them takes them to say; "" for any other."""
    asked = reading.asked or reading.question
    return UNSAID if claim_of(asked) is not None or _MENTIONED.search(asked) else ""


def denial(said: str, extract: Extract, corpus: Corpus) -> tuple[Statement, ...]:
    """That the reports do not say so, and the sentences that are nearest to the matter."""
    nearest = [
        Statement(f"“{citation.quote}” ({corpus.cite(citation.paragraph)})")
        for citation in extract.citations[: 0 if said == UNRANKED else SHOWN]
    ]
    told = (Statement("What they do say on the matter:"), *nearest) if nearest else ()
    return (Statement(said), *told)


def ranks(question: str) -> bool:
    """Whether areas are to be set in an order of merit, and nothing else is asked."""
    text = plain(question)
    areas = _AREAS.search(text) is not None
    return areas and _RANKED.search(text) is not None and not topic(text) - frozenset(_RANK_WORDS)


def _turned(claim: str, sentence: str) -> bool:
    """Whether the sentence says the opposite: one of the two is negative, or a word is reversed."""
    if bool(_NEGATIVE.search(claim)) != bool(_NEGATIVE.search(sentence)):
        return True
    own, other = set(plain(claim).split()), set(re.findall(r"\w+", sentence.lower()))
    pairs = (*_OPPOSITE, *((second, first) for first, second in _OPPOSITE))
    return any(a in own and b in other and a not in other for a, b in pairs)


def _told_another(claim: str, citations: Sequence[Citation]) -> bool:
    """Whether the claim opens with a body to which none of the recommendations is addressed."""
    recommended = [c.paragraph for c in citations if c.paragraph.kind is Kind.RECOMMENDATION]
    subject = re.split(r"\b(?:should|to|must|be|ought|needs?|and)\b", claim, maxsplit=1)[0]
    bodies, _ = bodies_asked(subject)
    if not recommended:
        return False
    if not bodies:
        told = plain(" ".join(f"{p.text} {p.addressee}" for p in recommended[:1]))
        named = plain(subject).split()
        short = subject != claim and len(named) <= LONGEST_SUBJECT
        return short and not any(word.rstrip("s") in told for word in named)
    return not any(addressed(paragraph, body) for paragraph in recommended for body in bodies)
