"""Reports of the user's own: what is read, what is refused with a sentence, what is left unchanged."""

import io
import json
import zipfile

import docx
import pytest
from pypdf import PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from assistant.corpus import corpus_hash
from assistant.domain import Kind
from assistant.errors import CorpusError, ModelUnavailable, StoreError
from assistant.library import COMING, load_corpus
from assistant.llm import Message
from ingest import extraction
from ingest.adding import accept, preview, remove
from ingest.annotating import annotate
from ingest.extraction import extract
from ingest.generic import parse_generic
from ingest.library_commands import accept_and_build, described, listed
from tests.ingest.small import small_settings

NUMBERED = """Local Review of Safeguarding

Introduction

1. This review was commissioned by the board in 2014 after three
serious incidents involving children under five.

2. We read the files of:

(a) forty children on a child protection plan; and

(b) twelve children who were looked after.

Recommendations

3. The board should publish its threshold document each year.
"""

DOTTED = """1 Context
1.1 The partnership covers two councils.
1.2 It met six times a year:

• in public; and
• with young people present.

2 Findings
2.1 Attendance by schools was poor.
2.2 General practitioners sent no reports.
"""

PLAIN = """# Annual report

Opening words that say what the year was like.

## What we found

Schools referred more children than in any year before.

Referrals from hospitals fell, and nobody could say why.
"""


def look(tmp_path, name, content, **named):
    given = {"title": "A local review", "date": "2015-03", "publisher": "The Board"} | named
    data = content.encode() if isinstance(content, str) else content
    return preview(small_settings(tmp_path), name, data, **given)


def test_simple_numbers_are_the_printed_labels(tmp_path):
    made = look(tmp_path, "review.txt", NUMBERED).paragraphs
    assert [(p.number, p.label) for p in made] == [
        ("1", "paragraph 1"), ("2", "paragraph 2"), ("3", "paragraph 3"),
    ]  # fmt: skip
    assert made[0].text.endswith("three serious incidents involving children under five.")
    assert made[1].bullets == (
        "(a) forty children on a child protection plan; and",
        "(b) twelve children who were looked after.",
    )
    assert made[0].headings == ("Introduction",)
    assert made[2].kind is Kind.RECOMMENDATION


def test_dotted_numbers_are_the_printed_labels(tmp_path):
    made = look(tmp_path, "review.txt", DOTTED).paragraphs
    numbered = [p for p in made if "." in p.number and p.number[0].isdigit()]
    assert [p.number for p in numbered] == ["1.1", "1.2", "2.1", "2.2"]
    assert numbered[1].bullets == ("in public; and", "with young people present.")


