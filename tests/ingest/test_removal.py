"""After a removal no file holds the words or the id of the report, whenever it was killed."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import pytest

from assistant.audit import AuditLog
from assistant.conversations import ConversationStore, new_conversation
from assistant.embedding import fingerprint
from assistant.feedback import FeedbackStore, judged
from assistant.librarian import Librarian
from assistant.library import LEAVING, load_corpus
from assistant.pages.library_tab import LibraryEvents, listing_html
from assistant.pages.rights import Person
from assistant.pages.uploads import PREFIX
from assistant.quiz.items import ItemType, Option, Quiz, QuizItem
from assistant.quiz.store import Shelf
from assistant.removals import report_mark
from assistant.removed import Removed
from evals import report, runs
from evals.questions import Evidence, Question, write_questions
from ingest.adding import accept, preview
from ingest.vectors import FILE, text_key
from tests.ingest.product import KESTREL, Product, make_product, variables
from tests.ingest.small import WordEncoder

ROOT = Path(__file__).resolve().parents[2]
ASKED = "Were health visitors asked to strategy meetings?"
OTHER = "Were foster carers trained before a child was placed?"
TRACES = (b"kestrel-7", b"quartzine", b"kestrelford", b"seldom asked", b"kept minutes")
OWNER = "browser:one"


def item(source, quote):
    """A quiz item that rests on one paragraph."""
    options = (
        Option(quote, True, f"It says: {quote}", source, quote),
        Option("Never.", False, "It does not."),
    )
    return QuizItem(
        f"q-{source[:3]}", ItemType.SINGLE, "finding", "What was found?", source, quote,
        "A review, paragraph 1", quote, "", "2015", options,
    )  # fmt: skip


def use(product):
    """Use the product so that each of its stores holds words of both reports."""
    assistant, settings = product.assistant(), product.settings
    answers = [assistant.ask(question) for question in (ASKED, OTHER)]
    assert [answer.citations[0].paragraph.report_id for answer in answers] == [
        "kestrel-7",
        "heron-3",
    ]
    conversation = new_conversation(OWNER)
    for answer in answers:
        conversation = conversation.with_answer(answer)
    ConversationStore(settings.state_dir / "conversations.sqlite").save(conversation)
    (settings.state_dir / "conversations.sqlite.damaged-1").write_bytes(
        b"SQLite kestrel-7/1 Quartzine"
    )
    (settings.state_dir / "conversations.sqlite.damaged-2").write_bytes(b"SQLite heron-3/1")
    feedback = FeedbackStore(settings.state_dir / "feedback.jsonl")
    feedback.add(judged(answers[0], helpful=False, reason="see kestrel-7/2", right="kestrel-7/2"))
    corpus = assistant.corpus
    quotes = {p.id: p.text for p in corpus.paragraphs}
    items = (item("kestrel-7/3", quotes["kestrel-7/3"]), item("heron-3/1", quotes["heron-3/1"]))
    shelf = Shelf(settings.state_dir / "quizzes")
    shelf.save("My quiz", Quiz("My quiz", items))
    (shelf.folder / "old.damaged").write_text(
        f'{{"source": "kestrel-7/1", "quote": "{quotes["kestrel-7/1"]}"'
    )
    asked = [
        Question("K-1", ASKED, "single", "natural", True, (Evidence("kestrel-7", "3", quotes["kestrel-7/3"]),), (), quotes["kestrel-7/3"]),
        Question("H-1", OTHER, "single", "natural", True, (Evidence("heron-3", "1", quotes["heron-3/1"]),)),
    ]  # fmt: skip
    done = runs.run(
        assistant, corpus, runs.Plan(asked, settings.data_dir / "runs" / "mine", {"format": 1})
    )
    report.write(done, done.folder / "report.html")
    (settings.data_dir / "questions").mkdir()
    write_questions(asked, settings.data_dir / "questions" / "feedback.jsonl")
    judge = settings.data_dir / "cache" / "judge"
    judge.mkdir()
    (judge / "abc.json").write_text(json.dumps({"reason": "It says “seldom asked”."}))
    uploads = Path(os.environ["GRADIO_TEMP_DIR"]) / "9f86d081"
    served = Path(tempfile.gettempdir()) / f"{PREFIX}1-served"  # of a page in another process
    for place in (uploads, served / "9f86d081", served / "tmpexport"):
        place.mkdir(parents=True)
        (place / "review.txt").write_text(KESTREL)
    (served / "tmpexport" / "review.txt").write_text(
        "Asked on 1 May: Review of Kestrelford, paragraph 2"
    )
    (uploads / "other.txt").write_text("Another file of the same size?")
    return conversation


def held(folder):
    """What each file below a folder shows of the removed report, by its path."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        content = path.read_bytes().lower() if path.is_file() and not path.is_symlink() else b""
        seen = [trace for trace in TRACES if trace in content or trace in name.lower().encode()]
        if seen:
            found[name] = seen
    return found


