"""What is shown: highlighted by offsets, every character of a text escaped."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversations import Conversation
from assistant.domain import Answer, Citation, Kind, Outcome, Paragraph, Passage, Statement
from assistant.guard import read_fixed_text
from assistant.pages.markup import paragraph_html, transcript_html
from assistant.render import body_html, chip_html, read_spans, short_name, span_text, text_html
from tests.fakes import bundled_corpus

CORPUS = bundled_corpus()
ATTACKS = (
    "<script>window.hit = 1</script>",
    '<img src=x onerror="window.hit = 1">',
    "<svg onload=window.hit=1>",
    '"><a href="javascript:window.hit=1">x</a>',
    "' onmouseover='window.hit=1",
    "</textarea></details><iframe srcdoc='<script>parent.hit=1</script>'>",
)


class Tags(HTMLParser):
    """Collects what a browser would make of the HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data):
        self.text += data


def paragraph(text: str, number: str = "5.45") -> Paragraph:
    return Paragraph("2002", number, f"paragraph {number}", Kind.FINDING, text)


def test_marks_stand_around_the_quoted_words_and_nothing_else():
    text = CORPUS.paragraph("2002/5.45").text
    quote = "the statutory guidance of four months"
    start = text.index(quote)
    assert f"<mark>{quote}</mark> for completion" in text_html(text, [(start, start + len(quote))])


def test_bullets_become_a_list_and_keep_their_offsets():
    text = "It rests on:\n• good records\n– kept daily\n• trust\nThat is all."
    start = text.index("daily")
    html = text_html(text, [(start, start + 5)])
    assert html == (
        '<p>It rests on:</p><ul><li class="first">good records</li>'
        '<li class="second">kept <mark>daily</mark></li><li class="first">trust</li></ul>'
        "<p>That is all.</p>"
    )


def test_a_mark_over_several_lines_is_cut_at_the_lines():
    text = "One two\n• three four"
    html = text_html(text, [(4, len(text))])
    assert (
        html == '<p>One <mark>two</mark></p><ul><li class="first"><mark>three four</mark></li></ul>'
    )


@given(st.text(), st.integers(0, 50), st.integers(0, 50))
def test_any_text_comes_back_whole_and_without_tags_of_its_own(text, start, end):
    html = text_html(text, [(start, end)])
    assert set(re.findall(r"<(/?\w+)", html)) <= {
        "p",
        "/p",
        "ul",
        "/ul",
        "li",
        "/li",
        "mark",
        "/mark",
    }
    shown = unescape(re.sub(r"<[^>]*>", "", html))
    lines = [line[2:] if line[:2] in ("• ", "– ") else line for line in text.split("\n")]
    assert shown == "".join(lines).replace("\r", "\r")


def test_every_paragraph_of_both_reports_is_shown_in_its_own_words():
    for one in CORPUS.paragraphs:
        shown = unescape(re.sub(r"<[^>]*>", "", text_html(one.text, [(0, 20)])))
        assert shown == re.sub(r"(?m)^[•–] ", "", one.text).replace("\n", "")


def test_a_chip_names_its_paragraph_and_carries_the_spans():
    cited = CORPUS.paragraph("2002/5.45")
    first = Citation(1, cited, CORPUS.cite(cited), 0, 10)
    second = Citation(2, cited, CORPUS.cite(cited), 20, 30)
    html = chip_html([first, second])
    tags = Tags(html)
    assert ("href", "/?p=2002/5.45&q=0-10,20-30") in tags.attributes
    assert tags.text.startswith("2002 ¶5.45")
    assert cited.text[20:30] in tags.text


@pytest.mark.parametrize(
    ("paragraph_id", "name"),
    [("2002/5.45", "2002 ¶5.45"), ("2008/R/14", "2008 Recommendation 14")],
)
def test_short_names(paragraph_id, name):
    assert short_name(CORPUS.paragraph(paragraph_id)) == name


def test_spans_survive_a_link_and_nonsense_is_left_out():
    assert read_spans(span_text([(0, 5), (9, 12)]), 100) == ((0, 5), (9, 12))
    assert read_spans("5-2,x-3,,7,1-999,-4,99-200", 50) == ((1, 50),)


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_hostile_becomes_a_tag_or_a_handler(attack):
    hostile = Paragraph(
        "2002", "5.45", f"paragraph {attack}", Kind.RECOMMENDATION, f"{attack} words\n• {attack}",
        headings=(attack,), addressee=attack, lead=attack, scan=attack,
    )  # fmt: skip
    answer = Answer(
        attack, Outcome.ANSWERED, (Statement(attack, (1,)),),
        (Citation(1, hostile, attack, 0, 8),), searched_for=attack, lead=attack,
        notices=(attack,), suggestions=(attack,), why=(attack,), error=attack,
    )  # fmt: skip
    conversation = Conversation("id", "owner", attack, answers=(answer,))
    tags = Tags(transcript_html(conversation, CORPUS) + paragraph_html(hostile))
    assert not {"script", "img", "svg", "iframe"} & set(tags.tags)
    assert not [name for name, _ in tags.attributes if name.startswith("on")]
    assert not [v for name, v in tags.attributes if name == "href" and not v.startswith(("/", "#"))]
    assert attack in tags.text


