"""What a run says of the reports, held against the corpus: a run may come from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from assistant.corpus import Corpus
from assistant.domain import NOT_FOUND, Citation
from assistant.standing_words import says
from evals.asking import read_records
from evals.runs import Row, Run

MARK = f" ({NOT_FOUND})"
SHOWN = 120  # characters of a quotation that is named
_STATEMENT = re.compile(r"(.+?)((?: \[\d+\])+)(?=\n|$)", re.DOTALL)


def held_against(run: Run, corpus: Corpus) -> Run:
    """The run with every statement and quotation marked that the reports held here do not have."""
    records = {one.get("id"): one for one in read_records(run.folder / "answers.jsonl")}
    rows = tuple(_held(row, records.get(row.id, {}), corpus) for row in run.rows)
    count = sum(len(row.unfound) for row in rows)
    if not count:
        return run
    answers = sum(bool(row.unfound) for row in rows)
    said = f"{count} statements, quotations or citations of {answers} answers: {NOT_FOUND}"
    warned = [*run.summary.get("warnings", ()), said]
    return replace(run, rows=rows, summary={**run.summary, "warnings": warned})


def cited_words(record: Mapping[str, Any], corpus: Corpus) -> str:
    """The quotations of a record, one a line with the label of the paragraph that is held."""
    return "\n".join(
        f"[{cited['marker']}] {corpus.cite(corpus.paragraph(name))}: {cited['quote']}"
        if _stands(name := str(cited["paragraph_id"]), str(cited["quote"]), corpus)
        else f"[{cited['marker']}]{MARK}"
        for cited in record["citations"]
    )


def marked(answer: str, cited: list[str], corpus: Corpus) -> tuple[str, list[str]]:
    """An answer's text with a mark behind each statement that no cited paragraph says; these."""
    known = [corpus.paragraph(name) for name in dict.fromkeys(cited) if name in corpus]
    resting = [Citation(0, p, corpus.cite(p), 0, len(p.text)) for p in known]
    lacking: list[str] = []

    def checked(found: re.Match[str]) -> str:
        text = found[1].strip("\n")
        lead, _, rest = text.partition("\n")
        bare = rest if lead.endswith(":") and rest else text
        if says(text, resting, corpus) or says(bare, resting, corpus):
            return found[0]
        lacking.append(bare)
        return found[1] + MARK

    return _STATEMENT.sub(checked, answer), lacking


def _held(row: Row, record: Mapping[str, Any], corpus: Corpus) -> Row:
    """The row with its answer marked, and what of it is not found."""
    answer, lacking = marked(row.answer, list(row.cited), corpus)
    lacking += [name for name in row.cited if name not in corpus]
    lacking += _quotes(record, corpus)
    return replace(row, answer=answer, unfound=tuple(one[:SHOWN] for one in lacking))


def _quotes(record: Mapping[str, Any], corpus: Corpus) -> Iterator[str]:
    """The quotations of a record that do not stand in the paragraph they name."""
    for cited in record.get("citations", ()):
        name, quote = str(cited["paragraph_id"]), str(cited["quote"])
        if name in corpus and not _stands(name, quote, corpus):
            yield f"“{quote}” as {name}"


def _stands(name: str, quote: str, corpus: Corpus) -> bool:
    """Whether a quotation stands word for word in the paragraph of this id."""
    return name in corpus and bool(quote) and quote in corpus.paragraph(name).text
