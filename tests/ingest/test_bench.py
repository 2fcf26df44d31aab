"""The benchmark's memory figures: what is read, and how growth is told from the index itself."""

import os

import numpy as np

from ingest import bench
from ingest.memory import give_back, resident
from tests.index import SETTINGS


def test_growth_is_told_with_and_without_the_graph() -> None:
    first = bench.Reading(5_000, 300.0, 10.0, 15.0)
    last = bench.Reading(15_000, 335.0, 30.0, 45.0)
    said = bench.growth([first, last])
    assert said.startswith("3.5 kB more in memory for each further text")
    assert "stores 3.0 kB" in said
    assert "+5.2% over 10,000 texts" in said


def test_memory_is_read_in_megabytes_and_freed_memory_goes_back() -> None:
    before = resident()
    held = np.ones(100_000_000, np.uint8)  # so much is never cut from memory held already
    assert 90 < resident() - before < 110
    del held
    give_back()
    assert resident() - before < 10
    assert before < os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e6


def test_the_large_ingestion_reads_memory_every_few_thousand_texts(monkeypatch) -> None:
    monkeypatch.setattr(bench, "EVERY", 300)
    lines = list(bench._memory(SETTINGS, 600))
    assert lines[0].startswith("600 generated paragraphs: ")
    assert sum("texts:" in line for line in lines[1:]) >= 2
    assert "kB more in memory for each further text" in lines[-1]
