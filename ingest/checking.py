"""`python -m ingest check`: ledger totals, suspects, scan repairs and annotations, in print."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from assistant.annotations import place
from assistant.corpus import read_paragraphs, read_reports
from assistant.domain import Paragraph, Report
from assistant.jsonl import read_jsonl
from assistant.library import ANNOTATIONS, library_paragraphs, library_reports
from assistant.locating import verbatim
from assistant.settings import Settings
from ingest.catalogue import read_text
from ingest.checks import Suspect, bad_texts, broken_series, suspects, words_of
from ingest.cleaning import Repair, read_repairs, split_lines
from ingest.layouts import read_layout
from ingest.ledger import FURNITURE, HEADING, PARAGRAPH, Parse
from ingest.parsing import parse_bundled


def check(settings: Settings) -> tuple[list[str], bool]:
    """The lines to print, and whether everything suspicious is explained."""
    printed: list[str] = []
    found: list[Suspect] = []
    reports = read_reports(settings.data_dir / "reports.toml")
    parses = {report.id: parse_bundled(report, settings.data_dir) for report in reports}
    for report in reports:
        own, lines = _check_bundled(settings, report, parses)
        printed += lines
        found += own
    for report in library_reports(settings.library_dir):
        paragraphs = library_paragraphs(settings.library_dir, report.id)
        own = [*broken_series(paragraphs, {}), *bad_texts(paragraphs)]
        own = [s for s in own if s.check in ("duplicate", "empty")]
        printed.append(f"Report {report.id} (added): {len(paragraphs)} paragraphs")
        found += own
        printed += [f"  {suspect}" for suspect in own]
    bundled = [p for parse in parses.values() for p in parse.paragraphs]
    for path in sorted((settings.data_dir / ANNOTATIONS).glob("*-annotations.jsonl")):
        own, line = _check_annotations(path, bundled)
        printed.append(line)
        printed += [f"  {suspect}" for suspect in own]
        found += own
    unexplained = [suspect for suspect in found if not suspect.why]
    printed.append(f"{len(found)} suspicious, {len(unexplained)} not explained.")
    return printed, not unexplained


def _check_bundled(
    settings: Settings, report: Report, parses: dict[str, Parse]
) -> tuple[list[Suspect], list[str]]:
    """Suspects of one bundled report, and what is printed about it."""
    parse = parses[report.id]
    layout = read_layout(settings.data_dir / "structure" / f"{report.id}.toml")
    repairs = read_repairs(settings.data_dir / "ocr-repairs.csv", report.id)
    lines = split_lines(read_text(report, settings.data_dir), repairs)
    clean = [p for other in parses.values() if other is not parse for p in other.paragraphs]
    vocabulary = words_of(clean) if repairs else frozenset()
    found = suspects(parse, lines, layout, vocabulary)
    kept = settings.data_dir / "paragraphs" / f"{report.id}.jsonl"
    if not kept.exists() or read_paragraphs(kept) != parse.paragraphs:
        found.append(Suspect("file", report.id, f"{kept} differs from the parse"))
    totals = parse.totals()
    counts = ", ".join(f"{totals.get(role, 0)} {role}" for role in (PARAGRAPH, HEADING, FURNITURE))
    explained = sum(totals.values())
    printed = [
        f"Report {report.id}: {len(parse.paragraphs)} paragraphs; {len(lines)} lines: {counts}; "
        f"{100 * explained / max(1, len(lines)):.1f}% explained",
        *(f"  {suspect}" for suspect in found),
        *(f"  {line}" for line in _repairs_in_words(repairs)),
    ]
    return found, printed


def _repairs_in_words(repairs: tuple[Repair, ...]) -> Iterator[str]:
    """The reviewed repairs, alike ones together: how often and where."""
    places: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for repair in repairs:
        places[(repair.scan, repair.repaired, repair.why)].append(repair.line)
    for (scan, repaired, why), lines in places.items():
        where = ", ".join(map(str, lines))
        yield f"repaired   {scan} → {repaired}, {len(lines)} times, line {where}: {why}"


def _check_annotations(path: Path, paragraphs: list[Paragraph]) -> tuple[list[Suspect], str]:
    """Annotations that lead to no paragraph, or whose quote does not stand there."""
    name, entries = path.name, read_jsonl(path)
    by_id = {p.id: p for p in paragraphs}
    found: list[Suspect] = []
    for entry, where in zip(entries, place(entries, paragraphs), strict=True):
        if where is None:
            found.append(Suspect("unplaced", name, _shown(entry)))
        elif entry.get("quote") and not verbatim(by_id[where], entry["quote"]):
            found.append(Suspect("quote", where, repr(entry["quote"][:60])))
    return found, f"{name}: {len(entries)} annotations, {len(entries) - len(found)} placed"


def _shown(entry: Mapping[str, object]) -> str:
    """What an annotation that leads nowhere is known by: its id, else how its passage begins."""
    return repr(str(entry.get("anchor") or entry.get("id"))[:60])
