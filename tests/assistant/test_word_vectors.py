"""Word pieces of paragraphs: made once, kept on disk, compared with a question word by word."""

import errno
from dataclasses import dataclass, replace
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest

from assistant import word_vectors
from assistant.alignment import Tokens
from assistant.answerable import Answerable, answerable_from_json, answerable_to_json
from assistant.bearers import borne
from assistant.errors import ModelUnavailable
from assistant.evidence import by_role, gather_evidence
from assistant.ranking import CONVEX
from assistant.retrieval import Retriever
from assistant.sentences import pieces
from assistant.settings import ROOT, Settings
from assistant.word_vectors import WordVectors, read_word_vectors
from assistant.wording import read_question
from tests.fakes import bundled_corpus
from tests.index import SETTINGS

CORPUS = bundled_corpus()
FEW = [CORPUS.paragraph(key) for key in ("2002/5.45", "2002/5.46", "2008/R/14")]


@dataclass
class SpelledWords:
    """An encoder without a model: each word has a direction of its own, whatever stands by it."""

    texts: int = 0

    def tokens(self, text: str) -> Tokens:
        self.texts += 1
        words = text.lower().split() or ["-"]
        ids = tuple(crc32(word.strip(".,;:?").encode()) % 30_000 for word in words)
        return Tokens(ids, np.stack([direction(each) for each in ids]))

    def embed(self, text: str) -> np.ndarray:
        whole = self.tokens(text).matrix.sum(axis=0)
        return (whole / np.linalg.norm(whole)).astype(np.float32)


def direction(piece: int) -> np.ndarray:
    vector = np.random.default_rng(piece).normal(size=384)
    return (vector / np.linalg.norm(vector)).astype(np.float32)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "models").symlink_to(ROOT / "data" / "models")
    return replace(SETTINGS, data_dir=tmp_path)


def read(settings: Settings, encoder: SpelledWords) -> WordVectors:
    found = read_word_vectors(FEW, settings, encoder)  # type: ignore[arg-type]
    assert found is not None
    return found


def test_the_words_of_each_sentence_are_those_of_the_encoder(settings: Settings) -> None:
    held = read(settings, SpelledWords())
    for paragraph in FEW:
        for piece in pieces(paragraph):
            wanted = SpelledWords().tokens(piece.text)
            found = held.piece(paragraph.id, piece.order)
            assert found.ids == wanted.ids
            assert np.allclose(found.matrix, wanted.matrix, atol=1e-3)


def test_they_are_made_once_and_again_only_where_the_text_changes(settings: Settings) -> None:
    first, second, third = SpelledWords(), SpelledWords(), SpelledWords()
    read(settings, first)
    read(settings, second)
    assert first.texts == sum(len(pieces(paragraph)) for paragraph in FEW)
    assert second.texts == 0
    changed = [*FEW[:2], replace(FEW[2], text="Nothing is left of it.")]
    read_word_vectors(changed, settings, third)  # type: ignore[arg-type]
    assert third.texts == 1


def test_a_paragraph_that_has_the_words_of_the_question_is_aligned_with_it(
    settings: Settings,
) -> None:
    held, encoder = read(settings, SpelledWords()), SpelledWords()
    own = " ".join(FEW[1].text.split()[:6])
    values = held.aligned(encoder.tokens(own), [each.id for each in FEW])
    assert values[1] == pytest.approx([1, 1, 1], abs=1e-3)
    assert values[0, 1] < 0.9
    assert values[2, 1] < 0.9
    unknown = held.aligned(encoder.tokens(own), ["2002/1.1"])
    assert unknown.tolist() == [[0, 0, 0]]


def test_a_full_disk_is_one_sentence_and_leaves_nothing_half_written(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(ModelUnavailable, match=r"No space left on device\. Free some disk space"):
        read(settings, SpelledWords())
    assert not list((settings.data_dir / "cache").rglob("*.npy"))
    monkeypatch.undo()
    read(settings, SpelledWords())


def test_a_very_large_library_is_not_compared_word_by_word(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word_vectors, "MOST", 2)
    assert read_word_vectors(FEW, settings, SpelledWords()) is None  # type: ignore[arg-type]


def test_words_decide_between_paragraphs_that_are_as_near_as_a_whole(settings: Settings) -> None:
    from assistant.build_files import Row
    from assistant.lexicon import build_lexicon

    encoder = SpelledWords()
    rows = [Row(f"{p.id}#text.0", p.id, "text", 0) for p in CORPUS.paragraphs]
    alike = np.tile(encoder.embed("the same for all"), (len(rows), 1))
    held = read_word_vectors(CORPUS.paragraphs, settings, encoder)  # type: ignore[arg-type]
    flat = {"text": 1.0}
    told = {"text": 1.0, "aligned whole": 1.0}
    weights = replace(CONVEX, plain=told, plain_first={**flat, "words text": 1.0})
    evidence = gather_evidence(CORPUS, by_role(CORPUS, rows, alike), held)
    retriever = Retriever(evidence, encoder, weights)  # type: ignore[arg-type]
    wanted = CORPUS.paragraph("2002/5.45")
    question = " ".join(wanted.text.split()[2:12])
    reading = read_question(question, (), build_lexicon(CORPUS, SETTINGS))
    found = retriever.retrieve(reading, 60)
    assert found[0].paragraph.id == "2002/5.45"
    scores = [passage.score for passage in found]
    assert scores == sorted(scores, reverse=True)
    assert len({passage.paragraph.id for passage in found}) == 60


@pytest.mark.parametrize(
    ("question", "bears", "does_not"),
    [
        ("How long does a review take?", "It takes four months.", "It is slow."),
        ("How many areas were visited?", "They visited eight areas.", "They went far."),
        ("What was the annual budget?", "It was £35,000.", "It was small."),
        ("When was the service created?", "It began in April 2001.", "It began then."),
        ("Which council did well?", "It was Kent that did.", "All of them did."),
    ],
)
def test_a_sentence_bears_what_is_asked_for(question: str, bears: str, does_not: str) -> None:
    found = borne(question, [bears, does_not])
    assert found
    assert all(each == [True, False] for each in found)


def test_a_question_that_asks_for_no_such_thing_has_no_bearers() -> None:
    assert borne("Why do referrals fail?", ["It takes four months."]) == []


def test_the_model_of_questions_survives_its_file_and_is_silent_without_weights() -> None:
    model = Answerable((0.25, -1.5), 0.125)
    vector = np.array([1.0, 0.5], np.float32)
    assert model.odds_against(vector) == pytest.approx(0.25 - 0.75 + 0.125)
    again = answerable_from_json(answerable_to_json(model))
    assert again.odds_against(vector) == model.odds_against(vector)
    assert Answerable().odds_against(vector) == 0.0
