"""Whatever file is damaged, a question is answered as before, or refused with a remedy that works."""

import json
import os
import shutil
import subprocess
from dataclasses import replace

import pytest

from assistant import query_encoder, retrieval
from assistant.errors import CorpusError
from assistant.manifest import read_pointer
from assistant.query_encoder import query_model_path
from assistant.shipped import LIST, check_shipped, shipped_files
from assistant.store import build_folder, open_index
from ingest.building import build_index
from ingest.current import is_current, whats_damaged
from ingest.vectors import VectorCache
from tests.ingest.product import DAMAGE, QUESTION, Product, make_product, remedy
from tests.ingest.small import DATA, WordEncoder, small_corpus, small_settings

INDEX = (
    "index/current.json",
    "index/ingest.lock",
    "index/vectors.db",
    "index/builds/*/vectors.f32",
    "index/builds/*/rows.jsonl",
    "index/builds/*/chroma/chroma.sqlite3",
    "index/builds/*/chroma/*/*",
)
CACHE = (
    "data/cache/*.onnx",
    "data/cache/*.checksum",
    "data/cache/*/words-heron-3-*/matrix.npy",
    "data/cache/*/words-heron-3-*/layout.npz",
    "data/cache/*/words-heron-3-*/checksums.json",
)
LIBRARY = (
    "library/heron-3/report.json",
    "library/heron-3/paragraphs.jsonl",
    "library/heron-3/checksums.json",
    "library/heron-3/source.txt",
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A product that was ingested, and what it answers."""
    with pytest.MonkeyPatch.context() as patch:
        product = Product(make_product(tmp_path_factory.mktemp("whole")), patch)
        assert product.ingest() == 0
        return product.settings.data_dir.parent, product.ask(), product.searches()


def moved(settings, folder):
    """The settings of a copy of a product."""
    return replace(
        settings, data_dir=folder / "data", library_dir=folder / "library",
        index_dir=folder / "index", state_dir=folder / "state",
    )  # fmt: skip


@pytest.fixture
def product(whole, tmp_path, monkeypatch):
    """A copy of the product, whose files are links: what is damaged is copied first."""
    folder = tmp_path / "copy"
    shutil.copytree(whole[0], folder, symlinks=True, copy_function=os.link)
    made = Product(moved(make_settings(whole[0]), folder), monkeypatch)
    good = query_model_path(made.settings).with_suffix(".good")
    os.link(query_model_path(made.settings), good)
    monkeypatch.setattr(query_encoder, "load_passage_model", lambda _: [FakeModel()])
    monkeypatch.setattr(query_encoder, "_lean", lambda _: None)
    monkeypatch.setattr(query_encoder, "_write_onnx", lambda _, path: shutil.copy(good, path))
    monkeypatch.setattr(query_encoder, "_quantise", lambda _: None)
    return made


class FakeModel:
    """Stands in for the model that the question encoder is exported from."""

    auto_model = property(lambda self: self)

    def eval(self):
        return self


def make_settings(folder):
    from assistant.settings import Settings

    return moved(Settings(), folder)


def damage(path, kind):
    """Damage a file that may be a link to a good one."""
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content)
    DAMAGE[kind](path)


def below(product, pattern):
    """The files of a product that a pattern names."""
    found = sorted(product.settings.data_dir.parent.glob(pattern))
    assert found, pattern
    return [path for path in found if path.is_file()]


def test_the_patterns_name_every_file_of_index_cache_and_reports(product):
    folder = product.settings.data_dir.parent
    named = {path for pattern in (*INDEX, *CACHE, *LIBRARY) for path in folder.glob(pattern)}
    held = [
        path
        for part in ("index", "data/cache", "library/heron-3")
        for path in (folder / part).rglob("*")
    ]
    ends = ("good", "lock")
    others = {
        p
        for p in held
        if p.is_file() and p not in named and not p.name.endswith(ends) and "kestrel" not in str(p)
    }
    assert others == set()


READ = (
    "index/current.json",
    "index/builds/*/vectors.f32",
    "index/builds/*/rows.jsonl",
    "data/cache/*.onnx",
    "data/cache/*/words-heron-3-*/matrix.npy",
)  # every kind of damage to these, three kinds to what lies beside them
CASES = [
    (pattern, kind)
    for pattern in (*INDEX, *CACHE)
    for kind in DAMAGE
    if pattern in READ or kind in ("removed", "one byte", "a folder")
]


@pytest.mark.parametrize(("pattern", "kind"), CASES)
def test_a_damaged_index_or_cache_answers_as_before_or_says_what_to_do(
    whole, product, pattern, kind
):
    for path in below(product, pattern):
        if path.stat().st_size or kind in ("removed", "a folder"):
            damage(path, kind)
    sentence = product.refusal()
    if sentence:
        assert "Run: python -m ingest" in sentence
        product.carry_out(sentence)
    assert product.searches() == whole[2]
    assert sentence or product.ingest("--if-needed") == 0
    manifest = read_pointer(product.settings.index_dir)
    assert manifest is not None
    assert whats_damaged(product.settings, manifest) == ()
    assert sentence or product.searches() == whole[2]


@pytest.mark.parametrize("kind", DAMAGE)
@pytest.mark.parametrize("pattern", LIBRARY)
def test_a_damaged_added_report_is_set_aside_and_said_while_the_rest_serves(
    whole, product, pattern, kind, capsys
):
    for path in below(product, pattern):
        damage(path, kind)
    served = product.assistant()
    assert served.corpus.report("kestrel-7").title == "Review of Kestrelford"
    late = served.ask("Were health visitors asked to strategy meetings?")
    assert [citation.label for citation in late.citations] == [
        "Review of Kestrelford (March 2015), paragraph 3"
    ]
    if product.ask() != whole[1]:
        (aside,) = served.corpus.set_aside
        assert (aside.id, aside.title) == ("heron-3", "Review of Heronsea")
        assert aside.notice in late.notices
        capsys.readouterr()
        assert product.ingest("list") == 0
        assert aside.notice in capsys.readouterr().out
        product.carry_out(aside.notice)
    assert product.ask() == whole[1]
    assert product.assistant().corpus.set_aside == ()


@pytest.mark.parametrize(
    "both",
    [
        ("report.json", "source.txt"),
        ("paragraphs.jsonl", "source.txt"),
        ("checksums.json", "report.json"),
    ],
)
def test_a_report_that_cannot_be_made_again_can_be_removed_as_the_sentence_says(
    whole, product, both
):
    for name in both:
        damage(product.settings.library_dir / "heron-3" / name, "zeroed")
    assert product.ingest("--if-needed") == 0
    (aside,) = product.assistant().corpus.set_aside
    assert remedy(aside.notice) == ["python", "-m", "ingest", "remove", "heron-3"]
    product.carry_out(aside.notice)
    assert not (product.settings.library_dir / "heron-3").exists()
    assert [report.id for report in product.assistant().corpus.reports] == ["kestrel-7"]
    assert product.assistant().corpus.set_aside == ()


def test_a_folder_of_the_library_without_a_report_is_named_and_can_be_removed(product):
    (product.settings.library_dir / "stray-1").mkdir()
    (aside,) = product.assistant().corpus.set_aside
    assert aside.id == "stray-1"
    product.carry_out(aside.notice)
    assert product.assistant().corpus.set_aside == ()


def test_a_large_library_is_refused_with_a_damaged_vector_index_and_survives_its_removal(
    product, monkeypatch, whole
):
    monkeypatch.setattr(retrieval, "LARGE", 1)
    monkeypatch.setattr(retrieval, "CANDIDATES", 2)
    before = product.ask()
    served = product.assistant()
    for path in below(product, "index/builds/*/chroma/chroma.sqlite3"):
        damage(path, "cut")
    sentence = product.refusal()
    assert "chroma.sqlite3" in sentence
    product.carry_out(sentence)
    assert product.ask() == before
    shutil.rmtree(product.settings.index_dir / "builds")
    assert served.ask(QUESTION).citations[0].label == "Review of Heronsea (March 2015), paragraph 1"


def test_the_vector_index_on_disk_stays_as_it_is_when_asked_and_its_damage_is_noticed(tmp_path):
    settings, corpus = small_settings(tmp_path), small_corpus(60)
    folder = build_folder(
        settings, build_index(settings, corpus, encode=WordEncoder()).manifest.build
    )
    index = open_index(settings, corpus.paragraphs)
    assert index.query(WordEncoder().one("safeguarding children"), 3)
    assert is_current(settings, corpus) is not None
    held = sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)
    assert len(held) > 6
    for path in held:
        content = path.read_bytes()
        DAMAGE["one byte" if path.name != "chroma.sqlite3" else "cut"](path)
        assert is_current(settings, corpus) is None, path
        path.write_bytes(content)
    assert is_current(settings, corpus) is not None


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_vector_cache_gives_no_wrong_vector(product, kind):
    path = product.settings.index_dir / "vectors.db"
    damage(path, kind)
    cache = VectorCache(path, "model")
    encoder = WordEncoder()
    texts = [f"text {count}" for count in range(40)]
    cache.write(texts, encoder(texts))
    assert all((cache.read(texts)[text] == encoder.one(text)).all() for text in texts)
    cache.close()
    content = bytearray(path.read_bytes())
    vector = encoder.one("text 7").tobytes()
    at = content.index(vector)
    content[at + 700] ^= 1
    path.write_bytes(content)
    cache = VectorCache(path, "model")
    assert cache.lacking(texts) == {"text 7"}
    assert "text 7" not in cache.read(texts)
    cache.close()


def test_the_index_of_an_earlier_version_is_read_and_built_anew_with_checksums(product, whole):
    pointer = product.settings.index_dir / "current.json"
    manifest = read_pointer(product.settings.index_dir)
    old = json.loads(manifest.to_json())
    for name in ("files", "reports", "checksum"):
        del old[name]
    pointer.unlink()
    pointer.write_text(json.dumps(old))
    assert product.ask() == whole[1]
    assert product.ingest("--if-needed") == 0
    assert read_pointer(product.settings.index_dir).files


# the files that come with the product


def test_the_list_of_checksums_is_that_of_the_files_as_they_are():
    """Changed one on purpose? Run: python -m ingest accept-data"""
    check_shipped(DATA)
    listed = [line.split("  ")[1] for line in (DATA / LIST).read_text().splitlines()[1:]]
    assert listed == list(shipped_files(DATA))


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """The data folder as a checkout of its own."""
    folder = tmp_path_factory.mktemp("check out") / "data"
    for name in (*shipped_files(DATA), LIST):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(DATA / name, folder / name)
    for command in (
        "init -q",
        "add -A",
        "-c user.name=T -c user.email=t@localhost commit -qm data",
    ):
        subprocess.run(["git", *command.split()], cwd=folder, check=True)
    return folder


@pytest.mark.parametrize("kind", DAMAGE)
@pytest.mark.parametrize("name", [*shipped_files(DATA), LIST])
def test_a_damaged_file_of_the_product_is_named_with_the_way_to_put_it_back(checkout, name, kind):
    check_shipped(checkout)
    damage(checkout / name, kind)
    with pytest.raises(CorpusError) as refused:
        check_shipped(checkout)
    sentence = str(refused.value)
    assert str(checkout / name) in sentence
    assert "\n" not in sentence
    subprocess.run(remedy(sentence), check=True, capture_output=True)
    check_shipped(checkout)


def test_a_lost_folder_of_the_product_is_put_back_too(checkout):
    shutil.rmtree(checkout / "structure")
    for _ in range(4):
        with pytest.raises(CorpusError) as refused:
            check_shipped(checkout)
        subprocess.run(remedy(str(refused.value)), check=True, capture_output=True)
    check_shipped(checkout)


def test_a_table_cut_at_the_end_of_a_line_stops_questions_and_ingestion_until_accepted(
    product, capsys
):
    cues = product.settings.data_dir / "cues.toml"
    text = cues.read_text()
    cues.unlink()
    cues.write_text(text[: text.index("\n", len(text) // 2)])
    assert "cues.toml is missing, damaged or changed. Run: git -C" in product.refusal()
    assert product.ingest("--if-needed") == 2
    assert "cues.toml" in capsys.readouterr().err
    cues.write_text(text + "\n# a remark\n")
    assert "python -m ingest accept-data" in product.refusal()
    assert product.ingest("accept-data") == 0
    assert product.refusal() == ""
