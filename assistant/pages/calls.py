"""The values of a program's call: defaults filled in, and a sentence for what does not fit."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, get_type_hints

from assistant.errors import QuestionError

NOT_A_CALL = 'Send a JSON object such as {"data": ["…"]}: the values in their order, as a list.'
KINDS: dict[type, str] = {
    str: "a text",
    int: "a whole number",
    list: 'a list of texts, such as ["2002"]',
}


@dataclass(frozen=True, slots=True)
class Value:
    """One value that an endpoint takes."""

    name: str
    kind: type
    needed: bool
    default: object = None

    def read(self, given: object) -> object:
        """The value as it was given; QuestionError where it is of another kind."""
        if given is None and not self.needed:
            return self.default
        if self.kind is int and isinstance(given, int | float) and _is_whole(given):
            return int(given)
        texts = isinstance(given, list) and all(isinstance(one, str) for one in given)
        if (self.kind is str and isinstance(given, str)) or (self.kind is list and texts):
            return given
        raise QuestionError(f"{self.name} must be {KINDS[self.kind]}.")


def arranged(endpoint: Callable[..., Any], given: Sequence[object]) -> list[object]:
    """The values for an endpoint in its order, those left out filled in.

    QuestionError where there are too few or too many, or one is of the wrong kind.
    """
    wanted = values_of(endpoint)
    needed = sum(value.needed for value in wanted)
    if not needed <= len(given) <= len(wanted):
        named = ", ".join(v.name + ("" if v.needed else " (may be left out)") for v in wanted)
        raise QuestionError(f"{len(given)} values were sent. Send these, in this order: {named}.")
    padded = [*given, *[None] * (len(wanted) - len(given))]
    return [value.read(one) for value, one in zip(wanted, padded, strict=True)]


@lru_cache(maxsize=64)
def values_of(endpoint: Callable[..., Any]) -> tuple[Value, ...]:
    """What an endpoint takes, without the connection that the server fills in."""
    hints = get_type_hints(endpoint)
    values = []
    for name, parameter in inspect.signature(endpoint).parameters.items():
        if name == "request":
            continue
        needed = parameter.default is inspect.Parameter.empty
        kind: type = hints[name] if hints[name] in KINDS else list
        values.append(Value(name, kind, needed, None if needed else parameter.default))
    return tuple(values)


def _is_whole(number: float) -> bool:
    return not isinstance(number, bool) and float(number).is_integer()
