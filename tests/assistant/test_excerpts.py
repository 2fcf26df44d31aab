"""Parts of paragraphs: whole sentences, with a sign wherever words are left out."""

from __future__ import annotations

import pytest

from assistant.pages.excerpts import BESIDE, first_sentences, last_sentences, opening_words
from assistant.pages.markup import source_html
from assistant.render import Source
from assistant.sentences import Role, pieces
from tests.fakes import bundled_corpus

CORPUS = bundled_corpus()


def test_the_paragraph_before_keeps_the_words_that_turn_its_sense():
    html = source_html(Source(CORPUS.paragraph("2002/5.45")), CORPUS)
    before = html.split('class="neighbour before"')[1].split("</div>")[0]
    assert "not identified any" in before
    assert before.split("<p>")[1].startswith("… ")


@pytest.mark.parametrize("report_id", ["2002", "2008"])
def test_every_end_begins_with_a_sentence_or_with_what_opens_its_list(report_id):
    for one in CORPUS.paragraphs:
        if one.report_id != report_id:
            continue
        shown = last_sentences(one)
        if shown == one.text:
            continue
        assert "…" in shown, one.id
        parts = pieces(one)
        begun = [part for part in parts if shown.startswith((f"… {part.text}", part.text))]
        assert begun or shown.startswith("…\n• "), one.id
        assert shown.endswith(parts[-1].text)
        if begun:
            assert begun[0].role is not Role.BULLET
            assert not begun[0].dangling or begun[0].order == 0


def test_every_beginning_ends_with_a_whole_sentence_and_a_sign():
    for one in CORPUS.paragraphs:
        shown = first_sentences(one)
        if shown == one.text:
            continue
        assert shown.endswith(" …")
        assert shown[:-2] in {one.text[: part.end] for part in pieces(one)}
        assert len(shown) <= max(BESIDE, pieces(one)[0].end) + 2


def test_first_words_are_cut_between_words():
    one = CORPUS.paragraph("2002/5.45")
    shown = opening_words(one)
    words = " ".join(one.text.split())
    assert shown.endswith(" …")
    assert words.startswith(shown[:-2])
    assert words[len(shown) - 2] in " ,;:"
    assert not any(opening_words(each).rstrip(" …").endswith("•") for each in CORPUS.paragraphs)
