"""The committed paragraphs of the two reports: every id, every trap of the source, every gold quote."""

import json
import re
from pathlib import Path

import pytest

from assistant.annotations import place
from assistant.corpus import read_paragraphs, read_reports
from assistant.domain import Kind, Paragraph
from ingest.parsing import parse_bundled

DATA = Path(__file__).resolve().parents[2] / "data"
REPORTS = read_reports(DATA / "reports.toml")
PARSES = {report.id: parse_bundled(report, DATA) for report in REPORTS}
PARAGRAPHS: dict[str, Paragraph] = {p.id: p for parse in PARSES.values() for p in parse.paragraphs}
CHAPTERS = {1: 39, 2: 30, 3: 35, 4: 54, 5: 55, 6: 65, 7: 48, 8: 22, 9: 48}
STANDARDS = {1: 12, 2: 7, 3: 10, 4: 9, 5: 6, 6: 6, 7: 7, 8: 7}
BOXES_AFTER = [
    "4.12",
    "4.15",
    "4.20",
    "4.29",
    "4.30",
    "5.6",
    "5.23",
    "6.24",
    "6.40",
    "6.44",
    "6.46",
    "6.53",
    "7.7",
    "7.10",
    "7.14",
    "7.16",
    "7.20",
    "7.30",
    "7.33",
    "7.34",
    "7.35",
    "7.37",
    "8.12",
    "9.11",
    "9.20",
    "9.28",
]


@pytest.mark.parametrize("report_id", ["2002", "2008"])
def test_committed_paragraphs_are_what_the_parser_makes(report_id):
    assert (
        read_paragraphs(DATA / "paragraphs" / f"{report_id}.jsonl") == PARSES[report_id].paragraphs
    )


def test_every_identifier_of_the_reports_exists_exactly_once():
    expected = [f"2002/{c}.{n}" for c, last in CHAPTERS.items() for n in range(1, last + 1)]
    expected += [f"2002/B/{s}.{n}" for s, last in STANDARDS.items() for n in range(1, last + 1)]
    expected += [f"2002/B/S{s}" for s in STANDARDS]
    expected += [f"2002/{number}/GP1" for number in BOXES_AFTER]
    expected += [f"2008/S/{n}" for n in range(1, 7)] + [f"2008/R/{n}" for n in range(1, 23)]
    expected += ["2008/N/1", "2008/N/2", "2008/N/lead", "2008/letter", "2008/back"]
    expected += [
        f"2002/{letter}/{n}"
        for letter, last in {"A": 23, "C": 8, "D": 6, "E": 5, "F": 3}.items()
        for n in range(1, last + 1)
    ]
    expected += [f"2002/H/{term}" for term in ("ACPO", "CAFCASS", "HMI-Prisons", "HMCPSI", "ViSOR")]
    expected += ["2002/further", "2002/imprint", "2002/inspectors"]
    made = [p.id for parse in PARSES.values() for p in parse.paragraphs]
    assert len(made) == len(set(made))
    assert set(expected) <= set(made)
    assert {i for i in made if i not in expected} == {
        f"2002/H/{t}"
        for t in [
            "CAMHS",
            "CJCS",
            "CPS",
            "DH",
            "GP",
            "GUM",
            "HMIC",
            "HMI-Probation",
            "LCD",
            "OFSTED",
        ]
    }


@pytest.mark.parametrize("report_id", ["2002", "2008"])
def test_the_ledger_explains_every_line_once(report_id):
    report = next(r for r in REPORTS if r.id == report_id)
    source = (DATA / report.file).read_text("utf-8").split("\n")
    not_blank = [number for number, line in enumerate(source, 1) if line.strip()]
    assert [entry.line for entry in PARSES[report_id].entries] == not_blank


FURNITURE = (
    "Recommendations2", "InspectionC", "ActivityD", "GOOD PRACTICE", "Criminal Justice Legislation",
    "How Well Were Children Involved", "Involving Children and Young People and Making", "STANDARD 1",
    "Additional Relevent", "Methods Used in the", "Multi-Agency Public Protection Arrangements (MAPPA) and Panels (MAPPPs) ",
    "www.safeguardingchildren", "Criteria:", "avail-able",
)  # fmt: skip


@pytest.mark.parametrize("words", FURNITURE)
def test_no_page_furniture_inside_any_paragraph(words):
    assert [i for i, p in PARAGRAPHS.items() if words in p.text] == []


def test_displaced_heads_are_no_text_but_name_their_topic():
    assert "wider context of the community" in PARAGRAPHS["2002/3.6"].text
    assert not PARAGRAPHS["2002/7.7"].text.endswith("59")
    assert PARAGRAPHS["2002/7.7"].text.endswith("practice more generally in the area.")
    assert "Child Sexual Exploitation" in PARAGRAPHS["2002/7.37"].headings
    assert "Child Sexual Exploitation" not in PARAGRAPHS["2002/7.34"].headings
    assert PARAGRAPHS["2002/2.15"].bullets[0] == "young offender institutions;"


