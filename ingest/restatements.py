"""Which sentences say the same as which others: `python -m ingest.restatements` writes the list."""

from __future__ import annotations

import argparse
import json
import os
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.candidates import Vector
from assistant.citations import numbers
from assistant.domain import Kind
from assistant.restatements import RESTATEMENTS_FILE
from assistant.retrieval import Retriever
from assistant.sentences import Piece, Role, pieces
from assistant.settings import read_settings
from assistant.shipped import accept_made
from assistant.targets import parse_or_leave, will_write, written_at
from ingest.train_examples import Workbench, open_workbench

NEAR = 0.8  # cosine of the trained encoder
SHARED = 0.25  # of the words of both, by stems
SHORTEST = 7  # words; shorter sentences restate too much by chance


def restated(bench: Workbench) -> dict[tuple[str, int], list[tuple[str, int]]]:
    """For each sentence those of other paragraphs of its report that say the same."""
    own: list[Piece] = []
    vectors: list[Vector] = []
    for paragraph in bench.corpus.paragraphs:
        if paragraph.kind in (Kind.DEFINITION, Kind.APPENDIX, Kind.NOTE):
            continue
        parts, matrix = pieces(paragraph), _matrix(bench.retriever, paragraph.id)
        for order, vector in matrix:
            if parts[order].words >= SHORTEST and parts[order].role is not Role.STEM:
                own.append(parts[order])
                vectors.append(vector)
    stems = [frozenset(bench.finder.words.stems(piece.text)) for piece in own]
    near = np.stack(vectors) @ np.stack(vectors).T
    found: dict[tuple[str, int], list[tuple[str, int]]] = defaultdict(list)
    for first, second in np.argwhere(near >= NEAR).tolist():
        if _same(own, stems, first, second):
            found[_key(own[first])].append(_key(own[second]))
    return dict(found)


def _matrix(retriever: Retriever, paragraph_id: str) -> list[tuple[int, Vector]]:
    """Order and vector of each sentence of a paragraph."""
    matrix, orders = retriever.vectors_of(paragraph_id, "sentence")
    return list(zip(orders, matrix, strict=True))


def _same(own: Sequence[Piece], stems: Sequence[frozenset[str]], first: int, second: int) -> bool:
    """Whether two near sentences of one report share their words and their figures."""
    one, other = own[first], own[second]
    if one.paragraph.id == other.paragraph.id:
        return False
    if one.paragraph.report_id != other.paragraph.report_id:
        return False
    both, either = stems[first] & stems[second], stems[first] | stems[second]
    return len(both) >= SHARED * len(either) and numbers(one.text) == numbers(other.text)


def _key(piece: Piece) -> tuple[str, int]:
    """Paragraph id and order."""
    return piece.paragraph.id, piece.order


def main() -> None:
    """Write `data/restatements.jsonl` from the index in use."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="file (default: data/restatements.jsonl)")
    will_write(parser, written_at("out"))
    arguments = parse_or_leave(parser)
    settings = read_settings(os.environ)
    write(
        restated(open_workbench(settings)), arguments.out or settings.data_dir / RESTATEMENTS_FILE
    )


def write(found: dict[tuple[str, int], list[tuple[str, int]]], path: Path) -> None:
    """One JSON object per sentence that is restated, in reading order."""
    lines = [
        json.dumps(
            {"paragraph": paragraph, "sentence": order, "restated": [list(o) for o in others]}
        )
        for (paragraph, order), others in found.items()
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    accept_made(path)


if __name__ == "__main__":
    main()
