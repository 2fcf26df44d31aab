"""Moodle XML with feedback, tags and id numbers (docs.moodle.org, "Moodle XML format")."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path

from lxml import etree

from assistant.quiz.items import BLANK, ItemType, Option, QuizItem

_MOODLE_TYPE = {
    ItemType.SINGLE: "multichoice",
    ItemType.SCENARIO: "multichoice",
    ItemType.MULTIPLE: "multichoice",
    ItemType.TRUE_FALSE: "truefalse",
    ItemType.CLOZE: "cloze",
    ItemType.MATCHING: "matching",
    ItemType.SHORT: "shortanswer",
    ItemType.DISCUSSION: "essay",
    ItemType.FLASHCARD: "essay",
}


def _text(parent: etree._Element, tag: str, text: str, *, html: bool = True) -> etree._Element:
    """A child that wraps its text as Moodle does: <tag format="html"><text>…</text></tag>."""
    child = etree.SubElement(parent, tag)
    if html:
        child.set("format", "html")
    etree.SubElement(child, "text").text = (
        escape(text, quote=False).replace("\n", "<br>") if html else text
    )
    return child


def _plain(parent: etree._Element, tag: str, text: str) -> None:
    etree.SubElement(parent, tag).text = text


def _rationale(option: Option) -> str:
    """Feedback of one option as two marked paragraphs: why, and the words quoted."""
    quote = (
        f'<p class="quote" data-source="{escape(option.paragraph_id)}">{escape(option.quote)}</p>'
    )
    return f'<p class="why">{escape(option.rationale)}</p>' + (quote if option.quote else "")


def _feedback(parent: etree._Element, markup: str) -> None:
    child = etree.SubElement(parent, "feedback", format="html")
    etree.SubElement(child, "text").text = markup


def _answers(question: etree._Element, item: QuizItem) -> None:
    """The answers of a choice item; several keys share the marks."""
    keys = len(item.keys)
    for option in item.options:
        share = f"{100 / keys:.5f}".rstrip("0").rstrip(".") if keys else "0"
        wrong = f"-{100 / max(1, len(item.distractors)):.5f}" if keys > 1 else "0"
        answer = etree.SubElement(question, "answer", fraction=share if option.correct else wrong)
        if item.type is ItemType.TRUE_FALSE:
            answer.set("format", "moodle_auto_format")
            etree.SubElement(answer, "text").text = option.text.lower()
        else:
            answer.set("format", "html")
            etree.SubElement(answer, "text").text = escape(option.text, quote=False)
        _feedback(answer, _rationale(option))


def cloze_code(item: QuizItem) -> str:
    """The embedded answer of a cloze item, special characters escaped with a backslash."""
    escaped = [
        "".join("\\" + c if c in '}#~/"\\' else c for c in answer) for answer in item.answers
    ]
    return "{1:SHORTANSWER:" + "~".join("=" + answer for answer in escaped) + "}"


def _body(question: etree._Element, item: QuizItem) -> None:
    """What is particular to the type of question."""
    kind = _MOODLE_TYPE[item.type]
    if kind in ("multichoice", "truefalse"):
        if kind == "multichoice":
            _plain(question, "single", "false" if item.type is ItemType.MULTIPLE else "true")
            _plain(question, "shuffleanswers", "false" if item.kind == "figure" else "true")
            _plain(question, "answernumbering", "abc")
        _answers(question, item)
    elif kind == "shortanswer":
        _plain(question, "usecase", "0")
        for answer in item.answers:
            child = etree.SubElement(
                question, "answer", fraction="100", format="moodle_auto_format"
            )
            etree.SubElement(child, "text").text = answer
            _feedback(child, "")
    elif kind == "matching":
        _plain(question, "shuffleanswers", "true")
        for pair in item.pairs:
            child = _text(question, "subquestion", pair.left)
            _text(child, "answer", pair.right, html=False)
    elif kind == "essay":
        _plain(question, "responseformat", "editor")
        _plain(question, "responserequired", "1")
        _plain(question, "responsefieldlines", "10")
        _plain(question, "attachments", "0")
        notes = item.guidance or (item.answers[0] if item.answers else "")
        _text(question, "graderinfo", notes)


def general_feedback(item: QuizItem) -> str:
    """Rationale, quote, citation and notes as marked paragraphs, so that they can be read back."""
    parts = [
        ("rationale", item.rationale),
        ("source-quote", item.quote),
        ("citation", item.citation),
    ]
    parts += [("level", item.level_why), ("note", item.note)]
    parts += [(f"answer-{n}", text) for n, text in enumerate(item.answers)]
    for pair in item.pairs:
        parts.append((f"pair {pair.paragraph_id}", pair.quote))
    return "".join(f'<p class="{escape(name)}">{escape(text)}</p>' for name, text in parts if text)


def tags(item: QuizItem) -> list[str]:
    """What Moodle shows as tags: what the item is and where it comes from."""
    named = [
        ("type", item.type.value),
        ("kind", item.kind),
        ("source", item.source),
        ("year", item.year),
        ("topic", item.topic),
        ("difficulty", item.level.value),
        ("bloom", item.bloom.value),
        ("status", item.status.value),
        ("version", str(item.version)),
        ("reviewer", item.reviewer),
        ("reason", item.reason),
    ]
    return [f"{name}:{value}" for name, value in named if value] + [
        f"read:{r}" for r in item.reading
    ]


def question_element(item: QuizItem) -> etree._Element:
    """One <question> element."""
    question = etree.Element("question", type=_MOODLE_TYPE[item.type])
    _text(question, "name", f"{item.id} {item.short_citation} {item.stem[:60]}", html=False)
    stem = item.stem
    if item.type is ItemType.CLOZE:
        stem = stem.replace(BLANK, cloze_code(item), 1)
    _text(question, "questiontext", f"{stem} {item.short_citation}".strip())
    feedback = etree.SubElement(question, "generalfeedback", format="html")
    etree.SubElement(feedback, "text").text = general_feedback(item)
    if item.type is not ItemType.CLOZE:
        _plain(question, "defaultgrade", "1")
    _plain(question, "penalty", "0.3333333")
    _plain(question, "hidden", "0")
    _plain(question, "idnumber", item.id)
    _body(question, item)
    holder = etree.SubElement(question, "tags")
    for tag in tags(item):
        _text(holder, "tag", tag, html=False)
    return question


def moodle_tree(items: Iterable[QuizItem]) -> etree._ElementTree:
    """The <quiz> document with a category for our items."""
    quiz = etree.Element("quiz")
    category = etree.SubElement(quiz, "question", type="category")
    _text(category, "category", "$course$/top/Safeguarding reports", html=False)
    for item in items:
        quiz.append(question_element(item))
    return etree.ElementTree(quiz)


def write_moodle_xml(items: Iterable[QuizItem], path: Path) -> None:
    """The items as a Moodle XML file."""
    moodle_tree(items).write(str(path), encoding="UTF-8", xml_declaration=True, pretty_print=True)
