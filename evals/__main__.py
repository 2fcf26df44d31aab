"""`python -m evals`: run, compare and gate evaluations, and keep the question sets."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

from assistant.errors import AssistantError
from assistant.settings import ROOT
from assistant.standard_output import reader_may_leave
from assistant.targets import parse, will_write, written_at
from evals import commands, golden, importing, running, tools

DATA = ROOT / "data"
BASELINE = DATA / "runs" / "baseline"
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _ablate(arguments: Sequence[str]) -> int:
    """Retrieval with its parts switched off one at a time."""
    from evals import ablate

    return ablate.main(list(arguments))


def _bench(arguments: Sequence[str]) -> int:
    """Times, memory and sizes."""
    from evals import bench

    return bench.main(list(arguments))


OWN_ARGUMENTS = {"ablate": _ablate, "bench": _bench}  # these read the rest of the line themselves


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 2 with one sentence where the user can mend what is wrong."""
    given = list(sys.argv[1:] if argv is None else argv)
    with reader_may_leave():
        try:
            return _run(given)
        except AssistantError as error:
            print(error, file=sys.stderr)
            return 2
    return 0


def _run(given: list[str]) -> int:
    """Run one command and print what it says; the exit code."""
    if given[:1] and given[0] in OWN_ARGUMENTS:
        return OWN_ARGUMENTS[given[0]](given[1:])
    arguments = parse(parser(), given)
    ended: commands.Ended = arguments.command(arguments)
    if ended.said:
        print(ended.said)
    return ended.code


def parser() -> argparse.ArgumentParser:
    """The arguments of all commands."""
    whole = argparse.ArgumentParser(
        prog="python -m evals", description=__doc__, epilog="also: ablate, bench (each with --help)"
    )
    commands_of = whole.add_subparsers(required=True, metavar="COMMAND")
    _running(commands_of)
    _comparing(commands_of)
    _golden(commands_of)
    _keeping(commands_of)
    _reviewing(commands_of)
    return whole


def _running(commands_of: Commands) -> None:
    """run, suite, report, judge."""
    one = commands_of.add_parser("run", help="ask every question and write a run folder")
    one.add_argument("--questions", type=Path, required=True, help="a JSON-lines question file")
    one.add_argument("--out", type=Path, required=True, help="folder of the run")
    one.add_argument("--split", choices=("tune", "hold"), default="", help="only this half")
    one.add_argument("--cache", type=Path, help="records of the same assistant to use again")
    _of_every_run(one)
    will_write(one, running.replaced)
    one.set_defaults(command=running.run)
    one = commands_of.add_parser("suite", help="every question set, and the judge against people")
    one.add_argument("--folder", type=Path, default=DATA / "questions", help="of question files")
    one.add_argument("--out", type=Path, required=True, help="folder of the runs")
    _of_every_run(one)
    will_write(one, running.all_replaced)
    one.set_defaults(command=running.suite)
    one = commands_of.add_parser("report", help="write the HTML report of a run again")
    one.add_argument("run", type=Path)
    one.add_argument("--ablation", type=Path, help="what `evals ablate` printed")
    one.set_defaults(command=commands.report_run)
    one = commands_of.add_parser("judge", help="the offline judge against hand-labelled verdicts")
    one.add_argument("--pairs", type=Path, default=DATA / "judge" / "pairs.jsonl")
    one.set_defaults(command=commands.judge_agreement)


def _of_every_run(one: argparse.ArgumentParser) -> None:
    """The options of run and suite."""
    one.add_argument("--limit", type=int, help="only the first questions")
    one.add_argument("--seed", type=int, default=0, help="of the bootstrap intervals")
    one.add_argument("--no-judge", action="store_true", help="leave faithfulness out")


