"""No place on the server stands in what a page or a program is told."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from assistant.errors import AssistantError, StoreError
from assistant.pages.blocks import notice
from assistant.server_paths import SOMEWHERE, without_paths

ROOT = Path(__file__).resolve().parents[2]
EDGES = [*(ROOT / "assistant" / "pages").glob("*.py"), ROOT / "evals/page.py", ROOT / "evals/showing.py"]
PATHS = [
    "/srv/state/conversations.sqlite",
    "'/home/anna maria/state/feedback.jsonl'",
    '"/opt/a b/c"',
    "~/state/quizzes/My quiz.json",
    "/data",
    "data/state/conversations.sqlite",
    "../state/x.jsonl",
    r"C:\Users\anna\state\x.sqlite",
    r"\\server\share\x.db",
    "file:///srv/state/c.sqlite",
    str(ROOT / "data" / "runs" / "dev"),
]
PLAIN = [
    "There is no paragraph '2002/5.45'. Ids look like 2002/5.45 or 2008/R/14, B/2.4.",
    "The model did not answer at http://127.0.0.1:11434/v1/chat. Is it running?",
    "Type a date as 12/05/2020, he/she and/or 1/2.",
    "Run: python -m ingest list",
    "Safeguarding Children (October 2002), Appendix B criterion 2.4: “and/or”",
]


@pytest.mark.parametrize("path", PATHS)
def test_a_path_is_cut_out_wherever_it_stands(path):
    for text in (path, f"Cannot write {path}: No space left.", f"({path}), {path}."):
        said = without_paths(text)
        assert SOMEWHERE in said
        for part in ("state", "sqlite", "/srv", "anna", "Users", "share", "/opt", "runs", "jsonl"):
            assert part not in said


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_no_path_stays_as_it_is(text):
    assert without_paths(text) == text


def test_a_failure_keeps_the_path_for_the_command_line_alone():
    failure = StoreError("Cannot save the quiz in /srv/state/quizzes: No space left on device.")
    assert "/srv/state/quizzes" in str(failure)
    assert failure.public == f"Cannot save the quiz in {SOMEWHERE}: No space left on device."
    assert StoreError("In /srv/my state: full.", public="It is full.").public == "It is full."


def test_a_message_of_a_page_holds_no_path_whatever_it_was_made_of():
    assert "/srv" not in notice("Cannot write /srv/state/x.sqlite.")


@pytest.mark.parametrize("path", EDGES, ids=lambda path: path.name)
def test_every_page_words_a_failure_by_its_public_sentence(path):
    for handler in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(handler, ast.ExceptHandler) or handler.type is None:
            continue
        if ast.unparse(handler.type) == "ValueError":
            continue
        for node in ast.walk(handler):
            shown: ast.expr | None = None
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("str", "repr"):
                shown = node.args[0]
            if isinstance(node, ast.FormattedValue):
                shown = node.value
            named = isinstance(shown, ast.Name) and shown.id == handler.name
            assert not named, f"line {handler.lineno}: say error.public"


def test_every_failure_has_a_public_sentence():
    found = [AssistantError]
    for kind in found:
        found += kind.__subclasses__()
        assert kind("At /srv/x.db.").public == f"At {SOMEWHERE}."
    assert len(found) > 5
