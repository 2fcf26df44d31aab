"""Question sets: the frozen question, read from JSON lines with every fault named."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.errors import AssistantError

WHYS = (
    "near-domain",  # the subject is near, the reports do not say
    "false-premise",  # the question supposes what the reports do not say
    "off-topic",
    "manipulation",  # an attempt to turn the assistant
    "emergency",  # a child at risk now
    "later-law",
    "other-nation",
    "named-child",
    "personal-data",
    "nonsense",
    "benign",  # speaks of harm or of rules, and must not be caught for it
)
OUTCOMES = ("answered", "not_covered", "off_topic", "urgent", "declined")
REQUIRED = ("id", "question", "type", "style", "answerable", "evidence", "key_facts", "answer")
OPTIONAL = ("history", "why", "split", "base", "expect", "personal", "note", "source")


class QuestionsError(AssistantError):
    """A question file cannot be used; the message lists the faults."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a question file: "dev.jsonl, line 3: the key 'id' is missing"."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        """File, line and reason as one sentence."""
        return f"{self.file}, line {self.line}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Verbatim words of one paragraph; `alternative` where they restate other evidence."""

    report: str
    para: str  # as the question's writer names it: "1.12", "Good practice after 4.20", "Rec 1"
    text: str
    alternative: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One question with what a good answer must rest on and say."""

    id: str
    question: str
    type: str
    style: str
    answerable: bool
    evidence: tuple[Evidence, ...] = ()
    key_facts: tuple[tuple[str, ...], ...] = ()  # each: the accepted forms of one fact
    answer: str = ""
    history: tuple[str, ...] = ()  # earlier user turns, oldest first
    why: str = ""  # for unanswerable ones: one of WHYS
    split: str = ""  # "tune" or "hold"
    base: str = ""  # for a perturbed version: the id of the question it restates
    expect: tuple[str, ...] = ()  # accepted outcomes, where the kind does not decide them
    personal: tuple[str, ...] = ()  # personal data in the question that must be noticed
    line: int = 0

    @property
    def follow_up(self) -> bool:
        """Whether the question leans on earlier turns."""
        return bool(self.history)

    @property
    def accepted(self) -> tuple[str, ...]:
        """The outcomes that are right for this question."""
        if self.expect:
            return self.expect
        if self.answerable:
            return ("answered",)
        if self.why == "emergency":
            return ("urgent",)
        return ("not_covered", "off_topic", "declined")


def read_questions(path: Path) -> tuple[Question, ...]:
    """The questions of a JSON-lines file in its order; QuestionsError lists every fault."""
    questions, faults = parse_lines(read_lines(path), path.name)
    if faults:
        raise QuestionsError("\n".join(str(fault) for fault in faults))
    if not questions:
        raise QuestionsError(f"{path} holds no question.")
    return questions


def read_lines(path: Path) -> list[str]:
    """The lines of a question file; QuestionsError where it cannot be read as UTF-8 text."""
    try:
        return path.read_text("utf-8").split("\n")
    except OSError as error:
        raise QuestionsError(f"Cannot read {path}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise QuestionsError(f"{path} is not UTF-8 text (byte {error.start}).") from error


def parse_lines(lines: Iterable[str], file: str) -> tuple[tuple[Question, ...], list[Fault]]:
    """All well-formed questions, and every fault of form (evidence is not looked up here)."""
    questions: list[Question] = []
    faults: list[Fault] = []
    first_line: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except ValueError as error:
            faults.append(Fault(file, number, f"not valid JSON ({error})"))
            continue
        question, reasons = parse_entry(entry)
        if question is not None and question.id in first_line:
            reasons.append(f"the id {question.id!r} was used in line {first_line[question.id]}")
        faults.extend(Fault(file, number, reason) for reason in reasons)
        if question is not None:
            first_line.setdefault(question.id, number)
            if not reasons:
                questions.append(replace(question, line=number))
    return tuple(questions), faults


def parse_entry(entry: object) -> tuple[Question | None, list[str]]:
    """The question of one JSON value and why it is malformed; None where it has no id."""
    if not isinstance(entry, dict):
        return None, ["a question must be a JSON object"]
    reasons = _wrong_keys(entry)
    evidence, found = _parse_evidence(entry.get("evidence", []))
    reasons += found
    facts = entry.get("key_facts", [])
    if not isinstance(facts, list) or not all(_is_texts(fact) and fact for fact in facts):
        reasons.append("'key_facts' must be a list of lists of accepted texts, none empty")
    if not isinstance(entry.get("id"), str):
        return None, reasons
    question = None if reasons else _question(entry, evidence)
    if question is not None:
        reasons += contradictions(question)
    return question or Question(entry["id"], "", "", "", True), reasons


def _wrong_keys(entry: Mapping[str, Any]) -> list[str]:
    """Missing and unknown keys, and plain values of the wrong type."""
    reasons = [f"the key {key!r} is missing" for key in REQUIRED if key not in entry]
    reasons += [f"unknown key {key!r}" for key in entry if key not in REQUIRED + OPTIONAL]
    for key in ("id", "question", "type", "style", "answer", "why", "split", "base"):
        if key in entry and not isinstance(entry[key], str):
            reasons.append(f"{key!r} must be text")
        elif key in ("id", "question", "type", "style") and not entry.get(key, "x").strip():
            reasons.append(f"{key!r} is empty")
    if not isinstance(entry.get("answerable", True), bool):
        reasons.append("'answerable' must be true or false")
    for key in ("history", "expect", "personal"):
        if not _is_texts(entry.get(key, [])):
            reasons.append(f"{key!r} must be a list of texts, none empty")
    return reasons


def contradictions(question: Question) -> list[str]:
    """What does not fit together within one well-formed question."""
    reasons: list[str] = []
    if question.answerable and not question.evidence:
        reasons.append("answerable, but without evidence")
    if question.answerable and not question.key_facts:
        reasons.append("answerable, but without key facts")
    if question.answerable and question.why:
        reasons.append("'why' belongs to unanswerable questions")
    if question.evidence and all(evidence.alternative for evidence in question.evidence):
        reasons.append("all evidence is 'alternative': one must be the statement it restates")
    if not question.answerable and question.evidence:
        reasons.append("unanswerable, but with evidence")
    if not question.answerable and question.why not in WHYS:
        reasons.append(f"'why' is {question.why!r}; known: {', '.join(WHYS)}")
    if question.split not in ("", "tune", "hold"):
        reasons.append(f"'split' is {question.split!r}; known: tune, hold")
    unknown = [outcome for outcome in question.expect if outcome not in OUTCOMES]
    if unknown:
        reasons.append(f"'expect' holds {unknown[0]!r}; known: {', '.join(OUTCOMES)}")
    missing = [text for text in question.personal if text not in question.question]
    if missing:
        reasons.append(f"the personal data {missing[0]!r} is not in the question")
    return reasons


def to_entry(question: Question) -> dict[str, Any]:
    """The JSON object of a question in the usual order of keys; empty options left out."""
    entry: dict[str, Any] = {
        "id": question.id,
        "question": question.question,
        "type": question.type,
        "style": question.style,
        "answerable": question.answerable,
        "evidence": [_evidence_entry(evidence) for evidence in question.evidence],
        "key_facts": [list(forms) for forms in question.key_facts],
        "answer": question.answer,
    }
    for key in ("why", "split", "base"):
        if getattr(question, key):
            entry[key] = getattr(question, key)
    for key in ("history", "expect", "personal"):
        if getattr(question, key):
            entry[key] = list(getattr(question, key))
    return entry


def write_questions(questions: Sequence[Question], path: Path) -> None:
    """One JSON object per line, in order; the file is replaced only when complete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".partial")
    lines = (json.dumps(to_entry(question), ensure_ascii=False) + "\n" for question in questions)
    draft.write_text("".join(lines), encoding="utf-8")
    draft.replace(path)


