"""The command line: `python -m assistant ask|search|paragraph|quiz`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence

from assistant.domain import Answer, Filters, Kind
from assistant.errors import AssistantError, QuestionError
from assistant.standard_output import reader_may_leave

MOST_FOUND = 100  # paragraphs that one search may list


def build_parser() -> argparse.ArgumentParser:
    """All commands and options; --help answers without loading a model."""
    parser = argparse.ArgumentParser(
        prog="python -m assistant", description="Cited answers from the safeguarding reports."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    ask = commands.add_parser("ask", help="answer a question with citations")
    ask.add_argument("question")
    ask.add_argument("--json", action="store_true", help="print one answer record")
    ask.add_argument("--history", action="append", default=[], help="an earlier question")
    search = commands.add_parser("search", help="list the paragraphs found for a question")
    search.add_argument("question")
    search.add_argument("-k", type=int, default=10, help="how many, 1 to 100 (default 10)")
    for command in (ask, search):
        command.add_argument("--report", action="append", default=[], help="only this report id")
        command.add_argument(
            "--kind", action="append", default=[], choices=[k.value for k in Kind], metavar="KIND"
        )
    paragraph = commands.add_parser("paragraph", help="print one paragraph by its id")
    paragraph.add_argument("id", help="for example 2002/5.45")
    commands.add_parser("quiz", help="draft, check, audit and export quiz items", add_help=False)
    return parser


def print_answer(answer: Answer) -> None:
    """The answer, its numbered citations and its notices, as plain text."""
    print(answer.text)
    if answer.worded:
        print(f"\n{answer.worded.heading}\n{answer.worded.text}")
    for citation in answer.citations:
        print(f"\n[{citation.marker}] {citation.label}")
        print("    “" + citation.quote.replace("\n", "\n    ") + "”")
    if answer.also_found:
        print("\nAlso found in: " + ", ".join(answer.also_found))
    for suggestion in answer.suggestions:
        print(f"\nSee also: {suggestion}")
    for notice in answer.notices:
        print(f"\nNote: {notice}")


def run(arguments: argparse.Namespace) -> int:
    """Carry out one command; the exit code."""
    from assistant.build import build_assistant, load_corpus
    from assistant.saved import as_turns
    from assistant.settings import read_settings

    if arguments.command == "search" and not 1 <= arguments.k <= MOST_FOUND:
        raise QuestionError(f"-k must be from 1 to {MOST_FOUND}.")
    settings = read_settings(os.environ)
    if arguments.command == "paragraph":
        corpus = load_corpus(settings)
        paragraph = corpus.paragraph(arguments.id)
        print(f"{corpus.cite(paragraph)}\n{' > '.join(paragraph.headings)}\n\n{paragraph.text}")
        return 0
    filters = Filters(tuple(arguments.report), tuple(Kind(kind) for kind in arguments.kind))
    assistant = build_assistant(settings)
    if arguments.command == "search":
        for passage in assistant.search(arguments.question, arguments.k, filters):
            print(f"{passage.score:.3f}  {passage.paragraph.id:18}  {passage.paragraph.text[:90]}")
        return 0
    history = as_turns(arguments.history, assistant.ask)
    answer = assistant.ask(arguments.question, history, filters)
    if arguments.json:
        from assistant.record import to_record

        print(json.dumps(to_record(answer), ensure_ascii=False, indent=2))
    else:
        print_answer(answer)
    return 0


def quiz(words: Sequence[str]) -> int:
    """The quiz commands, which have a parser of their own."""
    from assistant.quiz.cli import main as quiz_main

    exit_code: int = quiz_main(list(words))
    return exit_code


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; 2 with one sentence on standard error where the user must act."""
    words = sys.argv[1:] if argv is None else list(argv)
    with reader_may_leave():
        try:
            if words[:1] == ["quiz"]:
                return quiz(words[1:])
            return run(build_parser().parse_args(words))
        except AssistantError as error:
            print(error, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
