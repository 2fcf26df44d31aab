"""Damaged and locked files: read or refused with one sentence, never a crash."""

import io
import random
import zipfile

import pytest

from assistant.errors import CorpusError
from ingest.extraction import extract
from tests.ingest.test_adding import NUMBERED, PAGES, pdf, word


def cut_word():
    """A Word document whose text is cut off in the middle of its XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word([("Normal", "Words.")]))) as whole, zipfile.ZipFile(out, "w") as package:
        for name in whole.namelist():
            content = whole.read(name)
            package.writestr(name, content[:200] if name == "word/document.xml" else content)
    return out.getvalue()


def altered(content, seed):
    """The file cut off, or with some bytes changed."""
    chance, made = random.Random(seed), bytearray(content)
    if seed % 3 == 0:
        return bytes(made[: chance.randrange(1, len(made))])
    for _ in range(chance.choice((1, 3, 20))):
        made[chance.randrange(len(made))] = chance.randrange(256)
    return bytes(made)


def outcome(name, content):
    """The sentence of the refusal, "" where the file is read."""
    try:
        extract(name, content)
    except CorpusError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_a_locked_pdf_is_named_as_such(algorithm):
    assert "protected by a password" in outcome("a.pdf", pdf(PAGES, "secret", algorithm))


def test_a_word_document_cut_off_inside_is_named_as_such():
    assert outcome("a.docx", cut_word()) == "a.docx is not a Word document (.docx), or is damaged."


@pytest.mark.parametrize("kind", [".pdf", ".docx", ".html", ".md", ".txt"])
def test_whatever_is_damaged_is_read_or_refused_with_one_sentence(kind):
    document = word([("Heading 1", "Findings"), ("List Bullet", "schools;")])
    whole = {".pdf": pdf(PAGES), ".docx": document}.get(kind, NUMBERED.encode())
    said = [outcome(f"a{kind}", altered(whole, seed)) for seed in range(90)]
    assert not any("\n" in sentence for sentence in said)
    if kind in (".pdf", ".docx"):
        assert any(said)
