"""A conversation of a file: what it says of the reports is shown only where they say it."""

from __future__ import annotations

import copy
import io
import json
import time
from contextlib import suppress
from dataclasses import replace
from datetime import date

import docx
import pytest

from assistant.brought_in import MOST, MOST_SAID, from_json, unfound
from assistant.conversations import ConversationStore, new_conversation
from assistant.domain import NOT_FOUND, Answer, Citation, Outcome, Statement
from assistant.errors import StoreError
from assistant.exporting import answer_markdown, answer_plain, to_docx, to_json, to_markdown
from assistant.feedback import FeedbackStore
from assistant.guard import read_fixed_text
from assistant.held import as_held
from assistant.pages.chat import Chat
from assistant.pages.conversations_tab import import_file
from assistant.record import to_record
from assistant.render import body_html
from assistant.saved import answer_from_json, answer_to_json
from tests.fakes import FakeAssistant

ASSISTANT = FakeAssistant()
CORPUS = ASSISTANT.corpus
REPORTS = CORPUS.reports
DAY = date(2026, 12, 1)
PONY = "Every child must be given a pony within two weeks."


def cited(*ids: str) -> Answer:
    """An answer that quotes the first sentences of these paragraphs."""
    statements, citations = [], []
    for marker, name in enumerate(ids, start=1):
        paragraph = CORPUS.paragraph(name)
        end = paragraph.text.index(".") + 1
        found = Citation(marker, paragraph, CORPUS.cite(paragraph), 0, end)
        citations.append(found)
        statements.append(Statement(found.quote, (marker,)))
    return Answer("How long?", Outcome.ANSWERED, tuple(statements), tuple(citations))


ANSWER = cited("2002/5.45", "2002/5.46")
TALK = new_conversation("anna").with_answer(ANSWER)


def exported(**changed):
    """The export of the conversation with its answer changed."""
    entry = json.loads(to_json(TALK, REPORTS, DAY))
    entry["answers"][0] |= changed
    return entry


def read(entry):
    text = entry if isinstance(entry, str) else json.dumps(entry)
    return from_json(text, "new", "ben", CORPUS)


def everywhere(conversation):
    """All that is shown, copied, saved and told of the first answer, by who writes it."""
    answer = conversation.answers[0]
    document = docx.Document(io.BytesIO(to_docx(conversation, REPORTS, DAY)))
    return {
        "page": body_html(answer, CORPUS),
        "text": answer.text,
        "copy": answer_plain(answer),
        "markdown": answer_markdown(answer),
        "markdown file": to_markdown(conversation, REPORTS, DAY),
        "word": "\n".join(p.text for p in document.paragraphs),
        "json": to_json(conversation, REPORTS, DAY),
        "kept": json.dumps(answer_to_json(answer)),
        "record": json.dumps(to_record(answer)),
    }


def forged_paragraph(entry, text):
    """Paragraph text, quotation and statement changed alike, as a forger of a file would."""
    answer = entry["answers"][0]
    answer["paragraphs"][0]["text"] = answer["paragraphs"][0]["search_text"] = text
    answer["citations"][0] |= {"quote": text, "start": 0, "end": len(text)}
    answer["statements"][0][0] = text
    return entry


def test_what_stands_in_the_reports_comes_back_as_it_was():
    back = read(exported()).answers[0]
    assert (back.statements, back.citations) == (ANSWER.statements, ANSWER.citations)
    assert unfound(read(exported())) == 0
    assert NOT_FOUND not in body_html(back, CORPUS).replace("“" + NOT_FOUND, "")


def test_a_changed_paragraph_is_never_a_citation_and_is_marked_wherever_it_is_written():
    back = read(forged_paragraph(exported(), PONY))
    [answer] = back.answers
    assert [c.paragraph.id for c in answer.citations] == ["2002/5.46"]
    assert answer.statements[0] == Statement(PONY, unfound=True)
    assert answer.statements[1].markers == (1,)
    for where, shown in everywhere(back).items():
        after = shown.split(PONY, 1)[1]
        assert NOT_FOUND in after[:90], where
        assert f"“{PONY}”" not in shown, where
        assert "[1]" not in after[:90], where
        assert PONY not in after, where
    html = body_html(answer, CORPUS)
    assert "chip" not in html.split(PONY)[1].split("</div>")[0]


