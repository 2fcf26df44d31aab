"""The encoder: known weights, what is embedded for a paragraph, the exported copy."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.embedding import (
    BASE,
    check_weights,
    fingerprint,
    load_passage_model,
    passage_text,
    trained_layers,
)
from assistant.errors import ModelUnavailable
from assistant.query_encoder import query_encoder
from assistant.settings import ROOT
from tests.fakes import bundled_corpus
from tests.index import SETTINGS

CORPUS = bundled_corpus()


def test_a_recommendation_is_embedded_with_whom_it_addresses() -> None:
    paragraph = CORPUS.paragraph("2002/2.23")
    assert passage_text(paragraph).startswith("Area Child Protection Committees with their")
    assert passage_text(paragraph).endswith(paragraph.search_text)


def test_a_finding_is_embedded_with_its_chapter_not_with_the_word_findings() -> None:
    text = passage_text(CORPUS.paragraph("2002/4.13"))
    assert text.startswith("How Well Individual Agencies Safeguard Children: ")


def test_the_shipped_layers_are_small_and_match_their_sum() -> None:
    layers = trained_layers(SETTINGS)
    assert layers is not None
    assert layers.stat().st_size < 30_000_000
    check_weights(SETTINGS)


def test_each_model_has_its_own_fingerprint() -> None:
    assert fingerprint(SETTINGS) != fingerprint(replace(SETTINGS, embedding_model=BASE))


def test_altered_layers_an_unknown_model_and_missing_layers_are_refused(tmp_path: Path) -> None:
    models = tmp_path / "models"
    shutil.copytree(ROOT / "data" / "models", models)
    layers = models / "encoder.safetensors"
    layers.write_bytes(layers.read_bytes()[:-1] + b"\0\0")
    settings = replace(SETTINGS, data_dir=tmp_path)
    with pytest.raises(ModelUnavailable, match="does not match its sha256"):
        check_weights(settings)
    layers.unlink()
    with pytest.raises(ModelUnavailable, match="is missing"):
        trained_layers(settings)
    with pytest.raises(ModelUnavailable, match="Choose 'trained' or 'all-MiniLM-L6-v2'"):
        trained_layers(replace(SETTINGS, embedding_model="bge"))


@pytest.mark.slow
def test_the_exported_encoder_gives_nearly_the_vectors_of_the_model_that_embeds_paragraphs() -> (
    None
):
    texts = [
        "Who chairs the ACPC?",
        CORPUS.paragraph("2002/5.45").text,
        "wot is the YOT for",
        "",
    ]
    encoder = query_encoder(SETTINGS)
    made = load_passage_model(SETTINGS).encode(texts, normalize_embeddings=True)
    asked = np.stack([encoder.embed(text) for text in texts])
    cosines = (asked * made).sum(axis=1)
    assert cosines.min() > 0.98  # 8-bit matrices against whole ones
    assert (asked @ made.T).argmax(axis=1).tolist() == [0, 1, 2, 3]
    again = query_encoder(SETTINGS)
    assert np.array_equal(encoder.embed(texts[0]), again.embed(texts[0]))


@pytest.mark.slow
def test_a_text_beyond_the_window_is_still_embedded() -> None:
    encoder = query_encoder(SETTINGS)
    long = "safeguarding children " * 400
    assert abs(float(np.linalg.norm(encoder.embed(long))) - 1) < 1e-5