@pytest.fixture
def product(tmp_path, monkeypatch):
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "uploads"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    made = Product(make_product(tmp_path), monkeypatch)
    assert made.ingest() == 0
    return made


def test_no_file_holds_the_words_or_the_id_after_a_removal(product, tmp_path, capsys):
    kept = use(product)
    vector = (
        WordEncoder()
        .one("Quartzine assessments were late in nine of forty cases that we read.")
        .tobytes()
    )
    cache = product.settings.index_dir / FILE
    assert vector in cache.read_bytes()
    before = held(tmp_path)
    for area in ("index/builds", "library/kestrel-7", "data/cache/encoder", "data/cache/judge", "data/runs/mine/answers",
                 "data/runs/mine/scores", "data/runs/mine/report", "data/questions", "state/conversations",
                 "state/feedback", "state/quizzes/My", "state/quizzes/old", "uploads", "temporary/"):  # fmt: skip
        assert any(name.startswith(area) for name in before), area
    other = product.ask(OTHER)
    capsys.readouterr()
    assert product.ingest("remove", "kestrel-7") == 0
    said = capsys.readouterr().out
    assert "Removed: Review of Kestrelford" in said
    assert "Its words were in 1 quiz item, and are gone." in said
    assert held(tmp_path) == {}
    assert vector not in cache.read_bytes()
    assert text_key(fingerprint(product.settings), "unseen") not in cache.read_bytes()
    after = product.ask(OTHER)
    assert after[:3] == other[:3]
    first, second = (
        ConversationStore(product.settings.state_dir / "conversations.sqlite")
        .find(OWNER, kept.id)
        .answers
    )
    assert first.question == ASKED
    assert first.citations == ()
    assert first.statements[-1].text.startswith("Removed from the library on ")
    assert second.citations == kept.answers[1].citations
    assert second.statements == kept.answers[1].statements
    quiz = Shelf(product.settings.state_dir / "quizzes").load("My quiz")
    assert [each.source for each in quiz.items] == ["heron-3/1"]
    assert "Removed from the library on" in quiz.notes[0]
    (judgement,) = FeedbackStore(product.settings.state_dir / "feedback.jsonl").all()
    assert (judgement.question, judgement.right, judgement.cited) == (ASKED, "", ())
    run = runs.read_run(product.settings.data_dir / "runs" / "mine")
    assert [row.answer.startswith("Removed from the library") for row in run.rows] == [True, False]
    assert run.rows[1].answer == other[1]
    assert (run.folder / "report.html").exists()
    assert [path.name[-1] for path in product.settings.state_dir.glob("*.damaged-*")] == ["2"]
    assert (tmp_path / "uploads" / "9f86d081" / "other.txt").exists()


def test_a_page_that_was_open_stores_none_of_the_words_again(product, tmp_path):
    conversation = use(product)
    state = product.settings.state_dir
    shelf = Shelf(state / "quizzes")
    drafted = shelf.load("My quiz")
    assert product.ingest("remove", "kestrel-7") == 0
    store = ConversationStore(state / "conversations.sqlite")
    store.save(conversation.with_answer(product.assistant().ask(OTHER)))
    shelf.save("My quiz", drafted)
    late = judged(conversation.answers[0], helpful=True, reason="", right="")
    FeedbackStore(state / "feedback.jsonl").add(late)
    assert held(tmp_path) == {}
    assert len(store.find(OWNER, conversation.id).answers) == 3
    assert [each.source for each in shelf.load("My quiz").items] == ["heron-3/1"]
    again = preview(product.settings, "review.txt", KESTREL.encode(), title="Review of Kestrelford",
                    date="2015-03", publisher="The Board", report_id="kestrel-7")  # fmt: skip
    accept(product.settings, again)
    shelf.save("My quiz", drafted)
    assert len(shelf.load("My quiz").items) == 2


