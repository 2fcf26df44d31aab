"""Gold evidence placed in the corpus: paragraph ids, and groups of paragraphs that say the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.corpus import Corpus
from assistant.domain import Paragraph
from evals.questions import Evidence, Fault, Question


@dataclass(frozen=True, slots=True)
class Gold:
    """Where a question's evidence stands.

    `groups`: each is a set of paragraph ids of which any one is enough. Pieces of evidence in
    one paragraph make one group. An `alternative` piece joins the group of the same report
    whose words it shares most (the nearest one before it on a tie), for it restates that one.
    """

    groups: tuple[frozenset[str], ...]
    faults: tuple[str, ...] = ()

    @property
    def ids(self) -> frozenset[str]:
        """All paragraphs that count as found."""
        return frozenset().union(*self.groups)


def folded(text: str) -> str:
    """Letters and digits, lower case, q read as g: what survives line breaks and scan errors."""
    return re.sub(r"[^a-z0-9]", "", text.lower().replace("q", "g"))


def named_paragraphs(report: str, para: str, corpus: Corpus) -> tuple[Paragraph, ...]:
    """The paragraphs that a writer's name for a place can mean; empty where it means none."""
    if f"{report}/{para}" in corpus:
        return (corpus.paragraph(f"{report}/{para}"),)
    forms = (
        (r"Good practice after (\d+\.\d+)", r"{0}/GP\d+"),
        (r"Appendix ([A-Z]) (\d+\.\d+)", r"{0}/{1}"),
        (r"Appendix ([A-Z]) (\w+)", r"{0}/(\d+|{1})"),
        (r"Appendix ([A-Z])", r"{0}/.+"),
        (r"Summary (\d+)", r"S/{0}"),
        (r"Rec(?:ommendation)?s? (\d+)", r"R/{0}"),
        (r"Note (\d+)", r"N/{0}"),
        (r"Cover(?:ing)? letter", r"letter.*"),
        (r"Back cover", r"(back|cover|N|licence|letter).*"),
    )
    for form, number in forms:
        match = re.fullmatch(form, para, re.IGNORECASE)
        if match:
            wanted = re.compile(number.format(*(re.escape(part) for part in match.groups())))
            return tuple(p for p in corpus.of_report(report) if wanted.fullmatch(p.number))
    return ()


def holds(paragraph: Paragraph, text: str) -> bool:
    """Whether the words are the paragraph's, as repaired or as scanned, or name its addressee."""
    parts = [folded(part) for part in re.split(r"…|\.\.\.", text)]
    forms = (paragraph.text, paragraph.scan, paragraph.addressee)
    bodies = [folded(form) for form in forms if form]
    return any(all(part in body for part in parts) for body in bodies) and any(parts)


def locate(evidence: Evidence, corpus: Corpus) -> tuple[str, str]:
    """The paragraph id that holds the evidence ("" where none does) and the fault, if any."""
    if evidence.report not in {report.id for report in corpus.reports}:
        return "", f"there is no report {evidence.report!r}"
    named = named_paragraphs(evidence.report, evidence.para, corpus)
    for paragraph in named:
        if holds(paragraph, evidence.text):
            return paragraph.id, ""
    elsewhere = [p for p in corpus.of_report(evidence.report) if holds(p, evidence.text)]
    shown = evidence.text[:60]
    if elsewhere and (not named or not _numbered(evidence.para)):
        return elsewhere[0].id, ""
    if elsewhere:
        return elsewhere[0].id, f"{shown!r} stands in {elsewhere[0].id}, not in {evidence.para!r}"
    if not named:
        return "", f"{evidence.report} has no paragraph {evidence.para!r}"
    return named[0].id, f"{shown!r} does not stand in {evidence.report} {evidence.para!r}"


def gold(question: Question, corpus: Corpus) -> Gold:
    """The evidence groups of a question; pieces that are nowhere in the corpus are faults."""
    faults: list[str] = []
    groups: list[tuple[str, set[str], list[str]]] = []  # report, ids, evidence texts
    placed: list[tuple[Evidence, str]] = []
    for evidence in question.evidence:
        found, fault = locate(evidence, corpus)
        if fault:
            faults.append(fault)
        if found:
            placed.append((evidence, found))
    for evidence, found in placed:
        same = next((g for g in groups if found in g[1]), None)
        if evidence.alternative:
            continue
        if same is None:
            groups.append((evidence.report, {found}, [evidence.text]))
        else:
            same[2].append(evidence.text)
    order = [found for evidence, found in placed]
    for place, (evidence, found) in enumerate(placed):
        if evidence.alternative and groups:
            _restated(evidence, groups, order[:place])[1].add(found)
    return Gold(tuple(frozenset(ids) for _, ids, _ in groups), tuple(faults))


def golds(questions: Iterable[Question], corpus: Corpus) -> dict[str, Gold]:
    """The gold of every question by its id."""
    return {question.id: gold(question, corpus) for question in questions}


def evidence_faults(questions: Iterable[Question], corpus: Corpus, file: str) -> list[Fault]:
    """Faults of evidence that is not verbatim where it is said to be, with file and line."""
    return [
        Fault(file, question.line, fault)
        for question in questions
        for fault in gold(question, corpus).faults
    ]


def _numbered(para: str) -> bool:
    """Whether the writer named a printed number, which must then be right."""
    return re.search(r"\d", para) is not None


def _restated(
    evidence: Evidence, groups: Sequence[tuple[str, set[str], list[str]]], before: Sequence[str]
) -> tuple[str, set[str], list[str]]:
    """The group that an alternative piece restates: see `Gold`."""
    own = _stems(evidence.text)

    def rank(group: tuple[str, set[str], list[str]]) -> tuple[bool, int, int]:
        shared = max(len(own & _stems(text)) for text in group[2])
        nearest = max(
            (place for place, found in enumerate(before) if found in group[1]), default=-1
        )
        return group[0] == evidence.report, shared, nearest

    return max(groups, key=rank)


def _stems(text: str) -> set[str]:
    """The first six letters of each word of four letters or more."""
    return {word[:6] for word in re.findall(r"[a-z]{4,}", text.lower())}
