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
    "good/poor well/poorly strong/weak high/low higher/lower more/less more/fewer better/worse "
    "increas/decreas increas/reduc improv/worsen improv/deteriorat strengthen/weaken rose/fell "
    "rising/falling above/below maximum/minimum before/after earlier/later older/younger "
    "always/never often/rarely always/sometimes most/few most/minority majority/minority "
    "all/none all/some all/few many/few some/none accept/reject agree/disagree support/oppose "
    "success/fail easy/difficult quick/slow short/long local/national separate/joint "
    "start/stop begin/end continu/stop continu/end continu/ceas allow/forbid includ/exclud "
    "consistent/vari consistent/varying same/differ welcome/critic clear/confus"
)
STOP = frozenset(_STOP.split())
NUMBERS = {word: str(value) for value, word in enumerate(_UNITS.split())}
NUMBERS |= {word: str(10 * value) for value, word in enumerate(_TENS.split(), start=2)}
NUMBERS |= {"dozen": "12", "thousand": "1000", "twice": "2", "both": "2"}
FRACTIONS = {"half": "1/2", "third": "1/3", "quarter": "1/4"}

# Each kind of body with the words that name it: "teachers" is found where "teaching staff" stands.
BODIES = {
    "the police": r"police(?: officers?| forces?)?|constabular\w+|policing",
    "social services": "social services|social workers?|social care|ssds?|social work",
    "schools": r"schools?|teach\w+|head ?teachers?|education|leas?",
    "councils": r"local authorit\w+|councils?",
    "health": r"health|nhs|pcts?|primary care|hospitals?|gps?|doctors?|paediatric\w+|nurs\w+",
    "courts": r"courts?|judges?|judicia\w+|magistrates?|cafcass",
    "prosecution": r"crown prosecution service|cps|prosecut\w+",
    "probation": "probation|nps",
    "prisons": r"prisons?|yois?|young offender institutions?|jails?|custod\w+",
    "youth offending": "yots?|youth offending|youth justice|yjb",
    "committees": "acpcs?|area child protection committees?|committees?",
    "boards": "lscbs?|local safeguarding children boards?|safeguarding boards?",
    "housing": "housing",
    "children's homes": "children's homes?|residential homes?",
    "voluntary bodies": r"voluntary|charit\w+|nspcc",
    "carers": "foster carers?|foster parents?|carers?",
    "parents": "parents?|mothers?|fathers?",
    "chief executives": "chief executives?",
    "immigration": "immigration|asylum",
}
_BODY = {name: re.compile(rf"\b({words})\b") for name, words in BODIES.items()}

NEGATION = re.compile(
    r"not|no|never|none|neither|nor|cannot|without|unable|fail(?:s|ed|ing|ure|ures)?|"
    r"lack(?:s|ed|ing)?|refus\w+|\w+n't"
)
SCOPE = 5  # words of meaning that a negation may reach
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
    """The figures stated, words as digits, "per cent" as a sign: {"88%", "3", "2002", "1/2"}."""
    bare = re.sub(r"\bper cent\b|\bpercent\b", "%", plain(text)).replace("-", " ")
    bare = re.sub(r"(?<=\d),(?=\d{3})", "", bare)
    bare = re.sub(r"\b(no|any|every|some|each|the|that|which) one\b|\bone another\b", " ", bare)
    found: set[str] = set()
    for part in re.findall(
        r"\b(?:a|one|two|three) (half|third|quarter)s?\b|\b(half) (?:of|the)\b", bare
    ):
        found.add(FRACTIONS["".join(part)])
    for word, sign in re.findall(r"(\d+(?:\.\d+)?|[a-z]+)\s?(%?)", bare):
        value = (
            word if word[0].isdigit() else NUMBERS.get(word) or NUMBERS.get(word.removesuffix("s"))
        )
        if value:
            found.add(value + sign)
    return found


