"""A run as a folder of plain files: written step by step, read back for comparing and reporting."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.corpus import Corpus
from assistant.errors import AssistantError
from assistant.spreadsheets import write_csv_rows
from evals import asking, manifest, summary
from evals.causes import cause
from evals.gold import golds
from evals.judged import Judged
from evals.questions import Question, to_entry
from evals.scoring import Scored, score
from evals.trust import Trust

WRITTEN = ("answers.jsonl", "scores.jsonl", "summary.json", "scores.csv", "report.html")
Progress = Callable[[asking.Record], None]
Judge = Callable[[Sequence[Scored]], Mapping[str, Mapping[str, Judged]]]


class RunError(AssistantError):
    """A run folder cannot be used."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of scores.jsonl: a question, what became of it, and its values."""

    id: str
    entry: Mapping[str, Any]  # the question as in its file
    gold: tuple[frozenset[str], ...]
    outcome: str
    searched_for: str
    answer: str
    retrieved: tuple[str, ...]
    cited: tuple[str, ...]
    error: str
    cause: str
    values: Mapping[str, float]
    judged: Mapping[str, Any]
    unfound: tuple[str, ...] = ()  # what of it the reports held here do not say


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run as read from its folder."""

    folder: Path
    manifest: Mapping[str, Any]
    summary: Mapping[str, Any]
    rows: tuple[Row, ...]

    @property
    def by_id(self) -> dict[str, Row]:
        """The rows by question id."""
        return {row.id: row for row in self.rows}


@dataclass(frozen=True)
class Plan:
    """What to run: the questions, where to, and with which judge."""

    questions: Sequence[Question]
    out: Path
    made_with: Mapping[str, Any]  # the manifest
    seed: int = 0
    repeats: int = 1
    judge_name: str = ""
    judge: Judge | None = None
    cache: Path | None = None
    warnings: tuple[str, ...] = ()  # what makes the figures doubtful
    trust: Trust | None = None  # how well the judge agrees with people
    overwrite: bool = False  # whether answers of another assistant may be replaced


def run(
    assistant: asking.Asked, corpus: Corpus, plan: Plan, progress: Progress = lambda record: None
) -> Run:
    """Ask, score, judge and write a run folder; a stopped run of the same assistant goes on."""
    plan.out.mkdir(parents=True, exist_ok=True)
    _begin(plan)
    answers = plan.out / "answers.jsonl"
    records = asking.ask_all(
        assistant, plan.questions, answers, cache=plan.cache, finished=progress
    )
    raw = asking.search_raw(assistant, plan.questions)
    paragraphs = {paragraph.id: paragraph for paragraph in corpus.paragraphs}
    gold = golds(plan.questions, corpus)
    scored = [
        score(question, record, gold[question.id], paragraphs, raw.get(question.id, ()))
        for question, record in zip(plan.questions, records, strict=True)
    ]
    return finish(plan, scored)


def finish(plan: Plan, scored: Sequence[Scored]) -> Run:
    """Judge what was answered and write scores, summary and manifest."""
    judged = plan.judge(scored) if plan.judge else {}
    judged_by_id = {
        one.question.id: {
            name: of[one.question.id] for name, of in judged.items() if one.question.id in of
        }
        for one in scored
    }
    summed = summary.summarise(scored, seed=plan.seed)
    summed["judged"] = {
        name: {
            **summary.judgements(of, plan.judge_name, repeats=plan.repeats, seed=plan.seed),
            "kappa": plan.trust.kappa if plan.trust else None,
        }
        for name, of in judged.items()
    }
    for name, figures in summed["judged"].items():
        summed[name] = figures["mean"]
        summed["intervals"][name] = {
            "mean": figures["mean"], "low": figures["low"], "high": figures["high"],
            "n": figures["scored"],
        }  # fmt: skip
    summed["warnings"] = list(plan.warnings)
    summed["judge"] = plan.judge_name or "no judge: faithfulness was not scored"
    lines = [_line(one, judged_by_id[one.question.id]) for one in scored]
    asking.write_records(lines, plan.out / "scores.jsonl")
    _write_json({**plan.made_with, "finished": True}, plan.out / "manifest.json")
    _write_json(summed, plan.out / "summary.json")
    _write_table(lines, plan.out / "scores.csv")
    return read_run(plan.out)


def read_run(folder: Path) -> Run:
    """A finished run; RunError says what is missing."""
    try:
        made_with = json.loads((folder / "manifest.json").read_text("utf-8"))
        summed = json.loads((folder / "summary.json").read_text("utf-8"))
        rows = tuple(_row(line) for line in asking.read_records(folder / "scores.jsonl"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise RunError(
            f"{folder} is not a finished run ({error}). Run: python -m evals run"
        ) from error
    if not rows:
        raise RunError(f"{folder} holds no scores. Run: python -m evals run")
    return Run(folder, made_with, summed, rows)


def would_replace(folder: Path) -> bool:
    """Whether a run there would replace another; one that was stopped goes on."""
    stopped = _made_with(folder).get("finished") is False
    return not stopped and any((folder / name).exists() for name in WRITTEN)


def _made_with(folder: Path) -> dict[str, Any]:
    """The manifest of a run folder; empty where there is none that can be read."""
    try:
        found = json.loads((folder / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _begin(plan: Plan) -> None:
    """Note what the run is made with; answers of another assistant are not mixed in."""
    answers = plan.out / "answers.jsonl"
    if answers.exists() and not manifest.same_assistant(_made_with(plan.out), plan.made_with):
        if not plan.overwrite:
            raise RunError(
                f"{plan.out} holds answers of another assistant or to other questions. "
                "Name another folder, or add --overwrite."
            )
        answers.unlink()
    for name in WRITTEN[1:]:
        (plan.out / name).unlink(missing_ok=True)
    _write_json({**plan.made_with, "finished": False}, plan.out / "manifest.json")


def _line(one: Scored, judged: Mapping[str, Judged]) -> dict[str, Any]:
    """The JSON object of one row."""
    means = {name: of.mean for name, of in judged.items() if of.mean is not None}
    return {
        "id": one.question.id,
        "question": to_entry(one.question),
        "gold": [sorted(group) for group in one.gold.groups],
        "outcome": one.record["outcome"],
        "searched_for": one.record["searched_for"],
        "answer": one.record["answer"],
        "retrieved": one.retrieved,
        "cited": one.cited,
        "error": one.record["error"] or "",
        "cause": cause(one),
        "values": {name: round(value, 6) for name, value in {**one.values, **means}.items()},
        "judged": {
            name: {"values": list(of.values), "failures": list(of.failures)}
            for name, of in judged.items()
        },
    }


def _row(line: Mapping[str, Any]) -> Row:
    """The row of one line of scores.jsonl."""
    return Row(
        id=line["id"],
        entry=line["question"],
        gold=tuple(frozenset(group) for group in line["gold"]),
        outcome=line["outcome"],
        searched_for=line["searched_for"],
        answer=line["answer"],
        retrieved=tuple(line["retrieved"]),
        cited=tuple(line["cited"]),
        error=line["error"],
        cause=line["cause"],
        values=line["values"],
        judged=line["judged"],
    )


def _write_json(value: Mapping[str, Any], path: Path) -> None:
    """Indented JSON; the file is replaced only when complete."""
    draft = path.with_suffix(".partial")
    draft.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    draft.replace(path)


def _write_table(lines: Sequence[Mapping[str, Any]], path: Path) -> None:
    """The values as CSV: one row per question, one column per measure."""
    names = list(dict.fromkeys(name for line in lines for name in line["values"]))
    rows = [["id", "question", "type", "style", "outcome", "cause", *names]]
    for line in lines:
        entry = line["question"]
        start = [line["id"], entry["question"], entry["type"], entry["style"]]
        values = [line["values"].get(name, "") for name in names]
        rows.append([*start, line["outcome"], line["cause"], *values])
    write_csv_rows(rows, path)
