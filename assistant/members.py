"""Who belongs to the committee: its lists of members, and who is not on them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.corpus import Corpus
from assistant.domain import Paragraph
from assistant.extracting import Extract
from assistant.keyword import Stems, words_of
from assistant.listing import listed, quote_whole
from assistant.naming import left_over, plain
from assistant.portraits import scopes
from assistant.sentences import pieces
from assistant.wording import Asks, Reading

_ON_IT = re.compile(
    r"^(?:and |so |but )?(?:are|is|were|was|do|does|did|should|must|can|could) (?P<who>[\w'’ -]+?) "
    r"(?:ever |also |even |usually )*(?:be |have to be |to be |get |supposed to be )?"
    r"(?:on|sit on|sits on|serve on|represented on|members? of|a member of|belong to|included in"
    r"|part of) (?:it|them|the (?:acpcs?|committees?))\s*\?*$"
)
_COMMITTEE = re.compile(r"\bacpcs?\b|\barea child protection committees?\b|\bcommittees?\b")
_MEMBERS = re.compile(
    r"\b(?:members?|membership|composition)\b|\b(?:should|must|can|could|supposed to|ought to) "
    r"(?:also )?(?:be (?:on|represented|involved|part)|sit|belong|serve|attend|make up)\b"
)
_CLOSED = re.compile(r"^(?:are|is|was|were|do|does|did|should|must|can|could|has|have|had)\b")
_MEMBER_WORDS = words_of(
    """members member membership composition be on represented involved involve part sit sits belong
    belongs serve serves attend make makes up of an acpc acpcs area child protection committee
    committees everyone everybody other others agencies agency compose composed comprise also local
    ought"""
)
_NOBODY = frozenset({"they", "he", "she", "it", "there", "anyone", "any", "who", "we", "you"})


def members(
    asked: str, reading: Reading, corpus: Corpus, held: Sequence[Paragraph]
) -> Extract | None:
    """The lists of members, and that they do not name whom a follow-up asks for.

    Left to the search where a list or a sentence on the committee does name them.
    """
    whole = _lists(asked, reading, corpus, held)
    if whole is not None:
        return whole
    found = _ON_IT.match(plain(asked))
    if found is None or not _COMMITTEE.search(plain(reading.context)):
        return None
    who = found["who"].strip().removeprefix("the ")
    stems = Stems()
    wanted = frozenset(stems.of(who))
    ids = {scope.paragraph for scope in scopes("member")}
    lists = [paragraph for paragraph in held if paragraph.id in ids]
    if not wanted or who in _NOBODY or not lists or _named(wanted, held, ids, stems):
        return None
    notice = f"The lists of members do not name “{who}”."
    return listed([quote_whole(paragraph) for paragraph in lists], corpus, notices=(notice,))


def _lists(
    asked: str, reading: Reading, corpus: Corpus, held: Sequence[Paragraph]
) -> Extract | None:
    """The lists of those who should belong to the committee, where nothing else is asked."""
    text = plain(asked)
    sought = _MEMBERS.search(text) is not None and _COMMITTEE.search(text) is not None
    closed = reading.kind in (Asks.NUMBER, Asks.WHY) or _CLOSED.match(text) is not None
    if not sought or closed or left_over(text, *_MEMBER_WORDS):
        return None
    ids = [scope.paragraph for scope in scopes("member")]
    lists = [paragraph for paragraph in held if paragraph.id in ids]
    return listed([quote_whole(paragraph) for paragraph in lists], corpus) if lists else None


def _named(
    wanted: frozenset[str], held: Sequence[Paragraph], lists: set[str], stems: Stems
) -> bool:
    """Whether a list, or any sentence that speaks of the committee, names them all."""
    return any(
        wanted <= set(stems.of(piece.text))
        and (paragraph.id in lists or _COMMITTEE.search(plain(piece.text)))
        for paragraph in held
        for piece in pieces(paragraph)
    )