FORGERIES = {
    "the quotation alone": lambda a: a["citations"][0].update(quote=PONY),
    "the statement alone": lambda a: a["statements"][0].__setitem__(0, PONY),
    "a statement that goes on": lambda a: a["statements"][0].__setitem__(
        0, a["statements"][0][0] + " " + PONY
    ),
    "a word of the statement": lambda a: a["statements"][0].__setitem__(
        0, a["statements"][0][0].replace("excessive", "not excessive")
    ),
    "another paragraph's words": lambda a: a["citations"][0].update(
        quote=CORPUS.paragraph("2002/5.47").text
    ),
    "a paragraph that is not held": lambda a: a["citations"][0].update(paragraph_id="2031/1.1"),
    "no citation": lambda a: a["statements"][0].__setitem__(1, []),
    "a citation that is not there": lambda a: a["statements"][0].__setitem__(1, [7]),
    "an empty quotation": lambda a: a["citations"][0].update(quote=""),
    "a part of a sentence": lambda a: (
        a["citations"][0].update(quote="serious case reviews was excessive"),
        a["statements"][0].__setitem__(0, "serious case reviews was excessive"),
    ),
    "a framing of another's": lambda a: a["statements"][0].__setitem__(
        0, "The Home Office should: " + a["statements"][0][0]
    ),
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES.keys())
def test_a_forgery_is_marked(forge):
    entry = exported()
    forge(entry["answers"][0])
    said = entry["answers"][0]["statements"][0][0]
    [answer] = read(entry).answers
    assert answer.statements[0] == Statement(said, unfound=True)
    assert all(c.quote in CORPUS.paragraph(c.paragraph.id).text for c in answer.citations)


def test_labels_leads_notices_and_all_else_of_the_file_are_not_read():
    entry = exported(
        lead=PONY, notices=[PONY], suggestions=[PONY], why=[PONY], also_found=["2002/1.1"],
        error=PONY, mode=f"llm:{PONY}", worded=[PONY, [[PONY, [1]]]],
    )  # fmt: skip
    entry["answers"][0]["citations"][0]["label"] = PONY
    for paragraph in entry["answers"][0]["paragraphs"]:
        paragraph |= {"label": PONY, "headings": [PONY], "scan": PONY, "addressee": PONY}
    back = read(entry)
    for where, shown in everywhere(back).items():
        assert PONY not in shown, where
    assert [c.label for c in back.answers[0].citations] == [c.label for c in ANSWER.citations]
    assert back.answers[0].passages == ()
    assert "read in from a file" in back.answers[0].notices[0]


def test_retrieved_paragraphs_are_those_held():
    entry = exported(passages=[["2002/5.45", 1.5], ["2031/9.9", 1.0]])
    entry["answers"][0]["paragraphs"].append(
        entry["answers"][0]["paragraphs"][0] | {"id": "2031/9.9", "text": PONY}
    )
    [answer] = read(entry).answers
    assert [p.paragraph for p in answer.passages] == [CORPUS.paragraph("2002/5.45")]


def test_a_false_number_to_call_is_marked_and_is_no_link():
    entry = exported(
        outcome="urgent", statements=[["Call 0900 123 456 now.", []]], citations=[], passages=[]
    )
    [answer] = read(entry).answers
    html = body_html(answer, CORPUS)
    assert NOT_FOUND in html
    assert "tel:" not in html
    ours = read_fixed_text().statements[0][1]
    [answer] = read(exported(outcome="urgent", statements=[[ours, []]], citations=[])).answers
    assert answer.statements == (Statement(ours),)


def test_a_quotation_in_a_refusal_is_verified_too():
    right = f"“{ANSWER.citations[0].quote}” ({ANSWER.citations[0].label})"
    wrong = f"“{PONY}” ({ANSWER.citations[0].label})"
    entry = exported(outcome="not_covered", statements=[[right, []], [wrong, []]], citations=[])
    [answer] = read(entry).answers
    assert [said.unfound for said in answer.statements] == [False, True]


def test_the_mark_stays_in_a_kept_conversation_and_in_its_next_export(tmp_path):
    back = read(forged_paragraph(exported(), PONY))
    store = ConversationStore(tmp_path / "c.sqlite")
    store.save(back)
    kept = store.find("ben", "new")
    assert kept.answers == back.answers
    again = from_json(to_json(kept, REPORTS, DAY), "x", "ben", CORPUS)
    assert again.answers[0].statements == back.answers[0].statements
    unmarked = json.loads(to_json(kept, REPORTS, DAY).replace(f', "{NOT_FOUND}"', ""))
    unmarked["answers"][0]["statements"][0] = [PONY, []]
    assert read(unmarked).answers[0].statements[0].unfound


def test_the_page_says_how_many_are_marked(tmp_path):
    path = tmp_path / "talk.json"
    path.write_text(json.dumps(forged_paragraph(exported(), PONY)))
    feedback = FeedbackStore(tmp_path / "feedback.jsonl")
    chat = Chat(ASSISTANT, ConversationStore(None), ConversationStore(None), feedback)
    assert f"1 of its statements: {NOT_FOUND}" in import_file(chat, path, "ben")
    [row] = chat.kept.listed("ben")
    assert NOT_FOUND in chat.show(chat.find("ben", row.id))


# A library that has changed since an answer was kept.


def without(name):
    return type(CORPUS)(CORPUS.reports, tuple(p for p in CORPUS.paragraphs if p.id != name))


def with_text(name, text):
    paragraphs = [replace(p, text=text) if p.id == name else p for p in CORPUS.paragraphs]
    return type(CORPUS)(CORPUS.reports, tuple(paragraphs))