@pytest.mark.parametrize(
    ("paragraph_id", "across_the_break"),
    [
        ("2002/1.5", "young people and to cover all agencies working"),
        ("2002/3.3", "20 principal recommendations and 139 others"),
        ("2002/3.14", "procedures for child protection. In addition"),
        ("2002/4.39", "report their concerns on their behalf"),
        ("2002/6.59", "a lot to be done. Staff from other agencies"),
        ("2002/9.10", "only single cases. A number of areas"),
        ("2002/B/3.9", "the need to safeguard children and promote"),
        ("2002/E/2", "in certain circumstances – been seriously harmed"),
        ("2002/A/9", "and all inspections and reviews"),
        ("2008/S/1", "third report of the joint chief inspectors"),
        ("2008/R/18", "Schools and Families should ensure"),
    ],
)
def test_page_breaks_and_stray_blank_lines_do_not_cut(paragraph_id, across_the_break):
    assert across_the_break in PARAGRAPHS[paragraph_id].text


@pytest.mark.parametrize(
    ("paragraph_id", "bullets"),
    [("2002/1.4", 8), ("2002/2.15", 8), ("2002/2.29", 5), ("2002/3.9", 21), ("2002/4.16", 6),
     ("2002/4.23", 6), ("2002/4.28", 6), ("2002/8.5", 4), ("2002/9.29", 6), ("2002/9.39", 5),
     ("2002/A/4", 5), ("2002/A/16", 4), ("2002/A/21", 3), ("2002/D/4", 18), ("2002/E/5", 17),
     ("2002/F/2", 7), ("2002/F/3", 5), ("2002/7.33/GP1", 2), ("2008/S/1", 4), ("2008/S/5", 3)],
)  # fmt: skip
def test_a_list_goes_on_over_the_page_break(paragraph_id, bullets):
    assert len(PARAGRAPHS[paragraph_id].bullets) == bullets


def test_a_box_ends_where_the_next_numbered_paragraph_starts():
    box = PARAGRAPHS["2002/8.12/GP1"]
    assert box.text.endswith("safeguarding culture at Brinsford YOI.")
    assert box.places == ("Staffordshire",)
    assert PARAGRAPHS["2002/9.12"].text.startswith("Records of meetings lacked adequate detail")
    over_a_page = PARAGRAPHS["2002/4.30/GP1"]
    assert [line.split()[0] for line in over_a_page.text.split("\n")] == [
        "Hammersmith",
        "Surrey",
        "Hammersmith",
    ]
    assert over_a_page.places == ("Hammersmith and Fulham", "Stockport", "Nottingham", "Surrey")


@pytest.mark.parametrize(
    ("paragraph_id", "addressee"),
    [
        (
            "2002/2.1",
            "The Department of Health, Home Office, Department for Education and Skills, and the Lord Chancellor’s Department",
        ),
        ("2002/2.5", "The Department of Health"),
        ("2002/2.7", "The Department of Health and the Home Office, with the Youth Justice Board"),
        ("2002/2.13", "The Home Office"),
        ("2002/2.22", "Area Child Protection Committees with their Constituent Agencies"),
        ("2002/2.25", "Social Services Departments"),
        ("2002/2.30", "Local Education Authorities"),
        ("2008/R/3", "Local Safeguarding Children Boards"),
        ("2008/R/16", "Government and Local Safeguarding Children Boards"),
    ],
)
def test_recommendations_know_their_addressee(paragraph_id, addressee):
    paragraph = PARAGRAPHS[paragraph_id]
    assert paragraph.addressee == addressee
    assert addressee not in paragraph.text or paragraph.report_id == "2008"


def test_only_recommendations_have_an_addressee():
    advice = {i for i, p in PARAGRAPHS.items() if p.kind is Kind.RECOMMENDATION}
    assert {i for i, p in PARAGRAPHS.items() if p.addressee} == advice
    assert len(advice) == 30 + 22


@pytest.mark.parametrize(
    ("number", "lead"),
    [(2, "Department for Children, Schools and Families"), (4, "Department of Health"), (8, "Youth Justice Board"),
     (11, "Ministry of Justice"), (12, "Department of Health"), (20, "Department of Health"), (1, ""), (14, "")],
)  # fmt: skip
def test_the_asterisk_names_the_lead_department(number, lead):
    assert PARAGRAPHS[f"2008/R/{number}"].lead == lead


def test_scan_errors_are_repaired_and_the_scan_is_kept():
    text = " ".join(p.text for i, p in PARAGRAPHS.items() if i.startswith("2008"))
    assert re.findall(r"safe\w*q\w*ard|reqular|quidance|waork|[™®]|\(B,", text) == []
    assert PARAGRAPHS["2008/R/15"].text.endswith("continued detention of children.²")
    assert PARAGRAPHS["2008/R/15"].search_text.endswith("continued detention of children.")
    assert "overall safeqguarding systems" in PARAGRAPHS["2008/S/1"].scan
    assert PARAGRAPHS["2008/R/6"].scan == ""


