"""Every export is opened again and compared with the items, one by one."""

import csv
import json
import re
import sqlite3
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from lxml import etree
from openpyxl import load_workbook

from assistant.errors import QuestionError, StoreError
from assistant.quiz.exports.anki import guid
from assistant.quiz.exports.docx_file import key_path
from assistant.quiz.exports.formats import FORMATS, export, read_items
from assistant.quiz.exports.gift import escaped, gift_text
from assistant.quiz.exports.json_file import read_json, write_json
from assistant.quiz.exports.kahoot import HEADER_ROW, left_out, misfit, question_text, write_kahoot
from assistant.quiz.exports.moodle_reading import read_moodle_xml
from assistant.quiz.exports.moodle_xml import write_moodle_xml
from assistant.quiz.exports.qti import write_qti
from assistant.quiz.items import CHOICE_TYPES, ItemType, Status

SCHEMAS = Path(__file__).parent / "schemas"


def schema(name):
    return etree.XMLSchema(etree.parse(str(SCHEMAS / name)))


def test_the_quiz_under_test_has_every_type(one_of_each):
    assert set(one_of_each) == set(ItemType)


def test_json_brings_every_item_back_unchanged(quiz, tmp_path):
    write_json(quiz.items, tmp_path / "q.json")
    assert read_json(tmp_path / "q.json") == quiz.items


def test_moodle_xml_keeps_the_documented_form(quiz, tmp_path):
    write_moodle_xml(quiz.items, tmp_path / "q.xml")
    schema("moodle-quiz.xsd").assertValid(etree.parse(str(tmp_path / "q.xml")))


def test_moodle_xml_brings_every_item_back(quiz, tmp_path):
    write_moodle_xml(quiz.items, tmp_path / "q.xml")
    for before, after in zip(quiz.items, read_moodle_xml(tmp_path / "q.xml"), strict=True):
        assert after == replace(before, drafted=())  # a file is not believed in that


def test_moodle_xml_keeps_the_marks_of_review(one_of_each, tmp_path):
    item = replace(
        one_of_each[ItemType.SINGLE],
        status=Status.REJECTED,
        reviewer="A. Trainer",
        reason="too easy: a, b",
    )
    write_moodle_xml([item], tmp_path / "q.xml")
    (after,) = read_moodle_xml(tmp_path / "q.xml")
    assert (after.status, after.reviewer, after.reason) == (
        Status.REJECTED,
        "A. Trainer",
        "too easy: a, b",
    )


def test_moodle_marks_add_up_to_one_hundred(one_of_each, tmp_path):
    write_moodle_xml([one_of_each[ItemType.MULTIPLE]], tmp_path / "q.xml")
    marks = [float(a.get("fraction")) for a in etree.parse(str(tmp_path / "q.xml")).iter("answer")]
    assert sum(mark for mark in marks if mark > 0) == pytest.approx(100, abs=0.01)


def test_questions_of_other_people_come_in_as_drafts_without_a_source(tmp_path):
    (tmp_path / "other.xml").write_text(
        "<quiz><question type='shortanswer'><name><text>x</text></name><questiontext format='html'>"
        "<text>Who &amp; why?</text></questiontext><answer fraction='100'><text>Police</text></answer>"
        "</question><question type='calculated'/></quiz>"
    )
    (item,) = read_moodle_xml(tmp_path / "other.xml")
    assert (item.stem, item.answers, item.source, item.status) == (
        "Who & why?",
        ("Police",),
        "",
        Status.DRAFT,
    )


@pytest.mark.parametrize("text", ["<quiz><question", "<html/>", ""])
def test_a_broken_moodle_file_is_named_in_one_sentence(text, tmp_path):
    (tmp_path / "broken.xml").write_text(text)
    with pytest.raises(StoreError, match=r"broken\.xml"):
        read_moodle_xml(tmp_path / "broken.xml")


def test_an_entity_in_moodle_xml_is_not_expanded(tmp_path):
    (tmp_path / "secret").write_text("secret words")
    (tmp_path / "evil.xml").write_text(
        f"<!DOCTYPE quiz [<!ENTITY x SYSTEM 'file://{tmp_path}/secret'>]><quiz><question type='essay'>"
        "<questiontext><text>&x;</text></questiontext></question></quiz>"
    )
    (item,) = read_moodle_xml(tmp_path / "evil.xml")
    assert "secret" not in item.stem


