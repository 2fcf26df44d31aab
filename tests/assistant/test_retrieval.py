"""Retrieval over the real reports with vectors of hashed words: order, filters, quotas, follow-ups."""

from dataclasses import replace
from zlib import crc32

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.build_files import Row
from assistant.domain import Filters, Kind, Turn
from assistant.evidence import by_role, gather_evidence
from assistant.keyword import Stems
from assistant.ranking import CONVEX, read_weights, weigh
from assistant.retrieval import Retriever, Stages, passes
from assistant.scoring import FEATURES
from assistant.settings import ROOT
from assistant.wording import Lexicon, build_lexicon, read_question
from tests.fakes import bundled_corpus
from tests.index import SETTINGS


class HashedWords:
    """An encoder without a model: each stem adds one of 384 directions."""

    def __init__(self) -> None:
        self.stems = Stems()

    def embed(self, text: str) -> NDArray[np.float32]:
        vector = np.full(384, 1e-3, np.float32)
        for stem in self.stems.of(text):
            vector[crc32(stem.encode()) % 384] += 1
        return vector / np.float32(np.linalg.norm(vector))


CORPUS = bundled_corpus()
ENCODER = HashedWords()


def rows_of(*, annotated: bool) -> tuple[list[Row], NDArray[np.float32]]:
    rows, texts = [], []
    for paragraph in CORPUS.paragraphs:
        rows.append(Row(f"{paragraph.id}#text.0", paragraph.id, "text", 0))
        texts.append(paragraph.search_text or paragraph.text)
        note = CORPUS.annotations.get(paragraph.id)
        for place, question in enumerate(note.questions if note and annotated else ()):
            rows.append(Row(f"{paragraph.id}#question.{place}", paragraph.id, "question", place))
            texts.append(question)
    return rows, np.stack([ENCODER.embed(text) for text in texts])


ALL = Stages()


def build(*, annotated: bool, stages: Stages = ALL) -> Retriever:
    vectors = by_role(CORPUS, *rows_of(annotated=annotated))
    return Retriever(gather_evidence(CORPUS, vectors), ENCODER, CONVEX, stages)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return build_lexicon(CORPUS, SETTINGS)


@pytest.fixture(scope="module")
def retriever() -> Retriever:
    return build(annotated=True)


def ids(
    retriever: Retriever,
    lexicon: Lexicon,
    question: str,
    filters: Filters = Filters(),
    k: int = 10,
) -> list[str]:
    found = retriever.retrieve(read_question(question, (), lexicon), k, filters)
    return [passage.paragraph.id for passage in found]


def test_a_sentence_of_a_paragraph_finds_the_paragraph(
    retriever: Retriever, lexicon: Lexicon
) -> None:
    question = "It was disturbing that a serious case review took almost three years to complete"
    assert ids(retriever, lexicon, question)[0] == "2002/5.45"


def test_at_least_ten_passages_come_best_first_and_differ(
    retriever: Retriever, lexicon: Lexicon
) -> None:
    found = retriever.retrieve(read_question("vetting of NHS staff", (), lexicon), 10)
    scores = [passage.score for passage in found]
    assert len({passage.paragraph.id for passage in found}) == 10
    assert scores == sorted(scores, reverse=True)


def test_the_same_question_gives_the_same_result_to_the_last_bit(lexicon: Lexicon) -> None:
    reading = read_question("What did they say about GPs and conferences?", (), lexicon)
    first, second = (build(annotated=True).retrieve(reading, 10) for _ in range(2))
    assert [(p.paragraph.id, p.score) for p in first] == [(p.paragraph.id, p.score) for p in second]


def test_words_that_nothing_shares_leave_the_order_of_reading(
    retriever: Retriever, lexicon: Lexicon
) -> None:
    keyword = build(annotated=True, stages=Stages(dense=False, hints=False))
    assert ids(keyword, lexicon, "xylophone zzyzx", k=3) == [
        paragraph.id for paragraph in CORPUS.paragraphs[:3]
    ]


@pytest.mark.parametrize(
    ("filters", "holds"),
    [
        (Filters(reports=("2008",)), lambda p: p.report_id == "2008"),
        (Filters(kinds=(Kind.GOOD_PRACTICE,)), lambda p: p.kind is Kind.GOOD_PRACTICE),
        (Filters(chapter="appendix b"), lambda p: "Appendix B" in p.headings[0]),
        (
            Filters(reports=("2002",), agency="Home Office"),
            lambda p: "home office" in f"{p.text} {p.headings} {p.addressee}".lower(),
        ),
    ],
)
def test_filters_leave_only_what_they_name(
    retriever: Retriever, lexicon: Lexicon, filters: Filters, holds: object
) -> None:
    found = retriever.retrieve(
        read_question("information about children", (), lexicon), 10, filters
    )
    assert found
    assert all(passes(passage.paragraph, filters) for passage in found)
    assert all(holds(passage.paragraph) for passage in found)  # type: ignore[operator]


