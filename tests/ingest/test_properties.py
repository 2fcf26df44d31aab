"""For any report in the numbered layout: parse, render, parse is the identity; nothing is lost."""

import textwrap
from dataclasses import dataclass

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.extraction import extract
from ingest.generic import parse_generic
from ingest.layouts import Layout, Mark, Part
from ingest.numbered import BOX_HEADING, parse_numbered

WORDS = ["children", "agencies", "police", "health", "social", "services", "staff", "areas", "review", "board", "risk", "harm", "plans"]
SECTIONS = ("Introduction", "Findings", "Conclusions")
LAYOUT = Layout(
    parts=(Part("contents", "Chapter Page"), Part("chapters", "Introduction")),
    marks=(
        *(Mark("heading", (name,)) for name in SECTIONS),
        Mark("furniture", ("Agencies Working", "Together5"), "running head"),
    ),
    kinds={"finding_sections": ("Findings", "Conclusions")},
)


@dataclass(frozen=True)
class Item:
    """What one paragraph or box of a generated report holds."""

    number: str
    text: str
    section: str
    box: bool


@st.composite
def sentence(draw):
    words = draw(st.lists(st.sampled_from(WORDS), min_size=2, max_size=25))
    return " ".join(words).capitalize() + "."


@st.composite
def passage(draw):
    text = " ".join(draw(st.lists(sentence(), min_size=1, max_size=4)))
    items = draw(st.lists(sentence(), max_size=4))
    return "\n".join([text, *(f"• {item}" for item in items)])


@st.composite
def reports(draw):
    found = []
    for chapter in range(1, draw(st.integers(1, 3)) + 1):
        number = 0
        for section in SECTIONS[: draw(st.integers(1, 3))]:
            for _ in range(draw(st.integers(1, 3))):
                number += 1
                name = f"{chapter}.{number}"
                found.append(Item(name, draw(passage()), section, False))
                if draw(st.booleans()):
                    examples = "\n".join(draw(st.lists(sentence(), min_size=1, max_size=3)))
                    found.append(Item(name, examples, section, True))
    return found


def render(items, cuts):
    """The report as its file would look; `cuts` says after how many lines a page ends."""
    blocks = [["Chapter Page"], ["1 Introduction and Summary 1"], ["2 Recommendations 8"], ["3 Context 13"]]
    before = None
    for item in items:
        chapter = item.number.partition(".")[0]
        if before != (chapter, item.section):
            blocks.append([item.section])
        before = (chapter, item.section)
        if item.box:
            blocks.append([BOX_HEADING])
        for place, line in enumerate(item.text.split("\n")):
            head = f"{item.number} " if place == 0 and not item.box else ""
            blocks.append(textwrap.wrap(head + line, 66, break_on_hyphens=False, break_long_words=False))
    lines, count = [], 0
    for block in blocks:
        for place, line in enumerate(block):
            count += 1
            inside = place > 0 and not block[place - 1].endswith(".")
            if count in cuts and inside:
                lines += ["", " Agencies Working", "Together5"] if count % 2 else []
                line = " " + line
            lines.append(line)
        lines.append("")
    return "\n".join(lines)


def items_of(parse):
    return [
        Item(p.number.partition("/")[0], p.text, p.headings[1], "/GP" in p.number)
        for p in parse.paragraphs
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(reports(), st.sets(st.integers(1, 120), max_size=12))
def test_parse_render_parse_is_the_identity_and_the_ledger_is_complete(items, cuts):
    text = render(items, cuts)
    first = parse_numbered("x", text, LAYOUT)
    assert items_of(first) == items
    again = parse_numbered("x", render(items_of(first), set()), LAYOUT)
    assert [(p.id, p.text, p.kind, p.headings) for p in again.paragraphs] == [
        (p.id, p.text, p.kind, p.headings) for p in first.paragraphs
    ]
    assert len({p.id for p in first.paragraphs}) == len(first.paragraphs)
    source = text.split("\n")
    assert [e.line for e in first.entries] == [n for n, line in enumerate(source, 1) if line.strip()]
    for paragraph in first.paragraphs:
        for line, offset in paragraph.offsets:
            assert paragraph.text[offset:].split()[-1:] != []
            assert source[line - 1].split()
            assert source[line - 1].split()[-1] in paragraph.text[offset:]


@settings(max_examples=60, deadline=None)
@given(st.lists(passage(), min_size=3, max_size=12))
def test_any_numbered_text_keeps_its_numbers_and_words(passages):
    text = "\n\n".join(
        f"{number}. " + passage.replace("\n", "\n\n") for number, passage in enumerate(passages, 1)
    )
    found = parse_generic("x", extract("a.txt", text.encode())).paragraphs
    assert [(p.number, p.text) for p in found] == [
        (str(number), passage) for number, passage in enumerate(passages, 1)
    ]


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=400).filter(lambda text: text.strip()))
def test_whatever_text_is_added_no_id_is_repeated_and_no_paragraph_is_empty(text):
    lines = extract("a.txt", text.encode("utf-8", errors="replace") or b"x") if text.isprintable() else ()
    made = parse_generic("x", lines)
    assert len({p.id for p in made.paragraphs}) == len(made.paragraphs)
    assert all(p.text.strip() for p in made.paragraphs)
