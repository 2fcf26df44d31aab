"""A new index is built beside the old one, verified and swapped in; nothing is embedded twice."""

import argparse
import os
import signal
import subprocess
import sys
import textwrap
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from assistant.errors import CorpusError, IndexNotBuilt, StoreError
from assistant.manifest import read_pointer
from assistant.store import open_index
from ingest.building import build_index, token_counter
from ingest.commands import ingest_lock, run
from ingest.current import is_current
from ingest.entries import WINDOW, entries
from tests.ingest.small import WordEncoder, changed, small_corpus, small_settings

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    settings = small_settings(tmp_path_factory.mktemp("built"))
    corpus = small_corpus()
    build_index(settings, corpus, encode=WordEncoder())
    return settings, corpus


def test_every_paragraph_and_annotation_has_a_vector_that_leads_to_its_paragraph(built):
    settings, corpus = built
    vectors = open_index(settings, corpus.paragraphs).read()
    roles = {row.role for row in vectors.rows if row.paragraph_id == "2002/1.5"}
    assert roles == {"text", "gist", "question", "fact", "sentence"}
    assert {row.paragraph_id for row in vectors.rows} == {p.id for p in corpus.paragraphs}
    assert len({row.node_id for row in vectors.rows}) == len(vectors.rows)
    assert np.allclose(np.linalg.norm(vectors.matrix, axis=1), 1, atol=1e-5)
    place = next(i for i, r in enumerate(vectors.rows) if r.node_id == "2002/1.5#gist.0")
    gist = corpus.annotations["2002/1.5"].gist
    assert np.allclose(vectors.matrix[place], WordEncoder().one(gist), atol=1e-6)


def test_chroma_holds_the_same_rows_and_answers_queries_by_role(built):
    settings, corpus = built
    index = open_index(settings, corpus.paragraphs)
    vectors = index.read()
    assert index.collection.count() == len(vectors.rows)
    assert index.collection._embedding_function is None
    gist = corpus.annotations["2002/1.2"].gist
    row, cosine = index.query(WordEncoder().one(gist), 3, role="gist")[0]
    assert (row.paragraph_id, row.role) == ("2002/1.2", "gist")
    assert cosine == pytest.approx(1, abs=1e-4)
    kept = index.collection.get(ids=["2002/1.5#text.0"], include=["documents", "metadatas"])
    assert "The term safeguarding has not been defined" in kept["documents"][0]
    assert {"report": "2002", "role": "text"}.items() <= kept["metadatas"][0].items()
    from_chroma = index._read_from_chroma()
    assert from_chroma.rows == vectors.rows
    assert np.allclose(from_chroma.matrix, vectors.matrix, atol=1e-5)


def test_an_unchanged_corpus_is_recognised_and_a_changed_one_refused(built):
    settings, corpus = built
    assert is_current(settings, corpus) is not None
    other = changed(corpus, 3, "The reports will be produced every three years.")
    assert is_current(settings, other) is None
    with pytest.raises(IndexNotBuilt, match="Run: python -m ingest"):
        open_index(settings, other.paragraphs)
    fewer_questions = replace(corpus, annotations={})
    assert is_current(settings, fewer_questions) is None


def test_no_index_yet_is_one_sentence_with_the_command(tmp_path):
    with pytest.raises(IndexNotBuilt, match=r"There is no index in .* Run: python -m ingest$"):
        open_index(small_settings(tmp_path), small_corpus().paragraphs)


def test_an_index_of_another_model_is_refused(built):
    settings, corpus = built
    manifest = read_pointer(settings.index_dir)
    pointer = settings.index_dir / "current.json"
    kept = pointer.read_text()
    try:
        pointer.write_text(replace(manifest, model="0123456789ab").to_json())
        with pytest.raises(IndexNotBuilt, match="another embedding model"):
            open_index(settings, corpus.paragraphs)
    finally:
        pointer.write_text(kept)


def test_only_changed_texts_are_embedded_again(tmp_path):
    settings, corpus = small_settings(tmp_path), small_corpus(4)
    first, second = WordEncoder(), WordEncoder()
    build_index(settings, corpus, encode=first)
    assert len(first.seen) == len(set(first.seen))
    words = "These reports will be produced every two years."
    built = build_index(settings, changed(corpus, 2, words), encode=second)
    assert built.embedded == len(second.seen)
    assert sorted(second.seen) == sorted({words, f"Introduction and Summary: {words}"} & set(second.seen))
    assert words in second.seen


