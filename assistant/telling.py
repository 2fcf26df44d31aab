"""What a message tells of, apart from what it asks about the reports."""

from __future__ import annotations

import re

from assistant.cues import OPENERS, Cues, plain

_OPENER = "|".join(sorted(OPENERS))
_ASKING = (
    rf"(?:{_OPENER}|wot|wat|has|have|had|will|any|anything|according to|going by|under the"
    r"|in the light of|(?:can|could|would|will) you|please|pls|tell me|show me|find me|just asking"
    r"|asking|i (?:want|need|would like|wonder)|i'd like|i(?: am|'m) asking)\b"
)
_CLAUSES = re.compile(
    rf"[.?!;:…]+\s|\s[-–—]+\s|,\s(?=(?:and |but |so |also |please )?{_ASKING})"
    r"|,\s(?=(?:(?:and|but|so|also|because|cos|as) )*(?:my|our|i|i'm|im|he|she|they|we)\b)"
    rf"|\s(?=(?:and|but|so|also)\s{_ASKING})"
    r"|\s(?=(?:what|wot|wat) (?:do|does|did|the|they|your|inspect))"
    r"|\s(?=(?:do|does|did|is there|are there) (?:the|your|any|either)\b)"
    r"|\s(?=reports? (?:on|about)\b)"
)
_REPORTS = re.compile(
    r"\b(?:(?<!\bto )(?<!\bi )(?<!we )(?<!you )reports?(?! (?:it|this|them|him|her|a|my|an)\b)"
    r"|inspect[eo]rs?|inspectorates?|inspections?"
    r"|recommend\w*|standards?|criteri(?:a|on)|paragraphs?|chapters?|appendi(?:x|ces)|findings?"
    r"|sections?|2002|2008|acpcs?|lscbs?)\b"
)
_LOOKS_BACK = re.compile(r"(?:did|was|were|had|how many|how often|which areas?)\b")
_NOT_ASKED = re.compile(r"when (?:i|we|he|she|they|my|our)\b")
_HARM = re.compile(r"\b(?:hit|punch|beat|abus|hurt|violen|neglect|rape|kick|slap|smack|batter)")
_OF_MINE = re.compile(
    r"\b(?:about|if|when|because|that|since|for|on|of|as|like|cos|where|whose|with)\s"
    r"(?=(?:me|my|mine|i|i'm|im|i've|our|we|us|he|she|they|he's|she's)\b)"
)


def disclosed(message: str, cues: Cues) -> str:
    """The words that tell of violence or abuse going on, "" where there are none.

    >>> from assistant.cues import read_cues
    >>> disclosed("What did inspectors say? My husband hits me and the kids see it", read_cues())
    'my husband hits me'
    """
    tells = told(message, cues)
    found = cues.disclosure.search(tells)
    if found is None and _HARM.search(plain(message)):
        found = cues.pointing.search(tells)
    return found.group() if found and not cues.elsewhen.search(tells) else ""


def helpline(message: str, cues: Cues) -> str:
    """The words that ask for a helpline or whom to tell about a child, "" where none do.

    >>> from assistant.cues import read_cues
    >>> helpline("What is the NSPCC number?", read_cues())
    'nspcc number'
    >>> helpline("Which number is given in the report for copies?", read_cues())
    ''
    """
    for part in _CLAUSES.split(plain(message)):
        clause = part.strip(" .,?!;:")
        if _LOOKS_BACK.match(clause) or _REPORTS.search(clause):
            continue
        found = cues.helpline.search(clause)
        if found:
            return found.group()
    return ""


def told(message: str, cues: Cues) -> str:
    """The clauses that do not ask about the reports; of those that do, what follows "about my".

    >>> from assistant.cues import read_cues
    >>> told("My dad hits my mum. What did the report say?", read_cues())
    'my dad hits my mum'
    >>> told("What did the report say about domestic violence?", read_cues())
    ''
    """
    return ". ".join(
        filter(None, (_own(clause, cues) for clause in _CLAUSES.split(plain(message))))
    )


def _own(clause: str, cues: Cues) -> str:
    """What a clause tells of its writer's world; "" where it asks about the reports alone."""
    clause = clause.strip(" .,?!;:")
    opens = clause.partition(" ")[0] in OPENERS and not _NOT_ASKED.match(clause)
    opens = opens and not cues.ask.search(clause)
    of_reports = _REPORTS.search(clause)
    if not opens and not of_reports:
        return clause
    if of_reports and ", " in clause:
        parts = (_own(part, cues) for part in clause.split(", "))
        return ", ".join(filter(None, parts))
    mine = _OF_MINE.search(clause)
    return clause[mine.end() :] if mine else ""
