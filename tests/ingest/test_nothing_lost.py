"""No word is lost: each stands in exactly one paragraph, heading or piece of furniture, in order.

Every generated word is unique, so that a word that is lost, repeated or moved shows.
"""

import re
import textwrap
from collections import Counter
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.corpus import read_reports
from ingest.catalogue import read_text
from ingest.cleaning import Repair, read_repairs, split_lines
from ingest.conserving import misplaced
from ingest.layouts import Layout, Mark, Part, read_layout
from ingest.ledger import FURNITURE, PARAGRAPH, Parse
from ingest.numbered import BOX_HEADING, parse_numbered
from ingest.parsing import parse_bundled
from ingest.summary import parse_summary

DATA = Path(__file__).resolve().parents[2] / "data"
UNIQUE = re.compile(r"[a-z]+\d+", re.IGNORECASE)
WORDS = ("children", "agencies", "police", "health", "services", "staff", "review", "board", "risk")
SECTIONS = ("Introduction", "Findings", "Conclusions")
HEAD = ("Agencies Working", "Together")

NUMBERED = Layout(
    parts=(
        Part("note", "Chief Inspector", id="inspectors", label="front matter"),
        Part("title", "SAFEGUARDING"),
        Part("contents", "Chapter Page"),
        Part("chapters", "Introduction"),
        Part("unnumbered", "The first appendix", letter="A"),
        Part("standards", "ARRANGEMENTS BY", letter="B"),
        Part("glossary", "ACPO", letter="H"),
        Part("repeat", "Further Information", reason="printed twice"),
    ),
    marks=(*(Mark("heading", (name,)) for name in SECTIONS), Mark("furniture", HEAD, "running head")),
    broken=frozenset({"avail-able"}),
    compounds=frozenset({"multi-agency"}),
    kinds={"finding_sections": ("Findings", "Conclusions"), "recommendation_chapters": (2,)},
)
SUMMARY = Layout(
    parts=(
        Part("letter", "8 July", id="letter", label="covering letter"),
        Part("numbered", "Summary", letter="S", label="Summary paragraph"),
        Part("numbered", "Recommendations", letter="R", label="Recommendation"),
        Part("notes", "References", letter="N", label="note"),
    ),
    marks=(
        Mark("heading", ("Child protection",)),
        Mark("addressee", ("Local authorities", "and young people")),
        Mark("furniture", ("www.example.org",), "page footer"),
    ),
    bullet_glyphs=("B", "m"),
    note_marks=("¹", "²"),
)


class Writer:
    """Writes a report of unique words, every choice drawn by hypothesis."""

    def __init__(self, data):
        self.draw, self.lines, self.number = data.draw, [], count(1)

    def some(self, least, most):
        return self.draw(st.integers(least, most))

    def sentence(self):
        words = [f"{WORDS[n % len(WORDS)]}{n}" for n in (next(self.number) for _ in range(self.some(2, 18)))]
        return " ".join(words).capitalize() + "."

    def text(self, most=3):
        return " ".join(self.sentence() for _ in range(self.some(1, most)))

    def put(self, text, *, before=""):
        """One block of wrapped lines, perhaps with divided words and cut by a page end."""
        lines = textwrap.wrap(before + text, 66, break_on_hyphens=False, break_long_words=False)
        places = [at for at in range(1, len(lines)) if not lines[at - 1].endswith((".", ":"))]
        if places and self.some(0, 3) == 0:
            at = places[self.some(0, len(places) - 1)]
            left, right = self.draw(st.sampled_from([("avail-", "able"), ("multi-", "agency")]))
            lines[at - 1 : at + 1] = [f"{lines[at - 1]} {left}", f"{right} {lines[at]}"]
        cut = places[self.some(0, len(places) - 1)] if places and self.some(0, 3) == 0 else 0
        for at, line in enumerate(lines):
            if at == cut and cut:
                if self.some(0, 1):
                    self.lines += ["", " " + HEAD[0], HEAD[1]]
                line = " " + line
            self.lines.append(line)
        self.lines.append("")

    def passage(self, before=""):
        """A text with its bullets."""
        self.put(self.text(), before=before)
        for _ in range(self.some(0, 3)):
            self.put(f"• {self.sentence()}")

    def report(self):
        """A whole report in the numbered layout."""
        self.put("Chief Inspector " + self.text())
        self.lines += ["SAFEGUARDING", "CHILDREN", "", "Chapter Page", "", "1 Introduction 1", ""]
        for chapter in range(1, self.some(1, 3) + 1):
            number = count(1)
            for section in SECTIONS[: self.some(1, 3)]:
                self.lines += [section, ""]
                for _ in range(self.some(1, 3)):
                    if chapter == 2 and self.some(0, 1):
                        self.lines += ["The Home Office and the", "other departments should:", ""]
                    self.passage(f"{chapter}.{next(number)} ")
                    for _ in range(self.some(0, 2)):
                        self.lines += [BOX_HEADING, ""]
                        self.passage()
        self.passage("The first appendix ")
        for _ in range(self.some(0, 3)):
            self.passage()
        self.lines += ["ARRANGEMENTS BY", "AGENCIES", ""]
        self.put(self.text(1))
        self.lines += ["Criteria:", ""]
        for criterion in range(1, self.some(1, 3) + 1):
            self.passage(f"1.{criterion} ")
        self.put("ACPO " + self.text(1))
        self.lines += ["Further Information", "printed again", ""]
        return "\n".join(self.lines)

    def summary(self):
        """A whole report in the layout of a scanned summary, and the repairs of its scan."""
        self.put("8 July " + self.text())
        for name in ("Summary", "Recommendations"):
            self.lines += [name, "", "Child protection", ""]
            for number in range(1, self.some(1, 4) + 1):
                if self.some(0, 2) == 0:
                    self.lines += ["Local authorities", "and young people", ""]
                self.put(self.text(), before=f"{number}. ")
                for _ in range(self.some(0, 3)):
                    self.put(f"{self.draw(st.sampled_from('Bm•'))} {self.sentence()}")
                if self.some(0, 2) == 0:
                    self.lines += ["www.example.org", ""]
        self.lines += ["References", f"¹ {self.sentence()}", f"² {self.sentence()}"]
        lines = [line.replace(" " + HEAD[0], "").replace(HEAD[1], "") for line in self.lines]
        repairs = []
        for place, line in enumerate(lines):
            words = UNIQUE.findall(line)
            if words and self.some(0, 5) == 0:
                lines[place] = line.replace(words[-1], words[-1] + "q", 1)
                repairs.append(Repair(place + 1, words[-1] + "q", words[-1], "misread"))
        return "\n".join(lines), repairs


