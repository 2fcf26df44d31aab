"""`python -m evals import` and `export`: other tools' files in and out, bad ones in one sentence."""

import json

import oracle
import pytest
from ragas import EvaluationDataset

from evals import asking, questions, runs
from evals.__main__ import main

CORPUS = oracle.corpus()
TEXT = CORPUS.paragraph("2002/3.3").text
DEV = str(oracle.DEV)


def imported(capsys, *words):
    code = main(["import", *map(str, words)])
    printed = capsys.readouterr()
    return code, printed.out + printed.err


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    asked = questions.read_questions(oracle.DEV)
    runs.run(oracle.Oracle(CORPUS, asked), CORPUS, runs.Plan(asked, folder, {"format": 1}))
    return folder


@pytest.mark.parametrize("form", ["beir", "trec", "ragas"])
def test_what_is_exported_is_imported_again(form, run_folder, tmp_path, capsys):
    there = tmp_path / ("set.jsonl" if form == "ragas" else "set")
    assert main(["export", form, "--questions", DEV, "--run", str(run_folder), "--to", str(there)]) == 0
    code, said = imported(capsys, there, "--to", tmp_path / "again.jsonl")
    assert (code, "104 questions" in said) == (0, True), said
    found = questions.read_questions(tmp_path / "again.jsonl")
    asked = questions.read_questions(oracle.DEV)
    assert [q.question for q in found] == [q.question for q in asked]
    assert [q.answerable for q in found] == [q.answerable for q in asked]


def test_a_follow_up_keeps_its_earlier_turns_through_beir(run_folder, tmp_path, capsys):
    main(["export", "beir", "--questions", DEV, "--to", str(tmp_path / "beir")])
    imported(capsys, tmp_path / "beir", "--to", tmp_path / "again.jsonl")
    asked = {q.id: q.history for q in questions.read_questions(oracle.DEV) if q.history}
    found = {q.id: q.history for q in questions.read_questions(tmp_path / "again.jsonl") if q.history}
    assert found == asked


def test_judgements_alone_are_imported_with_the_texts_of_a_question_file(tmp_path, capsys):
    qrels = tmp_path / "judged.txt"
    qrels.write_text("A-007 0 2002/1.21 1\nA-007 0 2002/1.22 0\n")
    assert imported(capsys, qrels, "--questions", DEV, "--to", tmp_path / "q.jsonl")[0] == 0
    by_id = {q.id: q for q in questions.read_questions(tmp_path / "q.jsonl")}
    assert [e.para for e in by_id["A-007"].evidence] == ["1.21"]
    assert by_id["A-007"].question.startswith("services poorly joined up")


def test_ragas_reads_the_exported_set_and_finds_ids_and_texts(run_folder, tmp_path):
    path = tmp_path / "set.jsonl"
    main(["export", "ragas", "--questions", DEV, "--run", str(run_folder), "--to", str(path)])
    sample = EvaluationDataset.from_jsonl(path).samples[1]
    assert sample.reference_context_ids == ["2002/1.21"]
    assert sample.retrieved_context_ids[0] == "2002/1.21"
    assert sample.response.startswith("These included GPs")
    assert sample.reference_contexts[0].startswith("These included GPs")
    assert sample.reference.startswith("GPs, child")


def test_a_ragas_set_made_by_hand_is_imported_by_its_contexts(tmp_path, capsys):
    path = tmp_path / "hand.jsonl"
    rows = [
        {"user_input": "How many recommendations?", "reference": "72", "reference_contexts": [TEXT]},
        {"user_input": "And the cost?", "reference_contexts": None},
        {"user_input": "Which?", "reference": "x", "reference_context_ids": ["2002/3.3"]},
    ]
    path.write_text("\n".join(map(json.dumps, rows)))
    assert imported(capsys, path, "--to", tmp_path / "q.jsonl")[0] == 0
    first, second, third = questions.read_questions(tmp_path / "q.jsonl")
    assert (first.evidence[0].para, first.key_facts, first.answer) == ("3.3", (("72",),), "72")
    assert (second.answerable, second.why) == (False, "near-domain")
    assert third.evidence[0].text == TEXT