def test_filters_that_nothing_passes_give_nothing(retriever: Retriever, lexicon: Lexicon) -> None:
    assert ids(retriever, lexicon, "children", Filters(agency="Xanadu Agency")) == []


def test_a_comparison_has_both_reports_among_the_first_five(
    retriever: Retriever, lexicon: Lexicon
) -> None:
    question = "How did vetting of NHS staff change between the 2002 and the 2008 report?"
    first = ids(retriever, lexicon, question)[:5]
    assert sum(i.startswith("2002/") for i in first) >= 2
    assert sum(i.startswith("2008/") for i in first) >= 2


def test_a_report_named_in_the_question_comes_first(retriever: Retriever, lexicon: Lexicon) -> None:
    later = ids(retriever, lexicon, "What did the later report say about vetting?")[:5]
    assert sum(i.startswith("2008/") for i in later) >= 3


def test_a_follow_up_finds_what_its_conversation_is_about(
    retriever: Retriever, lexicon: Lexicon
) -> None:
    question = "How long did the longest serious case review take to complete?"
    turn = Turn(question, question, ("2002/5.45",))
    reading = read_question("and why was it so slow?", (turn,), lexicon)
    assert "2002/5.45" in [p.paragraph.id for p in retriever.retrieve(reading, 5)]


def test_without_annotations_the_text_alone_is_searched(lexicon: Lexicon) -> None:
    plain = build(annotated=False)
    columns = plain.columns(read_question("vetting of NHS staff", (), lexicon))
    assert not columns["words question"].any()
    assert not columns["annotated"].any()
    assert ids(plain, lexicon, "vetting of NHS staff")


def test_every_column_that_weights_may_name_is_measured(
    retriever: Retriever, lexicon: Lexicon
) -> None:
    columns = retriever.columns(read_question("vetting", (), lexicon))
    assert set(columns) == set(FEATURES)
    assert all(len(column) == len(CORPUS.paragraphs) for column in columns.values())
    shipped = read_weights(ROOT / "data" / "models")
    assert set(shipped.annotated) | set(shipped.plain) <= set(FEATURES)
    assert weigh(columns, shipped.annotated).shape == (len(CORPUS.paragraphs),)


def test_stages_switched_off_leave_no_weight(lexicon: Lexicon) -> None:
    reading = replace(read_question("vetting", (), lexicon), reports=("2008",))
    none = build(annotated=True, stages=Stages(keyword=False, dense=False, hints=False))
    assert {passage.score for passage in none.retrieve(reading, 10)} == {0.0}


def test_features_name_what_speaks_for_a_passage(retriever: Retriever, lexicon: Lexicon) -> None:
    reading = read_question("Serious case review took almost three years to complete", (), lexicon)
    passages = retriever.retrieve(reading, 2)
    best, second = retriever.features(reading, passages)
    assert best["text"] > second["text"]
    assert 0 < second["words text"] <= 1
    assert set(best) == set(second) == set(FEATURES)


def test_vectors_of_a_paragraph_come_with_their_places(retriever: Retriever) -> None:
    vectors, places = retriever.vectors_of("2002/5.45", "question")
    assert places == list(range(len(CORPUS.annotations["2002/5.45"].questions)))
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert retriever.vectors_of("2002/H/ACPO", "fact")[1] == []
    assert retriever.vectors_of("2002/5.45", "unknown")[1] == []


@pytest.mark.parametrize(
    "question",
    [
        "Who should vet NHS staff?",
        "How did vetting of NHS staff change between the 2002 and the 2008 report?",
        "What did the later report say about secure training centres?",
    ],
)
def test_a_large_corpus_is_searched_through_the_vector_index_with_the_same_result(
    retriever: Retriever, lexicon: Lexicon, question: str
) -> None:
    texts = retriever.evidence.vectors["text"]

    def nearest(vector: NDArray[np.float32], k: int) -> list[str]:
        order = np.argsort(-(texts.matrix @ vector), kind="stable")[:k]
        return [CORPUS.paragraphs[texts.owners[at]].id for at in order]

    large = Retriever(retriever.evidence, ENCODER, CONVEX, nearest=nearest)  # type: ignore[arg-type]
    assert ids(large, lexicon, question, k=5) == ids(retriever, lexicon, question, k=5)
    inside = Filters(reports=("2008",))
    assert ids(large, lexicon, question, inside) == ids(retriever, lexicon, question, inside)


def test_a_paragraph_named_in_the_question_comes_first(
    retriever: Retriever, lexicon: Lexicon
) -> None:
    assert ids(retriever, lexicon, "what does paragraph 5.45 say?")[0] == "2002/5.45"
    assert ids(retriever, lexicon, "explain recommendation 14 of the 2008 report")[0] == "2008/R/14"
    assert ids(retriever, lexicon, "What is wanted under standard seven?")[0] in (
        "2002/B/S7",
        *(f"2002/B/7.{number}" for number in range(1, 10)),
    )
