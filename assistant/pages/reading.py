"""What the reader shows: contents, a chapter with a paragraph in it, search results, views."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from assistant.browsing import (
    MOST_FOUND,
    Chapter,
    Found,
    chapter_of,
    contents,
    find_phrase,
    find_words,
    of_kind,
)
from assistant.corpus import Corpus
from assistant.domain import Kind, Paragraph, Report
from assistant.pages.asking import Asks
from assistant.pages.markup import paragraph_html, scan_html
from assistant.render import Source, Span, permalink, short_name, text_html

VIEWS = (
    (Kind.RECOMMENDATION, "Recommendations", "Who was told to do what"),
    (Kind.GOOD_PRACTICE, "Good practice", "What inspectors commended, and where"),
)


@dataclass(frozen=True)
class Reader:
    """The handlers of the reader; each returns the HTML of the reading column."""

    assistant: Asks

    @property
    def corpus(self) -> Corpus:
        """The reports as they are now."""
        return self.assistant.corpus

    def opening(self) -> str:
        """The first numbered chapter of the first report."""
        for report in self.corpus.reports:
            for chapter in contents(self.corpus, report.id):
                if chapter.title.startswith(("Chapter", "Summary")):
                    return self.chapter(chapter.paragraphs[0].id, show=False)
        return self.chapter(self.corpus.paragraphs[0].id, show=False)

    def chapter(self, paragraph_id: str, spans: Sequence[Span] = (), *, show: bool = True) -> str:
        """The whole chapter of a paragraph, which is marked and scrolled to."""
        if paragraph_id not in self.corpus:
            return missing_html(paragraph_id)
        chapter = chapter_of(self.corpus, paragraph_id)
        report = self.corpus.report(chapter.paragraphs[0].report_id)
        wanted = Source(self.corpus.paragraph(paragraph_id), tuple(spans))
        body: list[str] = []
        for section in chapter.sections:
            if section.title:
                body.append(f"<h3>{escape(section.title)}</h3>")
            body += [
                self._article(paragraph, wanted if show else None)
                for paragraph in section.paragraphs
            ]
        address = f' data-address="{escape(permalink(paragraph_id, spans))}"' if show else ""
        return (
            f'<div class="reader"{address}>{_report_line(report)}'
            f"<h2>{escape(chapter.title)}</h2>{''.join(body)}{self._around(chapter)}</div>"
        )

    def find(self, words: str, *, exact: bool, report_id: str = "") -> str:
        """What a search finds, each place with its words marked."""
        paragraphs = (
            self.corpus.of_report(report_id) if report_id else tuple(self.corpus.paragraphs)
        )
        found = find_phrase(paragraphs, words) if exact else find_words(paragraphs, words)
        what = "the phrase" if exact else "the words"
        count = len(found)
        number = (
            f"{MOST_FOUND} paragraphs or more hold"
            if count == MOST_FOUND
            else ("1 paragraph holds" if count == 1 else f"{count or 'No'} paragraphs hold")
        )
        title = f"{number} {what} “{words.strip()}”"
        hint = "" if found else "<p>Try fewer words, or the other kind of search.</p>"
        rows = "".join(self._result(one) for one in found)
        return (
            f'<div class="reader" data-show><h2 tabindex="-1" data-heading>{escape(title)}</h2>'
            f"{hint}{rows}</div>"
        )

    def view(self, kind: Kind) -> str:
        """All recommendations or all good practice, grouped by who was told or by chapter."""
        _, title, about = next(view for view in VIEWS if view[0] is kind)
        pieces = [
            f'<div class="reader grouped" data-show><h2 tabindex="-1" data-heading>{title}</h2>'
            f"<p>{about}.</p>"
        ]
        for report in self.corpus.reports:
            paragraphs = of_kind(self.corpus, kind, (report.id,))
            if not paragraphs:
                continue
            pieces.append(f"<h3>{escape(report.short_title)}, {escape(report.date)}</h3>")
            for group, inside in groupby(paragraphs, key=_group):
                rows = "".join(self._article(paragraph, None) for paragraph in inside)
                pieces.append(f"<h4>{escape(group)}</h4>{rows}")
        return "".join(pieces) + "</div>"

    def side(self) -> str:
        """The column beside the text: search, views and contents of every report."""
        reports = "".join(
            f'<option value="{escape(report.id)}">{escape(_brief(report))}</option>'
            for report in self.corpus.reports
        )
        views = "".join(
            f'<li><button type="button" data-action="view" data-value="{kind.value}">{name}'
            "</button></li>"
            for kind, name, _ in VIEWS
        )
        return (
            '<div class="reader side"><form data-action="find" role="search" '
            'aria-label="Search the reports"><label for="find-words">Find in the reports</label>'
            '<input id="find-words" name="words" type="search" maxlength="200" required>'
            '<fieldset><legend class="hidden">How</legend>'
            '<label><input type="radio" name="how" value="words" checked> these words, '
            "misspelt or not</label>"
            '<label><input type="radio" name="how" value="phrase"> this exact phrase</label>'
            '</fieldset><label for="find-report">In</label>'
            f'<select id="find-report" name="report"><option value="">all reports</option>{reports}'
            f'</select><button>Find</button></form><ul class="views">{views}</ul>'
            f'<nav aria-label="Contents">{"".join(map(self._contents, self.corpus.reports))}</nav>'
            "</div>"
        )

    def _contents(self, report: Report) -> str:
        rows: list[str] = []
        for chapter in contents(self.corpus, report.id):
            sections = "".join(
                f"<li>{_open_link(section.paragraphs[0], section.title or chapter.title)} "
                f'<span class="extent">{escape(section.extent)}</span></li>'
                for section in chapter.sections
            )
            rows.append(
                f"<li><details><summary>{escape(chapter.title)}</summary>"
                f"<ul>{sections}</ul></details></li>"
            )
        return f'<h3>{escape(_brief(report))}</h3><ul class="contents">{"".join(rows)}</ul>'

    def _article(self, paragraph: Paragraph, wanted: Source | None) -> str:
        here = wanted is not None and wanted.paragraph.id == paragraph.id
        source = wanted if here else None
        attributes = ' class="paragraph here" data-show' if here else ' class="paragraph"'
        heading = ' tabindex="-1" data-heading' if here else ""
        name = short_name(paragraph)
        copied = f"“{paragraph.text}” ({self.corpus.cite(paragraph)})"
        kind = f'<span class="kind">{escape(paragraph.kind.value)}</span>'
        return (
            f'<article{attributes}><p class="number"{heading}>'
            f"{_open_link(paragraph, name)} {kind}"
            f'<button type="button" class="quiet" data-copy="{escape(copied)}" '
            f'aria-label="Copy {escape(name)} with citation">Copy</button></p>'
            f"{paragraph_html(paragraph, source)}{scan_html(paragraph)}</article>"
        )

    def _result(self, found: Found) -> str:
        paragraph = found.paragraph
        path = " › ".join(paragraph.headings)
        return (
            f'<article class="paragraph"><p class="number">'
            f"{_open_link(paragraph, short_name(paragraph), found.spans)} "
            f'<span class="kind">{escape(path)}</span></p>'
            f"{text_html(paragraph.text, found.spans)}</article>"
        )

    def _around(self, chapter: Chapter) -> str:
        """Links to the chapters before and after."""
        before, _ = self.corpus.neighbours(chapter.paragraphs[0].id)
        _, after = self.corpus.neighbours(chapter.paragraphs[-1].id)
        links = [
            f"<li>{_open_link(near, f'{name}: {near.headings[0] if near.headings else near.id}')}"
            "</li>"
            for near, name in ((before, "Back"), (after, "On"))
            if near is not None
        ]
        return f'<nav class="around" aria-label="Chapters"><ul>{"".join(links)}</ul></nav>'


def missing_html(paragraph_id: str) -> str:
    """What is shown for an id that names nothing."""
    return (
        '<div class="reader" data-show><h2 tabindex="-1" data-heading>There is no such paragraph'
        f"</h2><p>Nothing is called {escape(paragraph_id)}. Paragraphs have names like 2002/5.45 "
        "or 2008/R/14; choose one from the contents.</p></div>"
    )


def _open_link(paragraph: Paragraph, name: str, spans: Sequence[Span] = ()) -> str:
    marks = permalink(paragraph.id, spans).partition("&q=")[2]
    return (
        f'<a href="{escape(permalink(paragraph.id, spans))}" '
        f'data-source="{escape(paragraph.id)}" data-marks="{marks}">{escape(name)}</a>'
    )


def _report_line(report: Report) -> str:
    notice = f'<p class="notice">{escape(report.notice)}</p>' if report.notice else ""
    return f'<p class="report">{escape(report.title)}, {escape(report.date)}</p>{notice}'


def _brief(report: Report) -> str:
    return f"{report.short_title}, {report.date}"


def _group(paragraph: Paragraph) -> str:
    if paragraph.kind is Kind.RECOMMENDATION:
        return paragraph.addressee or "No addressee named"
    return paragraph.headings[0] if paragraph.headings else ""
