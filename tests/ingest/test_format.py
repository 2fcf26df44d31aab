"""The number of the index format is raised whenever the texts that get a vector are made otherwise."""

import hashlib
import json
from dataclasses import replace

import pytest

from assistant import manifest
from assistant.corpus import Corpus
from assistant.domain import Annotation, Fact, Kind, Paragraph, Report
from assistant.errors import IndexNotBuilt
from assistant.store import build_folder, open_index
from ingest.building import _row_line, build_index
from ingest.current import is_current
from ingest.entries import entries
from ingest.pipeline import to_node
from tests.ingest.small import WordEncoder, small_corpus, small_settings

PINNED = {1: "31811c7606e56f76"}

REPORT = Report("x", "X", "X", "The Board", "2002-10", "", "numbered", "x.txt", "")
PARAGRAPHS = (
    Paragraph(
        "x", "2.5", "paragraph 2.5", Kind.RECOMMENDATION,
        "The committees should ensure that: (39 and 40)\n• staff are trained; and\n• records are kept. They should also meet.",
        ("Chapter 2: Recommendations", "The Home Office"),
        search_text="The committees should ensure that:\n• staff are trained; and\n• records are kept. They should also meet.",
        addressee="Area Child Protection Committees",
    ),
    Paragraph("x", "2.6/GP1", "good practice after paragraph 2.6", Kind.GOOD_PRACTICE, "In Kent, staff met weekly.", ("Chapter 2: Recommendations", "Findings")),
    Paragraph("x", "2.7", "paragraph 2.7", Kind.FINDING, " ".join(f"In area {n} the agencies worked together well." for n in range(60))),
)  # fmt: skip
CORPUS = Corpus(
    (REPORT,),
    PARAGRAPHS,
    {"x/2.5": Annotation("x/2.5", "Committees must train staff.", ("Who trains staff?", "What is kept?"), ("training",))},
    {"x/2.5": (Fact("x/2.5", "staff are trained; and", "recommendation", ("Who is trained?", "Are staff trained?"), "Staff."),)},
)  # fmt: skip


def digest() -> str:
    """Of everything that the code makes of the sample: ids, texts, metadata and rows."""
    made = hashlib.sha256()
    for paragraph in PARAGRAPHS:
        for order, entry in enumerate(entries(CORPUS, paragraph, lambda text: len(text.split()))):
            made.update(json.dumps([entry.text, to_node(entry, order).metadata]).encode())
            made.update(_row_line(entry).encode())
    return made.hexdigest()[:16]


def test_the_sample_has_entries_of_every_role() -> None:
    roles = {e.role for p in PARAGRAPHS for e in entries(CORPUS, p, lambda text: len(text.split()))}
    assert roles == {"text", "gist", "question", "fact", "sentence"}


def test_entries_are_made_as_the_format_number_says() -> None:
    assert digest() == PINNED[manifest.FORMAT], (
        "Entries of the index are made differently: raise FORMAT in assistant/manifest.py and "
        f"add {digest()!r} for it here, so that every index is built anew."
    )


@pytest.fixture
def of_before(tmp_path):
    """An index that an earlier version of the code has built."""
    settings, corpus = small_settings(tmp_path), small_corpus(2)
    built = build_index(settings, corpus, encode=WordEncoder())
    old = replace(built.manifest, format=manifest.FORMAT - 1)
    (settings.index_dir / manifest.POINTER).write_text(old.to_json())
    return settings, corpus, old


def test_an_index_of_another_format_is_not_served_and_is_built_anew(of_before) -> None:
    settings, corpus, old = of_before
    assert is_current(settings, corpus) is None
    with pytest.raises(IndexNotBuilt, match=r"this version can read\. Run: python -m ingest"):
        open_index(settings, corpus.paragraphs)
    again = WordEncoder()
    built = build_index(settings, corpus, encode=again)
    assert again.seen == []
    assert built.manifest.format == manifest.FORMAT
    assert is_current(settings, corpus) is not None
    assert build_folder(settings, old.build).exists()  # what a running server still reads