def test_every_qti_item_keeps_the_model(quiz, tmp_path):
    write_qti(quiz.items, tmp_path / "q.zip")
    valid = schema("qti21-item.xsd")
    with zipfile.ZipFile(tmp_path / "q.zip") as package:
        assert package.testzip() is None
        for item in quiz.items:
            valid.assertValid(etree.fromstring(package.read(f"{item.id}.xml")))


def test_qti_holds_stem_options_key_and_citation(quiz, tmp_path):
    write_qti(quiz.items, tmp_path / "q.zip")
    ns = {"q": "http://www.imsglobal.org/xsd/imsqti_v2p1"}
    with zipfile.ZipFile(tmp_path / "q.zip") as package:
        listed = etree.fromstring(package.read("imsmanifest.xml"))
        assert [r.get("href") for r in listed.iter("{*}resource")] == [
            f"{i.id}.xml" for i in quiz.items
        ]
        for item in quiz.items:
            root = etree.fromstring(package.read(f"{item.id}.xml"))
            assert item.citation in "".join(root.find("q:modalFeedback", ns).itertext())
            texts = [c.text for c in root.iter("{*}simpleChoice")]
            assert texts == [option.text for option in item.options]
            right = [
                v.text for v in root.findall("q:responseDeclaration/q:correctResponse/q:value", ns)
            ]
            named = {
                c.get("identifier"): c.text
                for c in root.iter("{*}simpleChoice", "{*}simpleAssociableChoice")
            }
            if item.options:
                assert [named[name] for name in right] == list(item.keys)
            elif item.pairs:
                assert [tuple(named[n] for n in pair.split()) for pair in right] == [
                    (pair.left, pair.right) for pair in item.pairs
                ]


def test_gift_escapes_what_would_break_it():
    assert escaped("a = b: {c} ~ #d\\e") == r"a \= b\: \{c\} \~ \#d\\e"


def test_gift_blocks_hold_question_key_and_citation(quiz):
    for item in quiz.items:
        text = gift_text(item)
        unmarked = re.sub(r"\\(.)", r"\1", text)
        assert item.id in text
        assert item.short_citation in unmarked
        assert len(re.findall(r"(?<!\\)\{", text)) == len(re.findall(r"(?<!\\)\}", text)) == 1
        if item.type in (ItemType.SINGLE, ItemType.SCENARIO):
            right = re.findall(r"^\t=((?:\\.|[^#\\])*)#", text, flags=re.M)
            assert [re.sub(r"\\(.)", r"\1", r) for r in right] == [item.key]


def test_anki_notes_are_found_by_sqlite_with_stable_ids(quiz, tmp_path):
    done = export(quiz.items, "anki", tmp_path, "deck")
    with zipfile.ZipFile(done.files[0]) as package:
        package.extract("collection.anki2", tmp_path)
    with sqlite3.connect(tmp_path / "collection.anki2") as base:
        rows = dict(base.execute("select guid, flds from notes"))
    assert set(rows) == {guid(item) for item in quiz.items}
    for item in quiz.items:
        assert item.short_citation in rows[guid(item)]


def test_a_new_version_of_an_item_keeps_its_anki_id(one_of_each):
    item = one_of_each[ItemType.SINGLE]
    later = replace(item, stem=item.stem + " Now?").revised("edited", when="2026-11-22")
    assert guid(later) == guid(item)


def test_the_anki_package_imports_and_updates_the_deck(quiz, tmp_path):
    collection = pytest.importorskip(
        "anki.collection", reason="pip install anki in a venv of its own"
    )
    first = export(quiz.items, "anki", tmp_path, "first").files[0]
    changed = (replace(quiz.items[0], stem="A changed question in 2002?"), *quiz.items[1:])
    second = export(changed, "anki", tmp_path, "second").files[0]
    opened = collection.Collection(str(tmp_path / "c.anki2"))
    for path in (first, second):
        opened.import_anki_package(collection.ImportAnkiPackageRequest(package_path=str(path)))
    assert opened.note_count() == len(quiz.items)
    opened.close()


def test_the_qti_package_is_read_by_pyslet(quiz, tmp_path):
    qti = pytest.importorskip("pyslet.qtiv2.xml", reason="pip install pyslet in a venv of its own")
    write_qti(quiz.items, tmp_path / "q.zip")
    with zipfile.ZipFile(tmp_path / "q.zip") as package:
        for item in quiz.items:
            document = qti.QTIDocument()
            document.read(src=package.read(f"{item.id}.xml").decode())
            assert document.root.identifier == item.id