def names(sentence: str) -> list[tuple[str, ...]]:
    """The names: runs of capitalised words, and acronyms; a lone first word is none."""
    runs: list[list[str]] = [[]]
    for place, token in enumerate(re.findall(r"[A-Za-z][\w’'-]*|[^A-Za-z\s]", sentence)):
        if token[0].isupper() and plain(token) not in STOP:
            first = place == 0 and not _acronym(token)
            runs[-1].append(token if not first else f"?{token}")
        elif token not in ("of", "and", "the", "for") or not runs[-1]:
            runs.append([])
    kept = [run for run in runs if run and not (len(run) == 1 and run[0].startswith("?"))]
    return [tuple(token.removeprefix("?") for token in run) for run in kept]


def named_in(name: tuple[str, ...], text: str) -> bool:
    """Whether the text names it: in these words, by its acronym, or spelt out."""
    bare = [re.sub(r"['’]?s?['’]?$", "", plain(word)) for word in name]
    given = plain(text)
    if all(re.search(rf"\b{re.escape(word)}", given) for word in bare):
        return True
    initials = "".join(word[0] for word in bare)
    if len(name) > 1:
        return re.search(rf"\b{initials}s?\b", given) is not None
    spelt = "".join(word[0] for word in re.findall(r"[A-Za-z]+", text) if word[0].isupper())
    return _acronym(name[0]) and bare[0].upper() in spelt


def bodies(text: str) -> set[str]:
    """The kinds of body that are mentioned."""
    return set(body_order(text))


def body_order(text: str) -> list[str]:
    """The kinds of body in the order of their first mention."""
    bare = plain(text)
    first = {name: match.start() for name, form in _BODY.items() if (match := form.search(bare))}
    return sorted(first, key=lambda name: first[name])


def without_bodies(text: str) -> str:
    """The text with every mention of a kind of body left out."""
    bare = plain(text)
    for form in _BODY.values():
        bare = form.sub(" ", bare)
    return bare


def denied(text: str, reach: int = 1) -> set[str]:
    """The first `reach` words of meaning after each negation: what is said not to be."""
    found: set[str] = set()
    tokens = re.findall(r"[a-z']+|[,;:.]", plain(text))
    for place, token in enumerate(tokens):
        alone = place + 1 < len(tokens) and tokens[place + 1] in (",", ".", ";")
        if not NEGATION.fullmatch(token) or alone or tokens[place - 1 : place] == ["or"]:
            continue
        after = [word for word in tokens[place + 1 : place + 7 + reach] if len(word) > 1]
        heads = [word for word in after if word not in STOP and not NEGATION.fullmatch(word)]
        found.update(head[:6] for head in heads[:reach])
    return found


def opposites(sentence: str, stretch: str) -> str:
    """The words in which sentence and stretch contradict each other; empty where they do not."""
    said, given = plain(sentence), plain(stretch)
    for one, other in OPPOSITES:
        for ours, theirs in ((one, other), (other, one)):
            here = _word(ours, said) and not _word(theirs, said)
            if here and _word(theirs, given) and not _word(ours, given):
                return f"{ours} / {theirs}"
    ours_all, theirs_all = set(re.findall(r"[a-z-]+", said)), set(re.findall(r"[a-z-]+", given))
    for word in sorted(ours_all - theirs_all):
        for other in theirs_all - ours_all:
            if _reversed(word, other) or _reversed(other, word):
                return f"{word} / {other}"
    no = (denied(said) - denied(given, SCOPE)) & set(content(given))
    yes = (denied(given) - denied(said, SCOPE)) & set(content(said))
    against = no | yes
    return f"not {min(against)}" if against else ""


def _reversed(word: str, other: str) -> bool:
    """Whether the other word is the first turned round by a prefix: un-, in-, dis-."""
    return len(word) > 3 and other in {
        f"{p}{word}" for p in ("un", "in", "im", "ir", "dis", "non-")
    }


def _acronym(word: str) -> bool:
    """Whether a word is an acronym, plural or not: "ACPCs"."""
    return (
        re.fullmatch(r"[A-Z]{2,}[A-Za-z]{0,2}s?", word) is not None
        and sum(map(str.isupper, word)) > 1
    )


def _word(stem: str, text: str) -> bool:
    """Whether a word that starts with the stem stands in the text."""
    return re.search(rf"\b{re.escape(stem)}", text) is not None
