"""The golden answers: what is answered to every question of every set, kept to see what changes.

A file holds one line for each question: a digest of its answer record and, unless the question is
held out, what a reader sees of the answer. Scores and seconds are left out: they differ between
computers, and the order of the paragraphs found does not.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from tqdm import tqdm

from assistant.corpus import corpus_hash
from assistant.errors import StoreError
from assistant.settings import ROOT, read_settings
from evals.asking import Asked, Record, ask
from evals.commands import Ended
from evals.holdout import HOLD
from evals.questions import Question, read_questions

GOLDEN = ROOT / "data" / "golden" / "answers.jsonl.xz"
SETS = ROOT / "data" / "questions"
NOT_OURS = ("feedback.jsonl",)  # what users of this copy said
FORMAT = 1
LONGEST = 400  # characters of an answer in a list of changes


@dataclass(frozen=True, slots=True)
class Shown:
    """What a reader sees of an answer."""

    outcome: str
    answer: str
    cited: tuple[str, ...]
    notices: tuple[str, ...]
    error: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """The answer to one question of one set; a held-out one is a digest and no more."""

    set: str
    id: str
    digest: str
    shown: Shown | None

    @property
    def key(self) -> tuple[str, str]:
        """Which question it is."""
        return self.set, self.id


@dataclass(frozen=True, slots=True)
class Golden:
    """All entries in order, and what was searched."""

    corpus: str
    entries: tuple[Entry, ...]


def golden(arguments: argparse.Namespace) -> Ended:
    """The golden answers written, or what differs from them now; code 1 where anything does."""
    from assistant.build import build_assistant

    settings = replace(read_settings(os.environ), llm="none")
    held = None if arguments.write else read(arguments.out)
    assistant = build_assistant(settings)
    sets = arguments.questions or question_sets(SETS)
    now = Golden(corpus_hash(assistant.corpus.paragraphs), tuple(answered(assistant, sets)))
    if held is None:
        write(now, arguments.out)
        size = arguments.out.stat().st_size / 1000
        return Ended(0, f"{len(now.entries)} answers in {arguments.out} ({size:.0f} kB)")
    asked = {path.name for path in sets}
    before = replace(held, entries=tuple(one for one in held.entries if one.set in asked))
    said = changes(before, now)
    if not said:
        return Ended(0, f"All {len(now.entries)} answers are as they were.")
    return Ended(1, "\n".join([*said, f"{len(said)} lines above say what is not as it was."]))


def question_sets(folder: Path) -> list[Path]:
    """The question sets of the project, in the order of their names."""
    return [path for path in sorted(folder.glob("*.jsonl")) if path.name not in NOT_OURS]


def answered(assistant: Asked, sets: Sequence[Path]) -> Iterator[Entry]:
    """The entry of each question of each set, asked after its history."""
    asked = [(path.name, question) for path in sets for question in read_questions(path)]
    for name, question in tqdm(asked, unit="question", disable=None):
        yield entry_of(name, question, ask(assistant, question))


def entry_of(name: str, question: Question, record: Record) -> Entry:
    """The entry of an answer record."""
    shown = Shown(
        record["outcome"],
        record["answer"],
        tuple(citation["paragraph_id"] for citation in record["citations"]),
        tuple(record["notices"]),
        record["error"] or "",
    )
    return Entry(name, question.id, digest_of(record), None if question.split == HOLD else shown)


def digest_of(record: Mapping[str, Any]) -> str:
    """The sha256 of an answer record without seconds and scores, cut to 20 digits."""
    found = [passage["paragraph_id"] for passage in record["retrieved"]]
    kept = {**record, "retrieved": found}
    del kept["seconds"]
    text = json.dumps(kept, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def write(held: Golden, path: Path) -> None:
    """The same answers give the same bytes; the file is replaced only when complete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines: list[object] = [{"format": FORMAT, "corpus": held.corpus}]
    lines += [asdict(entry) for entry in held.entries]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    draft = path.with_suffix(".partial")
    draft.write_bytes(lzma.compress(text.encode(), preset=9))
    draft.replace(path)


def read(path: Path) -> Golden:
    """The golden answers of a file; StoreError where it holds none."""
    try:
        head, *lines = map(json.loads, lzma.decompress(path.read_bytes()).decode().splitlines())
        if head["format"] != FORMAT:
            raise ValueError(f"it is of format {head['format']}")
        return Golden(head["corpus"], tuple(map(_entry, lines)))
    except FileNotFoundError as error:
        raise StoreError(f"There is no {path}. Write it: python -m evals golden --write") from error
    except (lzma.LZMAError, OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{path} holds no golden answers ({error}).") from error


def _entry(line: Mapping[str, Any]) -> Entry:
    """The entry of one line."""
    shown = line["shown"]
    lists = {name: tuple(shown[name]) for name in ("cited", "notices")} if shown else {}
    return Entry(**{**line, "shown": Shown(**{**shown, **lists}) if shown else None})


def changes(before: Golden, now: Golden) -> list[str]:
    """What differs, question by question; of held-out ones only how many of a set."""
    said: list[str] = []
    if before.corpus != now.corpus:
        said.append("Other reports are searched than those of the file.")
    known = {entry.key: entry for entry in before.entries}
    later = {entry.key: entry for entry in now.entries}
    hidden: Counter[tuple[str, str]] = Counter()
    for key in dict.fromkeys((*known, *later)):
        old, new = known.get(key), later.get(key)
        if old and new and old.digest == new.digest:
            continue
        what = "changed" if old and new else "is new" if new else "is gone"
        if any(one is not None and one.shown is None for one in (old, new)):
            hidden[(key[0], what)] += 1
            continue
        said.append(f"{key[0]} {key[1]} {what}")
        if old and new and old.shown and new.shown:
            said += _differences(old.shown, new.shown)
    said += [f"{name}: {n} held-out, {what}" for (name, what), n in sorted(hidden.items())]
    return said


def _differences(old: Shown, new: Shown) -> Iterable[str]:
    """Each part of an answer that differs, before and after."""
    if old == new:
        return ["    only what was found or searched for, or a quotation's extent"]
    pairs = {name: (getattr(old, name), getattr(new, name)) for name in asdict(old)}
    return [
        f"    {name}: {_cut(one)}\n    {' ' * len(name)}→ {_cut(other)}"
        for name, (one, other) in pairs.items()
        if one != other
    ]


def _cut(value: object) -> str:
    """A value on one line, cut where it is long."""
    text = " | ".join(value) if isinstance(value, tuple) else str(value)
    text = " ".join(text.split()) or "(none)"
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
