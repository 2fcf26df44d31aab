"""Question files: what is well formed, where evidence stands, and every fault by file and line."""

import json

import pytest
from oracle import DATA, corpus, development

from evals import gold
from evals.questions import (
    Evidence,
    Question,
    QuestionsError,
    parse_lines,
    read_questions,
    to_entry,
    write_questions,
)

CORPUS = corpus()
GOOD = {
    "id": "T-1",
    "question": "How many recommendations did the inquiry make?",
    "type": "numeric",
    "style": "natural",
    "answerable": True,
    "evidence": [
        {
            "report": "2002",
            "para": "3.3",
            "text": "The report makes 72 detailed recommendations to address the Inquiry’s findings.",
        }
    ],
    "key_facts": [["72"]],
    "answer": "72.",
}
PIECE = GOOD["evidence"][0]


def faults(*lines: object) -> list[str]:
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    questions, found = parse_lines(texts, "set.jsonl")
    return [str(fault) for fault in [*found, *gold.evidence_faults(questions, CORPUS, "set.jsonl")]]


def test_a_good_question_has_no_fault():
    assert faults(GOOD) == []


MALFORMED = {
    "not JSON": ("{'id': 1}", "not valid JSON"),
    "cut short": (json.dumps(GOOD)[:-9], "not valid JSON"),
    "not an object": ("[1, 2]", "must be a JSON object"),
    "no id": ({k: v for k, v in GOOD.items() if k != "id"}, "'id' is missing"),
    "no question": ({k: v for k, v in GOOD.items() if k != "question"}, "'question' is missing"),
    "empty question": (GOOD | {"question": "  "}, "'question' is empty"),
    "id is a number": (GOOD | {"id": 7}, "'id' must be text"),
    "unknown key": (GOOD | {"kyefacts": []}, "unknown key 'kyefacts'"),
    "answerable is a word": (GOOD | {"answerable": "yes"}, "'answerable' must be true or false"),
    "evidence is no list": (GOOD | {"evidence": PIECE}, "'evidence' must be a list"),
    "evidence without text": (
        GOOD | {"evidence": [{"report": "2002", "para": "3.3"}]},
        "lacks the text 'text'",
    ),
    "evidence with a stray key": (
        GOOD | {"evidence": [PIECE | {"page": 3}]},
        "unknown or malformed key",
    ),
    "answerable without evidence": (GOOD | {"evidence": []}, "without evidence"),
    "answerable without facts": (GOOD | {"key_facts": []}, "without key facts"),
    "facts not in lists": (GOOD | {"key_facts": ["72"]}, "'key_facts' must be a list of lists"),
    "an empty fact": (GOOD | {"key_facts": [[]]}, "'key_facts' must be a list of lists"),
    "only alternatives": (
        GOOD | {"evidence": [PIECE | {"alternative": True}]},
        "all evidence is 'alternative'",
    ),
    "unanswerable with evidence": (
        GOOD | {"answerable": False, "why": "off-topic"},
        "but with evidence",
    ),
    "unanswerable without why": (GOOD | {"answerable": False, "evidence": []}, "'why' is ''"),
    "why of an answerable": (GOOD | {"why": "off-topic"}, "belongs to unanswerable"),
    "history is a text": (GOOD | {"history": "And then?"}, "'history' must be a list of texts"),
    "unknown split": (GOOD | {"split": "train"}, "'split' is 'train'"),
    "unknown outcome": (GOOD | {"expect": ["refused"]}, "'expect' holds 'refused'"),
    "personal data elsewhere": (GOOD | {"personal": ["07700 900123"]}, "is not in the question"),
    "unknown report": (GOOD | {"evidence": [PIECE | {"report": "2005"}]}, "no report '2005'"),
    "no such paragraph": (
        GOOD | {"evidence": [PIECE | {"para": "3.99", "text": "Not one inspector wrote this."}]},
        "no paragraph '3.99'",
    ),
    "wrong paragraph": (GOOD | {"evidence": [PIECE | {"para": "3.4"}]}, "stands in 2002/3.3"),
    "not verbatim": (
        GOOD | {"evidence": [PIECE | {"text": "It makes 73 recommendations"}]},
        "does not stand in",
    ),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_question_is_named_by_file_line_and_reason(name):
    line, reason = MALFORMED[name]
    found = faults(GOOD | {"id": "T-0"}, "", line)
    assert any(fault.startswith("set.jsonl, line 3: ") and reason in fault for fault in found), (
        found
    )


def test_the_second_use_of_an_id_names_the_first():
    assert faults(GOOD, GOOD) == ["set.jsonl, line 2: the id 'T-1' was used in line 1"]


def test_reading_a_file_lists_all_its_faults(tmp_path):
    path = tmp_path / "set.jsonl"
    path.write_text("nonsense\n" + json.dumps(GOOD | {"style": ""}) + "\n")
    with pytest.raises(QuestionsError) as error:
        read_questions(path)
    assert "line 1" in str(error.value)
    assert "line 2: 'style' is empty" in str(error.value)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe{}"])
def test_an_empty_or_foreign_file_is_one_sentence(tmp_path, content):
    path = tmp_path / "set.jsonl"
    path.write_bytes(content)
    with pytest.raises(QuestionsError, match=r"holds no question|not UTF-8"):
        read_questions(path)
    with pytest.raises(QuestionsError, match="Cannot read"):
        read_questions(tmp_path / "none.jsonl")


def test_writing_and_reading_again_changes_nothing(tmp_path):
    write_questions(development(), tmp_path / "again.jsonl")
    assert [to_entry(q) for q in read_questions(tmp_path / "again.jsonl")] == [
        to_entry(q) for q in development()
    ]


@pytest.mark.parametrize(
    "path", sorted((DATA / "questions").glob("*.jsonl")), ids=lambda path: path.stem
)
def test_every_committed_question_is_well_formed_and_its_evidence_verbatim(path):
    questions = read_questions(path)
    assert gold.evidence_faults(questions, CORPUS, path.name) == []
    found = gold.golds(questions, CORPUS)
    assert all(found[question.id].groups for question in questions if question.answerable)


@pytest.mark.parametrize(
    ("report", "para", "expected"),
    [
        ("2002", "1.12", "2002/1.12"),
        ("2002", "Good practice after 4.20", "2002/4.20/GP1"),
        ("2002", "Appendix B 2.7", "2002/B/2.7"),
        ("2008", "Summary 6", "2008/S/6"),
        ("2008", "Rec 1", "2008/R/1"),
        ("2008", "Cover letter", "2008/letter"),
        ("2008", "Back cover", "2008/back"),
        ("2002", "2002/9.9", ""),
    ],
)
def test_names_of_places_become_paragraph_ids(report, para, expected):
    named = [paragraph.id for paragraph in gold.named_paragraphs(report, para, CORPUS)]
    assert expected in named if expected else named == []


def test_scan_errors_do_not_hide_evidence():
    """Scanned as "safequard", repaired to "safeguard"."""
    piece = Evidence(
        "2008",
        "Summary 4",
        "high priority to targeted activities to safequard specific vulnerable groups",
    )
    assert gold.locate(piece, CORPUS) == ("2008/S/4", "")


def test_evidence_in_one_paragraph_is_one_group_and_a_restatement_joins_its_report():
    by_id = {question.id: question for question in development()}
    assert gold.gold(by_id["A-009"], CORPUS).groups == ({"2002/1.26", "2002/5.49"},)
    assert gold.gold(by_id["A-017"], CORPUS).groups == ({"2002/2.27", "2002/4.26"}, {"2008/S/6"})


def test_a_restatement_joins_the_evidence_it_shares_words_with():
    by_id = {question.id: question for question in development()}
    assert gold.gold(by_id["A-004"], CORPUS).groups == ({"2002/1.12", "2002/5.32"}, {"2002/1.13"})


def test_the_right_outcome_follows_from_the_kind():
    def one(why: str) -> Question:
        return Question("x", "?", "unanswerable", "natural", False, why=why)

    assert one("emergency").accepted == ("urgent",)
    assert "answered" not in one("manipulation").accepted
    assert development()[0].accepted == ("answered",)