def test_no_entry_exceeds_the_window_of_the_encoder():
    count = token_counter()
    corpus = small_corpus(500)
    for paragraph in corpus.paragraphs:
        made = list(entries(corpus, paragraph, count))
        assert all(count(entry.text) <= WINDOW for entry in made), paragraph.id
        if paragraph.number == "3.9":
            texts = [entry.text for entry in made if entry.role == "text"]
            assert len(texts) > 2
            assert "safeguard and promote the welfare of children" in " ".join(texts)


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from ingest import building, pipeline, vectors
    from tests.ingest.small import WordEncoder, changed, small_corpus, small_settings
    settings = small_settings(Path(sys.argv[1]))
    owner, name = {"add": (building, "_fill"), "verify": (building, "_verify"),
                   "swap": (building, "_put_into_use"), "pointer": (building, "write_pointer"),
                   "pipeline": (pipeline, "run_pipeline"), "cache": (vectors.VectorCache, "write")}[sys.argv[2]]
    real = getattr(owner, name)
    def killed(*given, **named):
        if sys.argv[2] != "swap":
            real(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)
    setattr(owner, name, killed)
    building.build_index(settings, changed(small_corpus(6), 1, "Quite other words."), encode=WordEncoder())
"""


@pytest.mark.parametrize("point", ["cache", "pipeline", "add", "verify", "swap"])
def test_a_kill_at_any_moment_leaves_the_old_index_serving(tmp_path, point):
    settings, corpus = small_settings(tmp_path), small_corpus(6)
    build_index(settings, corpus, encode=WordEncoder())
    before = open_index(settings, corpus.paragraphs).read()
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(tmp_path), point], cwd=ROOT, check=False
    )
    assert run.returncode == -signal.SIGKILL
    after = open_index(settings, corpus.paragraphs).read()
    assert after.rows == before.rows
    assert np.array_equal(after.matrix, before.matrix)
    again = WordEncoder()
    other = changed(corpus, 1, "Quite other words.")
    built = build_index(settings, other, encode=again)
    assert again.seen == []  # what the killed run embedded is resumed, not repeated
    assert open_index(settings, other.paragraphs).read().rows
    builds = sorted(path.name for path in (settings.index_dir / "builds").iterdir())
    assert built.manifest.build in builds
    assert len(builds) == 2  # the one in use and the one before it, which may still be read


def test_a_kill_right_after_the_swap_leaves_the_new_index_serving(tmp_path):
    settings, corpus = small_settings(tmp_path), small_corpus(6)
    build_index(settings, corpus, encode=WordEncoder())
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(tmp_path), "pointer"], cwd=ROOT, check=False
    )
    assert run.returncode == -signal.SIGKILL
    other = changed(corpus, 1, "Quite other words.")
    assert open_index(settings, other.paragraphs).read().rows


FULL = """
    import resource, signal, sys
    from pathlib import Path
    from assistant.errors import StoreError
    from ingest.building import build_index
    from tests.ingest.small import WordEncoder, changed, small_corpus, small_settings
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
    try:
        build_index(small_settings(Path(sys.argv[1])), changed(small_corpus(60), 1, "Quite other words."),
                    encode=WordEncoder())
    except StoreError as error:
        print(error)
"""


def test_a_full_disk_is_one_sentence_and_the_old_index_stays(tmp_path):
    settings, corpus = small_settings(tmp_path), small_corpus(2)
    build_index(settings, corpus, encode=WordEncoder())
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(FULL), str(tmp_path)],
        cwd=ROOT, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert "could not be written" in run.stdout, run.stderr[-600:]
    assert "still in use; free some disk space" in run.stdout
    assert open_index(settings, corpus.paragraphs).read().rows


def test_a_second_ingestion_says_so_and_waits(tmp_path, capsys):
    settings = small_settings(tmp_path)
    settings.index_dir.mkdir(parents=True)
    first = FileLock(str(settings.index_dir / "ingest.lock"))
    first.acquire()
    entered = threading.Event()

    def second() -> None:
        with ingest_lock(settings):
            entered.set()

    thread = threading.Thread(target=second)
    thread.start()
    assert not entered.wait(0.5)
    first.release()
    thread.join(10)
    assert entered.is_set()
    assert "Another ingestion is running; waiting" in capsys.readouterr().err


def test_annotating_waits_for_an_ingestion_that_is_running(tmp_path, capsys):
    settings = replace(small_settings(tmp_path), library_dir=tmp_path / "library")
    settings.index_dir.mkdir(parents=True)
    first = FileLock(str(settings.index_dir / "ingest.lock"))
    first.acquire()
    said: list[str] = []

    def second() -> None:
        try:
            run(argparse.Namespace(command="annotate", id="none"), settings)
        except CorpusError as error:
            said.append(str(error))

    thread = threading.Thread(target=second)
    thread.start()
    printed = ""
    while "waiting for it" not in printed:  # it is imported first, which takes its time
        assert thread.is_alive()
        thread.join(0.1)
        printed += capsys.readouterr().err
    assert said == []
    first.release()
    thread.join(60)
    assert "no such added report" in said[0]


def test_an_index_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    settings = replace(small_settings(tmp_path), index_dir=blocked / "index")
    with pytest.raises(StoreError, match="Cannot write to"), ingest_lock(settings):
        os.abort()
