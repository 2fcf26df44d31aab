"""Question sets and runs from and to other tools: CSV, XLSX, BEIR, TREC, Ragas."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook, load_workbook

from assistant.corpus import Corpus
from evals.asking import Record
from evals.gold import Gold
from evals.questions import Fault, Question, parse_entry

if TYPE_CHECKING:
    from ragas import EvaluationDataset

COLUMNS = ("id", "question", "type", "style", "answerable", "report", "para", "evidence",
           "key_facts", "answer", "why", "history", "split")  # fmt: skip
APART = " | "  # between pieces of evidence, key facts and turns in one cell
FORMS = " / "  # between the accepted forms of one key fact


def from_table(
    rows: Iterable[Mapping[str, str]], file: str, names: Mapping[str, str] | None = None
) -> tuple[list[Question], list[Fault]]:
    """Questions of table rows; `names` says which column holds which of our fields.

    >>> questions, faults = from_table([{"Nr": "1", "Frage": "Who?"}], "x.csv", {"id": "Nr"})
    >>> str(faults[0])
    "x.csv, line 2: 'question' is empty"
    """
    map_of = {column: column for column in COLUMNS} | dict(names or {})
    questions: list[Question] = []
    faults: list[Fault] = []
    used: dict[str, int] = {}
    for line, row in enumerate(rows, start=2):
        cells = {ours: (row.get(theirs) or "").strip() for ours, theirs in map_of.items()}
        question, reasons = parse_entry(_entry(cells))
        if question is not None and question.id in used:
            reasons.append(f"the id {question.id!r} was used in line {used[question.id]}")
        faults += [Fault(file, line, reason) for reason in reasons]
        if question is not None:
            used.setdefault(question.id, line)
            if not reasons:
                questions.append(question)
    return questions, faults


def read_table(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file or of the first sheet of an XLSX file, by their column heads."""
    if path.suffix.lower() == ".xlsx":
        sheet = load_workbook(path, read_only=True, data_only=True).worksheets[0]
        lines = [["" if cell is None else str(cell) for cell in row] for row in sheet.values]
        return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]] if lines else []
    with path.open(encoding="utf-8-sig", newline="") as table:
        return list(csv.DictReader(table))


def write_table(questions: Sequence[Question], path: Path) -> None:
    """Questions as CSV or XLSX, in the columns that `read_table` takes back."""
    rows = [[row[column] for column in COLUMNS] for row in map(to_row, questions)]
    if path.suffix.lower() == ".xlsx":
        book = Workbook()
        sheet = book.worksheets[0]
        sheet.append(list(COLUMNS))
        for line in rows:
            sheet.append([_as_text(cell) for cell in line])
        book.save(path)
        return
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows([COLUMNS, *rows])


def to_row(question: Question) -> dict[str, str]:
    """A question as cells of text; an alternative piece of evidence is marked "= "."""
    return {
        "id": question.id,
        "question": question.question,
        "type": question.type,
        "style": question.style,
        "answerable": "yes" if question.answerable else "no",
        "report": APART.join(e.report for e in question.evidence),
        "para": APART.join(e.para for e in question.evidence),
        "evidence": APART.join(("= " if e.alternative else "") + e.text for e in question.evidence),
        "key_facts": APART.join(FORMS.join(forms) for forms in question.key_facts),
        "answer": question.answer,
        "why": question.why,
        "history": APART.join(question.history),
        "split": question.split,
    }