def test_a_run_of_another_system_is_scored_and_compared(run_folder, tmp_path, capsys):
    """The first gold paragraph at rank 2 for one question, nothing for the others."""
    path = tmp_path / "theirs.txt"
    path.write_text("A-007 Q0 2002/8.1 1 9.5 bm25\nA-007 Q0 2002/1.21 2 9.0 bm25\n")
    code, said = imported(capsys, path, "--questions", DEV, "--to", tmp_path / "theirs")
    assert code == 0
    assert "Hit at 5" in said
    assert "p50" not in said
    done = runs.read_run(tmp_path / "theirs")
    row = done.by_id["A-007"]
    assert (row.values["mrr@10"], row.values["hit@1"], row.cause) == (0.5, 0, "")
    assert done.summary["hit@5"] == pytest.approx(1 / 92, abs=1e-6)
    assert len(asking.read_records(tmp_path / "theirs" / "answers.jsonl")) == 104
    assert "Only rankings" in (tmp_path / "theirs" / "report.html").read_text("utf-8")
    assert main(["compare", str(tmp_path / "theirs"), str(run_folder)]) == 0
    assert "mrr@10" in capsys.readouterr().out


BEIR = '{"_id": "q1", "text": "How many?"}\n'
FAULTY = {
    "run.txt": ("A-007 Q0 2002/1.21 1 9.5 x\nA-007 Q0 2002/1.21 first\n", "run.txt, line 2: needs: id Q0"),
    "score.txt": ("A-007 Q0 2002/1.21 1 high x\n", "score.txt, line 1: needs: id Q0"),
    "place.txt": ("A-007 Q0 2005/1.21 1 9.5 x\n", "line 1: there is no paragraph '2005/1.21'"),
    "question.txt": ("Z-9 Q0 2002/1.21 1 9.5 x\n", "line 1: there is no question 'Z-9'"),
    "twice.txt": ("A-007 Q0 2002/1.21 1 9.5 x\n" * 2, "line 2: 2002/1.21 was found before"),
    "qrels.txt": ("A-007 0 2002/1.21 1\nA-007 0 2002/1.21\n", "qrels.txt, line 2: needs: id 0 paragraph"),
    "grade.txt": ("A-007 0 2002/1.21 yes\n", "line 1: the judgement 'yes' is not a number"),
    "empty.txt": ("\n", "looks like none of"),
    "prose.txt": ("This is a letter and no judgement at all\n", "looks like none of"),
    "binary.txt": (b"\xff\xfe\x00", "is not UTF-8 text"),
    "cut.jsonl": ('{"user_input": "Why', "cut.jsonl, line 1: not valid JSON"),
    "list.jsonl": ("[1]\n", "line 1: a sample must be a JSON object"),
    "turns.jsonl": ('{"user_input": [{"content": "x", "type": "human"}]}\n', "line 1: samples of several turns"),
    "blank.jsonl": ('{"user_input": " "}\n', "line 1: 'question' is empty"),
    "context.jsonl": ('{"user_input": "x?", "reference_contexts": ["No report says so."]}\n', "stands in no paragraph"),
    "ids.jsonl": ('{"user_input": "x?", "reference_context_ids": ["1999/1"]}\n', "no paragraph '1999/1'"),
    "none.jsonl": ("\n", "holds no question"),
    "book.xlsx": (b"this is no workbook", "Cannot read"),
    "latin.csv": ("id,question\n1,caf\u00e9\n".encode("latin-1"), "is not UTF-8 text"),
    "heads.csv": ("Nr,Frage\n1,Wer?\n", "heads.csv, line 2: 'id' is empty"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTY)
def test_a_bad_source_is_one_sentence_and_nothing_is_written(name, tmp_path, capsys):
    content, reason = FAULTY[name]
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    code, said = imported(capsys, tmp_path / name, "--questions", DEV, "--to", tmp_path / "out")
    assert code in (1, 2)
    assert reason in said
    assert "Traceback" not in said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"x.txt": ""}, "neither queries.jsonl (BEIR) nor qrels.txt (TREC)"),
        ({"queries.jsonl": BEIR}, "qrels holds none of test.tsv"),
        ({"queries.jsonl": BEIR, "qrels/test.tsv": "query-id\tcorpus-id\tscore\nq1\t2002/1.21\n"}, "test.tsv, line 2: needs three columns"),
        ({"queries.jsonl": "{}\n", "qrels/test.tsv": ""}, "queries.jsonl, line 1: needs a JSON object"),
        ({"queries.jsonl": BEIR * 2, "qrels/test.tsv": ""}, "queries.jsonl, line 2: the id 'q1' was used before"),
        ({"queries.jsonl": BEIR, "qrels/test.tsv": "q2\t2002/1.21\t1\n"}, "test.tsv, line 1: there is no question 'q2'"),
        ({"qrels.txt": "q1 0 2002/1.21 1\n"}, "topics.tsv is missing"),
        ({"qrels.txt": "q1 0 2002/1.21 1\n", "topics.tsv": "q1 no tab\n"}, "topics.tsv, line 1: needs an id, a tab"),
    ],
)  # fmt: skip
def test_a_bad_folder_is_one_sentence(files, reason, tmp_path, capsys):
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    code, said = imported(capsys, tmp_path, "--to", tmp_path / "out.jsonl")
    assert code in (1, 2)
    assert reason in said
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_table_with_columns_of_its_own_is_imported_by_a_map(suffix, tmp_path, capsys):
    from openpyxl import Workbook

    rows = [
        ["Nr", "Frage", "Bericht", "Absatz", "Beleg", "Fakten", "kind"],
        ["1", "How many recommendations?", "2002", "3.3", "72 detailed recommendations", "72 / seventy-two", "numeric"],
    ]
    path = tmp_path / f"set{suffix}"
    if suffix == ".csv":
        path.write_text("\n".join(",".join(row) for row in rows))
    else:
        book = Workbook()
        for row in rows:
            book.worksheets[0].append(row)
        book.save(path)
    names = {"id": "Nr", "question": "Frage", "report": "Bericht", "para": "Absatz", "evidence": "Beleg", "key_facts": "Fakten", "type": "kind"}
    columns = [word for ours, theirs in names.items() for word in ("--column", f"{ours}={theirs}")]
    assert imported(capsys, path, "--to", tmp_path / "q.jsonl", *columns)[0] == 0
    (found,) = questions.read_questions(tmp_path / "q.jsonl")
    assert (found.type, found.key_facts) == ("numeric", (("72", "seventy-two"),))


