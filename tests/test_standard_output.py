"""Commands whose reader, such as head, stops early end without a word."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize(
    "words",
    [
        ("evals", "validate", "data/questions/dev.jsonl"),
        ("evals", "--help"),
        ("ingest", "list"),
        ("ingest", "--help"),
        ("assistant", "paragraph", "2002/5.45"),
    ],
    ids=" ".join,
)
def test_a_reader_who_has_left_causes_no_traceback(words):
    reading, writing = os.pipe()
    os.close(reading)  # before anything is printed: every write fails
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, text=True, timeout=60, check=False
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_exit_code_of_a_command_that_was_read_is_kept(tmp_path):
    path = tmp_path / "set.jsonl"
    path.write_text("nonsense\n")
    done = subprocess.run([sys.executable, "-m", "evals", "validate", str(path)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "set.jsonl, line 1: not valid JSON" in done.stdout