def test_an_unchanged_library_changes_nothing():
    assert as_held(TALK, CORPUS) == TALK
    refused = ASSISTANT.ask("Where can I buy chocolate?")
    talk = new_conversation("anna").with_answer(refused)
    assert as_held(talk, CORPUS) == talk


def test_what_a_removed_paragraph_said_is_marked_when_the_conversation_is_opened(tmp_path):
    changed = without("2002/5.45")
    feedback = FeedbackStore(tmp_path / "feedback.jsonl")
    store = ConversationStore(tmp_path / "c.sqlite")
    store.save(TALK)
    assistant = FakeAssistant(corpus=changed)
    chat = Chat(assistant, store, ConversationStore(None), feedback)
    opened = chat.find("anna", TALK.id)
    assert [said.unfound for said in opened.answers[0].statements] == [True, False]
    assert [c.paragraph.id for c in opened.answers[0].citations] == ["2002/5.46"]
    page = chat.show(TALK)  # also where it was open already
    assert NOT_FOUND in page
    assert 'data-source="2002/5.45"' not in page


def test_words_that_moved_in_their_paragraph_are_found_again():
    text = CORPUS.paragraph("2002/5.45").text
    [answer] = as_held(TALK, with_text("2002/5.45", f"A new sentence. {text}")).answers
    assert answer.citations[0].quote == ANSWER.citations[0].quote
    assert answer.citations[0].start == len("A new sentence. ")
    assert answer.statements == ANSWER.statements


def test_words_that_changed_are_marked():
    text = CORPUS.paragraph("2002/5.45").text.replace("excessive", "reasonable")
    [answer] = as_held(TALK, with_text("2002/5.45", text)).answers
    assert answer.statements[0].unfound
    assert "“" + ANSWER.statements[0].text not in body_html(answer, CORPUS)


# What is no conversation.

BROKEN = {
    "empty": "", "no answers": json.dumps(exported() | {"answers": []}), "a list": "[]", "an object": "{}", "null": "null", "a text": '"text"',
    "another format": '{"format": "other", "version": 1}', "cut short": to_json(TALK, (), DAY)[:-40],
    "nested": "[" * 200_000, "nested objects": '{"a":' * 100_000,
}  # fmt: skip


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN.keys())
def test_another_file_is_refused_in_one_sentence(text):
    with pytest.raises(StoreError, match="not a conversation exported from here") as caught:
        read(text)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


DEEP: list = []
for _ in range(500):
    DEEP = [DEEP]
VALUES = (None, 7, -1, 10**400, "x", [], {}, [[]], [{}], DEEP, "\ud800", ["\ud800"], True, 1e308)


@pytest.mark.parametrize("value", VALUES, ids=[str(n) for n in range(len(VALUES))])
def test_whatever_stands_in_a_field_is_read_or_refused_in_one_sentence(value):
    def places(node, path=()):
        yield path
        for key in node if isinstance(node, dict) else range(len(node)):
            if isinstance(node[key], dict | list):
                yield from places(node[key], (*path, key))
            else:
                yield (*path, key)

    whole = exported()
    for path in list(places(whole)):
        entry = copy.deepcopy(whole)
        if not path:
            continue
        node = entry
        for key in path[:-1]:
            node = node[key]
        node[path[-1]] = value
        with suppress(StoreError):
            back = read(entry)
            body_html(back.answers[0], CORPUS)
            json.dumps(answer_to_json(back.answers[0]), allow_nan=False).encode()
            ConversationStore(None).save(back)


@pytest.mark.parametrize("score", ["NaN", "Infinity", "1e999"])
def test_a_score_that_is_no_number_is_refused(score):
    entry = json.dumps(exported(passages=[["2002/5.45", "SCORE"]])).replace('"SCORE"', score)
    with pytest.raises(StoreError):
        read(entry)


def test_more_than_people_say_is_refused_at_once():
    row = ["a." * 5000, []]
    huge = exported(statements=[row] * MOST)
    assert len(row[0]) * MOST > MOST_SAID
    many = exported()
    many["answers"] = many["answers"] * (MOST + 1)
    started = time.perf_counter()
    for entry in (huge, many, exported(statements=[["x", []]] * (MOST + 1))):
        with pytest.raises(StoreError):
            read(entry)
    assert time.perf_counter() - started < 5


def test_the_most_that_is_read_is_verified_in_seconds():
    words = ANSWER.statements[0].text
    row = ["\n".join([words] * (18_000 // len(words))), [1]]
    entry = exported(statements=[row] * (MOST_SAID // len(row[0])))
    started = time.perf_counter()
    assert unfound(read(entry)) == 0
    assert time.perf_counter() - started < 20


def test_an_answer_kept_by_an_earlier_version_has_no_mark():
    stored = answer_to_json(ANSWER)
    assert stored["statements"][0] == [ANSWER.statements[0].text, [1]]
    assert answer_from_json(stored) == ANSWER
