"""Who belongs to the committee: its lists of members, and who is not on them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.corpus import Corpus
from assistant.domain import Paragraph
from assistant.extracting import Extract
from assistant.keyword import Stems
from assistant.listing import listed, quote_whole
from assistant.naming import plain
from assistant.portraits import scopes
from assistant.sentences import pieces
from assistant.wording import Reading

_ON_IT = re.compile(
    r"^(?:and |so |but )?(?:are|is|were|was|do|does|did|should|must|can|could) (?P<who>[\w'’ -]+?) "
    r"(?:ever |also |even |usually )*(?:be |have to be |to be |get |supposed to be )?"
    r"(?:on|sit on|sits on|serve on|represented on|members? of|a member of|belong to|included in"
    r"|part of) (?:it|them|the (?:acpcs?|committees?))\s*\?*$"
)
_COMMITTEE = re.compile(r"\bacpcs?\b|\barea child protection committees?\b|\bcommittees?\b")
_NOBODY = frozenset({"they", "he", "she", "it", "there", "anyone", "any", "who", "we", "you"})


def members(
    asked: str, reading: Reading, corpus: Corpus, held: Sequence[Paragraph]
) -> Extract | None:
    """The lists of members, and that they do not name whom a follow-up asks for.

    Left to the search where a list or a sentence on the committee does name them.
    """
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