def test_bibliography_numbers_are_kept_in_the_text_and_left_out_of_the_search_text():
    paragraph = PARAGRAPHS["2002/4.18"]
    assert "their reviews. (39 and 40) This was" in paragraph.text
    assert "their reviews. This was" in paragraph.search_text
    assert "Her Majesty’s Inspectorate of Prisons (HMIP)." in PARAGRAPHS["2002/1.4"].search_text
    left = {i for i, p in PARAGRAPHS.items() if re.search(r"\(\d{1,2}[,) ]", p.search_text)}
    assert left == {"2002/9.21"}  # "(32 relevant files)" is no reference


@pytest.mark.parametrize(
    ("paragraph_id", "words"),
    [("2002/1.12", "child-focused"), ("2002/3.25", "non-departmental"), ("2002/7.39", "multi-agency"),
     ("2002/E/1", "co-operate"), ("2002/B/8.7", "non-discriminatory"), ("2002/further", "available on their"),
     ("2008/N/1", "well-being")],
)  # fmt: skip
def test_words_divided_at_a_line_end_are_mended(paragraph_id, words):
    assert words in PARAGRAPHS[paragraph_id].text


def test_section_path_says_where_findings_and_conclusions_are():
    assert PARAGRAPHS["2002/5.45"].headings == (
        "Chapter 5: Agencies Working Together to Safeguard Children",
        "Findings",
    )
    assert PARAGRAPHS["2002/5.48"].headings[1] == "Conclusions"
    assert PARAGRAPHS["2002/2.1"].headings[0] == "Chapter 2: Recommendations"
    assert PARAGRAPHS["2002/3.1"].headings == ("Chapter 3: Context",)
    assert PARAGRAPHS["2002/1.10"].headings[1] == "Summary of Findings"
    assert PARAGRAPHS["2008/S/2"].headings == ("Summary", "Introduction")


def test_the_lists_of_appendix_c_name_their_inspectorate_as_far_as_the_file_tells():
    owners = [PARAGRAPHS[f"2002/C/{number}"].headings[-1] for number in range(1, 9)]
    named = [re.search(r"\((.+)\)", owner) for owner in owners]
    assert [found[1] if found else owner for found, owner in zip(named, owners, strict=True)] == [
        "SSI", "CHI", "HMIC or OFSTED, not named", "HMI Probation",
        "HMCPSI", "HMIC or OFSTED, not named", "HMMCSI", "HMI Prisons",
    ]  # fmt: skip


def test_offsets_lead_from_any_place_in_the_text_to_its_source_line():
    for report in REPORTS:
        source = (DATA / report.file).read_text("utf-8").split("\n")
        for paragraph in PARSES[report.id].paragraphs:
            for line, offset in paragraph.offsets:
                first_word = paragraph.text[offset:].split()[0]
                if first_word not in ("•", "–") and paragraph.report_id == "2002":
                    assert first_word.strip("-") in source[line - 1], paragraph.id


def _normal(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _candidates(report: str, name: str) -> list[Paragraph]:
    """The paragraphs that a `para` of the question files may mean."""
    if found := re.fullmatch(r"Good practice after (\S+)", name):
        return [PARAGRAPHS[f"{report}/{found[1]}/GP1"]]
    if found := re.fullmatch(r"Appendix B (\d\.\d+)", name):
        return [PARAGRAPHS[f"{report}/B/{found[1]}"]]
    if found := re.fullmatch(r"Appendix (\w)(?: (.+))?", name):
        inside = [p for p in PARAGRAPHS.values() if p.id.startswith(f"{report}/{found[1]}/")]
        return [p for p in inside if not found[2] or found[2] in p.label]
    if found := re.fullmatch(r"(Rec|Summary) (\d+)", name):
        return [PARAGRAPHS[f"{report}/{found[1][0]}/{found[2]}"]]
    known = {"Cover letter": "letter", "Back cover": "back"}
    return [PARAGRAPHS[f"{report}/{known.get(name, name)}"]]


def test_gold_evidence_stands_verbatim_in_the_paragraph_it_names():
    repairs = {"safequard": "safeguard", "Safequard": "Safeguard", "safeqguard": "safeguard"}
    missing = []
    for line in (DATA / "questions" / "dev.jsonl").read_text("utf-8").splitlines():
        question = json.loads(line)
        for evidence in question.get("evidence", ()):
            text = evidence["text"]
            for scan, repaired in repairs.items():
                text = text.replace(scan, repaired)
            texts = [_normal(p.text) for p in _candidates(evidence["report"], evidence["para"])]
            if not any(_normal(text) in candidate for candidate in texts):
                missing.append((question["id"], evidence["para"], evidence["text"]))
    assert missing == []


@pytest.mark.parametrize(
    "name", [path.name for path in sorted((DATA / "annotations").glob("*-annotations.jsonl"))]
)
def test_every_annotation_finds_its_paragraph(name):
    entries = [json.loads(x) for x in (DATA / "annotations" / name).read_text("utf-8").splitlines()]
    placed = place(entries, list(PARAGRAPHS.values()))
    assert [
        e.get("anchor", e["id"]) for e, found in zip(entries, placed, strict=True) if found is None
    ] == []
