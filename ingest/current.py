"""Whether the index in use was made from exactly this corpus: decided without loading a model."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from assistant.build_files import damaged_in_build
from assistant.corpus import Corpus, corpus_hash
from assistant.embedding import fingerprint
from assistant.manifest import FORMAT, Manifest
from assistant.settings import Settings
from assistant.store import build_folder, current_manifest


def is_current(settings: Settings, corpus: Corpus) -> Manifest | None:
    """The index in use when it is whole and made from exactly this corpus and model, else None."""
    manifest = current_manifest(settings)
    if manifest is None or manifest.source != source_hash(corpus):
        return None
    if manifest.model != fingerprint(settings) or not manifest.files:
        return None
    return None if whats_damaged(settings, manifest) else manifest


def whats_damaged(settings: Settings, manifest: Manifest) -> tuple[str, ...]:
    """The files of a build that are not as they were written; those of a server are its own."""
    folder = build_folder(settings, manifest.build)
    return () if settings.chroma_url else damaged_in_build(folder, manifest)


def source_hash(corpus: Corpus) -> str:
    """Changes whenever any entry would: over paragraphs, annotations and the rules."""
    digest = hashlib.sha256(f"{FORMAT} {corpus_hash(corpus.paragraphs)}".encode())
    for text in _sources(corpus):
        digest.update(text.encode())
        digest.update(b"\0")
    return digest.hexdigest()


def _sources(corpus: Corpus) -> Iterable[str]:
    """The annotations that entries are made from, in order."""
    for paragraph in corpus.paragraphs:
        yield paragraph.id
        annotation = corpus.annotations.get(paragraph.id)
        if annotation is not None:
            yield from (annotation.gist, *annotation.questions)
        for fact in corpus.facts.get(paragraph.id, ()):
            yield from fact.questions