SHORT_FILES = {
    "dotted": (
        "Review of Services 2015\r\n\r\n1 Introduction\r\n\r\n1.1 We reviewed children missing from care."
        "\r\n\r\n1.2 Return interviews were completed in 62 per cent of cases.\r\n",
        ["paragraph 1.1", "paragraph 1.2"],
    ),
    "dotted, a paragraph to a chapter": (
        "Review\n\n1 Background\n1.1 We saw:\n(a) schools; and\n(b) wards.\n\n2 Findings\n\n2.1 All were late.\n",
        ["paragraph 1.1", "paragraph 2.1"],
    ),
    "simple": ("A note\n\n1. One ward was seen.\n\n2. It was\nfull.\n", ["paragraph 1", "paragraph 2"]),
    "a list in a plain report": (
        "Notes\n\nThe board met once.\n\nIt agreed on two things.\n\nThese were its points.\n\n"
        "1. Meet again.\n\n2. Write it down.\n",
        [f"“Notes”, unnumbered paragraph {count}" for count in range(1, 6)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SHORT_FILES)
def test_two_printed_numbers_are_enough_in_a_short_report(tmp_path, case):
    text, labels = SHORT_FILES[case]
    file = tmp_path / "short.txt"
    file.write_bytes(text.encode())
    made = look(tmp_path, file.name, file.read_bytes()).paragraphs
    assert [p.label for p in made] == labels


def test_the_title_of_a_numbered_chapter_is_its_heading(tmp_path):
    made = look(tmp_path, "short.txt", SHORT_FILES["dotted"][0]).paragraphs
    assert {p.headings for p in made} == {("1 Introduction",)}
    two = look(tmp_path, "short.txt", SHORT_FILES["dotted, a paragraph to a chapter"][0]).paragraphs
    assert two[0].bullets == ("(a) schools; and", "(b) wards.")
    assert two[1].kind is Kind.FINDING


def test_without_numbers_paragraphs_are_counted_under_their_heading(tmp_path):
    ready = look(tmp_path, "report.md", PLAIN)
    assert [p.label for p in ready.paragraphs] == [
        "“Annual report”, unnumbered paragraph 1",
        "“What we found”, unnumbered paragraph 1",
        "“What we found”, unnumbered paragraph 2",
    ]
    assert ready.paragraphs[2].headings == ("Annual report", "What we found")
    assert ready.paragraphs[2].kind is Kind.FINDING
    assert "counted under each heading" in ready.summary
    assert len({p.id for p in ready.paragraphs}) == 3


def pdf(pages, password="", algorithm="RC4-128"):
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for number, lines in enumerate(pages, start=1):
        for place, line in enumerate(lines):
            canvas.drawString(72, 780 - 16 * place, line)
        if lines:
            canvas.drawString(290, 40, str(number))
        canvas.showPage()
    canvas.save()
    if not password:
        return out.getvalue()
    writer = PdfWriter(clone_from=io.BytesIO(out.getvalue()))
    writer.encrypt(password, algorithm=algorithm)
    locked = io.BytesIO()
    writer.write(locked)
    return locked.getvalue()


PAGES = [
    ["Local Safeguarding Report", "Staff in every team were committed to the children they", "worked with."],
    ["Local Safeguarding Report", "Supervision was recorded in half of the files that we", "read in March."],
    ["Local Safeguarding Report", "The board should ask for the figures every quarter and", "publish them."],
]  # fmt: skip


def test_a_pdf_is_labelled_with_its_pages_and_loses_running_heads_and_page_numbers(tmp_path):
    made = look(tmp_path, "report.pdf", pdf(PAGES)).paragraphs
    assert [p.label.split(",")[0] for p in made] == ["page 1", "page 2", "page 3"]
    assert made[1].text == "Supervision was recorded in half of the files that we read in March."


def word(lines):
    document = docx.Document()
    for style, text in lines:
        document.add_paragraph(text, style=style)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_word_document_keeps_headings_and_bullets(tmp_path):
    content = word(
        [("Heading 1", "Findings"), ("Normal", "The team worked with:"), ("List Bullet", "schools;"),
         ("List Bullet", "health visitors."), ("Normal", "It met each week.")]
    )  # fmt: skip
    made = look(tmp_path, "report.docx", content).paragraphs
    assert made[0].text == "The team worked with:\n• schools;\n• health visitors."
    assert made[0].headings == ("Findings",)


def test_html_loses_its_scripts(tmp_path):
    body = "".join(f"<p>{words}</p>" for words in ("Schools referred more children this year than before.",) * 1)
    page = (
        "<html><head><title>x</title><script>alert('run me')</script></head><body><article>"
        f"<h1>Annual report</h1>{body}<p>Hospitals referred fewer children, and nobody knew why.</p>"
        "<script>steal()</script><p onclick='steal()'>The board asked for figures every quarter.</p>"
        "</article></body></html>"
    )
    text = " ".join(p.text for p in look(tmp_path, "page.html", page).paragraphs)
    assert "Hospitals referred fewer children" in text
    assert "The board asked for figures every quarter." in text
    assert not any(odd in text for odd in ("alert", "steal", "<", "onclick"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16", "utf-16-le", "utf-16-be"])
def test_common_encodings_are_read(encoding):
    text = "1. The café paid £35 for each child’s place.\n" if encoding != "latin-1" else "1. The café paid £35.\n"
    assert extract("a.txt", text.encode(encoding))[0].text == text.strip()


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"\0" * 60_000_000)
    return out.getvalue()


REFUSED = {
    "binary": ("a.txt", bytes(range(256)) * 40, "is not a text file"),
    "empty": ("a.txt", b"  \n ", "is empty"),
    "unknown encoding": ("a.txt", "子どもの安全を守る。".encode("shift_jis") * 9, "encoding that is not known|not a text"),
    "utf-32": ("a.txt", "Children".encode("utf-32"), "UTF-32"),
    "other kind": ("a.exe", b"MZ", "only .txt, .md, .html"),
    "zip bomb": ("a.docx", bomb(), "unpacks to 60 MB|is not a Word document"),
    "no word document": ("a.docx", b"PK no zip", "is not a Word document"),
    "no pdf": ("a.pdf", b"%PDF-1.4 nothing", "cannot be read as PDF"),
    "encrypted pdf": ("a.pdf", pdf(PAGES, "secret"), "protected by a password"),
    "scanned pdf": ("a.pdf", pdf([[], []]), "OCRmyPDF"),
    "only scripts": ("a.html", b"<html><body><script>x()</script></body></html>", "no text"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_files_are_refused_with_one_sentence_and_nothing_is_written(tmp_path, case):
    name, content, sentence = REFUSED[case]
    with pytest.raises(CorpusError, match=sentence) as refused:
        look(tmp_path, name, content)
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "library").exists()


def test_a_line_of_a_hundred_megabytes_is_refused_by_size_and_a_very_long_one_by_length(tmp_path, monkeypatch):
    with pytest.raises(CorpusError, match="too large"):
        look(tmp_path, "a.txt", b"x" * (extraction.LARGEST + 1))
    with pytest.raises(CorpusError, match="line of 2,000,000 characters"):
        look(tmp_path, "a.txt", "word " * 400_000)


@pytest.mark.parametrize(
    ("named", "sentence"),
    [({"date": "March 2015"}, "must look like"), ({"title": " "}, "title and a publisher"),
     ({"report_id": "../../etc"}, "may hold letters"), ({"report_id": "2002"}, "already a report '2002'"),
     ({"report_id": "a/b"}, "may hold letters"), ({"publisher": ""}, "title and a publisher")],
)  # fmt: skip
def test_bad_descriptions_are_refused(tmp_path, named, sentence):
    with pytest.raises(CorpusError, match=sentence):
        look(tmp_path, "a.txt", NUMBERED, **named)


def test_an_added_report_is_in_the_corpus_until_it_is_removed(tmp_path):
    settings = small_settings(tmp_path)
    before = corpus_hash(load_corpus(settings).paragraphs)
    accept(settings, look(tmp_path, "review.txt", NUMBERED, report_id="local"))
    corpus = load_corpus(settings)
    assert corpus.cite(corpus.paragraph("local/2")) == "A local review (March 2015), paragraph 2"
    assert (settings.library_dir / "local" / "source.txt").read_text() == NUMBERED
    assert any("local" in line and "added" in line for line in listed(settings))
    with pytest.raises(CorpusError, match="already a report"):
        look(tmp_path, "review.txt", NUMBERED, report_id="local")
    remove(settings, "local")
    assert corpus_hash(load_corpus(settings).paragraphs) == before
    with pytest.raises(CorpusError, match="comes with the product"):
        remove(settings, "2002")
    with pytest.raises(CorpusError, match=r"no added report '\.\./x'"):
        remove(settings, "../x")


@pytest.mark.parametrize(
    ("content", "named", "sentence"),
    [(NUMBERED, {"title": "Renamed", "date": "2016"}, "file is already in the library as “A local review”"),
     (DOTTED, {"title": "A LOCAL review"}, "already “A local review” .March 2015., id local"),
     (DOTTED, {"title": "A local review", "report_id": "other"}, "under another title")],
)  # fmt: skip
def test_a_report_is_not_added_twice(tmp_path, content, named, sentence):
    settings = small_settings(tmp_path)
    ready = look(tmp_path, "review.txt", NUMBERED, report_id="local")
    accept(settings, ready, COMING)  # while its index is still being built, too
    with pytest.raises(CorpusError, match=sentence):
        look(tmp_path, "again.txt", content, **named)
    assert look(tmp_path, "next.txt", DOTTED, date="2016").report.id == "a-local-review"


def test_a_report_whose_index_cannot_be_built_is_taken_out_again(tmp_path):
    settings = small_settings(tmp_path)

    def full(_: object) -> None:
        raise StoreError("The disk is full.")

    with pytest.raises(StoreError):
        accept_and_build(settings, look(tmp_path, "a.txt", NUMBERED, report_id="local"), full)
    assert not (settings.library_dir / "local").exists()


def test_the_preview_shows_what_would_be_added(tmp_path):
    lines = described(look(tmp_path, "review.txt", NUMBERED, report_id="local"))
    assert lines[0] == "A local review (March 2015): 3 paragraphs, numbered as printed, under 3 headings."
    assert lines[2].split()[:3] == ["local/1", "paragraph", "1"]


def test_two_series_of_numbers_do_not_collide():
    text = "Summary\n\n1. One thing.\n\n2. Two things.\n\n3. More.\n\nRecommendations\n\n1. Do it.\n\n2. Again.\n"
    made = parse_generic("x", extract("a.txt", text.encode())).paragraphs
    assert [p.number for p in made] == ["1", "2", "3", "2/1", "2/2"]
    assert made[3].label == "“Recommendations”, paragraph 1"


class Scripted:
    """A language model that returns the next prepared reply."""

    def __init__(self, *replies):
        self.replies, self.asked = list(replies), 0

    def stream(self, messages: list[Message]):
        self.asked += 1
        yield self.replies.pop(0)


def good(gist):
    questions = ["Who asked for the review?", "When was it?"]
    return json.dumps({"gist": gist, "questions": questions, "terms": ["audit"]})


def test_annotations_are_checked_resumed_and_free_to_repeat(tmp_path, capsys):
    settings = small_settings(tmp_path)
    accept(settings, look(tmp_path, "review.txt", NUMBERED, report_id="local"))
    first = Scripted(good("The board asked for a review."), "no json", "{}", f"Sure: {good('What they read.')}")
    with pytest.raises(IndexError):  # the run stops after two paragraphs and a refused one
        annotate(settings, "local", Scripted(good("The board asked for a review.")))
    assert annotate(settings, "local", Scripted("no json", "{}", f"Sure: {good('What to publish.')}")) == 1
    assert "1 paragraphs got no usable annotation" in capsys.readouterr().err
    assert annotate(settings, "local", Scripted(good("What files were read."))) == 1
    assert annotate(settings, "local", first) == 0
    assert first.asked == 0
    corpus = load_corpus(settings)
    assert corpus.annotations["local/1"].gist == "The board asked for a review."
    assert corpus.annotations["local/2"].questions[0] == "Who asked for the review?"


def test_without_a_language_model_the_sentence_says_that_search_works(tmp_path):
    settings = small_settings(tmp_path)
    accept(settings, look(tmp_path, "review.txt", NUMBERED, report_id="local"))
    with pytest.raises(ModelUnavailable, match="search works without them"):
        annotate(settings, "")
