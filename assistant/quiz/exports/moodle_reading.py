"""Moodle XML read back: our own exports whole, other people's as drafts without a source."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from lxml import etree

from assistant.errors import StoreError
from assistant.quiz.items import (
    BLANK,
    Bloom,
    ItemType,
    Level,
    Option,
    Pair,
    QuizItem,
    Status,
    item_id,
)

_TYPES = {
    "multichoice": ItemType.SINGLE,
    "truefalse": ItemType.TRUE_FALSE,
    "cloze": ItemType.CLOZE,
    "matching": ItemType.MATCHING,
    "shortanswer": ItemType.SHORT,
    "essay": ItemType.DISCUSSION,
}


def _plain(markup: str) -> str:
    """Text of an HTML fragment: line breaks kept, other marks dropped."""
    return unescape(re.sub(r"<[^>]+>", "", re.sub(r"<br\s*/?>", "\n", markup))).strip()


def _inner(element: etree._Element, path: str) -> str:
    found = element.find(path)
    return (found.text or "") if found is not None else ""


def _marked(markup: str) -> list[tuple[str, str]]:
    """The (class, text) of each marked paragraph."""
    found = re.findall(r'<p class="([^"]*)"[^>]*>(.*?)</p>', markup, flags=re.S)
    return [(unescape(name), _plain(text)) for name, text in found]


def _option(answer: etree._Element, truefalse: bool) -> Option:
    """One option with its rationale and quote."""
    text = _plain(_inner(answer, "text"))
    markup = _inner(answer, "feedback/text")
    marked = dict(_marked(markup))
    source = re.search(r'data-source="([^"]*)"', markup)
    return Option(
        text.capitalize() if truefalse else text,
        float(answer.get("fraction", "0")) > 0,
        marked.get("why", _plain(markup) if not marked else ""),
        unescape(source[1]) if source else "",
        marked.get("quote", ""),
    )


def _pairs(question: etree._Element, marked: list[tuple[str, str]]) -> tuple[Pair, ...]:
    """The pairs of a matching question with their sources, where they are marked."""
    sources = [(name[5:], text) for name, text in marked if name.startswith("pair ")]
    found = []
    for number, child in enumerate(question.findall("subquestion")):
        source, quote = sources[number] if number < len(sources) else ("", "")
        left, right = _plain(_inner(child, "text")), _inner(child, "answer/text")
        found.append(Pair(left, right, source, quote))
    return tuple(found)


def _stem(question: etree._Element, citation: str) -> str:
    """The question's text without embedded answers and without our citation."""
    text = re.sub(r"\{1:SHORTANSWER:(?:\\.|[^}])*\}", BLANK, _inner(question, "questiontext/text"))
    text = _plain(text)
    return text[: -len(citation)].rstrip() if citation and text.endswith(citation) else text


def _answers(
    question: etree._Element, type_: ItemType, marked: list[tuple[str, str]]
) -> tuple[str, ...]:
    """Typed answers or the back of a card, as marked; else those of a short-answer question."""
    listed = tuple(text for name, text in marked if name.startswith("answer-"))
    if not listed and type_ is ItemType.SHORT:
        listed = tuple(_inner(answer, "text") for answer in question.findall("answer"))
    return listed


def _foreign_type(question: etree._Element) -> ItemType:
    """The type of a question that was not exported by us."""
    if question.get("type") == "multichoice" and _inner(question, "single") == "false":
        return ItemType.MULTIPLE
    return _TYPES[question.get("type", "")]


def read_question(question: etree._Element) -> QuizItem:
    """One item; StoreError where the question lacks what its type needs."""
    kind = question.get("type", "")
    pairs = [_inner(tag, "text").partition(":") for tag in question.findall("tags/tag")]
    named = {name: value for name, _, value in pairs}
    marked = _marked(_inner(question, "generalfeedback/text"))
    said = dict(marked)
    type_ = ItemType(named["type"]) if "type" in named else _foreign_type(question)
    source = named.get("source", "")
    report, _, number = source.partition("/")
    stem = _stem(question, f"[{report} §{number}]" if number else "")
    answers = question.findall("answer") if kind in ("multichoice", "truefalse") else []
    options = tuple(_option(answer, kind == "truefalse") for answer in answers)
    name = question.findtext("idnumber") or item_id(type_, "imported", source, stem)
    return QuizItem(
        id=name,
        type=type_,
        kind=named.get("kind", "imported"),
        stem=stem,
        source=source,
        quote=said.get("source-quote", ""),
        citation=said.get("citation", ""),
        rationale=said.get("rationale", ""),
        topic=named.get("topic", ""),
        year=named.get("year", ""),
        options=options,
        answers=_answers(question, type_, marked),
        pairs=_pairs(question, marked),
        level=Level(named.get("difficulty", "medium")),
        level_why=said.get("level", ""),
        bloom=Bloom(named.get("bloom", "remember")),
        note=said.get("note", ""),
        guidance=_plain(_inner(question, "graderinfo/text"))
        if type_ is ItemType.DISCUSSION
        else "",
        reading=tuple(value for tag, _, value in pairs if tag == "read"),
        status=Status(named.get("status", "draft")),
        version=int(named.get("version", "1")),
        reviewer=named.get("reviewer", ""),
        reason=named.get("reason", ""),
    )


def read_moodle_xml(path: Path) -> tuple[QuizItem, ...]:
    """The questions of a Moodle XML file that we have a type for; StoreError on a broken file."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.parse(str(path), parser).getroot()
    except (OSError, etree.XMLSyntaxError) as error:
        raise StoreError(f"{path.name} is not a readable Moodle XML file ({error}).") from error
    if root.tag != "quiz":
        raise StoreError(
            f"{path.name} is not Moodle XML: its first element is <{root.tag}>, not <quiz>."
        )
    try:
        return tuple(read_question(q) for q in root.findall("question") if q.get("type") in _TYPES)
    except ValueError as error:
        raise StoreError(f"{path.name} holds a question that cannot be read ({error}).") from error
