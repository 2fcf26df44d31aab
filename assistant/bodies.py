"""Bodies and professions by any name, and a follow-up that is no more than such a name."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from assistant.gazetteer import Gazetteer
from assistant.naming import TABLES, Body, plain, read_bodies
from assistant.settings import ROOT

TABLE = ROOT / "data" / "lexicon" / "bodies.toml"
_SWAP = re.compile(
    r"^(?:(?:ok|okay|right|so|yes|thanks)[,.]? )?(?:and |but |or |also )?"
    r"(?:(?:what|how) (?:about|of) )?"
    r"(?P<name>(?:the |all |their )?[\w'’&-]+(?: [\w'’&-]+){0,4}?)(?: too| then| as well)?\s*\?*$",
    re.IGNORECASE,
)
_TOO_WIDE = frozenset(
    (
        "health", "departments", "government", "immigration", "ministers", "ministries", "heads",
        "casualty", "housing",
    )
)  # fmt: skip  # they stand in other names, or have another meaning
_COMMITTEES = frozenset(
    (
        "Area Child Protection Committees", "Local Safeguarding Children Boards",
        "multi-agency public protection panels",
    )
)  # fmt: skip  # on which the other bodies sit: they do not take each other's place
_DEPARTMENT = re.compile(r"department for (?:children, schools and families|education and skills)")
_ACRONYM = re.compile(r"[A-Z][A-Z&]+s?")


@functools.cache
def all_bodies() -> tuple[Body, ...]:
    """Those told to act, then the others."""
    return (*read_bodies(TABLES / "addressees.toml"), *read_bodies(TABLE))


def others_asked(text: str) -> tuple[tuple[Body, ...], str]:
    """The bodies that a question names and no recommendation tells to act, and what is left."""
    rest = plain(text)
    found: dict[Body, None] = {}
    pairs = [(name, body) for body in read_bodies(TABLE) for name in body.asked]
    for name, body in sorted(pairs, key=lambda pair: (-len(pair[0]), pair[0])):
        cut = re.sub(rf"\b{re.escape(name)}\b(?![-'])", " ", rest)
        if cut != rest:
            found[body] = None
            rest = cut
    return tuple(found), rest


def bodies_cut(text: str) -> tuple[tuple[Body, ...], str]:
    """The bodies that a text names, and the text with BODY for each name."""
    found: dict[Body, None] = {}

    def cut(named: re.Match[str]) -> str:
        name = plain(named["name"])
        found.update({body: None for body in all_bodies() if name in body.asked})
        return "BODY"

    rest = _forms().sub(cut, plain(text))
    return tuple(found), rest


def names_body(text: str, body: Body) -> bool:
    """Whether a recommendation names the body by any of its names."""
    said = _DEPARTMENT.sub(" ", plain(text))
    return any(re.search(rf"\b{re.escape(name)}\b", said) for name in (*body.held, *body.asked))


@functools.cache
def _forms() -> re.Pattern[str]:
    """Every name of every body, the longest first."""
    names = {name for body in all_bodies() for name in body.asked} - _TOO_WIDE
    ordered = sorted(names, key=lambda name: (-len(name), name))
    either = "|".join(re.escape(name).replace("'", "['’]") for name in ordered)
    return re.compile(rf"\b(?:the )?(?P<name>{either})\b(?!['’-]\w)", re.IGNORECASE)


def is_body(name: str) -> bool:
    """Whether it is the name of a body or profession and nothing more, or an acronym."""
    bare = re.sub(r"^(?:the|all|their) ", "", name, flags=re.IGNORECASE)
    known = not _names().isdisjoint((bare.lower(), name.lower()))
    return bool(known or _forms().fullmatch(bare) or _ACRONYM.fullmatch(bare))


@functools.cache
def _names() -> frozenset[str]:
    """All names of bodies."""
    return frozenset(name for body in all_bodies() for name in body.asked)


def swap_body(asked: str, context: str) -> str:
    """The earlier question with the body that a bare follow-up names in place of its own.

    "" where the follow-up is more than a name, or the earlier question names no body, or several.

    >>> swap_body("And probation?", "What did inspectors find about police training?")
    'What did inspectors find about probation training?'
    """
    found = _SWAP.match(" ".join(asked.split()))
    if found is None or not is_body(found["name"]):
        return ""
    name = found["name"]
    if name[0].isupper() and not _ACRONYM.fullmatch(name.split()[0]) and name.istitle():
        name = name.lower() if len(name.split()) == 1 else name
    if name.startswith(("The ", "All ", "Their ")):
        name = name[0].lower() + name[1:]
    committee = _committee(name)
    held = [each for each in _forms().finditer(context) if _committee(each["name"]) == committee]
    if len(held) != 1:
        return ""
    start = held[0].start() if name.lower().startswith("the ") else held[0].start("name")
    return context[:start] + name + context[held[0].end() :]


def unnamed(swapped: str, texts: Iterable[str]) -> str:
    """The body of a bare follow-up that none of the texts names, "" where one does."""
    bodies, _ = bodies_cut(swapped)
    told = " ".join(texts)
    if len(bodies) != 1 or _says(told, bodies[0]):
        return ""
    return bodies[0].name


def _says(text: str, body: Body) -> bool:
    """Whether the text names the body, by any of its names in the singular or plural."""
    said = plain(text)
    names = {name.rstrip("s") for name in (*body.asked, *body.held)}
    return any(re.search(rf"\b{re.escape(name)}", said) for name in names)


def swap_place(asked: str, context: str, gazetteer: Gazetteer) -> str:
    """The same for a follow-up that is no more than the name of a place."""
    found = _SWAP.match(" ".join(asked.split()))
    named = gazetteer.found(f"in {found['name']}") if found is not None else ()
    held = gazetteer.found(context)
    if found is None or len(named) != 1 or len(held) != 1:
        return ""
    if named[0].end - named[0].start != len(found["name"]):
        return ""
    return context[: held[0].start] + named[0].name + context[held[0].end :]


def _committee(name: str) -> bool:
    """Whether it is one of the committees that the other bodies sit on."""
    bare = re.sub(r"^(?:the|all|their) ", "", name.lower())
    return any(bare in body.asked for body in all_bodies() if body.name in _COMMITTEES)
