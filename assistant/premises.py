"""What a question takes for granted, and whether the passages found say so or the opposite."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_SUPPOSING = re.compile(
    r"\b(why (?:did|does|do|was|were|is|are|had|has|have|would|shou?ld|on earth|\w+ed)|how come"
    r"|explain why|on what (?:grounds|basis)|for what reasons?|what (?:were|was|are|is) the "
    r"(?:\w+ )?(?:grounds?|reasons?|reasoning|arguments?|justifications?|case|rationale)"
    r"|(?:what|which) (?:reasons?|grounds?|arguments?|justif\w+|rationale|made|led|convinced"
    r"|prompted|persuaded|drove)|reasons? (?:did|does|given|for)"
    r"|which (?:paragraph|page|section|chapter) (?:says?|states?|shows?)"
    r"|where (?:does|did) (?:it|the \w+) (?:say|state))\b",
    re.IGNORECASE,
)
_EXPLAINING = re.compile(
    r"^(?:explain|describe|justify)\b|\bwhat (?:benefits?|advantages?|merits?|evidence)\b"
    r"|\bwhat (?:did|do) (?:they|the (?:\w+ )?(?:inspectors|report|authors))"
    r" (?:like|admire|dislike)\b"
    r"|\bhow did (?:the (?:\w+ )?(?:inspectors|report) (?:explain|justify)|all|every|each)\b"
    r"|\bwhich (?:recommendation|finding|standard) (?:tells?|says?|asks?|allows?|advises?)\b"
    r"|\bwhen (?:it|they) sa(?:ys?|id)\b|\bwhat (?:prompted|justified|persuaded)\b"
    r"|\b(?:reasons?|grounds?|arguments?|why|case) (?:\w+ ){0,3}"
    r"(?:reports?|recommendation|inspectors?)\b"
    r"|\bwhen did the (?:\w+ )?(?:reports?|inspectors)\b.{0,12}\bsay\b",
    re.IGNORECASE,
)
_GRANTING = re.compile(
    r"^(?:given that|now that|since|because|considering that|seeing (?:that|as)|as|after) .+,.+\?",
    re.IGNORECASE,
)
_SPEECH = re.compile(
    r"\b(?:reports?|inspectors?|inspectorates?|they|summary|chief|authors?|review|inspection)\b"
    r".{0,40}?\b(?:sa(?:y|ys|id)|recommend\w*|conclud\w*|advis\w*|call\w*|want\w*|argu\w*|propos\w*"
    r"|decid\w*|demand\w*|suggest\w*|think|thought|claim\w*|find|found|judg\w*|ask\w*|tell|told)\b",
    re.IGNORECASE,
)
_ENDING = re.compile(
    r"\b(abolish\w*|abolition|scrap\w*|wind(?:ing)?[- ]up|wound up|g[eo]t(?:ting)? rid"
    r"|do(?:ing)? away"
    r"|disband\w*|dissol\w*|clos(?:e|ed|ing|ure)|shut\w*|drop(?:ped|ping)?|ax(?:e|ed|ing)|repeal\w*"
    r"|privatis\w*|merg\w*|ban(?:ned|ning|s)?|outlaw\w*|illegal|forbid\w*|forbad\w*|prohibit\w*"
    r"|exclud\w*|le(?:ave|aving|ft) out|reject\w*|oppos\w*|refus\w*|withdr\w+|remov\w*|replac\w*"
    r"|discontinu\w*|ceas\w*|end(?:ed|ing)? the|stop(?:ped|ping)?|against|cut(?:ting)?|phas\w+ out"
    r"|no longer|any ?more|not needed|no need)\b",
    re.IGNORECASE,
)
_PRAISING = re.compile(
    r"\b(prais\w*|congratulat\w*|commend\w*|excellent|best|reliable|safer|safest"
    r"|perfect\w*|generous\w*|fully|always|everywhere|in (?:all|every)|enough|adequate\w*"
    r"|consistent"
    r"|no (?:delays?|waiting|problems?|risk|bullying)|disappeared|better|top priority|impress\w*"
    r"|plenty|strong|nearly all|ideal|well (?:funded|staffed|resourced)|safest|full(?:y)? involved"
    r"|proud|outstanding|model|success\w*|too few|too low|overpaid|completely|sufficient)\b",
    re.IGNORECASE,
)
_BLAMING = re.compile(
    r"\b(useless|waste\w*|unnecessary|pointless|worthless|never|not (?:be )?(?:allowed|shared)"
    r"|criticis\w*|blam\w*|condemn\w*|worst|harmful|failed|failure|no use|too many|too much|fewer"
    r"|less|need not|relax\w*|away from|first response|should be used|does not matter"
    r"|did nothing|punish\w*)\b",
    re.IGNORECASE,
)
_LACKING = re.compile(
    r"\b(not|no|lack\w*|few|little|inadequate\w*|insufficient\w*|difficult\w*|poor\w*|concern\w*"
    r"|problem\w*|fail\w*|reluctan\w*|inconsisten\w*|rarely|never|shortages?|delays?|weak\w*|limited"
    r"|unable|without|struggl\w*|low|variable|varied|only|unclear|confus\w*|neglect\w*|risk\w*)\b",
    re.IGNORECASE,
)
_WORKING = re.compile(
    r"\b(good|positive\w*|improv\w*|effective\w*|committed|commitment|strong\w*|well|excellent"
    r"|success\w*|welcom\w*|confiden\w*|clear\w*|valu\w*|benefit\w*|important|impress\w*|high"
    r"|better|satisf\w*|appropriate\w*)\b",
    re.IGNORECASE,
)
NAMES = (
    "supposes", "explaining", "granting", "supposes what was said", "ending",
    "ending not found", "praise", "praise unlike",
    "blame", "blame unlike", "extremes not found",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Premise:
    """What a question takes for granted, as numbers for the coverage model; see `NAMES`."""

    supposes: bool
    explaining: bool
    granting: bool
    said: bool
    ending: bool
    ending_found: bool
    praise: bool
    praise_unlike: float
    blame: bool
    blame_unlike: float
    extremes: int

    @property
    def values(self) -> tuple[float, ...]:
        """The features in the order of `NAMES`; only a question that supposes has the others."""
        on = float(self.supposes)
        return (
            on,
            float(self.explaining),
            float(self.granting),
            on * self.said,
            on * self.ending,
            on * (self.ending and not self.ending_found),
            on * self.praise,
            on * self.praise_unlike,
            on * self.blame,
            on * self.blame_unlike,
            on * self.extremes,
        )


def supposes(question: str) -> bool:
    """Whether the question asks for the reasons or the place of something it takes for true.

    >>> supposes("Why did the report abolish boards?"), supposes("Who chairs the board?")
    (True, False)
    """
    forms = (_SUPPOSING, _EXPLAINING, _GRANTING)
    return any(form.search(question) for form in forms)


def premise(question: str, evidence: Sequence[str]) -> Premise:
    """What the question takes for granted beside the best sentences found for it."""
    words = " ".join(evidence)
    lacking, working = len(_LACKING.findall(words)), len(_WORKING.findall(words))
    tone = (working - lacking) / (working + lacking + 1)
    ending = {_stem(found) for found in _ENDING.findall(question)}
    held = {_stem(found) for found in _ENDING.findall(words)}
    praise, blame = _PRAISING.findall(question), _BLAMING.findall(question)
    extremes = [word for word in (*praise, *blame) if _stem(word) not in words.lower()]
    return Premise(
        supposes=supposes(question),
        explaining=_EXPLAINING.search(question) is not None,
        granting=_GRANTING.search(question) is not None,
        said=_SPEECH.search(question) is not None,
        ending=bool(ending),
        ending_found=bool(ending & held) or bool(held and ending),
        praise=bool(praise),
        praise_unlike=max(0.0, -tone) if praise else 0.0,
        blame=bool(blame),
        blame_unlike=max(0.0, tone) if blame else 0.0,
        extremes=len(extremes),
    )


def _stem(word: str) -> str:
    """The first five letters, lower case."""
    return word.lower()[:5]
