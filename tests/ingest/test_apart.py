"""A file that would take the computer down is refused with one sentence, and soon."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

import ingest.apart as apart
from assistant.errors import CorpusError
from ingest.apart import Limits, extract_apart
from ingest.extraction import extract
from tests.ingest.test_adding import NUMBERED, PAGES, look, pdf, word

SMALL = Limits(seconds=30, processor=3, memory=700_000_000)


def with_document(xml, padding=0):
    """A Word document with this body."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(word([("Normal", "Words.")]))) as whole,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package,
    ):
        for name in whole.namelist():
            content = whole.read(name)
            package.writestr(name, xml if name == "word/document.xml" else content)
        package.writestr("padding", bytes(padding))
    return out.getvalue()


def document(body):
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f'<w:document xmlns:w="{main}"><w:body>{body}</w:body></w:document>'


WIDE = '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="900000000"/></w:tcPr><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc></w:tr></w:tbl>'
ENTITIES = "<!DOCTYPE a [" + '<!ENTITY a0 "ha">' + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)
) + "]>"  # fmt: skip
BOMBS = {
    "zip bomb": (".docx", with_document(document(""), padding=400_000_000)),
    "a cell as wide as a country": (".docx", with_document(document(WIDE))),
    "entities in entities": (".docx", with_document(ENTITIES + document("<w:p>&a11;</w:p>"))),
    "nested without end": (".docx", with_document(document("<w:p>" * 300_000))),
    "page nested without end": (".html", b"<div>" * 300_000 + b"words"),
    "a page of paragraphs": (".html", b"<p>Words of some length.</p>" * 300_000),
    "lines without end": (".txt", b"a\n" * 1_000_000),
    "items without end": (".md", b"- a\n" * 290_000),
}


@pytest.mark.parametrize("kind", BOMBS)
def test_a_bomb_is_refused_or_read_within_its_limits(kind):
    ending, content = BOMBS[kind]
    said = ""
    try:
        extract_apart(f"a{ending}", content, SMALL)
    except CorpusError as error:
        said = str(error)
    assert re.fullmatch(r"|a\..+\.", said)


@pytest.mark.parametrize("ending", [".txt", ".md", ".html", ".docx", ".pdf"])
def test_an_ordinary_file_is_read_as_without_limits(ending):
    document = word([("Heading 1", "Findings"), ("List Bullet", "schools;")])
    page = f"<html><body><h1>Findings</h1><p>{NUMBERED}</p></body></html>".encode()
    others = {".pdf": pdf(PAGES), ".docx": document, ".html": page}
    content = others.get(ending, NUMBERED.encode())
    assert extract_apart(f"a{ending}", content) == extract(f"a{ending}", content)


def test_a_refusal_is_the_sentence_of_the_reader():
    with pytest.raises(CorpusError, match=r"^a\.exe: only \.txt, \.md"):
        extract_apart("a.exe", b"MZ")
    with pytest.raises(CorpusError, match=r"^--help: only"):
        extract_apart("--help", b"x")


def test_too_much_memory_and_too_much_time_are_said():
    page = b"<p>Words of some length.</p>" * 400_000
    with pytest.raises(CorpusError, match="needs more memory than reading a file may take"):
        extract_apart("a.html", page, Limits(memory=400_000_000))
    with pytest.raises(CorpusError, match=r"takes longer to read than a file may \(1 seconds\)"):
        extract_apart("a.html", page, Limits(processor=1))
    with pytest.raises(CorpusError, match=r"takes longer to read than a file may \(1 seconds\)"):
        extract_apart("a.html", page, Limits(seconds=1))


def test_a_report_may_have_so_many_paragraphs_and_none_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr(apart, "REPORT", SMALL)
    with pytest.raises(CorpusError, match=r"has 6\d,\d+ characters; at most 50,000 can be added"):
        look(tmp_path, "a.txt", "Findings\n\n1. " + "Words of a line.\n" * 3_600)
    with pytest.raises(CorpusError, match="20,002 paragraphs; at most 20,000 can be added"):
        look(tmp_path, "a.txt", "Some words of a paragraph.\n\n" * 20_002)
