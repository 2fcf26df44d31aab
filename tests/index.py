"""The index that the suite searches: made by `python -m ingest`, kept by what it is made from.

It lies in data/cache, which git ignores, in a folder named after the reports, the encoder and the
format; so it is made once, and anew when one of them changes. `python tests/index.py` makes it and
prints the folder. Library and state are empty folders of this run. The user's own are never read.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Mapping
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from assistant.embedding import fingerprint
from assistant.library import load_corpus
from assistant.manifest import FORMAT
from assistant.query_encoder import query_model_path
from assistant.settings import PREFIX, ROOT, Settings
from ingest.current import is_current, source_hash

INDEXES = ROOT / "data" / "cache" / "suite"
KEPT = 3  # indexes of earlier reports, for those who go back and forth between branches


def own_settings() -> Settings:
    """Settings with the suite's index, and an empty library and state that end with this process."""
    folder = Path(tempfile.gettempdir()) / f"suite-{uuid.uuid4().hex}"
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    empty = Settings(library_dir=folder / "library", state_dir=folder / "state")
    made_from = f"{FORMAT} {source_hash(load_corpus(empty))} {fingerprint(empty)}"
    key = hashlib.sha256(made_from.encode()).hexdigest()[:16]
    return Settings(
        index_dir=INDEXES / key, library_dir=empty.library_dir, state_dir=empty.state_dir
    )


SETTINGS = own_settings()


def variables() -> Mapping[str, str]:
    """SETTINGS as the variables of a process that the suite starts."""
    return {
        f"{PREFIX}{name}": str(getattr(SETTINGS, name.lower()))
        for name in ("INDEX_DIR", "LIBRARY_DIR", "STATE_DIR")
    }


def build_index() -> None:
    """Have the product make the index where it is not there yet, from vectors already known."""
    ready = query_model_path(SETTINGS).exists()
    if ready and is_current(SETTINGS, load_corpus(SETTINGS)) is not None:
        return
    SETTINGS.index_dir.mkdir(parents=True, exist_ok=True)
    _take_vectors()
    subprocess.run(
        [sys.executable, "-m", "ingest", "--if-needed"],
        cwd=ROOT,
        env={**os.environ, **variables()},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    for old in _others()[KEPT - 1 :]:
        shutil.rmtree(old, ignore_errors=True)


def _take_vectors() -> None:
    """Start with the vectors of the newest other index: only new texts are embedded then."""
    for other in _others()[:1]:
        for file in other.glob("vectors.db*"):
            if not (SETTINGS.index_dir / file.name).exists():
                shutil.copy2(file, SETTINGS.index_dir)


def _others() -> list[Path]:
    """The folders of other indexes, the newest first."""
    found = [folder for folder in INDEXES.iterdir() if folder != SETTINGS.index_dir]
    return sorted(found, key=lambda folder: folder.stat().st_mtime, reverse=True)


if __name__ == "__main__":
    build_index()
    sys.stdout.write(f"{SETTINGS.index_dir}\n")
