"""QTI 2.1: a content package, one assessment item per quiz item, rationale as feedback."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from lxml import etree

from assistant.quiz.exports.markdown import right_column
from assistant.quiz.items import BLANK, CHOICE_TYPES, ItemType, QuizItem

NAMESPACE = "http://www.imsglobal.org/xsd/imsqti_v2p1"
PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
_FEEDBACK = "FEEDBACK"
Pairs = Sequence[tuple[str, str]]


def _add(parent: etree._Element, tag: str, text: str = "", /, **attributes: str) -> etree._Element:
    """A child of the same namespace; an underscore at the end of a name is dropped."""
    named = {name.rstrip("_"): value for name, value in attributes.items()}
    child = etree.SubElement(parent, f"{{{etree.QName(parent).namespace}}}{tag}", named)
    child.text = text or None
    return child


def choice_names(item: QuizItem) -> list[str]:
    """Identifiers of the options in order, C1 first."""
    return [f"C{number}" for number in range(1, len(item.options) + 1)]


def match_names(item: QuizItem) -> tuple[Pairs, Pairs]:
    """(identifier, text) of the left and of the right entries of a matching item."""
    left = [(f"L{n}", pair.left) for n, pair in enumerate(item.pairs, start=1)]
    right = [(f"R{n}", text) for n, text in enumerate(right_column(item), start=1)]
    return left, right


def _response(root: etree._Element, item: QuizItem) -> None:
    """The response declaration with the correct response."""
    if item.type in CHOICE_TYPES:
        many = item.type is ItemType.MULTIPLE
        kinds = ("multiple" if many else "single", "identifier")
        names = zip(choice_names(item), item.options, strict=True)
        values = [name for name, option in names if option.correct]
    elif item.pairs:
        kinds = ("multiple", "directedPair")
        left, right = match_names(item)
        place = {text: name for name, text in right}
        values = [f"{name} {place[p.right]}" for (name, _), p in zip(left, item.pairs, strict=True)]
    else:
        kinds = ("single", "string")
        typed = item.type in (ItemType.CLOZE, ItemType.SHORT)
        values = [item.answers[0]] if typed else []
    declared = _add(
        root, "responseDeclaration", identifier="RESPONSE", cardinality=kinds[0], baseType=kinds[1]
    )
    if values:
        correct = _add(declared, "correctResponse")
        for value in values:
            _add(correct, "value", value)
    if item.type in (ItemType.CLOZE, ItemType.SHORT):
        mapping = _add(declared, "mapping", defaultValue="0")
        for answer in item.answers:
            _add(mapping, "mapEntry", mapKey=answer, mappedValue="1", caseSensitive="false")


def _outcomes(root: etree._Element) -> None:
    score = _add(
        root, "outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float"
    )
    _add(_add(score, "defaultValue"), "value", "0")
    _add(
        root,
        "outcomeDeclaration",
        identifier=_FEEDBACK,
        cardinality="single",
        baseType="identifier",
    )


def _choices(body: etree._Element, item: QuizItem) -> None:
    """The options; shuffling is left to us, since figures stand in order."""
    most = str(len(item.keys)) if item.type is ItemType.MULTIPLE else "1"
    interaction = _add(
        body, "choiceInteraction", responseIdentifier="RESPONSE", shuffle="false", maxChoices=most
    )
    for name, option in zip(choice_names(item), item.options, strict=True):
        _add(interaction, "simpleChoice", option.text, identifier=name)


def _matches(body: etree._Element, item: QuizItem) -> None:
    """Two columns to be matched."""
    left, right = match_names(item)
    interaction = _add(
        body,
        "matchInteraction",
        responseIdentifier="RESPONSE",
        shuffle="false",
        maxAssociations=str(len(left)),
    )
    for entries, most in ((left, "1"), (right, str(len(left)))):
        column = _add(interaction, "simpleMatchSet")
        for name, text in entries:
            _add(column, "simpleAssociableChoice", text, identifier=name, matchMax=most)


def _body(root: etree._Element, item: QuizItem) -> None:
    """Stem and interaction."""
    body = _add(root, "itemBody")
    stem = f"{item.stem} {item.short_citation}".strip()
    if item.type is ItemType.CLOZE:
        before, _, after = stem.partition(BLANK)
        paragraph = _add(body, "p", before)
        size = str(max(len(answer) for answer in item.answers))
        gap = _add(
            paragraph, "textEntryInteraction", responseIdentifier="RESPONSE", expectedLength=size
        )
        gap.tail = after
        return
    _add(body, "p", stem)
    if item.options:
        _choices(body, item)
    elif item.pairs:
        _matches(body, item)
    elif item.type is ItemType.SHORT:
        _add(_add(body, "p"), "textEntryInteraction", responseIdentifier="RESPONSE")
    else:
        _add(body, "extendedTextInteraction", responseIdentifier="RESPONSE", expectedLines="5")


def _processing(root: etree._Element, item: QuizItem) -> None:
    """Score 1 for the right response; then the rationale is shown in any case."""
    processing = _add(root, "responseProcessing")
    if item.type not in (ItemType.DISCUSSION, ItemType.FLASHCARD):
        condition = _add(_add(processing, "responseCondition"), "responseIf")
        if item.type in (ItemType.CLOZE, ItemType.SHORT):
            more = _add(condition, "gt")
            _add(more, "mapResponse", identifier="RESPONSE")
            _add(more, "baseValue", "0", baseType="float")
        else:
            same = _add(condition, "match")
            _add(same, "variable", identifier="RESPONSE")
            _add(same, "correct", identifier="RESPONSE")
        score = _add(condition, "setOutcomeValue", identifier="SCORE")
        _add(score, "baseValue", "1", baseType="float")
    shown = _add(processing, "setOutcomeValue", identifier=_FEEDBACK)
    _add(shown, "baseValue", "rationale", baseType="identifier")


def feedback_lines(item: QuizItem) -> list[str]:
    """Rationale, distractors' reasons, notes and citation, one line each."""
    lines = [item.rationale]
    lines += [f"Not “{o.text}”: {o.rationale}" for o in item.distractors]
    lines += [f"Answer: {item.answers[0]}"] if item.answers else []
    lines += item.guidance.split("\n") if item.guidance else []
    lines += [item.note] if item.note else []
    labels = f"{item.level.value}, {item.bloom.value}, {item.status.value}"
    return [*lines, f"Source: {item.citation} ({labels})"]