def test_kahoot_keeps_its_limits_and_names_what_does_not_fit(quiz, tmp_path):
    write_kahoot(quiz.items, tmp_path / "k.xlsx")
    sheet = load_workbook(tmp_path / "k.xlsx")["Kahoot"]
    rows = [row[:8] for row in sheet.iter_rows(min_row=HEADER_ROW + 1, values_only=True)]
    fitting = [item for item in quiz.items if not misfit(item)]
    assert len(rows) == len(fitting) > 0
    assert len(fitting) + len(left_out(quiz.items)) == len(quiz.items)
    for row, item in zip(rows, fitting, strict=True):
        assert row[1] == question_text(item)
        assert len(row[1]) <= 120
        assert [text for text in row[2:6] if text] == [option.text for option in item.options]
        assert all(len(text) <= 75 for text in row[2:6] if text)
        assert row[6] in {5, 10, 20, 30, 60, 90, 120, 240}
        assert [item.options[int(n) - 1].text for n in str(row[7]).split(",")] == list(item.keys)
        assert item.short_citation in row[1]


def test_a_long_answer_is_flagged_for_kahoot_never_cut(one_of_each):
    item = one_of_each[ItemType.SCENARIO]
    assert "Kahoot takes" in misfit(item)


def test_word_documents_hold_questions_and_keys_apart(quiz, tmp_path):
    done = export(quiz.items, "docx", tmp_path, "sheet")
    sheet = Document(str(done.files[0]))
    asked = "\n".join(p.text for p in sheet.paragraphs)
    cells = "\n".join(c.text for t in sheet.tables for row in t.rows for c in row.cells)
    answers = "\n".join(p.text for p in Document(str(key_path(done.files[0]))).paragraphs)
    for number, item in enumerate(quiz.items, start=1):
        assert f"{number}. {item.stem}" in asked
        for option in item.options:
            assert option.text in asked
        for pair in item.pairs:
            assert pair.left in cells
        assert item.citation in answers
        assert item.rationale in answers
        assert item.rationale not in asked


def test_csv_rows_hold_the_items(quiz, tmp_path):
    done = export(quiz.items, "csv", tmp_path, "list")
    with done.files[0].open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["id"] for row in rows] == [item.id for item in quiz.items]
    for row, item in zip(rows, quiz.items, strict=True):
        assert row["citation"] == item.citation
        assert [row[f"option {n + 1}"] for n in range(len(item.options))] == [
            o.text for o in item.options
        ]


def test_no_csv_cell_is_taken_for_a_formula(one_of_each, tmp_path):
    item = replace(one_of_each[ItemType.SINGLE], stem="=HYPERLINK(1)")
    done = export([item], "csv", tmp_path, "list")
    assert "'=HYPERLINK(1)" in done.files[0].read_text("utf-8-sig")


def test_markdown_holds_questions_keys_and_citations(quiz, tmp_path):
    text = export(quiz.items, "markdown", tmp_path, "quiz").files[0].read_text("utf-8")
    questions, key = text.split("## Answer key")
    for item in quiz.items:
        assert item.stem in questions
        assert item.citation in key
        if item.type in CHOICE_TYPES:
            assert item.key in key


@pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.name)
def test_every_format_writes_its_files(known, quiz, tmp_path):
    for path in export(quiz.items, known.name, tmp_path, "quiz").files:
        assert path.stat().st_size > 1000


def test_nothing_to_export_is_said_in_one_sentence(tmp_path):
    with pytest.raises(QuestionError, match="nothing to export"):
        export((), "json", tmp_path, "quiz")


def test_an_unknown_format_lists_the_known_ones(quiz, tmp_path):
    with pytest.raises(QuestionError, match="moodle, gift, qti"):
        export(quiz.items, "pdf", tmp_path, "quiz")


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"format": "other"}', '{"format": "safeguarding-quiz/1", "items": [{}]}']
)
def test_a_damaged_json_file_is_refused_in_one_sentence(text, tmp_path):
    (tmp_path / "q.json").write_text(text)
    with pytest.raises(StoreError):
        read_items(tmp_path / "q.json")


def test_json_is_plain_and_complete(quiz, tmp_path):
    write_json(quiz.items[:1], tmp_path / "q.json")
    entry = json.loads((tmp_path / "q.json").read_text())["items"][0]
    assert entry["quote"] == quiz.items[0].quote
    assert entry["source"] == quiz.items[0].source
