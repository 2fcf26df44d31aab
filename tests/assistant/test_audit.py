"""The audit log: a line for each event, readable by its owner alone, and never in the way."""

from __future__ import annotations

import errno
import json
import os
import stat

from assistant import audit
from assistant.audit import AuditLog


def lines(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_a_line_says_when_what_who_and_from_where(tmp_path):
    path = tmp_path / "state" / "audit.jsonl"
    AuditLog(path).note("report added", "anna", "10.0.0.7", report="local-2015")
    (entry,) = lines(path)
    assert entry.pop("time").endswith("+00:00")
    assert entry == {
        "event": "report added", "who": "anna", "address": "10.0.0.7", "report": "local-2015",
    }  # fmt: skip
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_oldest_lines_go_when_there_are_too_many(tmp_path, monkeypatch):
    monkeypatch.setattr(audit, "LARGEST", 300)
    path = tmp_path / "audit.jsonl"
    log = AuditLog(path)
    for number in range(60):
        log.note("log-in", f"name{number}", "10.0.0.7")
    files = sorted(tmp_path.iterdir())
    assert len(files) == 1 + audit.KEPT
    assert all(file.stat().st_size <= 300 for file in files)
    assert lines(path)[-1]["who"] == "name59"
    kept = [entry["who"] for file in files for entry in lines(file)]
    assert sorted(kept) == sorted(f"name{n}" for n in range(60 - len(kept), 60))


def test_a_full_disk_is_logged_once_and_stops_nothing(tmp_path, monkeypatch, caplog):
    log = AuditLog(tmp_path / "audit.jsonl")

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        for _ in range(3):
            log.note("log-in", "anna", "10.0.0.7")
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    log.note("log-out", "anna", "10.0.0.7")
    assert lines(tmp_path / "audit.jsonl")[-1]["event"] == "log-out"


def test_a_state_folder_that_cannot_be_made_stops_nothing(tmp_path, caplog):
    (tmp_path / "state").write_text("a file where the folder should be")
    AuditLog(tmp_path / "state" / "audit.jsonl").note("log-in", "anna", "10.0.0.7")
    assert len(caplog.records) == 1
