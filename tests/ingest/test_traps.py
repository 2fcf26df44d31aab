"""Every trap of the two reports on a short excerpt of the file, read with the reviewed layout."""

from dataclasses import replace
from pathlib import Path

from assistant.domain import Kind
from ingest.appendices import parse_standards, parse_unnumbered
from ingest.cleaning import Repair, split_lines
from ingest.joining import search_words
from ingest.layouts import read_layout
from ingest.ledger import FURNITURE, HEADING, Drafts
from ingest.numbered import Chapters, parse_numbered
from ingest.summary import parse_summary

STRUCTURE = Path(__file__).resolve().parents[2] / "data" / "structure"
L2002, L2008 = read_layout(STRUCTURE / "2002.toml"), read_layout(STRUCTURE / "2008.toml")
TITLES = {"2": "Recommendations", "B": "Standards and Criteria", "C": "Methods"}


def chapter(excerpt: str, after: str):
    """An excerpt of the chapters that goes on after this printed number."""
    drafts = Drafts("2002")
    number = tuple(map(int, after.split(".")))
    Chapters(drafts, L2002, TITLES, chapter=number[0], number=number[1]).read(split_lines(excerpt))
    return drafts.parse()


def summary(part: str, excerpt: str, repairs=()):
    """An excerpt of one part of the 2008 summary."""
    parts = tuple(p for p in L2008.parts if p.opens == part)
    return parse_summary("2008", f"{part}\n\n{excerpt}", replace(L2008, parts=parts), repairs)


def test_page_breaks_and_running_heads_do_not_cut_a_list() -> None:
    made = chapter(
        "2.15 Ensure that prior to the next report appropriate inspection\n"
        "activity has been undertaken on the following safeguarding areas: \n\n"
        "Recommendations2\n • young offender institutions;\n\n• residential independent schools;\n\n"
        "• unaccompanied asylum-seeking children and the children of\nrefugees and asylum seekers;\n",
        "2.14",
    )
    assert made.paragraphs[0].text.split("\n") == [
        "Ensure that prior to the next report appropriate inspection activity has been undertaken "
        "on the following safeguarding areas:",
        "• young offender institutions;",
        "• residential independent schools;",
        "• unaccompanied asylum-seeking children and the children of refugees and asylum seekers;",
    ]
    assert [e.what for e in made.entries if e.role == FURNITURE] == ["running head"]


def test_a_margin_head_inside_a_sentence_is_left_out() -> None:
    made = chapter(
        "3.6 This guidance was followed in 2000 by the issuing of the\n"
        "children and young people within their families and the wider\n"
        " Criminal Justice\nLegislation\n\n"
        "context of the community in which they live.\n",
        "3.5",
    )
    assert made.paragraphs[0].text.endswith("and the wider context of the community in which they live.")
    assert [(e.line, e.role) for e in made.entries if e.role == FURNITURE] == [(3, FURNITURE), (4, FURNITURE)]


def test_section_headings_are_the_path_and_say_what_is_a_finding() -> None:
    made = chapter(
        "5.5 The roles are set out in guidance.\n\nFindings\n\n5.6 Staff worked well together.\n\n"
        "Conclusions \n\n5.7 The ACPC could be effective where there was strong\nleadership.\n",
        "5.4",
    )
    assert [(p.headings[-1], p.kind) for p in made.paragraphs[1:]] == [
        ("Findings", Kind.FINDING), ("Conclusions", Kind.FINDING),
    ]  # fmt: skip
    assert made.paragraphs[0].kind is Kind.CONTEXT


def test_recommendations_carry_their_addressee() -> None:
    made = chapter(
        "2.13 Issue a set of national standards and performance measures for\n"
        "police and probation services’ joint management of potentially\ndangerous offenders.\n\n"
        "All Relevant Inspectorates should:\n\n"
        "2.14 Review their inspection activity to ensure that there is\n"
        "sufficient emphasis on examining arrangements to safeguard children.\n",
        "2.12",
    )
    last = made.paragraphs[-1]
    assert (last.id, last.addressee, last.kind) == ("2002/2.14", "All Relevant Inspectorates", Kind.RECOMMENDATION)
    assert "should" not in made.paragraphs[0].text


def test_criteria_do_not_collide_with_chapters_and_a_lost_standard_number_is_put_back() -> None:
    drafts = Drafts("2002")
    part = next(p for p in L2002.parts if p.style == "standards")
    parse_standards(
        drafts, L2002, TITLES, part,
        split_lines(
            "ARRANGEMENTS BY AGENCIES TO SAFEGUARD\nCHILDREN\n\nCriteria:\n\n"
            "1.7 Foster carers and other people in their homes are checked,\n"
            "and these checks are updated, as required by legislation and\nguidance.\n\n"
            "Standards and Criteria\n\nSTANDARD 1\n"
            " 1.8 Managers and/or senior staff ensure that staff listen to and\nrespond appropriately.\n"
        ),
    )  # fmt: skip
    assert [p.id for p in drafts.paragraphs] == ["2002/B/1.7", "2002/B/1.8"]
    assert drafts.paragraphs[0].text.endswith("as required by legislation and guidance.")
    assert drafts.paragraphs[0].headings[-1].startswith("Standard 1: ")


