"""Greetings and thanks: a message that asks nothing gets a friendly line and no quotation."""

from __future__ import annotations

import re
from enum import Enum

from assistant.keyword import words_of


class Courtesy(Enum):
    """What a message without a question says; the value is the line that answers it."""

    FAREWELL = "Goodbye. You are welcome back with any question about the reports."
    THANKS = (
        "You are welcome. Ask whenever you have another question about the reports, or begin with "
        "one of the suggestions."
    )
    GREETING = (
        "Hello. Ask about a finding, a recommendation or an agency in the reports, or begin with "
        "one of the suggestions."
    )
    ASSENT = (
        "Good. Ask whenever you have another question about the reports, or begin with one of the "
        "suggestions."
    )


_LONGEST = 12  # words
_CORES = (
    (
        Courtesy.FAREWELL,
        r"good ?bye|bye(?: bye)?|good ?night|see you(?: (?:later|soon|tomorrow))?|farewell"
        r"|have a (?:good|nice|great|lovely) (?:day|one|evening|weekend|afternoon)"
        r"|(?:that is|that|thats) (?:all|it|everything)(?: for (?:now|today))?",
    ),
    (
        Courtesy.THANKS,
        r"(?:many |no )?thanks(?: (?:a (?:lot|bunch|million)|so much|very much))?"
        r"|thank ?(?:you|u)(?: (?:so|very) much)?|thankyou|thx|ta|ty|cheers"
        r"|(?:much |i |really )*appreciated?(?: (?:it|that|this))?",
    ),
    (
        Courtesy.GREETING,
        r"hello|hi|hiya|hey|greetings|(?:good )?(?:morning|afternoon|evening)|good day"
        r"|how are you(?: (?:doing|today))?|(?:pleased|nice) to meet you",
    ),
    (
        Courtesy.ASSENT,
        r"ok|okay|great|perfect|brilliant|lovely|nice(?: one)?|cool|excellent|fine|good|wonderful"
        r"|super|fab|fantastic|awesome|amazing|alright|all right|right|sure|well done|good (?:job"
        r"|work)|great (?:job|work)|got it|i see|understood|noted|helpful|useful|interesting|fair "
        r"enough|makes sense|sounds good",
    ),
)
_BESIDES = re.compile(
    r"\b(?:(?:for |of )?(?:all )?(?:your|the|this) (?:kind )?(?:help|answers?|time|information|info"
    r"|advice|support)|(?:a )?(?:great|big|real|of great) help"
    r"|(?:that|this|it|thats|you)(?: (?:is|was|s|are|were|have been|has been))?"
    r"|again|there|everyone|all|both|then|and|so|very|really|much|most|quite|just|now|for now|today"
    r"|a lot|oh|ah|well|please|to you|from me|assistant|team|mate|what i needed|yes|no|yeah|for)\b"
)
_LEADS = re.compile(
    r"^(?:(?:ok(?:ay)?|great|fine|right|good|excellent|thanks(?: a lot| so much| very much)?"
    r"|thank you(?: (?:so|very) much)?|cheers|brilliant|perfect|lovely|hello|hi|hiya|hey"
    r"|good (?:morning|afternoon|evening))"
    r"(?: (?:there|again|everyone|all))?\s*[,.!;:–—-]+\s*)+(?=\w+\W+\w)",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"^(?:is|was|are|were|did|does|do|what|which|who|why|where|when|should)\b")


def courtesy(message: str) -> Courtesy | None:
    """What the message says where it is a greeting, thanks or the like and nothing more.

    >>> courtesy("OK great, thanks!").name, courtesy("Thanks, and what about GPs?")
    ('THANKS', None)
    """
    words = " ".join(words_of(message))
    if not words or len(words.split()) > _LONGEST or _QUESTION.match(words):
        return None
    if "?" in message and not words.startswith(("how are", "hello", "hi", "hey")):
        return None
    said: Courtesy | None = None
    for meant, core in _CORES:
        rest = re.sub(rf"\b(?:{core})\b", " ", words)
        said = said or (meant if rest != words else None)
        words = rest
    return said if not _BESIDES.sub(" ", words).strip() else None


def without_courtesy(question: str) -> str:
    """The question without the greeting or thanks that it begins with.

    >>> without_courtesy("Thanks. What about schools?")
    'What about schools?'
    """
    bare = _LEADS.sub("", question)
    return bare[:1].upper() + bare[1:] if bare != question else question
