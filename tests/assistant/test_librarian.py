"""The page's way to the user's own reports: a preview first, in a process of its own."""

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from assistant import librarian
from assistant.errors import CorpusError
from assistant.librarian import Described, Librarian
from assistant.pages.library_tab import found_html, listing_html
from ingest.adding import accept, preview
from tests.index import SETTINGS

REVIEW = (
    "Findings\n\n1. Schools sent reports.\n\n2. Doctors <b>did</b> not.\n\n3. The police did.\n"
)


def test_a_preview_shows_the_labels_and_escapes_the_report(tmp_path):
    file = tmp_path / "review.txt"
    file.write_text(REVIEW)
    librarian = Librarian(
        replace(SETTINGS, library_dir=tmp_path / "library", index_dir=tmp_path / "index")
    )
    detected = librarian.preview(Described(str(file), "Local review", "2015-03", "The Board"))
    assert detected.summary.startswith(
        "Local review (March 2015): 3 paragraphs, numbered as printed"
    )
    assert [label for _, label, _ in detected.rows] == ["paragraph 1", "paragraph 2", "paragraph 3"]
    assert "Doctors &lt;b&gt;did&lt;/b&gt; not." in found_html(detected)
    assert not (tmp_path / "library").exists()
    assert listing_html(librarian).count("bundled") == 2
    assert "Remove" not in listing_html(librarian)


@pytest.mark.parametrize(
    ("name", "date", "sentence"),
    [("no.txt", "2015", "Cannot read .*no.txt"), ("review.txt", "soon", "must look like"), ("--id", "2015", "Cannot read")],
)  # fmt: skip
def test_a_refusal_is_the_sentence_of_ingestion(tmp_path, name, date, sentence):
    (tmp_path / "review.txt").write_text(REVIEW)
    librarian = Librarian(replace(SETTINGS, library_dir=tmp_path / "library"))
    with pytest.raises(CorpusError, match=sentence):
        librarian.preview(Described(str(tmp_path / name), "A review", date, "The Board"))


def test_only_added_reports_can_be_removed(tmp_path):
    librarian = Librarian(replace(SETTINGS, library_dir=tmp_path / "library"))
    with pytest.raises(CorpusError, match="no added report '2002'"):
        list(librarian.remove("2002"))


def test_progress_is_said_before_anything_has_been_done(tmp_path):
    librarian = Librarian(
        replace(SETTINGS, library_dir=tmp_path / "library", index_dir=tmp_path / "index")
    )
    steps = librarian.add(
        Described(str(tmp_path / "none.txt"), "Local review", "2015-03", "The Board")
    )
    assert next(steps) == "reading the report and starting; it takes about a minute"
    with pytest.raises(CorpusError, match=r"Cannot read .*none\.txt"):
        list(steps)


def test_an_added_report_has_its_row_and_is_not_added_again(tmp_path):
    settings = replace(SETTINGS, library_dir=tmp_path / "library", index_dir=tmp_path / "index")
    file = tmp_path / "review.txt"
    file.write_text(REVIEW)
    accept(
        settings,
        preview(
            settings,
            file.name,
            file.read_bytes(),
            title="Local <i>review",
            date="2015-03",
            publisher="Board",
        ),
    )
    librarian = Librarian(settings)
    shown = listing_html(librarian)
    assert "Local &lt;i&gt;review" in shown
    assert 'data-action="remove" data-value="local-i-review"' in shown
    assert "Remove" not in listing_html(librarian, removable=False)
    again = Described(str(file), "Another name", "2016", "The Board")
    with pytest.raises(CorpusError, match="already in the library as “Local <i>review”"):
        librarian.preview(again)


def slow_ingestion(monkeypatch, tmp_path, seconds=60):
    """Ingestion replaced by a command that starts another one and takes its time; its pids."""
    pids = tmp_path / "pids"
    child = f"import os, time; open({str(pids)!r}, 'a').write(f'{{os.getpid()}} '); time.sleep({seconds})"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    monkeypatch.setattr(Librarian, "_ingest", lambda _: [sys.executable, "-c", code])
    return pids


def test_a_preview_that_takes_too_long_is_ended_with_all_that_it_started(tmp_path, monkeypatch):
    pids = slow_ingestion(monkeypatch, tmp_path)
    monkeypatch.setattr(librarian, "SECONDS", 3)
    begun = time.monotonic()
    with pytest.raises(CorpusError, match=r"took too long\. Split it into parts"):
        Librarian(replace(SETTINGS, library_dir=tmp_path)).preview(
            Described("a.txt", "A", "2015", "B")
        )
    assert time.monotonic() - begun < 30
    for _ in range(50):
        if all(
            not Path(f"/proc/{pid}/cmdline").exists()
            or not Path(f"/proc/{pid}/cmdline").read_bytes()
            for pid in pids.read_text().split()
        ):
            return
        time.sleep(0.1)
    pytest.fail("What the preview started runs on.")


def test_an_addition_that_takes_too_long_is_ended_with_a_sentence(tmp_path, monkeypatch):
    slow_ingestion(monkeypatch, tmp_path)
    monkeypatch.setattr(librarian, "ADDING_SECONDS", 3)
    with pytest.raises(CorpusError, match="more than an hour and was stopped"):
        list(
            Librarian(replace(SETTINGS, library_dir=tmp_path)).add(
                Described("a.txt", "A", "2015", "B")
            )
        )


def test_one_upload_holds_up_nobody_else(tmp_path, monkeypatch):
    """Each person reads one file at a time; beyond so many, and for the index, one is told to wait."""
    slow_ingestion(monkeypatch, tmp_path)
    desk, file = (
        Librarian(replace(SETTINGS, library_dir=tmp_path)),
        Described("a.txt", "A", "2015", "B"),
    )
    monkeypatch.setattr(librarian, "SECONDS", 8)

    def look(owner):
        with pytest.raises(CorpusError) as refused:
            desk.preview(file, owner)
        return str(refused.value)

    with ThreadPoolExecutor() as pool:
        first = [pool.submit(look, owner) for owner in ("anna", "ben", "cleo")]
        begun = time.monotonic()
        while len(desk.previews.owners) < 3 and time.monotonic() - begun < 5:
            time.sleep(0.05)
        assert look("anna").startswith(
            "A file of yours, or several of other people, are being read"
        )
        assert look("dora").startswith(
            "A file of yours, or several of other people, are being read"
        )
        steps = desk.add(file)
        next(steps)
        with pytest.raises(CorpusError, match="Another report is being added or removed just now"):
            next(desk.add(file))
        assert time.monotonic() - begun < 5
        steps.close()
        assert {one.result() for one in first} == {
            "Reading the file took too long. Split it into parts."
        }
    assert desk.previews.owners == desk.changes.owners == []


def test_building_is_held_to_its_memory(tmp_path, monkeypatch):
    (tmp_path / "review.txt").write_text(REVIEW)
    monkeypatch.setattr(librarian, "ADDING_MEGABYTES", 600)
    settings = replace(SETTINGS, library_dir=tmp_path / "library", index_dir=tmp_path / "index")
    file = Described(str(tmp_path / "review.txt"), "A review", "2015", "The Board")
    with pytest.raises(CorpusError, match="may have needed more memory than there is"):
        list(Librarian(settings).add(file))