def item_element(item: QuizItem) -> etree._Element:
    """One <assessmentItem>."""
    root = etree.Element(
        f"{{{NAMESPACE}}}assessmentItem",
        nsmap={None: NAMESPACE},
        attrib={
            "identifier": item.id,
            "title": f"{item.kind} {item.short_citation}".strip(),
            "adaptive": "false",
            "timeDependent": "false",
        },
    )
    _response(root, item)
    _outcomes(root)
    _body(root, item)
    _processing(root, item)
    feedback = _add(
        root, "modalFeedback", outcomeIdentifier=_FEEDBACK, identifier="rationale", showHide="show"
    )
    for line in feedback_lines(item):
        _add(feedback, "p", line)
    return root


def manifest(items: Sequence[QuizItem]) -> etree._Element:
    """The package's list of resources."""
    root = etree.Element(
        f"{{{PACKAGE}}}manifest",
        nsmap={None: PACKAGE},
        attrib={"identifier": "safeguarding-quiz"},
    )
    data = _add(root, "metadata")
    _add(data, "schema", "IMS Content")
    _add(data, "schemaversion", "1.1")
    _add(root, "organizations")
    resources = _add(root, "resources")
    for item in items:
        name = f"{item.id}.xml"
        resource = _add(
            resources, "resource", identifier=f"R-{item.id}", type="imsqti_item_xmlv2p1", href=name
        )
        _add(resource, "file", href=name)
    return root


def write_qti(items: Iterable[QuizItem], path: Path) -> None:
    """The items as a zip that learning systems import."""
    listed = tuple(items)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("imsmanifest.xml", _serialised(manifest(listed)))
        for item in listed:
            package.writestr(f"{item.id}.xml", _serialised(item_element(item)))


def _serialised(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))