def test_a_box_ends_at_the_next_number_and_names_its_place() -> None:
    made = chapter(
        "8.12 A group of\ninmates had worked with staff to produce a video.\n\nGOOD PRACTICE\n\n"
        "Staffordshire social services were investing staff time to work with\n"
        "colleagues from probation and the YOI staff to develop effectively a\n"
        "safeguarding culture at Brinsford YOI.\n\n"
        "8.13 In one area, the ACPC had deliberately held one of its\nmeetings within the YOI.\n",
        "8.11",
    )
    assert [p.id for p in made.paragraphs] == ["2002/8.12", "2002/8.12/GP1", "2002/8.13"]
    box = made.paragraphs[1]
    assert box.text.endswith("safeguarding culture at Brinsford YOI.")
    assert (box.kind, box.places) == (Kind.GOOD_PRACTICE, ("Staffordshire",))


def test_bibliography_numbers_stay_in_the_text_and_leave_the_search_text() -> None:
    made = chapter(
        "4.18 They looked for continuity\n"
        "and consistency of planning to the chairperson of their reviews. (39\n"
        "and 40) This was still a real concern at the time of this inspection.\n",
        "4.17",
    )
    assert "of their reviews. (39 and 40) This was still" in made.paragraphs[0].text
    assert "of their reviews. This was still" in made.paragraphs[0].search_text
    assert search_words("work (3, 21 and 23) in 13 areas (15)") == "work in 13 areas"


def test_scan_errors_bullets_and_the_stray_running_head_of_2008() -> None:
    repairs = [Repair(4, "safequard", "safeguard", "letter misread by the scan")]
    made = summary(
        "Summary",
        "1. Strategic partnerships for delivering services to\n"
        "safequard and promote the welfare of children are\nestablished in all areas.\n\n"
        "B Joint commissioning of services for all children in\nneed is under-developed.\n\nSummary\n\n"
        "m The extent to which relevant agencies work together\nvaries.\n",
        repairs,
    )
    found = made.paragraphs[0]
    assert found.bullets == (
        "Joint commissioning of services for all children in need is under-developed.",
        "The extent to which relevant agencies work together varies.",
    )
    assert "to safeguard and promote" in found.text
    assert "to safequard and promote" in found.scan
    assert sum(e.role == FURNITURE for e in made.entries) == 1


def test_the_asterisk_read_as_another_mark_names_the_lead_department() -> None:
    made = summary(
        "Recommendations",
        "Government\n\n1. The Department for Children, Schools and Families™,\n"
        "the Home Office and the Ministry of Justice should\n\nclarify the roles of\n\nagencies.\n",
        [Repair(5, "Families™", "Families*", "asterisk of the lead department")],
    )
    advice = made.paragraphs[0]
    assert (advice.lead, advice.addressee) == ("Department for Children, Schools and Families", "Government")
    assert advice.text.endswith("should clarify the roles of agencies.")
    assert "Families," in advice.search_text


def test_what_is_printed_twice_is_read_once() -> None:
    kept = ("note", "title", "repeat")
    parts = tuple(p for p in L2002.parts if p.style in kept and p.opens not in ("Chief Inspector of Social", "© Crown copyright 2002"))
    printed = "Further Information \nFurther free copies can\nbe obtained from DH Publications.\n"
    made = parse_numbered("2002", f"{printed}\nSAFEGUARDING CHILDREN\n\n {printed}", replace(L2002, parts=parts))
    assert [p.id for p in made.paragraphs] == ["2002/further"]
    assert [e.role for e in made.entries].count(HEADING) == 2
    assert next(e.what for e in made.entries if e.role == FURNITURE).startswith("repeated: ")


def test_bullets_of_an_appendix_go_on_over_the_displaced_title() -> None:
    drafts = Drafts("2002")
    part = next(p for p in L2002.parts if p.letter == "C" and "questionnaire was completed on" in p.opens)
    excerpt = (
        "• group and individual interviews were carried out;\n\nMethods Used in the\n"
        " • a range of observation visits were made to such settings as\nmaternity services.\n"
    )
    parse_unnumbered(drafts, L2002, TITLES, part, split_lines(excerpt))
    assert [p.id for p in drafts.paragraphs] == ["2002/C/1"]
    assert len(drafts.paragraphs[0].bullets) == 2
    assert drafts.paragraphs[0].label == "Appendix C, Commission for Health Improvement (CHI), paragraph 1"
