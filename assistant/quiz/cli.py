"""The command line of the quiz: `python -m assistant quiz generate|audit|sample|export …`."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.quiz.items import ItemType, Level, Quiz, QuizItem
from assistant.targets import parse, will_write, written_at

if TYPE_CHECKING:
    from assistant.llm import LanguageModel
    from assistant.quiz.requests import Request
    from assistant.quiz.review import Desk
    from assistant.quiz.store import Shelf

SAMPLE_SEED = 2028
SAMPLE_SIZE = 60


def build_parser() -> argparse.ArgumentParser:
    """All commands; --help answers without loading corpus or models."""
    parser = argparse.ArgumentParser(
        prog="python -m assistant quiz", description="Draft, check, audit and export quiz items."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    generate = commands.add_parser("generate", help="draft a quiz and save it for review")
    _add_choices(generate)
    audit = commands.add_parser("audit", help="measure a generated quiz against the rules")
    audit.add_argument("--number", "-n", type=int, default=300)
    audit.add_argument("--seed", type=int, default=7)
    sample = commands.add_parser("sample", help="write items for rating by a person")
    sample.add_argument("--number", "-n", type=int, default=SAMPLE_SIZE)
    sample.add_argument("--seed", type=int, default=SAMPLE_SEED)
    sample.add_argument("--out", type=Path, required=True)
    will_write(sample, written_at("out"))
    for command in (generate, audit, sample):
        command.add_argument(
            "--search",
            choices=("index", "words"),
            default="index",
            help="check keys with the index (default) or by shared words alone",
        )
    export = commands.add_parser("export", help="convert a quiz saved as JSON or Moodle XML")
    export.add_argument("file", type=Path)
    export.add_argument("format")
    export.add_argument("--folder", type=Path, default=Path())
    export.add_argument("--drafts", action="store_true", help="also items not yet approved")
    will_write(export, _exported)
    reading = commands.add_parser("import", help="read JSON or Moodle XML into a saved quiz")
    reading.add_argument("file", type=Path)
    reading.add_argument("--save", required=True)
    will_write(reading, _saved)
    commands.add_parser("kinds", help="list kinds and chapters")
    return parser


def _add_choices(generate: argparse.ArgumentParser) -> None:
    """What can be asked of a quiz."""
    generate.add_argument("--number", "-n", type=int, default=10)
    generate.add_argument("--report", action="append", default=[])
    generate.add_argument("--chapter", default="")
    generate.add_argument("--topic", default="")
    generate.add_argument("--kind", action="append", default=[])
    generate.add_argument(
        "--type", action="append", default=[], choices=[t.value for t in ItemType], metavar="TYPE"
    )
    generate.add_argument("--level", choices=[level.value for level in Level])
    generate.add_argument("--seed", type=int, default=1)
    generate.add_argument("--out", type=Path, help="write JSON here instead of printing Markdown")
    generate.add_argument("--save", default="", help="name under which the page will show it")
    generate.add_argument(
        "--reword", action="store_true", help="let the language model that is set reword stems"
    )
    will_write(generate, written_at("out"))
    will_write(generate, _saved)


def _saved(arguments: argparse.Namespace) -> list[Path]:
    """The file of the saved quiz that is written; none where it is not to be saved."""
    return [_shelf().path(arguments.save)] if arguments.save else []


def _exported(arguments: argparse.Namespace) -> Sequence[Path]:
    """The files that an export writes."""
    from assistant.quiz.exports.formats import written

    return written(arguments.format, arguments.folder, arguments.file.stem)


def _shelf() -> Shelf:
    """The saved quizzes of the command line."""
    from assistant.quiz.store import Shelf
    from assistant.settings import read_settings

    return Shelf(read_settings(os.environ).state_dir / "quizzes")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def open_desk(search: str) -> Desk:
    """The reviewer's desk over the configured corpus; `search` is "index" or "words"."""
    from assistant.library import load_corpus
    from assistant.quiz.desk import desk_for, word_desk
    from assistant.settings import read_settings

    settings = read_settings(os.environ)
    if search == "words":
        return word_desk(load_corpus(settings), settings)
    from assistant.build import build_assistant

    return desk_for(build_assistant(replace(settings, llm="none")))  # it searches, no more


def _request(arguments: argparse.Namespace) -> Request:
    """The request that the options of `generate` describe."""
    from assistant.quiz.requests import Request

    return Request(
        number=arguments.number,
        reports=tuple(arguments.report),
        chapter=arguments.chapter,
        topic=arguments.topic,
        kinds=tuple(arguments.kind),
        mix=tuple((ItemType(name), 1.0) for name in arguments.type),
        level=Level(arguments.level) if arguments.level else None,
        seed=arguments.seed,
    )