def write_beir(
    questions: Sequence[Question], golds: Mapping[str, Gold], corpus: Corpus, folder: Path
) -> None:
    """A BEIR folder: corpus.jsonl, queries.jsonl, qrels/test.tsv."""
    (folder / "qrels").mkdir(parents=True, exist_ok=True)
    texts = [
        {"_id": p.id, "title": p.headings[-1] if p.headings else "", "text": p.text}
        for p in corpus.paragraphs
    ]
    queries = [{"_id": q.id, "text": q.question} for q in questions]
    _write_lines(texts, folder / "corpus.jsonl")
    _write_lines(queries, folder / "queries.jsonl")
    lines = ["query-id\tcorpus-id\tscore"]
    lines += [f"{q.id}\t{one}\t1" for q in questions for one in sorted(golds[q.id].ids)]
    (folder / "qrels" / "test.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def read_beir(folder: Path, corpus: Corpus) -> tuple[list[Question], list[Fault]]:
    """Questions of a BEIR folder over our paragraphs; each judged paragraph is its own evidence."""
    queries = [
        json.loads(line)
        for line in (folder / "queries.jsonl").read_text("utf-8").split("\n")
        if line.strip()
    ]
    judged: dict[str, list[str]] = {}
    faults: list[Fault] = []
    lines = (folder / "qrels" / "test.tsv").read_text("utf-8").split("\n")
    for number, line in enumerate(lines[1:], start=2):
        parts = line.split("\t")
        if len(parts) != 3:
            if line.strip():
                faults.append(Fault("test.tsv", number, "needs three columns set apart by tabs"))
        elif parts[1] not in corpus:
            faults.append(Fault("test.tsv", number, f"there is no paragraph {parts[1]!r}"))
        elif parts[2].strip() not in ("0", "0.0"):
            judged.setdefault(parts[0], []).append(parts[1])
    questions = [
        _judged_question(q["_id"], q["text"], judged.get(q["_id"], []), corpus) for q in queries
    ]
    return questions, faults


def write_trec(
    questions: Sequence[Question],
    golds: Mapping[str, Gold],
    records: Sequence[Record],
    folder: Path,
) -> None:
    """TREC qrels.txt and run.txt, for trec_eval or ir_measures."""
    folder.mkdir(parents=True, exist_ok=True)
    qrels = [f"{q.id} 0 {one} 1" for q in questions for one in sorted(golds[q.id].ids)]
    run = [
        f"{record['id']} Q0 {passage['paragraph_id']} {rank} {passage['score']} assistant"
        for record in records
        for rank, passage in enumerate(record["retrieved"], start=1)
    ]
    (folder / "qrels.txt").write_text("\n".join(qrels) + "\n", encoding="utf-8")
    (folder / "run.txt").write_text("\n".join(run) + "\n", encoding="utf-8")


def read_trec_run(path: Path) -> tuple[dict[str, list[str]], list[Fault]]:
    """The rankings of a TREC run by question id, best score first, and malformed lines."""
    scored: dict[str, list[tuple[float, str]]] = {}
    faults: list[Fault] = []
    for number, line in enumerate(path.read_text("utf-8").split("\n"), start=1):
        parts = line.split()
        if not parts:
            continue
        try:
            question, _, paragraph, _, score, _ = parts
            scored.setdefault(question, []).append((-float(score), paragraph))
        except ValueError:
            faults.append(Fault(path.name, number, "needs: id Q0 paragraph rank score name"))
    return {key: [one for _, one in sorted(pairs)] for key, pairs in scored.items()}, faults


def to_ragas(questions: Sequence[Question], records: Sequence[Record]) -> EvaluationDataset:
    """A Ragas dataset of answered questions: texts, ids and reference answers."""
    from ragas import EvaluationDataset, SingleTurnSample

    samples = [
        SingleTurnSample(
            user_input=question.question,
            response=record["answer"],
            retrieved_contexts=[passage["text"] for passage in record["retrieved"]],
            retrieved_context_ids=[passage["paragraph_id"] for passage in record["retrieved"]],
            reference=question.answer,
            reference_contexts=[evidence.text for evidence in question.evidence],
        )
        for question, record in zip(questions, records, strict=True)
    ]
    return EvaluationDataset(samples=[*samples])


def from_ragas(dataset: EvaluationDataset, corpus: Corpus) -> list[Question]:
    """Questions of a Ragas dataset: reference contexts that stand in our reports are evidence."""
    from evals.gold import holds

    found: list[Question] = []
    for number, sample in enumerate(dataset.samples, start=1):
        texts = getattr(sample, "reference_contexts", None) or []
        ids = [next((p.id for p in corpus.paragraphs if holds(p, text)), "") for text in texts]
        placed = [one for one in ids if one]
        asked = str(getattr(sample, "user_input", ""))
        answer = str(getattr(sample, "reference", "") or "")
        question = _judged_question(f"R-{number:04}", asked, placed, corpus, answer)
        found.append(question)
    return found


def _judged_question(
    name: str, text: str, ids: Sequence[str], corpus: Corpus, answer: str = ""
) -> Question:
    """A question whose evidence is whole paragraphs; without any it is taken as not covered."""
    evidence = [
        {"report": (p := corpus.paragraph(one)).report_id, "para": p.number, "text": p.text}
        for one in ids
    ]
    entry: dict[str, Any] = {
        "id": name, "question": text, "type": "imported", "style": "natural",
        "answerable": bool(ids), "evidence": evidence,
        "key_facts": [[answer or corpus.paragraph(ids[0]).text[:80]]] if ids else [],
        "answer": answer,
    }  # fmt: skip
    question, reasons = parse_entry(entry if ids else entry | {"why": "near-domain"})
    if question is None or reasons:
        raise ValueError(f"{name}: {'; '.join(reasons)}")
    return question


def _entry(cells: Mapping[str, str]) -> dict[str, Any]:
    """The JSON object of a row of cells."""
    texts = _split(cells["evidence"])
    reports, paras = _split(cells["report"]), _split(cells["para"])
    evidence = [
        {"report": report, "para": para, "text": text.removeprefix("= ")}
        | ({"alternative": True} if text.startswith("= ") else {})
        for report, para, text in zip(reports, paras, texts, strict=False)
    ]
    whole = len(texts) == len(reports) == len(paras)
    entry: dict[str, Any] = {
        "id": cells["id"], "question": cells["question"],
        "type": cells["type"] or "fact", "style": cells["style"] or "natural",
        "answerable": cells["answerable"].lower() not in ("no", "false", "0"),
        "evidence": evidence if whole else "report, para and evidence differ in number",
        "key_facts": [fact.split(FORMS) for fact in _split(cells["key_facts"])],
        "answer": cells["answer"],
    }  # fmt: skip
    for key in ("why", "split"):
        if cells[key]:
            entry[key] = cells[key]
    return entry | ({"history": _split(cells["history"])} if cells["history"] else {})


def _split(cell: str) -> list[str]:
    """The parts of a cell."""
    return [part.strip() for part in cell.split(APART.strip()) if part.strip()]


def _as_text(cell: str) -> str:
    """A cell that a spreadsheet does not take for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@") and not cell.startswith("= ") else cell


def _write_lines(entries: Iterable[Mapping[str, Any]], path: Path) -> None:
    """One JSON object per line."""
    lines = (json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)
    path.write_text("".join(lines), encoding="utf-8")
