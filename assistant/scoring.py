"""What speaks for a paragraph: one column of evidence per feature, one row per paragraph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from assistant.evidence import Column, Columns, Evidence, Places, Vectors
from assistant.places import stands_at
from assistant.word_vectors import NAMES as ALIGNED
from assistant.wording import Reading, Wants

SHARPNESS = 20.0  # how much the nearest of several vectors counts above the rest
EXPANSION = 0.5  # weight of glossary words beside the question's own
FEATURES = (
    "text", "question", "questions", "gist", "sentence", "joined", "around",
    "words text", "words head", "words gist", "words question", "words terms", "field text",
    "report", "other report", "cited", "near cited", "annotated",
    "wants recommendation", "wants duty", "wants example", "wants standard", "named part",
    "named paragraph",
    "recommendation", "good practice", "criterion", "appendix", "note", *ALIGNED,
)  # fmt: skip


def measure(
    evidence: Evidence,
    reading: Reading,
    vectors: Sequence[Column],
    places: Places | None = None,
    asked_of: Mapping[str, Column] = {},
    words: Columns | None = None,
) -> Columns:
    """All columns for one question; `vectors`: of the whole, then of a follow-up's own part.

    With `places` only these paragraphs are measured, one row for each in the order given.
    `asked_of`: vectors of what a comparison asks of single reports. `words`: the columns of
    shared words where they are known already.
    """
    columns = {
        name: column if places is None else column[places]
        for name, column in evidence.constant.items()
    }
    near = _near(evidence, vectors[0], places)
    for own in vectors[1:]:
        further = _near(evidence, own, places)
        near = {name: 0.5 * column + 0.5 * further[name] for name, column in near.items()}
    for report, vector in asked_of.items():
        inside = evidence.reports.among((report,))
        inside = inside if places is None else inside[places]
        clause = _near(evidence, vector, places)
        near = {n: np.where(inside, 0.5 * c + 0.5 * clause[n], c) for n, c in near.items()}
    columns |= near
    words = shared_words(evidence, reading) if words is None else words
    for found in (words, _hinted(evidence, reading)):
        columns |= found if places is None else {n: column[places] for n, column in found.items()}
    return columns


def _near(evidence: Evidence, vector: Column, places: Places | None) -> Columns:
    """Cosines to the paragraph's text, sentences and annotations."""
    size = evidence.size if places is None else len(places)
    cosines = {
        role: (held, held.matrix @ vector)
        for role, held in _narrowed(evidence.vectors, places).items()
    }
    asked_by = [cosines[role] for role in ("question", "fact") if role in cosines]
    text = _best([cosines["text"]] if "text" in cosines else [], size)
    sentence = _best([cosines["sentence"]] if "sentence" in cosines else [], size)
    plain = np.maximum(text, sentence)
    question = _best(asked_by, size)
    pooled = _pooled(asked_by, size)
    gist = _best([cosines["gist"]] if "gist" in cosines else [], size)
    around = text.copy()
    if places is None:
        around[1:-1] = 0.5 * (text[:-2] + text[2:])
    question = np.where(question == 0, plain, question)
    return {
        "text": text,
        "question": question,
        "questions": np.where(pooled == 0, plain, pooled),
        "gist": np.where(gist == 0, text, gist),
        "sentence": np.where(sentence == 0, text, sentence),
        "joined": np.maximum(question, plain),
        "around": around,
    }


def _narrowed(roles: Mapping[str, Vectors], places: Places | None) -> Mapping[str, Vectors]:
    """The vectors of these paragraphs alone, their owners counted from 0 in the order given."""
    return roles if places is None else {role: v.of(places) for role, v in roles.items()}


def _best(several: Sequence[tuple[Vectors, Column]], size: int) -> Column:
    """The highest cosine of each paragraph's rows, 0 where it has none."""
    column = np.zeros(size, np.float32)
    for held, cosines in several:
        if len(held.owners):
            best = np.maximum.reduceat(cosines, held.starts)
            column[held.owners] = np.maximum(column[held.owners], best)
    return column


def _pooled(several: Sequence[tuple[Vectors, Column]], size: int) -> Column:
    """A soft maximum over the rows of several roles: one near row counts, two count a bit more."""
    total = np.zeros(size, np.float32)
    for held, cosines in several:
        if len(held.owners):
            total[held.owners] += np.add.reduceat(np.exp(SHARPNESS * cosines), held.starts)
    return np.where(total > 0, np.log(np.maximum(total, 1e-9)) / SHARPNESS, 0).astype(np.float32)


def shared_words(evidence: Evidence, reading: Reading) -> Columns:
    """BM25 per field as a share of the best score, glossary words counted less."""
    stems = evidence.keywords.stems
    own = stems.of(reading.searched_for)
    if reading.context:
        own += stems.of(reading.asked)
    added = [stem for term in reading.terms for stem in stems.of(term)]
    added = [stem for stem in dict.fromkeys(added) if stem not in own]
    asked, glossary = evidence.keywords.scores(own), evidence.keywords.scores(added)
    zeros = np.zeros(evidence.size, np.float32)
    columns: Columns = {}
    for name in ("text", "head", "gist", "question", "terms"):
        both = asked.get(name, zeros) + EXPANSION * glossary.get(name, zeros)
        columns[f"words {name}"] = share(both)
    columns["field text"] = share(glossary.get("text", zeros))
    return columns


def share(column: Column) -> Column:
    """The column divided by its highest value, zeros where nothing scored."""
    top = float(column.max(initial=0.0))
    return column / top if top > 0 else column


def _hinted(evidence: Evidence, reading: Reading) -> Columns:
    """Whether the paragraph is what the question names: report, sort, cited just before."""
    size = evidence.size
    columns = {
        name: np.zeros(size, np.float32)
        for name in ("report", "other report", "cited", "near cited")
    }
    if reading.reports:
        inside = evidence.reports.among(reading.reports).astype(np.float32)
        columns["report"], columns["other report"] = inside, 1 - inside
    for want in Wants:
        kinds = [kind.value for kind in want.kinds] if want in reading.wants else []
        columns[f"wants {want.value}"] = evidence.kinds.among(kinds).astype(np.float32)
    columns |= _named(evidence, reading)
    for paragraph_id in reading.cited:
        report = paragraph_id.partition("/")[0]
        if paragraph_id in evidence.corpus and report in (reading.reports or (report,)):
            here = evidence.corpus.position(paragraph_id)
            weight = 1.0 if reading.context else 0.4
            columns["cited"][here] = weight
            columns["near cited"][max(0, here - 2) : here + 3] = weight
    return columns


def _named(evidence: Evidence, reading: Reading) -> Columns:
    """Whether the paragraph is, or stands in, a place that the question names."""
    columns = {}
    for name, exact in (("named paragraph", True), ("named part", False)):
        places = [place for place in reading.places if place.exact is exact]
        column = np.zeros(evidence.size, np.float32)
        if places:
            for at, paragraph in enumerate(evidence.corpus.paragraphs):
                column[at] = any(stands_at(paragraph, place) for place in places)
        columns[name] = column
    return columns
