"""Files that a command writes where its user says: what is there goes only with --overwrite."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

from assistant.errors import StoreError

Places: TypeAlias = Callable[[argparse.Namespace], Iterable[Path]]
Parser: TypeAlias = argparse.ArgumentParser


def will_write(parser: Parser, places: Places) -> None:
    """Have the command refuse what stands at these places, unless --overwrite is given."""
    held: tuple[Places, ...] = parser.get_default("targets") or ()
    parser.set_defaults(targets=(*held, places))
    if not held:
        parser.add_argument("--overwrite", action="store_true", help="replace what is there")


def written_at(option: str) -> Places:
    """The place that an option names; none where it is left out."""

    def places(arguments: argparse.Namespace) -> list[Path]:
        path: Path | None = getattr(arguments, option)
        return [path] if path else []

    return places


def is_taken(path: Path) -> bool:
    """Whether writing there would replace something: a file, or a folder that is not empty."""
    return any(path.iterdir()) if path.is_dir() else path.exists()


def parse(parser: Parser, words: Sequence[str] | None) -> argparse.Namespace:
    """The arguments; StoreError where the command would replace what stands at its target."""
    arguments = parser.parse_args(words)
    if not getattr(arguments, "overwrite", False):
        for places in getattr(arguments, "targets", ()):
            for path in filter(is_taken, places(arguments)):
                raise StoreError(f"{path} is there already. Name another, or add --overwrite.")
    return arguments


def parse_or_leave(parser: Parser, words: Sequence[str] | None = None) -> argparse.Namespace:
    """The same for a script that has nobody above it to print the sentence."""
    try:
        return parse(parser, words)
    except StoreError as error:
        parser.exit(2, f"{error}\n")