KILLED = """
    import os, signal, sys
    import pytest
    from ingest import building, commands, forgetting
    from tests.ingest.product import Product
    from assistant.settings import read_settings
    owner, name, when = {
        "before the index": (building, "build_index", 0), "after the swap": (forgetting, "_forget", 0),
        "old builds": (building, "sweep", 1), "vectors": (forgetting, "_forget_vectors", 1),
        "uploads": (forgetting, "_forget_uploads", 1), "stored": (forgetting, "_forget_stored", 1),
        "the folder": (commands, "settle", 0), "deleting it": (commands, "settle", 2)}[sys.argv[1]]
    real = getattr(owner, name)
    calls = []
    def killed(*given, **named):
        calls.append(1)
        if name == "sweep" and len(calls) == 1:
            return real(*given, **named)  # the first one is of the build
        if when == 1:
            real(*given, **named)
        if when == 2:
            import shutil
            shutil.rmtree = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
            real(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)
    setattr(owner, name, killed)
    Product(read_settings(os.environ), pytest.MonkeyPatch()).ingest("remove", "kestrel-7")
"""
STEPS = [
    "before the index",
    "after the swap",
    "old builds",
    "vectors",
    "uploads",
    "stored",
    "the folder",
    "deleting it",
]


@pytest.fixture(scope="module")
def used(tmp_path_factory):
    """A product that was used, from which nothing was removed."""
    folder = tmp_path_factory.mktemp("used")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADIO_TEMP_DIR", str(folder / "uploads"))
        patch.setattr(tempfile, "tempdir", str(folder / "temporary"))
        made = Product(make_product(folder), patch)
        assert made.ingest() == 0
        use(made)
    return folder


@pytest.mark.parametrize("step", STEPS)
def test_a_removal_killed_at_any_step_is_completed_by_the_next_ingestion(
    used, tmp_path, monkeypatch, step
):
    from tests.ingest.test_damaged_product import make_settings

    folder = tmp_path / "copy"
    shutil.copytree(used, folder, symlinks=True)
    settings = make_settings(folder)
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(folder / "uploads"))
    monkeypatch.setenv("TMPDIR", str(folder / "temporary"))
    monkeypatch.setattr(tempfile, "tempdir", str(folder / "temporary"))
    product = Product(settings, monkeypatch)
    killed = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED), step], cwd=ROOT, check=False,
        env={**os.environ, **variables(settings), "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL
    if step == "stored":  # a start of the page completes it as well
        Librarian(settings).finish()
    else:
        assert product.ingest("--if-needed") == 0
    assert held(folder) == {}
    assert [report.id for report in load_corpus(settings).reports] == ["heron-3"]
    assert product.ask(OTHER)[2] == ("Review of Heronsea (March 2015), paragraph 1",)


def test_the_page_names_a_damaged_report_and_can_remove_it(product, tmp_path):
    librarian = Librarian(product.settings)
    (product.settings.library_dir / "kestrel-7" / "paragraphs.jsonl").write_text("{")
    (product.settings.library_dir / "kestrel-7" / "source.txt").unlink()
    shown = listing_html(librarian)
    assert "Review of Kestrelford” was not searched" in shown
    assert 'data-action="remove" data-value="kestrel-7"' in shown
    assert str(tmp_path) not in shown
    log = product.settings.state_dir / "audit.jsonl"
    events = LibraryEvents(librarian, AuditLog(log), lambda: "1 report is searched now.")
    list(
        events._run(
            librarian.remove("kestrel-7"), "report removed", Person(name="anna", address="10.0.0.7")
        )
    )
    assert held(tmp_path) == {}
    assert json.loads(log.read_text().splitlines()[-1])["report"] == report_mark("kestrel-7")


def test_a_removal_that_cannot_be_completed_says_so_and_is_completed_later(
    product, tmp_path, capsys, monkeypatch
):
    use(product)

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("ingest.forgetting._forget_uploads", full)
        assert product.ingest("remove", "kestrel-7") == 2
    sentence = capsys.readouterr().err.strip().splitlines()[-1]
    assert sentence.startswith("The removal is not complete")
    assert (product.settings.library_dir / "kestrel-7" / LEAVING).exists()
    product.carry_out(sentence)
    assert held(tmp_path) == {}


@pytest.mark.parametrize(
    ("report_id", "text", "left"),
    [("review", "a review of review/1.2 was read", "a review of a removed report/1.2 was read"),
     ("a-1", "see a-1, a-11 and a-1/2", "see a removed report, a-11 and a removed report/2"),
     ("2015.x", "in 2015.x.", "in a removed report."), ("x-1", "http://h/x-1", "http://h/x-1")],
)  # fmt: skip
def test_only_the_names_of_the_report_are_taken_out_of_a_text(report_id, text, left):
    assert Removed(report_id, ("Review",), "1 May 2027").scrub(text) == left
