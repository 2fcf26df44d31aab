"""The composition root: settings become objects; the only place that knows which ones."""

from __future__ import annotations

from assistant.answering import Assistant
from assistant.candidates import Finder
from assistant.claims import Claims
from assistant.corpus import Corpus
from assistant.covering import build_coverage
from assistant.embedding import fingerprint
from assistant.extracting import build_extractor
from assistant.lexicon import build_lexicon
from assistant.library import load_corpus
from assistant.llm import connect, read_endpoint
from assistant.retrieval import build_retriever
from assistant.settings import Settings
from assistant.triage import Sense
from assistant.writing import Writer

__all__ = ["build_assistant", "load_corpus"]


def build_assistant(settings: Settings) -> Assistant:
    """The assistant for these settings.

    Raises IndexNotBuilt, CorpusError, ModelUnavailable or SettingsError with what to do.
    """
    corpus = load_corpus(settings)
    writer = build_writer(corpus, settings)  # first: what it says is said before the loading
    retriever = build_retriever(corpus, settings)
    finder = Finder(corpus, retriever)
    return Assistant(
        corpus=corpus,
        settings=settings,
        lexicon=build_lexicon(corpus, settings),
        retriever=retriever,
        extractor=build_extractor(corpus, finder, settings.data_dir),
        coverage=build_coverage(corpus, finder, settings.data_dir),
        claims=Claims(finder),
        writer=writer,
        sense=Sense(retriever.embed, fingerprint(settings)),
    )


def build_writer(corpus: Corpus, settings: Settings) -> Writer | None:
    """The writer with the configured language model, None where none is set."""
    model, endpoint = connect(settings), read_endpoint(settings)
    if model is None or endpoint is None:
        return None
    return Writer(model, settings.llm, endpoint.host, settings.llm_context, corpus.cite)