def assert_nothing_is_lost(parse: Parse, lines) -> None:
    """Every line in one place; every unique word once, where its line is, in the line's order."""
    assert [entry.line for entry in parse.entries] == [line.number for line in lines]
    role = {entry.line: entry for entry in parse.entries}
    elsewhere = [w for line in lines if role[line.number].role != PARAGRAPH for w in UNIQUE.findall(line.text)]
    inside = [w for p in parse.paragraphs for w in UNIQUE.findall(p.text)]
    source = [w for line in lines for w in UNIQUE.findall(line.text)]
    assert Counter(inside + elsewhere) == Counter(source)
    assert max(Counter(source).values(), default=1) == 1
    assert inside == [w for w in source if w not in set(elsewhere)]
    owner = {w: p.id for p in parse.paragraphs for w in UNIQUE.findall(p.text)}
    for line in lines:
        if role[line.number].role == PARAGRAPH:
            assert {owner[w] for w in UNIQUE.findall(line.text)} <= {role[line.number].what}
    assert list(misplaced(parse, lines, SUMMARY.bullet_glyphs)) == []


SLOW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@SLOW
@given(st.data())
def test_no_word_of_a_generated_report_is_lost(data):
    text = Writer(data).report()
    parse = parse_numbered("x", text, NUMBERED)
    assert_nothing_is_lost(parse, split_lines(text))
    assert len({p.id for p in parse.paragraphs}) == len(parse.paragraphs)
    assert {HEAD[0], HEAD[1]} & {e.what for e in parse.entries if e.role != FURNITURE} == set()


@SLOW
@given(st.data())
def test_no_word_of_a_generated_summary_is_lost(data):
    text, repairs = Writer(data).summary()
    parse = parse_summary("x", text, SUMMARY, repairs)
    assert_nothing_is_lost(parse, split_lines(text, repairs))
    assert len({p.id for p in parse.paragraphs}) == len(parse.paragraphs)


def real(report_id):
    report = next(r for r in read_reports(DATA / "reports.toml") if r.id == report_id)
    layout = read_layout(DATA / "structure" / f"{report_id}.toml")
    repairs = read_repairs(DATA / "ocr-repairs.csv", report_id)
    return parse_bundled(report, DATA), split_lines(read_text(report, DATA), repairs), layout


@pytest.mark.parametrize("report_id", ["2002", "2008"])
def test_no_word_of_the_real_reports_is_lost(report_id):
    parse, lines, layout = real(report_id)
    assert list(misplaced(parse, lines, layout.bullet_glyphs)) == []


def damaged(parse, *, text=None, paragraph_id="2008/S/2"):
    """The parse with other words in one paragraph."""
    made = [replace(p, text=text(p.text)) if p.id == paragraph_id else p for p in parse.paragraphs]
    return Parse(tuple(made), parse.entries)


@pytest.mark.parametrize(
    "text",
    [
        lambda words: words.replace(" the ", " ", 1),
        lambda words: words + " added",
        lambda words: " ".join([words.split()[1], words.split()[0], *words.split()[2:]]),
    ],
    ids=["lost", "added", "out of order"],
)
def test_a_lost_an_added_or_a_moved_word_is_found(text):
    parse, lines, layout = real("2008")
    assert len(list(misplaced(damaged(parse, text=text), lines, layout.bullet_glyphs))) >= 1


def test_a_line_that_two_paragraphs_hold_or_a_heading_inside_one_is_found():
    parse, lines, _ = real("2008")
    first, *others = parse.paragraphs
    twice = Parse((first, replace(first, number="again"), *others), parse.entries)
    assert set(misplaced(twice, lines)) >= {line for line, _ in first.offsets}
    heading = next(e.line for e in parse.entries if e.role == FURNITURE)
    held = replace(first, offsets=(*first.offsets, (heading, len(first.text))))
    assert heading in list(misplaced(Parse((held, *others), parse.entries), lines))
