"""A language model's wording beside the reports' own sentences, never without them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from assistant.domain import Answer, Citation, Statement, Wording

MODE = "llm:"
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|‘.+?’(?!\w)|(?<!\w)'.+?'(?!\w)")
# what a model says of its task instead of the matter; each is no fault where the report says it
_META = re.compile(
    r"\bpassages?\b|\bexcerpts?\b|\bsnippets?\b|\bjson\b|\bnot covered\b|\bas an ai\b"
    r"|\b(?:ai|language) (?:assistant|model)s?\b|\b(?:the|this|that|your) (?:question|query|text)\b"
    r"|\b(?:your|given|provided|supplied|above|following|user'?s?) (?:\w+ )?"
    r"(?:questions?|quer(?:y|ies)|quotations?|texts?|data|documents?|sentences?|answers?|contexts?|information)\b"
    r"|\b(?:questions?|answers?|statements?|responses?|source|summary|note)\s*:"
    r"|\bno (?:\w+ )?(?:information|mention|answer|details?) (?:is|are|was|were|about|of|on|to)\b"
    r"|\b(?:(?:does|do|did|is|are) not|(?:does|do|did|is|are)n't) (?:\w+ )?"
    r"(?:mention(?:ed)?|specif(?:y|ied)|answer(?:ed)?|stated?|contain(?:ed)?)\b"
    r"|\b(?:sorry|apologi[sz]e|unfortunately|here (?:is|are)|let me|let's)\b|^based on\b"
    r"|\bcan(?:not| not|'t) (?:answer|help|provide|find|determine|say)\b",
    re.IGNORECASE,
)
_SPEAKER = re.compile(r"\b(?:I|I'm|I've|my|me)\b")


def notice(model: str) -> str:
    """What stands beside every answer that a model worded.

    >>> notice("ollama:small")[:58]
    'Wording by a language model (ollama:small) is experimental'
    """
    return (
        f"Wording by a language model ({model}) is experimental: it may say what the report does "
        "not say, or its opposite. The reports' own sentences stand beside it; rely on those."
    )


def said_at_start(model: str) -> str:
    """What is said once where a model is set, before anything is answered."""
    return (
        f"ASSISTANT_LLM={model}: wording by a language model is experimental; "
        "the reports' own sentences stand beside it."
    )


def talks_about_the_task(text: str, held: str) -> str:
    """The words with which a model speaks of its task instead of the matter; "" for none.

    `held` are the words of the cited paragraphs: what stands there is no such talk.

    >>> talks_about_the_task("The passage is not a question about schools.", "Schools differ.")
    'passage'
    >>> talks_about_the_task("Staff did not mention it.", "Some staff did not mention it.")
    ''
    """
    source = " ".join(held.replace("’", "'").split())
    unquoted = _QUOTED.sub(" ", text.replace("’", "'"))
    for pattern in (_META, _SPEAKER):
        for found in pattern.finditer(unquoted):
            words = rf"(?<!\w){re.escape(found.group())}(?!\w)"
            if not re.search(words, source, re.NOFLAG if pattern is _SPEAKER else re.IGNORECASE):
                return found.group()
    return ""


def beside(
    answer: Answer, model: str, statements: Iterable[Statement], citations: Iterable[Citation]
) -> Answer:
    """The answer with a model's wording below its sentences, and the notice that says so.

    `citations` are those of the answer and those that the wording adds.
    """
    return replace(
        answer,
        worded=Wording(model, tuple(statements)),
        citations=tuple(citations),
        mode=f"{MODE}{model}",
        notices=(notice(model), *answer.notices),
    )


def set_beside(answer: Answer) -> Answer:
    """An answer kept by an earlier version, a model's wording alone, with its quotations first."""
    if not answer.mode.startswith(MODE) or answer.worded is not None:
        return answer
    own = tuple(Statement(cited.quote, (cited.marker,)) for cited in answer.citations)
    model = answer.mode.removeprefix(MODE)
    return beside(replace(answer, statements=own), model, answer.statements, answer.citations)
