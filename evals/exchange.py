"""Question sets and rankings from and to BEIR and TREC, every fault named by file and line."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.corpus import Corpus
from assistant.spreadsheets import STARTS, guarded, unguarded
from evals.asking import Record
from evals.gold import Gold
from evals.questions import Fault, Question, QuestionsError, parse_entry, read_lines

JUDGED_FILES = ("test.tsv", "dev.tsv", "train.tsv")  # a BEIR folder has one or more of these
Judged = dict[str, list[str]]  # the relevant paragraph ids by question id


def write_beir(
    questions: Sequence[Question], golds: Mapping[str, Gold], corpus: Corpus, folder: Path
) -> None:
    """A BEIR folder: corpus.jsonl, queries.jsonl, qrels/test.tsv."""
    _refuse_formulas(questions)
    (folder / "qrels").mkdir(parents=True, exist_ok=True)
    texts = [
        {"_id": p.id, "title": p.headings[-1] if p.headings else "", "text": p.text}
        for p in corpus.paragraphs
    ]
    queries = [
        {"_id": q.id, "text": q.question, "metadata": {"history": list(q.history)}}
        for q in questions
    ]
    _write_lines(texts, folder / "corpus.jsonl")
    _write_lines(queries, folder / "queries.jsonl")
    lines = ["query-id\tcorpus-id\tscore"]
    lines += [f"{q.id}\t{one}\t1" for q in questions for one in sorted(golds[q.id].ids)]
    (folder / "qrels" / "test.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def read_beir(folder: Path, corpus: Corpus) -> tuple[list[Question], list[Fault]]:
    """Questions of a BEIR folder over our paragraphs; each judged paragraph is its own evidence."""
    named = [name for name in JUDGED_FILES if (folder / "qrels" / name).exists()]
    if not named:
        raise QuestionsError(f"{folder}/qrels holds none of {', '.join(JUDGED_FILES)}.")
    texts, faults = _queries(folder / "queries.jsonl")
    lines = read_lines(folder / "qrels" / named[0])
    rows = [(n, line.split("\t")) for n, line in enumerate(lines, start=1) if line.strip()]
    rows = [(n, row) for n, row in rows if row[:1] != ["query-id"]]
    fitting = [(n, row[0], row[1], row[2].strip()) for n, row in rows if len(row) == 3]
    faults += [
        Fault(named[0], n, "needs three columns set apart by tabs")
        for n, row in rows
        if len(row) != 3
    ]
    judged, found = _relevant(fitting, texts, corpus, named[0])
    questions, wrong = _questions(texts, judged, corpus, "queries.jsonl")
    return questions, [*faults, *found, *wrong]


def write_trec(
    questions: Sequence[Question],
    golds: Mapping[str, Gold],
    records: Sequence[Record],
    folder: Path,
) -> None:
    """TREC topics.tsv, qrels.txt and, of what was found, run.txt: for trec_eval or ir_measures."""
    _refuse_formulas(questions)
    folder.mkdir(parents=True, exist_ok=True)
    topics = [f"{q.id}\t{guarded(' '.join(q.question.split()))}" for q in questions]
    qrels = [f"{q.id} 0 {one} 1" for q in questions for one in sorted(golds[q.id].ids)]
    run = [
        f"{record['id']} Q0 {passage['paragraph_id']} {rank} {passage['score']} assistant"
        for record in records
        for rank, passage in enumerate(record["retrieved"], start=1)
    ]
    for name, lines in {"topics.tsv": topics, "qrels.txt": qrels, "run.txt": run}.items():
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def read_trec(
    qrels: Path, texts: Mapping[str, tuple[int, str]], corpus: Corpus
) -> tuple[list[Question], list[Fault]]:
    """Questions of TREC judgements; `texts` holds what each id asks and its line."""
    rows = _columns(qrels)
    fitting = [(n, row[0], row[2], row[3]) for n, row in rows if len(row) == 4]
    faults = [
        Fault(qrels.name, n, "needs: id 0 paragraph judgement") for n, row in rows if len(row) != 4
    ]
    with_history = {key: (line, text, ()) for key, (line, text) in texts.items()}
    judged, found = _relevant(fitting, with_history, corpus, qrels.name)
    questions, wrong = _questions(with_history, judged, corpus, "topics.tsv")
    return questions, [*faults, *found, *wrong]


def read_topics(path: Path) -> tuple[dict[str, tuple[int, str]], list[Fault]]:
    """What each id of a TREC topics file (id, tab, text) asks, with its line."""
    found: dict[str, tuple[int, str]] = {}
    faults: list[Fault] = []
    for number, line in enumerate(read_lines(path), start=1):
        name, tab, text = line.strip("\r").partition("\t")
        if not line.strip():
            continue
        if not tab or not name.strip() or not text.strip():
            faults.append(Fault(path.name, number, "needs an id, a tab and the question"))
        elif name in found:
            faults.append(Fault(path.name, number, f"the id {name!r} was used before"))
        else:
            found[name] = (number, unguarded(text.strip()))
    return found, faults


def read_trec_run(
    path: Path, asked: Collection[str], corpus: Corpus
) -> tuple[dict[str, list[str]], list[Fault]]:
    """The rankings of a TREC run by question id, best score first, and every faulty line.

    `asked`: the ids of the questions that it may answer.
    """
    scored: dict[str, dict[str, float]] = {}
    faults: list[Fault] = []
    for number, parts in _columns(path):
        try:
            question, _, paragraph, _, given, _ = parts
            score = float(given)
        except ValueError:
            faults.append(Fault(path.name, number, "needs: id Q0 paragraph rank score name"))
            continue
        if question not in asked:
            faults.append(Fault(path.name, number, f"there is no question {question!r}"))
        elif paragraph not in corpus:
            faults.append(Fault(path.name, number, f"there is no paragraph {paragraph!r}"))
        elif paragraph in scored.setdefault(question, {}):
            faults.append(Fault(path.name, number, f"{paragraph} was found before"))
        else:
            scored[question][paragraph] = score
    ranked = {key: sorted(of, key=lambda one: (-of[one], one)) for key, of in scored.items()}
    return ranked, faults


def judged_question(
    name: str,
    text: str,
    evidence: Sequence[Mapping[str, Any]],
    *,
    answer: str = "",
    history: Sequence[str] = (),
) -> tuple[Question | None, list[str]]:
    """A question of another tool and what is wrong with it; without evidence it is not covered.

    Other tools have no key facts: the reference answer, else the evidence, stands for them.
    """
    entry: dict[str, Any] = {
        "id": name, "question": text, "type": "followup" if history else "imported",
        "style": "natural", "answerable": bool(evidence), "evidence": list(evidence),
        "key_facts": [[answer or evidence[0]["text"]]] if evidence else [], "answer": answer,
    }  # fmt: skip
    entry |= {"history": list(history)} if history else {}
    return parse_entry(entry if evidence else entry | {"why": "near-domain"})


def whole_paragraph(paragraph_id: str, corpus: Corpus) -> dict[str, str]:
    """A paragraph as one piece of evidence."""
    paragraph = corpus.paragraph(paragraph_id)
    return {"report": paragraph.report_id, "para": paragraph.number, "text": paragraph.text}


def _refuse_formulas(questions: Sequence[Question]) -> None:
    """QuestionsError for an id that a spreadsheet would take for a formula: it joins the files."""
    for question in questions:
        if question.id.startswith(STARTS):
            raise QuestionsError(
                f"The id {question.id!r} would be a formula in a spreadsheet. Give it another id."
            )


def _columns(path: Path) -> list[tuple[int, list[str]]]:
    """The columns of the lines that are not empty, with their line numbers."""
    lines = enumerate(read_lines(path), start=1)
    return [(number, line.split()) for number, line in lines if line.strip()]


Texts = Mapping[str, tuple[int, str, Sequence[str]]]  # by id: line, question, earlier turns


def _queries(path: Path) -> tuple[dict[str, tuple[int, str, Sequence[str]]], list[Fault]]:
    """The queries of a BEIR folder."""
    found: dict[str, tuple[int, str, Sequence[str]]] = {}
    faults: list[Fault] = []
    for number, line in enumerate(read_lines(path), start=1):
        if not line.strip():
            continue
        try:
            query = json.loads(line)
            name, text = query["_id"], query["text"]
            history = (query.get("metadata") or {}).get("history") or ()
        except (ValueError, KeyError, TypeError, AttributeError):
            faults.append(Fault(path.name, number, "needs a JSON object with '_id' and 'text'"))
            continue
        if name in found:
            faults.append(Fault(path.name, number, f"the id {name!r} was used before"))
        found[str(name)] = (number, str(text), history)
    return found, faults


def _relevant(
    rows: Iterable[tuple[int, str, str, str]], texts: Texts, corpus: Corpus, file: str
) -> tuple[Judged, list[Fault]]:
    """The paragraphs judged relevant by question, of rows of line, question, paragraph, grade."""
    judged: Judged = {}
    faults: list[Fault] = []
    for number, question, paragraph, grade in rows:
        try:
            relevant = float(grade) > 0
        except ValueError:
            faults.append(Fault(file, number, f"the judgement {grade!r} is not a number"))
            continue
        if question not in texts:
            faults.append(Fault(file, number, f"there is no question {question!r}"))
        elif paragraph not in corpus:
            faults.append(Fault(file, number, f"there is no paragraph {paragraph!r}"))
        elif relevant and paragraph not in judged.setdefault(question, []):
            judged[question].append(paragraph)
    return judged, faults


def _questions(
    texts: Texts, judged: Judged, corpus: Corpus, file: str
) -> tuple[list[Question], list[Fault]]:
    """A question for each text, with its judged paragraphs as evidence."""
    questions: list[Question] = []
    faults: list[Fault] = []
    for name, (line, text, history) in texts.items():
        evidence = [whole_paragraph(one, corpus) for one in judged.get(name, ())]
        question, reasons = judged_question(name, text, evidence, history=history)
        faults += [Fault(file, line, reason) for reason in reasons]
        if question is not None and not reasons:
            questions.append(question)
    return questions, faults


def _write_lines(entries: Iterable[Mapping[str, Any]], path: Path) -> None:
    """One JSON object per line."""
    lines = (json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)
    path.write_text("".join(lines), encoding="utf-8")
