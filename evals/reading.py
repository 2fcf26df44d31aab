"""A sentence taken apart by rule: its words, figures, names, bodies and polarity."""

from __future__ import annotations

import re
from itertools import pairwise

from evals.measures import plain

_STOP = (
    "a an the and or but of in on at to for from with by as is are was were be been being it its "
    "this that these those there their they them he she his her we our you your who whom which "
    "what when where how why than then so such some any all each both had has have having do does "
    "did will would shall should can could may might must not no nor if also very more most other "
    "into about over under between within per cent only own same up out report reports said says "
    "inspectors found according one two three four five six seven eight nine ten"
)
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety hundred"
_OPPOSITES = (
    "adequate/inadequate sufficient/insufficient effective/ineffective clear/unclear "
    "good/poor well/poorly strong/weak high/low higher/lower more/less more/fewer "
    "increas/decreas increas/reduc improv/worsen improv/deteriorat always/never "
    "most/few most/minority majority/minority all/none all/some all/few many/few some/none "
    "before/after better/worse satisf/unsatisf satisf/dissatisf appropriate/inappropriate "
    "consistent/inconsistent statutory/non-statutory able/unable likely/unlikely "
    "accept/reject easy/difficult always/sometimes often/rarely regular/irregular "
    "formal/informal convicted/unconvicted known/unknown earlier/later local/national "
    "separate/joint strengthen/weaken success/fail quick/slow short/long rose/fell "
    "above/below maximum/minimum older/younger welcome/critic"
)
STOP = frozenset(_STOP.split())
NUMBERS = {word: str(value) for value, word in enumerate(_UNITS.split())}
NUMBERS |= {word: str(10 * value) for value, word in enumerate(_TENS.split(), start=2)}
NUMBERS |= {"half": "1/2", "third": "1/3", "quarter": "1/4", "twice": "2", "both": "2"}
NUMBERS |= {"dozen": "12", "thousand": "1000"}

# Each kind of body with the words that name it: "teachers" is found where "teaching staff" stands.
BODIES = {
    "the police": r"police|constabular\w+|policing",
    "social services": "social services|social workers?|social care|ssds?|social work",
    "schools": r"schools?|teach\w+|head ?teachers?|education|leas?",
    "health": r"health|nhs|hospitals?|gps?|family doctors?|doctors?|paediatric\w+|nurs\w+",
    "courts": r"courts?|judges?|judicia\w+|magistrates?|cafcass",
    "prosecution": r"crown prosecution service|cps|prosecut\w+",
    "probation": "probation|nps",
    "prisons": r"prisons?|yois?|young offender institutions?|jails?|custod\w+",
    "youth offending": "yots?|youth offending|youth justice|yjb",
    "committees": "acpcs?|area child protection committees?|committees?",
    "boards": "lscbs?|local safeguarding children boards?|safeguarding boards?",
    "housing": "housing",
    "voluntary bodies": r"voluntary|charit\w+|nspcc",
    "carers": "foster carers?|foster parents?|carers?",
    "parents": "parents?|mothers?|fathers?",
    "chief executives": "chief executives?",
    "immigration": "immigration|asylum",
}
_BODY = {name: re.compile(rf"\b({words})\b") for name, words in BODIES.items()}

NEGATIONS = re.compile(
    r"\b(not|no|never|none|neither|nor|cannot|without|unable|fail\w*|lack\w*|few|fewer|little|"
    r"rarely|seldom|hardly|refus\w+|unlikely|absent|absence|minority)\b|n't\b"
)
# Stems that contradict each other: one in the sentence against the other in the text.
OPPOSITES = tuple(tuple(pair.split("/")) for pair in _OPPOSITES.split())


def sentences(text: str) -> list[str]:
    """The sentences and list points of a text, bullet marks left out."""
    parts: list[str] = []
    for line in text.split("\n"):
        bare = re.sub(r"^[•–\-]\s+", "", line.strip())
        parts += re.split(r"(?<=[.!?])[”\"’)]*\s+(?=[A-Z“‘(])", bare)
    return [part for part in (part.strip() for part in parts) if re.search(r"\w", part)]


