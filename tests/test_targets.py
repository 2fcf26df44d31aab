"""No command replaces what its user has, unless told to: every option of every command is tried."""

import argparse
import importlib
import json
import re
import sys
from pathlib import Path

import pytest

from assistant.quiz.items import Quiz
from assistant.quiz.store import Shelf
from tests.index import ROOT

SOURCES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts): path.read_text("utf-8")
    for path in [*(p for name in ("assistant", "evals", "ingest") for p in (ROOT / name).rglob("*.py")), ROOT / "app.py"]
}  # fmt: skip
READING = sorted(m for m, text in SOURCES.items() if re.search(r"= argparse\.ArgumentParser\(", text))
TRAINING = [module for module in READING if "import torch" in SOURCES[module]]  # too heavy to import
ENTRIES = [module for module in READING if module not in TRAINING]
READS = {  # options that name a file to be read, or a text that names no file
    *("questions", "cache", "before", "after", "run", "baseline", "files", "source", "quiz", "edit"),
    *("runs", "sheets", "pairs", "ablation", "file", "paragraphs"),
}
NO_TARGET = {
    ("evals.__main__ candidates", "to"),  # the file is kept and gets more
    ("evals.__main__ suite", "folder"),  # of question files, which are read
}
WORDS = {"save"}  # names of things that are kept, though not typed as paths


class _Seen(BaseException):
    """The parser of a module that was called."""


def parser_of(module, monkeypatch):
    """The parser that a module builds."""

    def seen(self, *_):
        raise _Seen(self)

    monkeypatch.setattr(argparse.ArgumentParser, "parse_args", seen)
    monkeypatch.setattr(sys, "argv", [module])
    main = importlib.import_module(module).main
    with pytest.raises(_Seen) as caught:
        main(*[[]] * main.__code__.co_argcount)
    monkeypatch.undo()
    return caught.value.args[0]


def commands(parser, name):
    """The parser, or those of its commands, by name."""
    inner = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    if not inner:
        return {name: parser}
    return {f"{name} {key}": one for of in inner for key, one in of.choices.items()}


def writers(parser, name):
    """The options that name something which the command writes, as far as nobody says otherwise."""
    for action in parser._actions:
        if (name, action.dest) in NO_TARGET or (action.type is not Path and action.dest not in WORDS):
            continue
        if action.dest not in READS:
            yield action


def all_writers():
    patch = pytest.MonkeyPatch()
    return [
        (module, name.removeprefix(module).strip(), action.dest)
        for module in ENTRIES
        for name, parser in commands(parser_of(module, patch), module).items()
        for action in writers(parser, name)
    ]


WRITERS = all_writers()


def words_for(parser, option, value, tmp_path):
    """A command line with all that is required and this option."""
    words = []
    for action in parser._actions:
        if action.dest == option:
            given = [value]
        elif not action.required or isinstance(action, argparse._HelpAction):
            continue
        else:
            given = [str(action.choices[0] if action.choices else tmp_path / "none.json")]
            given = ["json"] if action.dest == "format" else given
        words += ([action.option_strings[-1]] if action.option_strings else []) + given
    for group in parser._mutually_exclusive_groups:
        words += group._group_actions[0].option_strings[-1:] if group.required else []
    return words


def fill(module, command, option, tmp_path):
    """Something where the command would write, how the option names it, and the file that is there."""
    if option == "save":
        kept = Shelf(tmp_path / "quizzes")
        return "mine", kept.save("mine", Quiz("mine", ()))
    target = tmp_path / "target"
    held = {
        ("evals.__main__", "run"): target / "summary.json",
        ("evals.__main__", "suite"): target / "dev" / "answers.jsonl",
        ("assistant.quiz.cli", "export"): target / "none.json",
    }.get((module, command), target)
    held.parent.mkdir(parents=True, exist_ok=True)
    held.write_text("kept")
    return str(target), held


def test_the_commands_that_write_are_found():
    found = {(module, command) for module, command, _ in WRITERS}
    for command in ("run", "suite", "import", "export", "baseline", "perturb", "rate", "compare"):
        assert ("evals.__main__", command) in found
    for command in ("generate", "import", "export", "sample"):
        assert ("assistant.quiz.cli", command) in found
    assert len([module for module, _, _ in WRITERS if module.startswith("ingest.")]) >= 4


@pytest.mark.parametrize("module", TRAINING)
def test_a_training_script_asks_before_it_writes_where_its_user_says(module):
    text = SOURCES[module]
    named = set(re.findall(r'add_argument\(\s*"--(\w+)", type=Path', text)) - READS
    assert named == set(re.findall(r'will_write\(\w+, written_at\("(\w+)"\)\)', text))
    assert "parse_or_leave(" in text


@pytest.mark.parametrize(("module", "command", "option"), WRITERS, ids=lambda text: text or "-")
def test_a_command_leaves_what_is_there_and_says_how_to_replace_it(
    module, command, option, tmp_path, monkeypatch, capsys
):
    if command == "suite":
        (tmp_path / "sets").mkdir()
        (tmp_path / "sets" / "dev.jsonl").write_text("")
    parser = commands(parser_of(module, monkeypatch), module)[f"{module} {command}".strip()]
    monkeypatch.setenv("ASSISTANT_STATE_DIR", str(tmp_path))
    value, held = fill(module, command, option, tmp_path)
    before = held.read_bytes()
    words = words_for(parser, option, value, tmp_path)
    words += ["--folder", str(tmp_path / "sets")] if command == "suite" else []
    code, said = ended(module, [command, *words] if command else words, monkeypatch, capsys)
    assert code == 2
    assert "is there already" in said
    assert "--overwrite" in said
    assert len(said.strip().splitlines()) == 1
    assert held.read_bytes() == before


def ended(module, words, monkeypatch, capsys):
    """The exit code of a command and what it said of it."""
    from assistant.errors import AssistantError

    monkeypatch.setattr(sys, "argv", [module, *words])
    main = importlib.import_module(module).main
    try:
        code = main(words) if main.__code__.co_argcount else main()
    except SystemExit as left:
        code = left.code
    except AssistantError as error:  # the quiz commands leave the sentence to the command line
        return 2, f"{error}\n"
    return code, capsys.readouterr().err


def test_a_run_that_was_stopped_goes_on_and_a_finished_one_does_not(tmp_path):
    from evals import runs

    assert not runs.would_replace(tmp_path / "new")
    (tmp_path / "answers.jsonl").write_text("")
    assert runs.would_replace(tmp_path)
    (tmp_path / "manifest.json").write_text(json.dumps({"finished": False}))
    assert not runs.would_replace(tmp_path)
    (tmp_path / "manifest.json").write_text(json.dumps({"finished": True}))
    assert runs.would_replace(tmp_path)


def test_a_stopped_run_of_another_assistant_is_left_as_it_is(tmp_path):
    from evals import runs

    (tmp_path / "answers.jsonl").write_text("kept")
    (tmp_path / "manifest.json").write_text(json.dumps({"finished": False, "code": "a"}))
    plan = runs.Plan((), tmp_path, {"format": 1, "code": "b"})
    with pytest.raises(runs.RunError, match="--overwrite"):
        runs.run(None, None, plan)
    assert (tmp_path / "answers.jsonl").read_text() == "kept"
