"""What each command of `python -m evals` does with its arguments."""

from __future__ import annotations

import argparse
import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from tqdm import tqdm

from assistant.corpus import Corpus
from assistant.errors import ModelUnavailable
from assistant.settings import Settings, read_settings
from evals import gold, holdout, manifest, questions, runs
from evals.asking import Asked, Record
from evals.judged import OFFLINE, Judged
from evals.scoring import Scored

LOG = logging.getLogger(__name__)
Verdicts = Mapping[str, Mapping[str, Judged]]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: the exit code and what to print."""

    code: int
    said: str


def run(arguments: argparse.Namespace) -> Ended:
    """Ask, score, judge and report; what is said is the summary."""
    from assistant.build import build_assistant
    from evals import report

    settings = read_settings(os.environ)
    whole = questions.read_questions(arguments.questions)
    asked = _chosen(whole, arguments)
    assistant = build_assistant(settings)
    name, repeats, judge = _judge(arguments, assistant, settings)
    warnings = (*_changed(arguments.questions, whole), *_warnings(name, settings))
    for warning in warnings:
        LOG.warning("%s", warning)
    plan = runs.Plan(
        questions=asked,
        out=arguments.out,
        made_with=manifest.manifest(
            settings,
            assistant.corpus,
            arguments.questions,
            seed=arguments.seed,
            judge=name,
            limit=arguments.limit,
        )
        | {"split": arguments.split, "hold_out": holdout.as_entry(arguments.questions, whole)},
        seed=arguments.seed,
        repeats=repeats,
        judge_name=name,
        judge=judge,
        cache=arguments.cache,
        warnings=warnings,
    )
    with tqdm(total=len(asked), desc="questions", unit="", disable=None) as bar:

        def finished(record: Record) -> None:
            bar.update()

        done = runs.run(assistant, assistant.corpus, plan, finished)
    report.write(done, arguments.out / "report.html")
    return Ended(0, report.in_words(done))


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


def lock(arguments: argparse.Namespace) -> Ended:
    """The held-out questions of files locked as they are now."""
    made = holdout.write_locks(arguments.files)
    said = [f"{name}: {one.questions} questions, {one.sha256}" for name, one in made.items()]
    return Ended(0, "\n".join(said))


def validate(arguments: argparse.Namespace) -> Ended:
    """Every fault of question files; code 1 where there is any."""
    corpus = _corpus(read_settings(os.environ))
    said: list[str] = []
    code = 0
    for path in arguments.files:
        found, wrong = questions.parse_lines(questions.read_lines(path), str(path))
        wrong = [*wrong, *gold.evidence_faults(found, corpus, str(path))]
        wrong += holdout.faults(path, found)
        said += [str(fault) for fault in sorted(wrong, key=lambda fault: fault.line)]
        said.append(f"{path}: {len(found)} questions, {len(wrong)} faults")
        code = 1 if wrong else code
    return Ended(code, "\n".join(said))


def compare_runs(arguments: argparse.Namespace) -> Ended:
    """Two runs side by side, on the screen and as HTML beside the second."""
    from evals import compare, report

    found = compare.compare(runs.read_run(arguments.before), runs.read_run(arguments.after))
    page = arguments.html or arguments.after / "compare.html"
    report.write_comparison(found, page)
    return Ended(0, f"{compare.in_words(found)}\n{page}")


def gate_run(arguments: argparse.Namespace) -> Ended:
    """The rules that a run breaks against the baseline; code 1 where there is any."""
    from evals import gate

    broken = gate.gate(runs.read_run(arguments.run), runs.read_run(arguments.baseline))
    return Ended(1 if broken else 0, gate.in_words(broken))


def baseline(arguments: argparse.Namespace) -> Ended:
    """A run made the baseline: its scores, summary and manifest are copied to be committed."""
    runs.read_run(arguments.run)
    arguments.to.mkdir(parents=True, exist_ok=True)
    for name in ("scores.jsonl", "summary.json", "manifest.json"):
        (arguments.to / name).write_bytes((arguments.run / name).read_bytes())
    return Ended(0, f"{arguments.to} now holds {arguments.run}. Commit it.")


def report_run(arguments: argparse.Namespace) -> Ended:
    """The HTML report of a finished run, written again."""
    from evals import report

    done = runs.read_run(arguments.run)
    if arguments.ablation:
        (arguments.run / report.ABLATION).write_bytes(_read(arguments.ablation))
    report.write(done, arguments.run / "report.html")
    return Ended(0, report.in_words(done))


def _read(path: Path) -> bytes:
    """The bytes of a file; RunError where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise runs.RunError(f"Cannot read {path}: {error.strerror}.") from error


def judge_agreement(arguments: argparse.Namespace) -> Ended:
    """The offline judge against the hand-labelled pairs; code 1 where it is not good enough."""
    from assistant.build import build_assistant
    from evals import agreement, support

    settings = read_settings(os.environ)
    assistant = build_assistant(settings)
    pairs = agreement.read_pairs(arguments.pairs)
    near = support.near_by(assistant.retriever.embed)
    found = {
        name: agreement.agreement([p for p in pairs if p.split in splits], assistant.corpus, near)
        for name, splits in {"all": ("tune", "hold"), "tune": ("tune",), "hold": ("hold",)}.items()
    }
    said = [agreement.in_words(name, one) for name, one in found.items()]
    return Ended(0 if agreement.good_enough(found["all"]) else 1, "\n".join(said))


def _corpus(settings: Settings) -> Corpus:
    """The corpus of the product as it is set up."""
    from assistant.build import load_corpus

    corpus: Corpus = load_corpus(settings)
    return corpus


def _judge(
    arguments: argparse.Namespace, assistant: Asked, settings: Settings
) -> tuple[str, int, runs.Judge | None]:
    """Name, number of repeats and function of the judge: offline, or the LLM of EVAL_JUDGE."""
    if arguments.no_judge:
        return "", 1, None
    if find_spec("ragas") is None:
        raise ModelUnavailable("Ragas is not installed. Run: make install, or add --no-judge.")
    from evals import chat_judge, judge, support

    chosen = chat_judge.judge_settings(os.environ)
    embed = getattr(getattr(assistant, "retriever", None), "embed", None)
    if chosen is None:
        near = support.near_by(embed) if embed else None
        return OFFLINE, 1, partial(_offline, judge.OfflineJudge(near))
    llm = chat_judge.ChatJudge(chosen, judge_cache(settings))

    def with_llm(scored: Sequence[Scored]) -> Verdicts:
        found = {"faithfulness": judge.judge_faithfulness(scored, llm, chosen.repeats)}
        return found | judge.judge_more(scored, llm, embed, chosen.repeats) if embed else found

    return chosen.name, chosen.repeats, with_llm


def judge_cache(settings: Settings) -> Path:
    """Where the replies of a judge LLM are kept."""
    return settings.data_dir / "cache" / "judge"


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
