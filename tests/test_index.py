"""The suite searches an index of its own; what its user has added, or broken, changes nothing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.library import load_corpus
from assistant.settings import ROOT, Settings
from tests.index import INDEXES, SETTINGS, variables
from tests.watch import own_data

REVIEW = """Findings

1. Schools of Wexcombe sent reports to every conference of the harbour office.

2. Recommendation 1 was carried out by the lifeboat crew.
"""
# Tests that read the corpus, the index and the served library; the watch is over all the others.
SAMPLE = (
    "tests/assistant/test_context.py",
    "tests/assistant/test_figures.py",
    "tests/test_index.py::test_the_index_is_named_after_what_it_is_made_from",
)


def refused(act) -> None:
    """The act is refused and noted; the note is taken back, or this test would fail by it."""
    with pytest.raises(own_data.OwnDataRead, match=r"tests/index\.py"):
        act()
    noted = Path(os.environ[own_data.SEEN])
    assert noted.exists()
    noted.unlink()


@pytest.mark.parametrize("name", ["index", "library", "state"])
def test_a_look_into_the_users_own_data_is_refused(name, monkeypatch):
    folder = ROOT / "data" / name
    refused(lambda: (folder / "file").open())
    refused(lambda: list(folder.iterdir()))
    refused(lambda: shutil.copytree(folder, "elsewhere"))
    monkeypatch.chdir(ROOT)
    refused(lambda: (Path("data") / name / "file").write_text("x"))


def test_a_process_that_a_test_starts_is_watched_too():
    code = "from assistant.settings import Settings; (Settings().index_dir / 'current.json').open()"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "OwnDataRead" in done.stderr
    noted = Path(os.environ[own_data.SEEN])
    assert "current.json" in noted.read_text("utf-8")
    noted.unlink()


def test_the_index_is_named_after_what_it_is_made_from():
    assert SETTINGS.index_dir.parent == INDEXES
    assert not SETTINGS.library_dir.exists()
    assert [report.id for report in load_corpus(SETTINGS).reports] == ["2002", "2008"]
    for name in ("index_dir", "library_dir", "state_dir"):
        assert getattr(SETTINGS, name) != getattr(Settings(), name)


def run(checkout: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a checkout as its user does, without anything that this suite has set."""
    own = (*variables(), own_data.SEEN, "PYTHONPATH", "PYTEST_CURRENT_TEST")
    environment = {name: text for name, text in os.environ.items() if name not in own}
    return subprocess.run(
        [sys.executable, *words],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of this checkout, whose user has an index; data/cache is shared."""
    copy = tmp_path / "checkout"
    here = {str(ROOT): {".git", ".venv", "build"}, str(ROOT / "data"): {"cache", *OWN_FOLDERS}}
    shutil.copytree(
        ROOT,
        copy,
        ignore=lambda folder, names: here.get(folder, set()) | set(names) & {"__pycache__"},
    )
    (copy / "data" / "cache").symlink_to(ROOT / "data" / "cache")
    shutil.copytree(SETTINGS.index_dir, copy / "data" / "index")
    return copy


OWN_FOLDERS = {Path(folder).name for folder in own_data.OWN}


@pytest.mark.slow
def test_the_suite_does_not_see_a_report_that_its_user_has_added(checkout, tmp_path):
    file = tmp_path / "review.txt"
    file.write_text(REVIEW)
    words = ("--title", "Harbour review", "--date", "2015", "--publisher", "The Board")
    added = run(checkout, "-m", "ingest", "add", str(file), *words)
    assert added.returncode == 0, added.stderr
    assert "Harbour review" in run(checkout, "-m", "ingest", "list").stdout
    done = run(checkout, "-m", "pytest", "-q", *SAMPLE)
    assert done.returncode == 0, done.stdout[-6000:]
    assert " passed" in done.stdout
    assert "skipped" not in done.stdout