def _generate(arguments: argparse.Namespace) -> int:
    """Draft a quiz; print it, write it, or save it for review."""
    from assistant.quiz.exports.json_file import write_json
    from assistant.quiz.exports.markdown import markdown_text
    from assistant.quiz.generating import generate

    model = _model() if arguments.reword else None
    desk = open_desk(arguments.search)
    quiz = generate(desk.material, _request(arguments), desk.search)
    if model is not None:
        quiz = _reworded(quiz, desk, model)
    for note in quiz.notes:
        _say(note)
    if arguments.save:
        _save(arguments.save, quiz)
        _say(f"Saved for review: {_shelf().path(arguments.save)}")
    if arguments.out:
        write_json(quiz.items, arguments.out)
        _say(f"{len(quiz.items)} items: {arguments.out}")
    if not arguments.save and not arguments.out:
        _say(markdown_text(quiz.items, quiz.title))
    return 0


def _model() -> LanguageModel:
    """The language model that is set; SettingsError where none is."""
    from assistant.errors import SettingsError
    from assistant.llm import connect
    from assistant.settings import read_settings

    model = connect(read_settings(os.environ))
    if model is None:
        raise SettingsError("--reword needs a language model: set ASSISTANT_LLM.")
    return model


def _reworded(quiz: Quiz, desk: Desk, model: LanguageModel) -> Quiz:
    """The quiz with stems reworded where the checks allow it."""
    from assistant.quiz.rewording import reword

    done = [reword(item, model, desk) for item in quiz.items]
    changed = sum(entry.item.version > 1 for entry in done)
    note = f"{changed} of {len(done)} stems were reworded; the others stand as they were."
    return Quiz(quiz.title, tuple(entry.item for entry in done), quiz.seed, (*quiz.notes, note))


def _audit(arguments: argparse.Namespace) -> int:
    """Measure a generated quiz; 1 where a figure is missed."""
    from assistant.quiz.audit import measures, report
    from assistant.quiz.generating import generate
    from assistant.quiz.requests import Request

    desk = open_desk(arguments.search)
    started = time.perf_counter()
    request = Request(number=arguments.number, seed=arguments.seed)
    quiz = generate(desk.material, request, desk.search)
    seconds = time.perf_counter() - started
    _say(report(quiz.items, desk.material, desk.search, seconds))
    met = all(m.met for m in measures(quiz.items, desk.material, desk.search))
    return 0 if met and len(quiz.items) == arguments.number else 1


def sample_line(number: int, item: QuizItem) -> str:
    """One item of the rating sample as a JSON line, everything a rater needs to see."""
    entry = {
        "number": number,
        "id": item.id,
        "type": item.type.value,
        "kind": item.kind,
        "question": item.stem,
        "options": [("* " if o.correct else "- ") + o.text for o in item.options],
        "pairs": [f"{pair.left} → {pair.right}" for pair in item.pairs],
        "key": item.key or "(open question)",
        "accepted": list(item.answers),
        "facilitator notes": item.guidance,
        "rationale": item.rationale,
        "source": item.source,
        "difficulty": item.level.value,
        "note": item.note,
    }
    return json.dumps(entry, ensure_ascii=False)


def _sample(arguments: argparse.Namespace) -> int:
    """Write the rating sample; the same seed gives the same items."""
    from assistant.quiz.generating import generate
    from assistant.quiz.requests import Request

    desk = open_desk(arguments.search)
    quiz = generate(
        desk.material, Request(number=arguments.number, seed=arguments.seed), desk.search
    )
    lines = [sample_line(number, item) for number, item in enumerate(quiz.items, start=1)]
    arguments.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    _say(f"{len(lines)} items: {arguments.out}")
    return 0


def _export(arguments: argparse.Namespace) -> int:
    """Convert a file of items."""
    from assistant.quiz.exports.formats import export, read_items
    from assistant.quiz.review import exportable

    items = exportable(read_items(arguments.file), arguments.drafts)
    done = export(items, arguments.format, arguments.folder, arguments.file.stem)
    for path in done.files:
        _say(str(path))
    for note in done.notes:
        _say(note)
    return 0


def _import(arguments: argparse.Namespace) -> int:
    """Read a file of items into a saved quiz."""
    from assistant.quiz.arriving import arrived
    from assistant.quiz.exports.formats import read_items
    from assistant.quiz.review import now

    items = arrived(read_items(arguments.file), open_desk("words").material, now())
    _save(arguments.save, Quiz(arguments.save, items))
    _say(f"{len(items)} items, none of them approved: {_shelf().path(arguments.save)}")
    return 0


def _save(name: str, quiz: Quiz) -> None:
    """Save the quiz; a reviewed one that it replaces is kept under another name, which is said."""
    kept = _shelf().replace(name, quiz)  # without --overwrite there is none
    if kept:
        _say(f"The quiz that was “{name}” is kept as “{kept}”.")


def _kinds(_: argparse.Namespace) -> int:
    """List what can be chosen."""
    from assistant.quiz.requests import chapters, kinds

    material = open_desk("words").material
    _say("Kinds: " + ", ".join(kinds(material)))
    _say("Chapters:\n  " + "\n  ".join(chapters(material)))
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command of the quiz; the exit code."""
    arguments = parse(build_parser(), argv)
    commands = {
        "generate": _generate,
        "audit": _audit,
        "sample": _sample,
        "export": _export,
        "import": _import,
        "kinds": _kinds,
    }
    return commands[arguments.command](arguments)