@pytest.mark.parametrize("column", ["question", "frage=question", "question=Frage"])
def test_a_wrong_column_map_is_one_sentence(column, tmp_path, capsys):
    (tmp_path / "set.csv").write_text("id,question\n1,Who?\n")
    code, said = imported(capsys, tmp_path / "set.csv", "--to", tmp_path / "out", "--column", column)
    assert code == 2
    assert said.startswith("--column")


def test_a_run_without_its_questions_is_one_sentence(tmp_path, capsys):
    (tmp_path / "run.txt").write_text("A-007 Q0 2002/1.21 1 9.5 x\n")
    code, said = imported(capsys, tmp_path / "run.txt", "--to", tmp_path / "out")
    assert (code, said) == (2, "A TREC run needs the question file that it answers: --questions FILE\n")


def test_every_option_of_a_question_survives_a_table(tmp_path, capsys):
    for name in ("safety", "perturbed"):
        source = oracle.DATA / "questions" / f"{name}.jsonl"
        main(["export", "table", "--questions", str(source), "--to", str(tmp_path / f"{name}.csv")])
        assert imported(capsys, tmp_path / f"{name}.csv", "--to", tmp_path / f"{name}.jsonl")[0] == 0
        again = questions.read_questions(tmp_path / f"{name}.jsonl")
        assert list(map(questions.to_entry, again)) == list(map(questions.to_entry, questions.read_questions(source)))