def stretches(text: str) -> list[str]:
    """What may support a sentence on its own: sentences, neighbours, a lead-in with each point."""
    units = sentences(text)
    pairs = [f"{a} {b}" for a, b in pairwise(units)]
    lead = next((unit for unit in units if unit.endswith(":")), "")
    points = units[units.index(lead) + 1 :] if lead else []
    return units + pairs + [f"{lead} {point}" for point in points]


def content(text: str) -> list[str]:
    """The words that carry meaning, cut to six letters, each once."""
    found = re.findall(r"[a-z]{2,}", plain(text))
    return list(dict.fromkeys(word[:6] for word in found if word not in STOP))


def figures(text: str) -> set[str]:
    """The figures stated, words as digits, "per cent" as a sign: {"88%", "3", "2002"}."""
    bare = re.sub(r"\bper cent\b|\bpercent\b", "%", plain(text)).replace("-", " ")
    bare = re.sub(r"(?<=\d),(?=\d{3})", "", bare)
    bare = re.sub(r"\b(no|any|every|some|each|the|that|which) one\b|\bone another\b", " ", bare)
    found: set[str] = set()
    for word, sign in re.findall(r"(\d+(?:\.\d+)?|[a-z]+)\s?(%?)", bare):
        value = (
            word if word[0].isdigit() else NUMBERS.get(word) or NUMBERS.get(word.removesuffix("s"))
        )
        if value:
            found.add(value + sign)
    return found


def names(sentence: str) -> list[str]:
    """Capitalised words and acronyms that are names; the first word counts where it must be one."""
    tokens = re.findall(r"[A-Za-z][\w’'&-]*", sentence)
    found: list[str] = []
    for place, token in enumerate(tokens):
        acronym = re.fullmatch(r"[A-Z][A-Za-z&-]*[A-Z]+s?", token) is not None
        following = place + 1 < len(tokens) and tokens[place + 1][0].isupper()
        if token[0].isupper() and (acronym or place > 0 or following) and len(token) > 1:
            found.append(token)
    return [name for name in dict.fromkeys(found) if plain(name) not in STOP]


def names_it(name: str, text: str) -> bool:
    """Whether the text names it: the word itself, its acronym, or what the acronym stands for."""
    bare = re.sub(r"['’]?s$", "", name)
    if re.search(rf"\b{re.escape(plain(bare))}", plain(text)):
        return True
    spelt = re.findall(r"[A-Za-z]+", text)
    if bare.isupper():
        capitals = "".join(word[0] for word in spelt if word[0].isupper())
        return bare in capitals
    return any(
        token.isupper() and len(token) > 2 and bare[0] in token and not token.isdigit()
        for token in re.findall(r"\b[A-Z]{3,}", text)
    )


def bodies(text: str) -> set[str]:
    """The kinds of body that are mentioned."""
    return set(body_order(text))


def body_order(text: str) -> list[str]:
    """The kinds of body in the order of their first mention."""
    bare = plain(text)
    first = {name: match.start() for name, form in _BODY.items() if (match := form.search(bare))}
    return sorted(first, key=lambda name: first[name])


def opposites(sentence: str, stretch: str) -> str:
    """The words in which sentence and stretch contradict each other; empty where they do not."""
    said, given = plain(sentence), plain(stretch)
    for one, other in OPPOSITES:
        for ours, theirs in ((one, other), (other, one)):
            here = _word(ours, said) and not _word(theirs, said)
            if here and _word(theirs, given) and not _word(ours, given):
                return f"{ours} / {theirs}"
    negated, denies = len(NEGATIONS.findall(said)), len(NEGATIONS.findall(given))
    if bool(negated) != bool(denies):
        return "negation"
    return ""


def _word(stem: str, text: str) -> bool:
    """Whether a word that starts with the stem stands in the text."""
    return re.search(rf"\b{re.escape(stem)}", text) is not None
