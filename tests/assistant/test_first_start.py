"""A served page does not hold the memory that making the question encoder takes."""

from __future__ import annotations

import subprocess
import sys

import app
from assistant import query_encoder
from assistant.settings import Settings


def test_a_missing_encoder_is_made_by_another_process(monkeypatch):
    made = []
    monkeypatch.setattr(subprocess, "run", lambda command, **_: made.append(command))
    for whole in (True, False):
        monkeypatch.setattr(query_encoder, "_is_whole", lambda path, whole=whole: whole)
        app._prepare_apart(Settings())
    assert made == [[sys.executable, "-c", app.PREPARING]]


def test_what_the_other_process_runs_is_there():
    said = app.PREPARING.replace(
        "prepare_query_model(read", "print(bool(prepare_query_model), read"
    )
    ran = subprocess.run(
        [sys.executable, "-c", said], cwd=app.ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout.startswith("True Settings(")
