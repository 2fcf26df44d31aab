"""What each command of `python -m evals` does with its arguments."""

from __future__ import annotations

import argparse
import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from tqdm import tqdm

from assistant.corpus import Corpus
from assistant.settings import Settings, read_settings
from evals import gold, manifest, questions, runs
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
    asked = questions.read_questions(arguments.questions)[: arguments.limit]
    assistant = build_assistant(settings)
    name, repeats, judge = _judge(arguments, assistant, settings)
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
        ),
        seed=arguments.seed,
        repeats=repeats,
        judge_name=name,
        judge=judge,
        cache=arguments.cache,
    )
    with tqdm(total=len(asked), desc="questions", unit="", disable=None) as bar:

        def finished(record: Record) -> None:
            bar.update()

        done = runs.run(assistant, assistant.corpus, plan, finished)
    report.write(done, arguments.out / "report.html")
    return Ended(0, report.in_words(done))


def validate(arguments: argparse.Namespace) -> Ended:
    """Every fault of question files; code 1 where there is any."""
    corpus = _corpus(read_settings(os.environ))
    said: list[str] = []
    code = 0
    for path in arguments.files:
        found, wrong = questions.parse_lines(questions.read_lines(path), str(path))
        wrong = [*wrong, *gold.evidence_faults(found, corpus, str(path))]
        said += [str(fault) for fault in sorted(wrong, key=lambda fault: fault.line)]
        said.append(f"{path}: {len(found)} questions, {len(wrong)} faults")
        code = 1 if wrong else code
    return Ended(code, "\n".join(said))


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
    from evals import chat_judge, judge, support

    chosen = chat_judge.judge_settings(os.environ)
    embed = getattr(getattr(assistant, "retriever", None), "embed", None)
    if chosen is None:
        near = support.near_by(embed) if embed else None
        return OFFLINE, 1, partial(_offline, judge.OfflineJudge(near))
    if settings.llm == chosen.name:
        LOG.warning("%s judges its own answers: choose another judge.", chosen.name)
    llm = chat_judge.ChatJudge(chosen, settings.data_dir / "cache" / "judge")

    def with_llm(scored: Sequence[Scored]) -> Verdicts:
        found = {"faithfulness": judge.judge_faithfulness(scored, llm, chosen.repeats)}
        return found | judge.judge_more(scored, llm, embed, chosen.repeats) if embed else found

    return chosen.name, chosen.repeats, with_llm


def _offline(llm: object, scored: Sequence[Scored]) -> Verdicts:
    """Faithfulness by the offline judge."""
    from evals import judge

    assert isinstance(llm, judge.OfflineJudge)
    return {"faithfulness": judge.judge_faithfulness(scored, llm)}