def test_a_refusal_has_a_title_and_no_sources():
    answer = Answer("Chocolate?", Outcome.NOT_COVERED, (Statement("Neither report says."),))
    html = body_html(answer, CORPUS)
    assert "The reports do not cover this" in html
    assert not {"a", "details", "blockquote"} & set(Tags(html).tags)


def test_every_number_of_the_urgent_text_can_be_called_from_the_page():
    texts = [text for _, text in read_fixed_text().statements]
    answer = Answer(
        "Help", Outcome.URGENT, tuple(map(Statement, texts)),
        notices=("Local numbers: 0113 496 0000, 020 7946 0000", "Wording of 2026-11-22."),
    )  # fmt: skip
    html = body_html(answer, CORPUS)
    called = set(re.findall('href="tel:([^"]+)"', html))
    assert called == {
        "999", "101", "116123", "08001111", "08082000247", "08088010327", "08088005000",
        "01134960000", "02079460000",
    }  # fmt: skip
    assert not re.search(r"\d{3}", re.sub(r"<a class=\"tel\".*?</a>|2026-11-22", "", html))
    assert Tags(html).text.count("0808 800 5000") == 1


def test_a_paragraph_that_no_longer_exists_is_not_offered():
    answer = Answer("Q?", Outcome.ANSWERED, (Statement("A."),), also_found=("2002/99.1",))
    assert "99.1" not in body_html(answer, CORPUS)


def test_what_a_notice_names_is_read_from_there_and_is_not_called_the_same():
    notice = "Addressed to others, but naming the police: paragraph 2.1, paragraph 2.13."
    html = body_html(
        Answer(
            "Police?", Outcome.ANSWERED, (Statement("A."),), notices=(notice,),
            also_found=("2002/2.1", "2002/2.13", "2002/5.45"),
        ),
        CORPUS,
    )  # fmt: skip
    same, told = html.split('<p class="notice">')
    assert re.findall('data-source="([^"]+)"', same.split("The same is said in")[1]) == [
        "2002/5.45"
    ]
    assert re.findall('data-source="([^"]+)"', told) == ["2002/2.1", "2002/2.13"]


def test_a_notice_that_names_all_leaves_no_line_of_the_same():
    answer = Answer(
        "Police?", Outcome.ANSWERED, (Statement("A."),), also_found=("2008/R/1", "2008/R/2"),
        notices=("2 more: Recommendation 1, Recommendation 2.",),
    )  # fmt: skip
    html = body_html(answer, CORPUS)
    assert "The same" not in html
    assert "2 more: <a" in html


def test_after_a_refusal_the_nearest_places_are_links_to_read():
    near = CORPUS.paragraph("2002/5.45")
    place = f"{near.headings[0]}: {CORPUS.cite(near)}"
    answer = Answer(
        "Vaping?", Outcome.NOT_COVERED, (Statement("Not covered."),),
        passages=(Passage(near, 1.0),), suggestions=(place,),
    )  # fmt: skip
    tags = Tags(transcript_html(Conversation("id", "owner", "Vaping?", answers=(answer,)), CORPUS))
    assert ("data-source", "2002/5.45") in tags.attributes
    assert "Nearest in the reports" in tags.text
    assert " ".join(near.text.split())[:60] in tags.text
    assert ("data-value", place) not in tags.attributes


def test_what_is_no_place_in_the_reports_is_not_headed_as_one():
    answer = Answer(
        "asdf qwer", Outcome.OFF_TOPIC, (Statement("Not a question about the reports."),),
        passages=(Passage(CORPUS.paragraph("2002/5.45"), 1.0),),
        suggestions=("How did private fostering change between 2002 and 2008?",),
    )  # fmt: skip
    talk = Conversation("id", "owner", "asdf", answers=(answer,))
    text = Tags(transcript_html(talk, CORPUS)).text
    assert "Nearest in the reports" not in text
    assert "Questions to start from" in text
