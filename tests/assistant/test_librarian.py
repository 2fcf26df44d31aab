"""The page's way to the user's own reports: a preview first, in a process of its own."""

from dataclasses import replace

import pytest

from assistant.errors import CorpusError
from assistant.librarian import Described, Librarian
from assistant.pages.library_tab import found_html, listing_html
from ingest.adding import accept, preview
from tests.index import SETTINGS

REVIEW = "Findings\n\n1. Schools sent reports.\n\n2. Doctors <b>did</b> not.\n\n3. The police did.\n"


def test_a_preview_shows_the_labels_and_escapes_the_report(tmp_path):
    file = tmp_path / "review.txt"
    file.write_text(REVIEW)
    librarian = Librarian(replace(SETTINGS, library_dir=tmp_path / "library", index_dir=tmp_path / "index"))
    detected = librarian.preview(Described(str(file), "Local review", "2015-03", "The Board"))
    assert detected.summary.startswith("Local review (March 2015): 3 paragraphs, numbered as printed")
    assert [label for _, label, _ in detected.rows] == ["paragraph 1", "paragraph 2", "paragraph 3"]
    assert "Doctors &lt;b&gt;did&lt;/b&gt; not." in found_html(detected)
    assert not (tmp_path / "library").exists()
    assert listing_html(librarian).count("bundled") == 2
    assert "Remove" not in listing_html(librarian)


@pytest.mark.parametrize(
    ("name", "date", "sentence"),
    [("no.txt", "2015", "Cannot read .*no.txt"), ("review.txt", "soon", "must look like"), ("--id", "2015", "Cannot read")],
)  # fmt: skip
def test_a_refusal_is_the_sentence_of_ingestion(tmp_path, name, date, sentence):
    (tmp_path / "review.txt").write_text(REVIEW)
    librarian = Librarian(replace(SETTINGS, library_dir=tmp_path / "library"))
    with pytest.raises(CorpusError, match=sentence):
        librarian.preview(Described(str(tmp_path / name), "A review", date, "The Board"))


def test_only_added_reports_can_be_removed(tmp_path):
    librarian = Librarian(replace(SETTINGS, library_dir=tmp_path / "library"))
    with pytest.raises(CorpusError, match="no added report '2002'"):
        list(librarian.remove("2002"))


def test_progress_is_said_before_anything_has_been_done(tmp_path):
    librarian = Librarian(replace(SETTINGS, library_dir=tmp_path / "library", index_dir=tmp_path / "index"))
    steps = librarian.add(Described(str(tmp_path / "none.txt"), "Local review", "2015-03", "The Board"))
    assert next(steps) == "reading the report and starting; it takes about a minute"
    with pytest.raises(CorpusError, match=r"Cannot read .*none\.txt"):
        list(steps)


def test_an_added_report_has_its_row_and_is_not_added_again(tmp_path):
    settings = replace(SETTINGS, library_dir=tmp_path / "library", index_dir=tmp_path / "index")
    file = tmp_path / "review.txt"
    file.write_text(REVIEW)
    accept(
        settings,
        preview(settings, file.name, file.read_bytes(), title="Local <i>review", date="2015-03", publisher="Board"),
    )
    librarian = Librarian(settings)
    shown = listing_html(librarian)
    assert "Local &lt;i&gt;review" in shown
    assert 'data-action="remove" data-value="local-i-review"' in shown
    assert "Remove" not in listing_html(librarian, removable=False)
    again = Described(str(file), "Another name", "2016", "The Board")
    with pytest.raises(CorpusError, match="already in the library as “Local <i>review”"):
        librarian.preview(again)
