"""Corpus and index belong together at every moment while a report is being added or removed."""

import pytest

from assistant.errors import CorpusError, IndexNotBuilt, StoreError
from assistant.library import load_corpus, load_next_corpus, settle
from assistant.store import open_index
from ingest.adding import accept
from ingest.building import build_index
from ingest.library_commands import accept_and_build, remove_and_build
from tests.ingest.small import WordEncoder, small_settings
from tests.ingest.test_adding import NUMBERED, look


class Killed(BaseException):
    """Stands in for kill -9: nothing after it runs."""


def killed(_):
    raise Killed


def full(_):
    raise StoreError("The disk is full.")


def ids(corpus):
    return [report.id for report in corpus.reports]


@pytest.fixture
def settings(tmp_path):
    return small_settings(tmp_path)


@pytest.fixture
def ready(tmp_path):
    return look(tmp_path, "review.txt", NUMBERED, report_id="local")


def test_a_killed_addition_leaves_the_old_reports_served_and_the_next_run_completes_it(settings, ready):
    build_index(settings, load_corpus(settings), encode=WordEncoder())
    with pytest.raises(Killed):
        accept_and_build(settings, ready, killed)
    served = load_corpus(settings)
    assert ids(served) == ["2002", "2008"]
    assert open_index(settings, served.paragraphs).read().rows  # as a process started now does
    coming = load_next_corpus(settings)
    assert ids(coming) == ["2002", "2008", "local"]
    with pytest.raises(IndexNotBuilt):
        open_index(settings, coming.paragraphs)
    settle(settings, served)  # of another run, which did not know it
    assert ids(load_corpus(settings)) == ["2002", "2008"]
    build_index(settings, coming, encode=WordEncoder())
    settle(settings, coming)
    assert ids(load_corpus(settings)) == ["2002", "2008", "local"]
    assert open_index(settings, load_corpus(settings).paragraphs).read().rows


def test_a_killed_removal_leaves_the_report_served_and_the_next_run_completes_it(settings, ready):
    accept(settings, ready)
    with pytest.raises(Killed):
        remove_and_build(settings, "local", killed)
    assert ids(load_corpus(settings)) == ["2002", "2008", "local"]
    without = load_next_corpus(settings)
    assert ids(without) == ["2002", "2008"]
    settle(settings, without)
    assert not (settings.library_dir / "local").exists()


def test_a_removal_whose_index_cannot_be_built_is_taken_back(settings, ready):
    accept(settings, ready)
    with pytest.raises(StoreError):
        remove_and_build(settings, "local", full)
    assert ids(load_next_corpus(settings)) == ["2002", "2008", "local"]


def test_an_id_that_is_being_added_is_taken(settings, ready, tmp_path):
    with pytest.raises(Killed):
        accept_and_build(settings, ready, killed)
    with pytest.raises(CorpusError, match="already a report 'local'"):
        look(tmp_path, "review.txt", NUMBERED, report_id="local")
