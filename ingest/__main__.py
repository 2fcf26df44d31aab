"""Command line of ingestion: `python -m ingest` builds the index when anything has changed."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from assistant.errors import AssistantError
from assistant.settings import read_settings
from assistant.standard_output import reader_may_leave
from ingest.held import hold_memory

UNCHANGED = "The index in use is unchanged."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 on success, 1 on findings, 2 with one sentence on failure."""
    with reader_may_leave():
        options = _parser().parse_args(arguments)
        if options.megabytes:
            hold_memory(options.megabytes * 1_000_000)
        try:
            from ingest import commands

            return commands.run(options, read_settings(os.environ))
        except AssistantError as error:
            print(f"{error}", file=sys.stderr)
            return 2
        except MemoryError:
            print(f"This needs more memory than it may take. {UNCHANGED}", file=sys.stderr)
            return 2
        except KeyboardInterrupt:
            print(f"Stopped. {UNCHANGED}", file=sys.stderr)
            return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    """The options of all commands."""
    parser = argparse.ArgumentParser(
        prog="python -m ingest",
        description="Read the reports into paragraphs and build the search index.",
    )
    parser.add_argument(
        "--if-needed", action="store_true", help="say nothing and stop when the index is current"
    )
    parser.add_argument(
        "--engine", choices=("local", "ray"), default="local", help="where texts are embedded"
    )
    parser.add_argument("--ray-address", default="", help="a Ray cluster; else one is started here")
    parser.add_argument("--progress-lines", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--megabytes", type=int, default=0, help=argparse.SUPPRESS)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    commands.add_parser("check", help="account for every source line and list what is suspicious")
    described = argparse.ArgumentParser(add_help=False)
    described.add_argument("file", help=".txt, .md, .html, .docx or .pdf")
    described.add_argument("--title", required=True)
    described.add_argument("--date", required=True, help="published: 2015, 2015-03 or 2015-03-26")
    described.add_argument("--publisher", required=True)
    described.add_argument("--id", default="", help="its short name; else made from the title")
    commands.add_parser("add", parents=[described], help="add a report of your own")
    commands.add_parser("preview", parents=[described], help="what add would find, as JSON")
    commands.add_parser("list", help="list all reports")
    remove = commands.add_parser("remove", help="remove a report that you have added")
    remove.add_argument("id")
    annotate = commands.add_parser("annotate", help="questions and gists for added reports, by LLM")
    annotate.add_argument(
        "id", nargs="?", default="", help="one report; all added ones if left out"
    )
    bench = commands.add_parser("bench", help="measure parsing, encoding and memory")
    bench.add_argument("--paragraphs", type=int, default=10_000, help="generated for memory")
    commands.add_parser("accept-data", help="take changed files of data/ as right as they are now")
    commands.add_parser("rebuild", help="build the index anew, embedding every text again")
    return parser


if __name__ == "__main__":
    sys.exit(main())
