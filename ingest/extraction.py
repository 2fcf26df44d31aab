"""Text out of the user's files: .txt, .md, .html, .docx and .pdf, each refused with a sentence."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from assistant.errors import CorpusError
from ingest.lines import MOST_LINES, TextLine, plain_lines, split_lines
from ingest.markdown import markdown_lines

LARGEST = 50_000_000  # bytes of a file
MOST_TEXT = 10_000_000  # characters of a report: some 3,000 pages
UNPACKED = 300_000_000  # bytes that a .docx may hold unpacked
WESTERN = "àâäáãåçéèêëîïíìôöóòõøùûüúÿýñßæœþðÀÂÄÁÃÅÇÉÈÊËÎÏÍÌÔÖÓÒÕØÙÛÜÚŸÝÑÆŒÞÐ"
WESTERN += "‘’“”„–—…•·°½¼¾§©®™£€¥¢«»¿¡ªº±×÷¹²³µ†‡‰‹›ˆ˜¬\xad\xa0´¨¸¯¶"

# What the readers raise on damaged files besides their own errors (lxml's is a SyntaxError).
_DAMAGED = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    RuntimeError,  # with NotImplementedError and RecursionError
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


def extract(name: str, content: bytes) -> tuple[TextLine, ...]:
    """The lines of a file; CorpusError says in one sentence why it cannot be read."""
    readers: dict[str, Callable[[bytes], list[TextLine]]] = {
        ".txt": _text,
        ".md": _markdown,
        ".html": _html,
        ".htm": _html,
        ".docx": _docx,
        ".pdf": _pdf,
    }
    kind = Path(name).suffix.lower()
    if kind not in readers:
        raise CorpusError(f"{name}: only {', '.join(readers)} files can be added.")
    if not content.strip():
        raise CorpusError(f"{name} is empty.")
    if len(content) > LARGEST:
        raise CorpusError(
            f"{name} is too large ({len(content) // 1_000_000} MB; at most "
            f"{LARGEST // 1_000_000} MB). Split it into parts."
        )
    try:
        lines = readers[kind](content)
    except CorpusError as error:
        raise CorpusError(f"{name} {error}") from error
    if not any(line.text for line in lines):
        raise CorpusError(f"{name} holds no text.")
    characters = sum(len(line.text) for line in lines)
    if characters > MOST_TEXT or len(lines) > MOST_LINES:
        raise CorpusError(
            f"{name} holds {characters:,} characters in {len(lines):,} lines; at most "
            f"{MOST_TEXT:,} in {MOST_LINES:,} can be added. Split it into parts."
        )
    return tuple(lines)


def decode(content: bytes) -> str:
    """The text of UTF-8, UTF-16 or Western single-byte files; CorpusError for anything else."""
    if content.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        raise CorpusError("is UTF-32 text. Save it as UTF-8.")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(content, "utf-16")
    nulls = content[:2000].count(0)
    if nulls > len(content[:2000]) // 4:
        big = content[:2000:2].count(0) > content[1:2000:2].count(0)
        return _decoded(content, "utf-16-be" if big else "utf-16-le")
    control = sum(content[:100_000].count(code) for code in (*range(9), *range(14, 32), 127))
    if control > len(content[:100_000]) // 200:
        raise CorpusError("is not a text file.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    odd = Counter(c for c in text if ord(c) > 127)
    if "\ufffd" in odd or any(c not in WESTERN for c in odd) or odd.total() > len(text) // 5:
        raise CorpusError("is in a character encoding that is not known. Save it as UTF-8.")
    return text


def _decoded(content: bytes, encoding: str) -> str:
    """The text in this encoding; CorpusError where it does not fit."""
    try:
        text = content.decode(encoding).lstrip("\ufeff")
    except UnicodeDecodeError as error:
        raise CorpusError("is not a text file.") from error
    if sum(not c.isprintable() and c not in "\r\n\t\f\xad" for c in text) > len(text) // 50:
        raise CorpusError("is not a text file.")
    return text


def _text(content: bytes) -> list[TextLine]:
    """Plain text."""
    return plain_lines(split_lines(decode(content)))


def _markdown(content: bytes) -> list[TextLine]:
    """Markdown: headings by their marks, emphasis and links as their words."""
    return markdown_lines(split_lines(decode(content)))


def _html(content: bytes) -> list[TextLine]:
    """The main text of a web page; scripts, styles and menus are left out."""
    import trafilatura

    page = decode(content)
    made = trafilatura.extract(
        page, output_format="markdown", include_comments=False, favor_recall=True
    )
    text = made or trafilatura.html2txt(page)
    if not text.strip():
        raise CorpusError("holds no text outside of scripts.")
    return markdown_lines(split_lines(text))


def _docx(content: bytes) -> list[TextLine]:
    """A Word document; CorpusError for anything else, damaged ones and zip bombs included."""
    from docx.opc.exceptions import OpcError

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            unpacked = sum(part.file_size for part in package.infolist())
        if unpacked > UNPACKED or unpacked > 200 * len(content) + 10_000_000:
            raise CorpusError(f"unpacks to {unpacked // 1_000_000} MB and is not opened.")
        return _word_lines(content)
    except (zipfile.BadZipFile, OpcError, SyntaxError, *_DAMAGED) as error:
        raise CorpusError("is not a Word document (.docx), or is damaged.") from error


def _word_lines(content: bytes) -> list[TextLine]:
    """A Word document: headings by style, list items as bullets, table rows as lines."""
    import docx
    from docx.table import Table

    document = docx.Document(io.BytesIO(content))
    found: list[TextLine] = []
    for number, part in enumerate(document.iter_inner_content(), start=1):
        if isinstance(part, Table):
            for row in part.rows:
                cells = dict.fromkeys(" ".join(cell.text.split()) for cell in row.cells)
                found.append(TextLine(number, " | ".join(filter(None, cells)), 0, 0, True))
            continue
        style = str(part.style.name) if part.style is not None else ""
        heading = re.match(r"Heading (\d)|(Title)", style)
        level = int(heading[1] or 1) if heading else 0
        listed = style.startswith("List") or (
            part._p.pPr is not None and part._p.pPr.numPr is not None and not level
        )
        text = " ".join(part.text.split())
        if text:
            text = f"• {text}" if listed and not text.startswith("•") else text
            found.append(TextLine(number, text, 0, level, True))
    return found


def _pdf(content: bytes) -> list[TextLine]:
    """The text layer of a PDF, without the lines that repeat at the edges of its pages."""
    import pypdf
    from pypdf.errors import DependencyError, PyPdfError

    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise CorpusError("is protected by a password. Save a copy without one.")
        pages = [page.extract_text() or "" for page in reader.pages]
    except (PyPdfError, DependencyError, *_DAMAGED) as error:
        raise CorpusError(f"cannot be read as PDF ({' '.join(str(error).split())}).") from error
    if not any(page.strip() for page in pages):
        raise CorpusError(
            "has no text layer: it is a scan. Make one with OCRmyPDF "
            "(ocrmypdf in.pdf out.pdf) and add the result."
        )
    return _without_furniture(pages)


def _without_furniture(pages: list[str]) -> list[TextLine]:
    """The lines of all pages; page numbers and running heads are left out."""
    split = [split_lines(page) for page in pages]
    edges = Counter(
        re.sub(r"\d+", "#", " ".join(line.split())) for lines in split for line in {*_edge(lines)}
    )
    often = {line for line, times in edges.items() if times > 2 and 2 * times > len(pages)}
    found: list[TextLine] = []
    before = 0
    for number, lines in enumerate(split, start=1):
        edge = set(_edge(lines))
        kept = [
            "" if line in edge and re.sub(r"\d+", "#", " ".join(line.split())) in often else line
            for line in lines
        ]
        found += _paragraphs(plain_lines(kept, number, before))
        before += len(lines)
    return found


def _paragraphs(lines: list[TextLine]) -> list[TextLine]:
    """The lines of a page; where it has no blank lines, a short last line ends a paragraph."""
    if sum(line.starts for line in lines) > 1 + len(lines) // 25:
        return lines
    width = max((len(line.text) for line in lines), default=0)
    marked = lines[:1]
    for before, line in pairwise(lines):
        ended = before.text[-1] in ".:?!;" and len(before.text) < 0.8 * width
        marked.append(replace(line, starts=line.starts or ended))
    return marked


def _edge(lines: list[str]) -> list[str]:
    """The first and the last line with words."""
    words = [line for line in lines if line.strip()]
    return [words[0], words[-1]] if words else []