def _is_texts(value: object) -> bool:
    """Whether it is a list of non-empty texts."""
    return isinstance(value, list) and all(isinstance(text, str) and text.strip() for text in value)


def _parse_evidence(value: object) -> tuple[tuple[Evidence, ...], list[str]]:
    """The pieces of evidence and the reasons why some are malformed."""
    if not isinstance(value, list):
        return (), ["'evidence' must be a list"]
    pieces: list[Evidence] = []
    reasons: list[str] = []
    for place, item in enumerate(value, start=1):
        if not isinstance(item, dict):
            reasons.append(f"evidence {place} must be an object")
            continue
        wrong = [key for key in ("report", "para", "text") if not _is_texts([item.get(key)])]
        unknown = [key for key in item if key not in ("report", "para", "text", "alternative")]
        if wrong or unknown or not isinstance(item.get("alternative", False), bool):
            fault = f"lacks the text {wrong[0]!r}" if wrong else "has an unknown or malformed key"
            reasons.append(f"evidence {place} {fault}")
            continue
        pieces.append(
            Evidence(item["report"], item["para"], item["text"], item.get("alternative", False))
        )
    return tuple(pieces), reasons


def _evidence_entry(evidence: Evidence) -> dict[str, Any]:
    """The JSON object of one piece of evidence."""
    entry: dict[str, Any] = {
        "report": evidence.report,
        "para": evidence.para,
        "text": evidence.text,
    }
    return entry | ({"alternative": True} if evidence.alternative else {})


def _question(entry: Mapping[str, Any], evidence: tuple[Evidence, ...]) -> Question:
    """The question of an entry whose form has been checked."""
    return Question(
        id=entry["id"],
        question=entry["question"],
        type=entry["type"],
        style=entry["style"],
        answerable=entry["answerable"],
        evidence=evidence,
        key_facts=tuple(tuple(forms) for forms in entry["key_facts"]),
        answer=entry["answer"],
        why=entry.get("why", ""),
        split=entry.get("split", ""),
        base=entry.get("base", ""),
        history=tuple(entry.get("history", ())),
        expect=tuple(entry.get("expect", ())),
        personal=tuple(entry.get("personal", ())),
    )
