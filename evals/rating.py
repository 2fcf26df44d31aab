"""Human judgement: a sheet of answers, blind to the system, and the agreement of its raters."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation

from assistant.corpus import Corpus
from assistant.spreadsheets import put_row
from evals import quoting
from evals.asking import read_records
from evals.measures import percentile
from evals.questions import QuestionsError
from evals.runs import Run
from evals.scoring import as_worded
from evals.statistics import LEVEL, Interval, cohen_kappa, krippendorff_alpha

ASPECTS = {
    "correct": "Is the answer right? 1 wrong, 2 partly, 3 right",
    "supported": "Do the cited words support it? 1 no, 2 partly, 3 yes",
    "useful": "Would it help you in practice? 1 no, 2 somewhat, 3 yes",
}
HEAD = ("key", "question", "answer", "cited words", *ASPECTS, "remark")
RESAMPLES = 500  # for the interval of alpha
WIDTHS = (14, 40, 70, 70, 12, 12, 12, 40)


@dataclass(frozen=True, slots=True)
class Ratings:
    """How far the raters agree on one aspect, and what they say of each run."""

    aspect: str
    alpha: Interval  # Krippendorff, ordinal, all raters; over the answers rated
    kappa: float  # Cohen, mean over pairs of raters; 0 with one rater
    rated: int
    means: Mapping[str, float]  # by run


def key(run: Run, question_id: str, seed: int) -> str:
    """The blind name of one answer: tells neither the run nor the question."""
    text = f"{seed}/{run.folder.name}/{question_id}"
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def write_sheet(
    runs: Sequence[Run], path: Path, corpus: Corpus, *, number: int = 50, seed: int = 0
) -> int:
    """An XLSX sheet of the same questions from each run, shuffled; returns the number of rows.

    Words that a run has of a report and the corpus does not are marked.
    """
    shared = [row.id for row in runs[0].rows if all(row.id in run.by_id for run in runs)]
    rng = random.Random(seed)
    chosen = rng.sample(shared, min(number, len(shared)))
    rows: list[tuple[str, str, str, str]] = []
    for run in runs:
        records = {record["id"]: record for record in read_records(run.folder / "answers.jsonl")}
        for one in chosen:
            record = as_worded(records[one])
            quotes = quoting.cited_words(record, corpus)
            cited = [cited["paragraph_id"] for cited in record["citations"]]
            answer, _ = quoting.marked(record["answer"], cited, corpus)
            rows.append((key(run, one, seed), record["question"], answer, quotes))
    rng.shuffle(rows)
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "ratings"
    for line in [HEAD, *rows]:
        put_row(sheet, line)
    for place, width in enumerate(WIDTHS):
        sheet.column_dimensions["ABCDEFGH"[place]].width = width
    for line_of in sheet.iter_rows():
        for cell in line_of:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=cell.row == 1)
    choice = DataValidation(type="list", formula1='"1,2,3"', allow_blank=True)
    choice.add(f"E2:G{len(rows) + 1}")
    sheet.add_data_validation(choice)
    sheet.freeze_panes = "B2"
    help_sheet = book.create_sheet("how to rate")
    for name, says in ASPECTS.items():
        put_row(help_sheet, [name, says])
    book.save(path)
    return len(rows)


def read_sheet(path: Path) -> dict[str, dict[str, int]]:
    """The ratings of one rater by blind name and aspect; QuestionsError names a wrong cell."""
    try:
        rows = list(load_workbook(path, read_only=True, data_only=True)["ratings"].values)
    except (OSError, KeyError, BadZipFile, InvalidFileException) as error:
        raise QuestionsError(f"{path} is not a rating sheet of ours ({error}).") from error
    if not rows or tuple(rows[0][: len(HEAD)]) != HEAD:
        raise QuestionsError(f"{path} is not a rating sheet of ours.")
    found: dict[str, dict[str, int]] = {}
    for line, row in enumerate(rows[1:], start=2):
        cells = dict(zip(HEAD, row, strict=False))
        given: dict[str, int] = {}
        for aspect in ASPECTS:
            value = cells.get(aspect)
            if value in (None, ""):
                continue
            if str(value) not in ("1", "2", "3"):
                raise QuestionsError(f"{path}, line {line}: {aspect} is {value!r}, not 1, 2 or 3.")
            given[aspect] = int(str(value))
        found[str(cells["key"])] = given
    return found


def agreement(
    sheets: Sequence[Mapping[str, Mapping[str, int]]], runs: Sequence[Run], seed: int = 0
) -> list[Ratings]:
    """Agreement and means by aspect, over the sheets of all raters."""
    names = {key(run, row.id, seed): run.folder.name for run in runs for row in run.rows}
    found: list[Ratings] = []
    for aspect in ASPECTS:
        keys = [one for one in names if any(aspect in sheet.get(one, {}) for sheet in sheets)]
        items = [[sheet.get(one, {}).get(aspect) for sheet in sheets] for one in keys]
        kappas = []
        for a, b in combinations(range(len(sheets)), 2):
            both = [(item[a], item[b]) for item in items if None not in (item[a], item[b])]
            kappas.append(cohen_kappa([x for x, _ in both], [y for _, y in both]))
        means: dict[str, list[int]] = {}
        for one, item in zip(keys, items, strict=True):
            means.setdefault(names[one], []).extend(value for value in item if value is not None)
        found.append(
            Ratings(
                aspect,
                _alpha(items, seed),
                sum(kappas) / len(kappas) if kappas else 0.0,
                len(keys),
                {name: sum(values) / len(values) for name, values in means.items()},
            )
        )
    return found


def _alpha(items: Sequence[Sequence[int | None]], seed: int) -> Interval:
    """Krippendorff's alpha with its interval over answers drawn with replacement."""
    whole = krippendorff_alpha(items, ordinal=True)
    if not items:
        return Interval(whole, whole, whole, 0)
    rng = random.Random(seed)
    drawn = [
        krippendorff_alpha(rng.choices(items, k=len(items)), ordinal=True) for _ in range(RESAMPLES)
    ]
    low, high = percentile(drawn, (1 - LEVEL) / 2), percentile(drawn, (1 + LEVEL) / 2)
    return Interval(whole, low, high, len(items))


def in_words(found: Sequence[Ratings]) -> str:
    """Agreement and means as lines of text."""
    lines: list[str] = []
    for one in found:
        means = ", ".join(f"{name} {mean:.2f}" for name, mean in sorted(one.means.items()))
        alpha = f"alpha {one.alpha.mean:.3f} [{one.alpha.low:.3f}, {one.alpha.high:.3f}]"
        agreed = f"{alpha}, kappa {one.kappa:.3f}"
        lines.append(f"{one.aspect:10} {one.rated} rated, {agreed}; {means}")
    return "\n".join(lines)