def _comparing(commands_of: Commands) -> None:
    """compare, gate, baseline, validate, lock."""
    one = commands_of.add_parser("compare", help="two runs side by side, with tests")
    one.add_argument("before", type=Path)
    one.add_argument("after", type=Path)
    one.add_argument("--html", type=Path, help="where to write the page")
    will_write(one, written_at("html"))
    one.set_defaults(command=commands.compare_runs)
    one = commands_of.add_parser("gate", help="exit 1 where a run falls behind the baseline")
    one.add_argument("run", type=Path)
    one.add_argument("--baseline", type=Path, default=BASELINE)
    one.set_defaults(command=commands.gate_run)
    one = commands_of.add_parser("baseline", help="make a run the baseline")
    one.add_argument("run", type=Path)
    one.add_argument("--to", type=Path, default=BASELINE)
    will_write(one, written_at("to"))
    one.set_defaults(command=commands.baseline)
    one = commands_of.add_parser("validate", help="check question files: form and evidence")
    one.add_argument("files", type=Path, nargs="+")
    one.set_defaults(command=commands.validate)
    one = commands_of.add_parser("lock", help="lock the held-out questions of files as they are")
    one.add_argument("files", type=Path, nargs="+")
    one.set_defaults(command=commands.lock)


def _golden(commands_of: Commands) -> None:
    """The command golden."""
    one = commands_of.add_parser("golden", help="see which answers to all questions changed")
    does = one.add_mutually_exclusive_group(required=True)
    does.add_argument("--write", action="store_true", help="keep the answers as they are now")
    does.add_argument("--check", action="store_true", help="say what differs; ends with 1")
    one.add_argument("--out", type=Path, default=golden.GOLDEN, help="the file of answers")
    one.add_argument("--questions", type=Path, nargs="+", help="these sets alone, not all")
    will_write(one, lambda arguments: [arguments.out] if arguments.write else [])
    one.set_defaults(command=golden.golden)


def _keeping(commands_of: Commands) -> None:
    """import, export, perturb."""
    one = commands_of.add_parser("import", help="a set or a run of another tool")
    one.add_argument("source", type=Path, help="a table, BEIR or TREC folder, TREC or Ragas file")
    one.add_argument("--to", type=Path, required=True, help="question file; TREC run: run folder")
    one.add_argument("--form", choices=importing.FORMS, help="where its looks do not tell")
    one.add_argument("--questions", type=Path, help="TREC: the questions by id (tsv or jsonl)")
    one.add_argument("--column", action="append", default=[], metavar="OURS=THEIRS")
    will_write(one, written_at("to"))
    one.set_defaults(command=importing.import_set)
    one = commands_of.add_parser("export", help="a set, or a run of it, for another tool")
    one.add_argument("form", choices=("table", "beir", "trec", "ragas"))
    one.add_argument("--questions", type=Path, required=True)
    one.add_argument("--run", type=Path, default=DATA / "runs" / "latest", help="trec, ragas")
    one.add_argument("--to", type=Path, required=True)
    will_write(one, written_at("to"))
    one.set_defaults(command=tools.export_set)
    one = commands_of.add_parser("perturb", help="other wordings of the same questions")
    one.add_argument("--questions", type=Path, default=DATA / "questions" / "dev.jsonl")
    one.add_argument("--to", type=Path, default=DATA / "questions" / "perturbed.jsonl")
    one.add_argument("--seed", type=int, default=0)
    will_write(one, written_at("to"))
    one.set_defaults(command=tools.perturb_set)


def _reviewing(commands_of: Commands) -> None:
    """candidates, rate."""
    one = commands_of.add_parser("candidates", help="feedback from the chat page as questions")
    one.add_argument("--accept", metavar="ID")
    one.add_argument("--reject", metavar="ID")
    one.add_argument("--quiz", type=Path, help="a quiz as JSON: its rejected items instead")
    one.add_argument("--edit", type=Path, help="JSON with the keys that were filled in")
    one.add_argument("--to", type=Path, default=DATA / "questions" / "feedback.jsonl")
    one.set_defaults(command=tools.candidates_of)
    one = commands_of.add_parser("rate", help="a blind rating sheet, or the raters' agreement")
    one.add_argument("runs", type=Path, nargs="+")
    one.add_argument("--out", type=Path, default=Path("ratings.xlsx"))
    one.add_argument("--number", type=int, default=50, help="questions per run")
    one.add_argument("--sheets", type=Path, nargs="+", help="sheets that were filled in")
    will_write(one, tools.sheet_written)
    one.set_defaults(command=tools.rate)


if __name__ == "__main__":
    sys.exit(main())
