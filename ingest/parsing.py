"""Bundled reports parsed by the parser that their layout names."""

from __future__ import annotations

from pathlib import Path

from assistant.domain import Report
from assistant.errors import CorpusError
from ingest.catalogue import read_text
from ingest.cleaning import read_repairs
from ingest.layouts import read_layout
from ingest.ledger import Parse
from ingest.numbered import parse_numbered
from ingest.summary import parse_summary


def parse_bundled(report: Report, data_dir: Path) -> Parse:
    """The paragraphs and the ledger of one report of `data/reports.toml`."""
    text = read_text(report, data_dir)
    layout = read_layout(data_dir / "structure" / f"{report.id}.toml")
    if report.layout == "numbered":
        return parse_numbered(report.id, text, layout)
    if report.layout == "summary":
        repairs = read_repairs(data_dir / "ocr-repairs.csv", report.id)
        return parse_summary(report.id, text, layout, repairs)
    raise CorpusError(
        f"Report {report.id}: there is no layout {report.layout!r}; known: numbered, summary."
    )
