"""The files that come with the product: whether they still are as they were delivered.

A table cut short at the end of a line is a valid table that no longer knows half of the urgent
words, so each file that answers or ingestion rest on is checked against a committed list in the
form of `sha256sum`. What was changed on purpose is accepted with `python -m ingest accept-data`.
"""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path

from assistant.checksums import discard, file_digest
from assistant.errors import CorpusError

LIST = "checksums.sha256"
# paragraphs/ is made from reports/ by ingestion and covered by the index; questions/, runs/,
# judge/, safety/ and quiz/rubric* serve tests and evaluation alone.
SHIPPED = (
    "*.toml",
    "*.csv",
    "first-names.txt",
    "guard-model.json",
    "restatements.jsonl",
    "annotations/*.jsonl",
    "lexicon/*.toml",
    "lexicon/*.txt",
    "models/*.json",
    "models/encoder.*s*",
    "quiz/*.tsv",
    "reports/*.txt",
    "structure/*.toml",
)
_HEAD = "# sha256 of the lines below: "


def shipped_files(data_dir: Path) -> Iterator[str]:
    """The files that are checked, by their path in the data folder."""
    for pattern in SHIPPED:
        for path in sorted(data_dir.glob(pattern)):
            yield path.relative_to(data_dir).as_posix()


def check_shipped(data_dir: Path) -> None:
    """CorpusError with the way to put it back where a file is not as it was delivered."""
    for name, noted in _read_list(data_dir):
        path = data_dir / name
        try:
            whole = file_digest(path) == noted
        except OSError:
            whole = False
        if not whole:
            raise CorpusError(
                f"{path} is missing, damaged or changed. {to_put_back(path)} "
                "If you changed it on purpose, run: python -m ingest accept-data"
            )


def accept_data(data_dir: Path) -> int:
    """Write the list anew from the files as they are; how many there are."""
    found = {name: file_digest(data_dir / name) for name in shipped_files(data_dir)}
    _write_list(data_dir, found)
    return len(found)


def accept_made(path: Path) -> None:
    """Note a file that was just made, where it is one that comes with the product."""
    for data_dir in path.resolve().parents:
        if (data_dir / LIST).is_file():
            listed = {name: noted for name, noted in _read_list(data_dir)}
            made = path.resolve().relative_to(data_dir).as_posix()
            listed[made] = file_digest(path)
            shipped = list(shipped_files(data_dir))
            _write_list(data_dir, {name: listed[name] for name in shipped if name in listed})
            return


def _write_list(data_dir: Path, found: Mapping[str, str]) -> None:
    """Write the list; CorpusError where that cannot be done."""
    lines = "".join(f"{noted}  {name}\n" for name, noted in found.items())
    draft = data_dir / f"{LIST}.partial"
    try:
        draft.write_text(f"{_HEAD}{_digest(lines)}\n{lines}", "utf-8")
        if (data_dir / LIST).is_dir():
            discard(data_dir / LIST)
        draft.replace(data_dir / LIST)
    except OSError as error:
        raise CorpusError(f"Cannot write {data_dir / LIST}: {error.strerror}.") from error


def to_put_back(path: Path) -> str:
    """The sentence that says how a file that comes with the product is put back."""
    folder = next(place for place in path.parents if place.is_dir())
    name = shlex.quote(path.relative_to(folder).as_posix())
    return (
        f"Run: git -C {shlex.quote(str(folder))} checkout -- {name} "
        "(without git: copy it from a fresh download)."
    )


def _read_list(data_dir: Path) -> list[tuple[str, str]]:
    """Each file with its sha256; CorpusError where the list itself is damaged."""
    path = data_dir / LIST
    try:
        head, _, lines = path.read_text("utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        head, lines = "", ""
    if head != f"{_HEAD}{_digest(lines)}" or not lines:
        raise CorpusError(f"{path} is missing or damaged. {to_put_back(path)}")
    return [(name, noted) for noted, _, name in (row.partition("  ") for row in lines.splitlines())]


def _digest(text: str) -> str:
    """sha256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()
