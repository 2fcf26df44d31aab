"""The index on a Chroma server, embedded on Ray, is the index made here."""

import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.build_files import VECTORS_FILE
from assistant.errors import IndexNotBuilt, StoreError
from assistant.store import build_folder, open_index
from ingest.building import build_index
from ingest.current import is_current
from tests.ingest.small import WordEncoder, changed, small_corpus, small_settings

CHROMA = Path(sys.executable).with_name("chroma")
pytestmark = pytest.mark.slow


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    port = free_port()
    folder = tmp_path_factory.mktemp("server")
    process = subprocess.Popen(
        [CHROMA, "run", "--path", folder, "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(20)


def texts_of(index):
    kept = index.collection.get(include=["documents"])
    return dict(zip(kept["ids"], kept["documents"], strict=True))


def test_ray_and_a_chroma_server_make_the_identical_index(tmp_path, server):
    ray = pytest.importorskip("ray")
    from ingest.distributed import RayCluster

    corpus = small_corpus(5)
    here = small_settings(tmp_path / "here")
    build_index(here, corpus, encode=WordEncoder())
    there = replace(small_settings(tmp_path / "there"), chroma_url=server)
    not_needed = WordEncoder()
    workers = RayCluster(WordEncoder)
    try:
        built = build_index(there, corpus, encode=not_needed, spread=workers.embed)
    finally:
        workers.close()
    assert not ray.is_initialized()
    assert not_needed.seen == []
    assert built.embedded > 0
    (build_folder(there, built.manifest.build) / VECTORS_FILE).unlink()  # as seen from elsewhere
    local, remote = open_index(here, corpus.paragraphs), open_index(there, corpus.paragraphs)
    assert remote.read().rows == local.read().rows
    assert np.allclose(remote.read().matrix, local.read().matrix, atol=1e-5)
    assert texts_of(remote) == texts_of(local)
    found = remote.query(WordEncoder().one(corpus.paragraphs[1].search_text), 1, role="text")
    assert found[0][0].paragraph_id == corpus.paragraphs[1].id


def test_a_new_build_on_the_server_replaces_the_old_one(tmp_path, server):
    settings, corpus = replace(small_settings(tmp_path), chroma_url=server), small_corpus(2)
    build_index(settings, corpus, encode=WordEncoder())
    assert is_current(settings, corpus) is not None
    other = changed(corpus, 0, "Quite other words.")
    build_index(settings, other, encode=WordEncoder())
    assert open_index(settings, other.paragraphs).collection.count() > 0
    with pytest.raises(IndexNotBuilt):
        open_index(settings, corpus.paragraphs)


def test_a_server_that_does_not_answer_is_one_sentence(tmp_path):
    settings = replace(small_settings(tmp_path), chroma_url=f"http://127.0.0.1:{free_port()}")
    with pytest.raises(StoreError, match=r"does not answer\. Start it with: chroma run"):
        open_index(settings, small_corpus(1).paragraphs)
