"""Question sets and runs from and to other tools: round trips, outsiders' scores, faults by line."""

import ir_measures
import oracle
import pytest
from ir_measures import RR, nDCG

from evals import asking, exchange, gold, measures, perturb, questions, ragas_sets, tables

CORPUS = oracle.corpus()
QUESTIONS = oracle.development()
GOLDS = gold.golds(QUESTIONS, CORPUS)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_table_and_back_changes_nothing(tmp_path, suffix):
    path = tmp_path / f"set{suffix}"
    tables.write_table(QUESTIONS, path)
    found, faults = tables.from_table(tables.read_table(path), path.name)
    assert faults == []
    assert list(map(questions.to_entry, found)) == list(map(questions.to_entry, QUESTIONS))


def test_columns_can_have_other_names():
    row = {
        "No": "1",
        "Asked": "Who led it?",
        "kind": "who",
        "R": "2002",
        "P": "3.10",
        "E": "Lord Laming",
        "F": "Laming / Lord Laming",
    }
    names = {
        "id": "No",
        "question": "Asked",
        "type": "kind",
        "report": "R",
        "para": "P",
        "evidence": "E",
        "key_facts": "F",
    }
    (found,), faults = tables.from_table([row], "x.csv", names)
    assert faults == []
    assert found.key_facts == (("Laming", "Lord Laming"),)
    assert found.evidence[0].para == "3.10"


def test_a_bad_row_is_named_by_its_line():
    good = tables.to_row(QUESTIONS[0])
    _, faults = tables.from_table([good, good, good | {"id": "x", "para": "1.12"}], "x.csv")
    assert [str(fault) for fault in faults] == [
        "x.csv, line 3: the id 'A-004' was used in line 2",
        "x.csv, line 4: 'evidence' must be a list",
    ]


def test_a_beir_folder_and_back_keeps_questions_and_judged_paragraphs(tmp_path):
    asked = [q for q in QUESTIONS if not q.follow_up][:20]
    exchange.write_beir(asked, GOLDS, CORPUS, tmp_path)
    found, faults = exchange.read_beir(tmp_path, CORPUS)
    assert faults == []
    again = gold.golds(found, CORPUS)
    assert {q.id: q.question for q in found} == {q.id: q.question for q in asked}
    assert all(again[q.id].ids == GOLDS[q.id].ids for q in asked)


def test_an_unknown_paragraph_in_qrels_is_named(tmp_path):
    exchange.write_beir(QUESTIONS[:1], GOLDS, CORPUS, tmp_path)
    with (tmp_path / "qrels" / "test.tsv").open("a") as out:
        out.write("A-004\t1999/1.1\t1\nA-004 1\n")
    _, faults = exchange.read_beir(tmp_path, CORPUS)
    assert sorted(fault.line for fault in faults) == [5, 6]
    assert any("1999/1.1" in str(fault) for fault in faults)


def test_outsiders_find_the_same_scores_from_our_trec_files(tmp_path):
    """Where every group is one paragraph, ir_measures scores our files as we do."""
    plain = [q for q in QUESTIONS if q.answerable and all(len(g) == 1 for g in GOLDS[q.id].groups)]
    assistant = oracle.RandomPassages(CORPUS, plain)
    records = [asking.ask(assistant, q) for q in plain]
    exchange.write_trec(plain, GOLDS, records, tmp_path)
    qrels = list(ir_measures.read_trec_qrels(str(tmp_path / "qrels.txt")))
    run = list(ir_measures.read_trec_run(str(tmp_path / "run.txt")))
    theirs = ir_measures.calc_aggregate([nDCG @ 10, RR @ 10], qrels, run)
    ranked = {r["id"]: [p["paragraph_id"] for p in r["retrieved"]] for r in records}
    ours = [measures.ndcg(ranked[q.id], GOLDS[q.id].groups) for q in plain]
    assert theirs[nDCG @ 10] == pytest.approx(sum(ours) / len(ours), abs=1e-9)
    assert exchange.read_trec_run(tmp_path / "run.txt", {q.id for q in plain}, CORPUS) == (
        ranked,
        [],
    )


def test_a_malformed_trec_line_is_named(tmp_path):
    (tmp_path / "run.txt").write_text("A Q0 2002/1.1 1 0.5 x\nA Q0 2002/1.1 high\n")
    found, faults = exchange.read_trec_run(tmp_path / "run.txt", {"A"}, CORPUS)
    assert found == {"A": ["2002/1.1"]}
    assert [fault.line for fault in faults] == [2]


def test_a_ragas_dataset_and_back_keeps_the_evidence(tmp_path):
    asked = [q for q in QUESTIONS if q.answerable][:10]
    records = [asking.ask(oracle.Oracle(CORPUS, asked), q) for q in asked]
    ragas_sets.to_ragas(asked, GOLDS, records).to_jsonl(tmp_path / "set.jsonl")
    found, faults = ragas_sets.read_ragas(tmp_path / "set.jsonl", CORPUS)
    assert faults == []
    again = gold.golds(found, CORPUS)
    assert [q.question for q in found] == [q.question for q in asked]
    assert all(again[mine.id].ids == GOLDS[q.id].ids for mine, q in zip(found, asked, strict=True))


def test_other_wordings_repeat_with_their_seed_and_keep_the_gold():
    found = perturb.perturbed(QUESTIONS, seed=7)
    assert found == perturb.perturbed(QUESTIONS, seed=7)
    assert found != perturb.perturbed(QUESTIONS, seed=8)
    assert {one.style for one in found} == {"typo", "ocr", "keywords", "jargon", "lay"}
    by_id = {question.id: question for question in QUESTIONS}
    for one in found:
        assert one.question != by_id[one.base].question
        assert one.evidence == by_id[one.base].evidence


def test_the_committed_wordings_are_those_of_the_script():
    committed = questions.read_questions(oracle.DATA / "questions" / "perturbed.jsonl")
    first = [q for q in QUESTIONS if not q.follow_up]
    made = [*first, *perturb.perturbed(first, seed=0)]
    assert list(map(questions.to_entry, committed)) == list(map(questions.to_entry, made))
