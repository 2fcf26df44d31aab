"""Several things in one phrase."""

from __future__ import annotations

from collections.abc import Sequence


def enumerated(words: Sequence[str]) -> str:
    """The words as a sentence lists them, "" for none.

    >>> enumerated(["a name", "a postcode", "a phone number"]), enumerated(["a name"])
    ('a name, a postcode and a phone number', 'a name')
    """
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)
