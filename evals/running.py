"""What `python -m evals run` and `suite` do: ask, score, judge and report."""

from __future__ import annotations

import argparse
import logging
import os
import time
from collections.abc import Mapping, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm

from assistant.errors import ModelUnavailable
from assistant.settings import Settings, read_settings
from evals import holdout, manifest, questions, report, runs
from evals.asking import Record
from evals.commands import Ended, judge_folder, judged_pairs
from evals.judged import OFFLINE, Judged
from evals.scoring import Scored
from evals.trust import read_trust

if TYPE_CHECKING:
    from assistant.answering import Assistant

LOG = logging.getLogger(__name__)
Verdicts = Mapping[str, Mapping[str, Judged]]


def run(arguments: argparse.Namespace) -> Ended:
    """One question set; what is said is the summary."""
    from assistant.build import build_assistant

    questions.read_questions(arguments.questions)  # faults are named before a model is loaded
    settings = read_settings(os.environ)
    done = _run(build_assistant(settings), settings, arguments)
    return Ended(0, report.in_words(done))


def suite(arguments: argparse.Namespace) -> Ended:
    """Every question set of a folder, each as a run of its own; code 1 where the judge is unfit."""
    from assistant.build import build_assistant

    begun = time.monotonic()
    settings = read_settings(os.environ)
    sets = sorted(arguments.folder.glob("*.jsonl"))
    if not sets:
        raise questions.QuestionsError(f"{arguments.folder} holds no question set (*.jsonl).")
    assistant = build_assistant(settings)
    said: list[str] = []
    for path in sets:
        of = {"questions": path, "out": arguments.out / path.stem, "split": "", "cache": None}
        done = _run(assistant, settings, argparse.Namespace(**{**vars(arguments), **of}))
        said.append(f"== {path.name}\n{report.in_words(done)}")
    agreed = judged_pairs(assistant, settings.data_dir / "judge" / "pairs.jsonl")
    said += [f"== the offline judge against people\n{agreed.said}"]
    said += [f"{len(sets)} sets in {time.monotonic() - begun:.0f} s"]
    return Ended(agreed.code, "\n".join(said))


def replaced(arguments: argparse.Namespace) -> list[Path]:
    """The run folder, where a run would replace what is in it; a stopped run goes on."""
    return [arguments.out] if runs.would_replace(arguments.out) else []


def all_replaced(arguments: argparse.Namespace) -> list[Path]:
    """The same for the run folders of a suite."""
    outs = [arguments.out / path.stem for path in sorted(arguments.folder.glob("*.jsonl"))]
    return [out for out in outs if runs.would_replace(out)]


def _run(assistant: Assistant, settings: Settings, arguments: argparse.Namespace) -> runs.Run:
    """The run of one question set, with its report."""
    path: Path = arguments.questions
    whole = questions.read_questions(path)
    asked = _chosen(whole, arguments)
    name, repeats, judge = _judge(arguments, assistant, settings)
    warnings = (*_changed(path, whole), *_warnings(name, settings))
    for warning in warnings:
        LOG.warning("%s", warning)
    made_with = manifest.manifest(
        settings,
        assistant.corpus,
        path,
        seed=arguments.seed,
        judge=name,
        limit=arguments.limit,
    )
    of_set = {"split": arguments.split, "hold_out": holdout.as_entry(path, whole)}
    plan = runs.Plan(
        questions=asked,
        out=arguments.out,
        made_with=made_with | of_set,
        seed=arguments.seed,
        repeats=repeats,
        judge_name=name,
        judge=judge,
        cache=arguments.cache,
        warnings=warnings,
        trust=read_trust(judge_folder(settings), name),
        overwrite=arguments.overwrite,
    )
    with tqdm(total=len(asked), desc=path.stem, unit="", disable=None) as bar:

        def finished(record: Record) -> None:
            bar.update()

        done = runs.run(assistant, assistant.corpus, plan, finished)
    report.write(done, arguments.out / "report.html")
    return done


def _chosen(
    whole: Sequence[questions.Question], arguments: argparse.Namespace
) -> tuple[questions.Question, ...]:
    """The questions of the split that was asked for, the first ones where there is a limit."""
    of = tuple(one for one in whole if arguments.split in ("", one.split))
    if not of:
        raise questions.QuestionsError(f"{arguments.questions} has no {arguments.split} questions.")
    return of[: arguments.limit]


def _changed(path: Path, whole: Sequence[questions.Question]) -> tuple[str, ...]:
    """A warning where the held-out questions are not those that were locked."""
    reason = holdout.broken(path, whole)
    return (
        (f"{reason[0].upper()}{reason[1:]}: these figures may have been tuned.",) if reason else ()
    )


def _judge(
    arguments: argparse.Namespace, assistant: Assistant, settings: Settings
) -> tuple[str, int, runs.Judge | None]:
    """Name, number of repeats and function of the judge: offline, or the LLM of EVAL_JUDGE."""
    if arguments.no_judge:
        return "", 1, None
    if find_spec("ragas") is None:
        raise ModelUnavailable("Ragas is not installed. Run: make install, or add --no-judge.")
    from evals import chat_judge, judge, support

    chosen = chat_judge.judge_settings(os.environ)
    embed = assistant.retriever.embed
    if chosen is None:
        return OFFLINE, 1, partial(_offline, judge.OfflineJudge(support.near_by(embed)))
    llm = chat_judge.ChatJudge(chosen, judge_folder(settings))

    def with_llm(scored: Sequence[Scored]) -> Verdicts:
        found = {"faithfulness": judge.judge_faithfulness(scored, llm, chosen.repeats)}
        return found | judge.judge_more(scored, llm, embed, chosen.repeats)

    return chosen.name, chosen.repeats, with_llm


def _warnings(judge: str, settings: Settings) -> tuple[str, ...]:
    """What makes the figures of a run doubtful."""
    model = judge.partition(":")[2]
    if model and model == settings.llm.partition(":")[2]:
        return (f"{model} judges its own answers: choose another judge.",)
    return ()


def _offline(llm: object, scored: Sequence[Scored]) -> Verdicts:
    """Faithfulness by the offline judge."""
    from evals import judge

    assert isinstance(llm, judge.OfflineJudge)
    return {"faithfulness": judge.judge_faithfulness(scored, llm)}
