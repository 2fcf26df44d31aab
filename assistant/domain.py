"""The vocabulary of the product: frozen values that every other module passes around."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a paragraph is in its report."""

    FINDING = "finding"
    RECOMMENDATION = "recommendation"
    GOOD_PRACTICE = "good practice"
    CRITERION = "criterion"
    DEFINITION = "definition"
    CONTEXT = "context"
    APPENDIX = "appendix"
    NOTE = "note"


class Outcome(StrEnum):
    """How a question ended; the values are those of the answer record."""

    ANSWERED = "answered"
    NOT_COVERED = "not_covered"
    OFF_TOPIC = "off_topic"
    URGENT = "urgent"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Report:
    """One report as listed in `data/reports.toml` (or added by the user)."""

    id: str
    title: str
    short_title: str
    publisher: str
    published: str  # ISO date, "2002-10" where the day is not known
    licence: str
    layout: str
    file: str
    sha256: str
    notice: str = ""  # the dated-guidance notice shown beside answers from it

    @property
    def year(self) -> str:
        """Year of publication, "2002"."""
        return self.published[:4]

    @property
    def date(self) -> str:
        """Month and year as a reader writes them, "October 2002"."""
        months = calendar.month_name
        parts = self.published.split("-")
        return f"{months[int(parts[1])]} {parts[0]}" if len(parts) > 1 else parts[0]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a report: what we retrieve, cite, ask about and judge.

    `text` is the report's own words: lines joined by single spaces, each bullet on a line
    of its own that starts with "• " (second level "– "), scan errors repaired from a reviewed
    table. `scan` holds the unrepaired words where they differ, else "".
    """

    report_id: str
    number: str  # the id's tail: "5.45", "B/2.4", "4.12/GP1", "R/14"
    label: str  # as a reader cites it: "paragraph 5.45", "Appendix B criterion 2.4"
    kind: Kind
    text: str
    headings: tuple[str, ...] = ()  # chapter first, then section, then margin head
    lines: tuple[int, int] = (0, 0)  # first and last source line, counted from 1
    search_text: str = ""  # text without bibliography numbers
    scan: str = ""
    addressee: str = ""  # for recommendations: who is told to act
    lead: str = ""  # for recommendations of 2008: the suggested lead department
    places: tuple[str, ...] = ()  # for good practice: the areas named
    offsets: tuple[tuple[int, int], ...] = ()  # where each source line begins in `text`

    @property
    def id(self) -> str:
        """Its one name everywhere, for example "2002/5.45"."""
        return f"{self.report_id}/{self.number}"

    @property
    def bullets(self) -> tuple[str, ...]:
        """The texts of its bullets without their marks, in order; empty where there is no list."""
        return tuple(t[2:] for t in self.text.split("\n") if t.startswith(("• ", "– ")))

    @property
    def stem(self) -> str:
        """What stands before the first bullet; the whole text where there is no list."""
        kept: list[str] = []
        for part in self.text.split("\n"):
            if part.startswith(("• ", "– ")):
                break
            kept.append(part)
        return "\n".join(kept)


@dataclass(frozen=True, slots=True)
class Annotation:
    """Editorial search metadata of one paragraph: never shown as the report's words."""

    paragraph_id: str
    gist: str = ""
    questions: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """Editorial metadata of one sentence or bullet: the quote is verbatim, the rest is not."""

    paragraph_id: str
    quote: str
    kind: str
    questions: tuple[str, ...]
    answer: str
    stem: str = ""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the user narrowed the search to; empty fields do not restrict."""

    reports: tuple[str, ...] = ()  # report ids
    kinds: tuple[Kind, ...] = ()
    chapter: str = ""  # a substring of any heading
    agency: str = ""  # a name that the text, heading or addressee must mention

    def __bool__(self) -> bool:
        """Whether anything is restricted."""
        return bool(self.reports or self.kinds or self.chapter or self.agency)


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph as found for a question; `score` is comparable within one result only."""

    paragraph: Paragraph
    score: float


@dataclass(frozen=True, slots=True)
class Citation:
    """The words relied on: `paragraph.text[start:end] == quote`, always."""

    marker: int
    paragraph: Paragraph
    label: str  # "Safeguarding Children (October 2002), paragraph 5.45"
    start: int
    end: int

    @property
    def quote(self) -> str:
        """The verbatim words, cut from the paragraph by offsets."""
        return self.paragraph.text[self.start : self.end]


NOT_FOUND = "not found in the report held here"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of an answer with the markers of the citations it rests on.

    `unfound`: a file, or an answer kept from before the library changed, has it as the report's,
    and the report held here does not say it. It rests on nothing and is always shown with `mark`.
    """

    text: str
    markers: tuple[int, ...] = ()
    unfound: bool = False

    @property
    def mark(self) -> str:
        """What stands behind an unfound statement wherever it is shown, "" for any other."""
        return f" ({NOT_FOUND})" if self.unfound else ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One statement as an answer showed it, with the paragraph that its first marker cites."""

    text: str
    paragraph_id: str
    label: str  # "Safeguarding Children (October 2002), paragraph 5.45"
    markers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier turn of a conversation."""

    question: str
    searched_for: str = ""
    cited: tuple[str, ...] = ()  # paragraph ids that its answer cited
    shown: tuple[Shown, ...] = ()  # its statements that cite, in the order shown


@dataclass(frozen=True, slots=True)
class Wording:
    """What a language model made of an answer; shown only below the reports' own sentences."""

    model: str  # "ollama:qwen2.5:7b"
    statements: tuple[Statement, ...]  # with the markers of the answer's citations

    @property
    def heading(self) -> str:
        """The line that stands above it, wherever it is shown."""
        return f"Worded by {self.model} (experimental), check it against the sentences above:"

    @property
    def text(self) -> str:
        """Plain text with markers [1], [2] and so on, without the heading."""
        return "\n".join(map(_marked, self.statements))


def _marked(said: Statement) -> str:
    """The statement with its markers behind it."""
    return said.text + said.mark + "".join(f" [{marker}]" for marker in said.markers)


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything a page, an export or an evaluation needs to know of one answer."""

    question: str
    outcome: Outcome
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...] = ()
    passages: tuple[Passage, ...] = ()  # what was retrieved, best first
    searched_for: str = ""
    history: tuple[str, ...] = ()
    lead: str = ""  # the line before the statements: which reports speak
    notices: tuple[str, ...] = ()
    also_found: tuple[str, ...] = ()  # ids of paragraphs that restate it, or that a notice names
    suggestions: tuple[str, ...] = ()  # follow-up questions or headings to browse
    why: tuple[str, ...] = ()  # "why this answer": the steps and gates, in plain English
    mode: str = "extractive"  # or "llm:MODEL", where there is a wording
    worded: Wording | None = None
    seconds: float = 0.0
    error: str | None = None

    @property
    def text(self) -> str:
        """Plain text with markers [1], [2] and so on; the reports' own sentences alone."""
        return "\n".join(([self.lead] if self.lead else []) + list(map(_marked, self.statements)))
