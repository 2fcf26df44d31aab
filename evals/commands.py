"""What each command of `python -m evals` does with its arguments."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.corpus import Corpus
from assistant.settings import Settings, read_settings
from evals import gold, holdout, questions, runs
from evals.measures import overlap

if TYPE_CHECKING:
    from assistant.answering import Assistant
    from evals.chat_judge import JudgeSettings


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: the exit code and what to print."""

    code: int
    said: str


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
        said.append(f"{path}: {len(found)} questions, {len(wrong)} faults{_overlap(found)}")
        code = 1 if wrong else code
    return Ended(code, "\n".join(said))


def _overlap(asked: Sequence[questions.Question]) -> str:
    """How many words of the questions stand in their evidence: many mean copied questions."""
    shares = [
        overlap(question.question, " ".join(evidence.text for evidence in question.evidence))
        for question in asked
        if question.answerable
    ]
    if not shares:
        return ""
    return f", {sum(shares) / len(shares):.2f} of the questions' words stand in the evidence"


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
    from evals.quoting import held_against

    done = held_against(runs.read_run(arguments.run), _corpus(read_settings(os.environ)))
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
    """The judge against the hand-labelled pairs; code 1 where it is not good enough.

    The judge is that of EVAL_JUDGE, whose agreement is kept for the gate, else the offline one.
    """
    from assistant.build import build_assistant
    from evals import chat_judge

    settings = read_settings(os.environ)
    chosen = chat_judge.judge_settings(os.environ)
    if chosen is None:
        return judged_pairs(build_assistant(settings), arguments.pairs)
    return _judged_by_llm(chosen, settings, arguments.pairs)


def judge_folder(settings: Settings) -> Path:
    """Where the replies of judge LLMs and their agreement with people are kept."""
    return settings.data_dir / "cache" / "judge"


def _judged_by_llm(chosen: JudgeSettings, settings: Settings, path: Path) -> Ended:
    """A judge LLM against the hand-labelled pairs."""
    from evals import agreement, chat_judge, judge, trust

    corpus, pairs = _corpus(settings), agreement.read_pairs(path)
    asked = [(pair.statement, corpus.paragraph(pair.paragraph).text) for pair in pairs]
    llm = chat_judge.ChatJudge(chosen, judge_folder(settings))
    verdicts = judge.verdicts_on(asked, llm)
    found = agreement.agreed(pairs, verdicts)
    kept = trust.Trust(len(pairs), found.accuracy.mean, found.kappa)
    trust.write_trust(judge_folder(settings), chosen.name, kept)
    failed = sum(verdict.reason.startswith("failed: ") for verdict in verdicts)
    doubted = trust.doubt(chosen.name, found.kappa)
    said = [agreement.in_words(chosen.name, found), f"{failed} verdicts failed", doubted]
    return Ended(1 if doubted else 0, "\n".join(filter(None, said)))


def judged_pairs(assistant: Assistant, path: Path) -> Ended:
    """The same with an assistant that is there, whose embedding the judge uses."""
    from evals import agreement, support

    pairs = agreement.read_pairs(path)
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
