"""What inspectors set out to look at, and what a report says of itself: neither is a finding."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.sentences import Piece, Role, before
from assistant.wording import Reading

_AIM = re.compile(
    r"^(?:Accordingly, |Finally, |In addition, |Because of [^,]*, |As part of [^,]*, )?we (?:also |"
    r"therefore |particularly )?(?:wanted|looked|sought|wished|considered how|focused|"
    r"were (?:also )?(?:concerned|interested) to see)\b"
    r"|^Because of [^,]*, we also wanted\b"
    r"|^The report assesses\b|^The rest of this report\b",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"\b(?:look\w*|aim(?:s|ed)?|purpose|want\w*|scope|cover\w*|assess(?:es|ed)?|examin\w+|consider\w*"
    r"|focus\w*|method\w*|set out|check(?:ed)?|inspect(?:ed)?|interested|key areas|sought)\b"
    r"|\babout\b.*\breport\b|\breport\b.*\babout\b",
    re.IGNORECASE,
)


def asks_for_aims(reading: Reading) -> bool:
    """Whether a question may want to know what was looked at."""
    return _ASKED.search(reading.asked or reading.question) is not None


def is_aim(piece: Piece, all_pieces: Sequence[Piece]) -> bool:
    """Whether a sentence, its list, or what it points back to, says what was looked at."""
    stem = all_pieces[piece.stem] if piece.role is Role.BULLET and piece.stem >= 0 else piece
    earlier = before(stem, tuple(all_pieces))
    return any(_AIM.search(each.text) for each in (stem, earlier) if each is not None)
