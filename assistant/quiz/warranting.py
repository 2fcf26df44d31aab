"""What nobody vouches for in an item: claims unlike its draft that no paragraph shows.

A draft is made from reviewed tables, so its claims are known. Whatever was changed since is held
against the cited paragraph; what that does not plainly say is a warning, and a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from assistant.corpus import Corpus
from assistant.domain import Kind
from assistant.quiz.claims import Claim, Part, claims
from assistant.quiz.distractors import FIGURE_KINDS
from assistant.quiz.drafting.questions import variants
from assistant.quiz.essence import essence
from assistant.quiz.figures import order
from assistant.quiz.items import BLANK, Finding, ItemType, QuizItem
from assistant.quiz.supporting import Verdict, supported
from assistant.quiz.text import holds

UNVERIFIED, STALE = "not verified", "written for other words"
SHOWN = 100  # characters of a text that is named
_QUOTED = re.compile(r"“([^”]+)”")
_CITED = re.compile(r"\s*(?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]*\])\s*[.;]?")
_LEADS = re.compile(r"^(?:Complete[^:“]*:\s*|True or false[^?]*\?\s*)")
_EXPLAINED = (Part.RATIONALE, Part.REASON, Part.NOTES)
_OPEN = (ItemType.MATCHING, ItemType.DISCUSSION)  # their question asserts something by itself


def unverified(item: QuizItem, corpus: Corpus) -> tuple[Finding, ...]:
    """A warning for every claim that is neither the draft's nor shown by the paragraph."""
    known = set(item.drafted)
    changed = [claim for claim in claims(item) if claim.stamp not in known]
    as_asked = all(claim.part is not Part.QUESTION for claim in changed)
    found = [
        Finding(UNVERIFIED, _message(claim, item))
        for claim in changed
        if claim.part not in (*_EXPLAINED, Part.WRONG) and not _shown(claim, item, corpus, as_asked)
    ]
    wrong = [claim for claim in changed if claim.part is Part.WRONG and not _differs(claim, item)]
    found += _together(wrong, "Nothing shows that this is wrong", UNVERIFIED)
    explained = [claim for claim in changed if claim.part in _EXPLAINED]
    for part in _EXPLAINED:
        of = [claim for claim in explained if claim.part is part]
        stale = [claim for claim in of if claim.text_stamp in known]
        new = [c for c in of if c not in stale and not _is_explained(c, item, corpus)]
        found += _together(stale, f"The {part} was written for other words: edit it or keep", STALE)
        found += _together(new, f"Nothing shows that the {part} is right", UNVERIFIED)
    return tuple(found)


def _message(claim: Claim, item: QuizItem) -> str:
    """What a person has to look at."""
    of = next((pair.paragraph_id for pair in item.pairs if claim.words.startswith(pair.left)), "")
    source = of or item.source or "no paragraph"
    return f"Nothing in {source} plainly shows that this {claim.part} is right: {_named(claim)}."


def _named(claim: Claim) -> str:
    text = " ".join(claim.words.split())
    return f"“{text[:SHOWN]}{'…' if len(text) > SHOWN else ''}”"


def _together(of: Sequence[Claim], words: str, rule: str) -> Iterator[Finding]:
    """One finding that names all these claims; none where there are none."""
    if of:
        yield Finding(rule, f"{words}: {'; '.join(map(_named, of))}.")


def _shown(claim: Claim, item: QuizItem, corpus: Corpus, as_asked: bool) -> bool:
    """Whether the paragraph, or another answer that is held, shows the claim."""
    if claim.part is Part.QUESTION:
        return item.type not in _OPEN
    if claim.part is Part.ANSWER:
        return _is_variant(claim.words, item, corpus)
    if claim.part is Part.PAIR or item.source not in corpus:
        return False
    told = _told(corpus, item.source)
    bare = _LEADS.sub("", item.stem).strip("“” ")
    if item.type is ItemType.TRUE_FALSE:
        wanted = Verdict.SUPPORTED if claim.words == "True" else Verdict.CONTRADICTED
        return supported(bare, told) is wanted
    if item.type is ItemType.CLOZE and bare.count(BLANK) == 1:
        return supported(bare.replace(BLANK, claim.words), told) is Verdict.SUPPORTED
    if item.kind == "finding" and as_asked:  # the question is what the report said on this
        return supported(claim.words, item.quote) is Verdict.SUPPORTED
    return False


def _told(corpus: Corpus, paragraph_id: str) -> str:
    """The paragraph, with whom it tells to act where that stands in its heading."""
    paragraph = corpus.paragraph(paragraph_id)
    if paragraph.kind is Kind.RECOMMENDATION and paragraph.addressee:
        return f"{paragraph.addressee} should: {paragraph.text}"
    return paragraph.text


def _is_variant(answer: str, item: QuizItem, corpus: Corpus) -> bool:
    """Whether an accepted answer is the first one in another spelling or its short form."""
    key = item.answers[0]
    if essence(answer) in {essence(form) for form in variants(key, item.kind)}:
        return True
    text = corpus.paragraph(item.source).text if item.source in corpus else ""
    short = re.escape(answer.removesuffix("s"))
    return bool(re.search(rf"{re.escape(key)}s?\s*\({short}s?\)", text, re.IGNORECASE))


def _differs(claim: Claim, item: QuizItem) -> bool:
    """Whether a wrong option is plainly wrong: another figure than that of the key."""
    figures = item.kind in FIGURE_KINDS and item.type is ItemType.SINGLE
    return (
        figures
        and re.search(r"\d", " ".join(essence(claim.words))) is not None
        and (order(claim.words) != order(item.key))
    )


def _is_explained(claim: Claim, item: QuizItem, corpus: Corpus) -> bool:
    """Whether an edited explanation is nothing but words of the paragraphs it may rest on."""
    named = [item.source, *item.paragraphs, *(o.paragraph_id for o in item.options)]
    texts = [_told(corpus, name) for name in dict.fromkeys(named) if name in corpus]
    words = claim.words
    if claim.part is Part.REASON:
        words = words.partition(": ")[2]
    quotes = _QUOTED.findall(words)
    if any(not _held(quote, texts) for quote in quotes):
        return False
    rest = _CITED.sub(" ", _QUOTED.sub(" ", words)) if quotes else words
    return not essence(rest) or any(supported(rest, text) is Verdict.SUPPORTED for text in texts)


def _held(quote: str, texts: Iterable[str]) -> bool:
    return any(holds(text, quote) for text in texts)
