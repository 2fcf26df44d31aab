"""Pieces of real paragraphs: every word kept, lists with their stem, abbreviations intact."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain import Kind, Paragraph
from assistant.sentences import Role, before, pieces, sentence_spans

STAFF = Paragraph(
    "2002",
    "4.16",
    "paragraph 4.16",
    Kind.FINDING,
    "Many agencies were experiencing serious difficulties in recruiting and retaining suitably "
    "qualified and experienced staff. We found staff shortages in all the following services:\n"
    "• social services;\n• probation services;\n• some schools.",
)


def test_a_list_is_cut_into_sentence_stem_and_bullets() -> None:
    found = pieces(STAFF)
    assert [piece.role for piece in found] == [
        Role.SENTENCE,
        Role.STEM,
        Role.BULLET,
        Role.BULLET,
        Role.BULLET,
    ]
    assert found[1].text == "We found staff shortages in all the following services:"
    assert found[2].text == "social services;"
    assert [piece.stem for piece in found[2:]] == [1, 1, 1]
    assert [piece.order for piece in found] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "Aims, e.g. Kent. It grew by 4.5 per cent.",
            ["Aims, e.g. Kent.", "It grew by 4.5 per cent."],
        ),
        ("It said ‘yes.’ Then No. 5 came.", ["It said ‘yes.’", "Then No. 5 came."]),
        (
            "Led by H. Laming in 2001 (3 and 21). The rest",
            ["Led by H. Laming in 2001 (3 and 21).", "The rest"],
        ),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, sentences: list[str]) -> None:
    assert [text[a:b] for a, b in sentence_spans(text)] == sentences


def test_a_dangling_opening_takes_the_sentence_before() -> None:
    text = "Staff were overworked. This led to delay. Kent was different."
    found = pieces(Paragraph("2002", "1.1", "paragraph 1.1", Kind.FINDING, text))
    assert before(found[1], found) is found[0]
    assert before(found[2], found) is None
    assert before(found[0], found) is None


def test_a_long_bullet_is_offered_sentence_by_sentence() -> None:
    bullet = "Surrey has " + "very " * 40 + "good records. Kent has a group."
    found = pieces(Paragraph("2002", "4.12/GP1", "box", Kind.GOOD_PRACTICE, f"• {bullet}"))
    assert [piece.role for piece in found] == [Role.BULLET, Role.BULLET]
    assert found[1].text == "Kent has a group."


@given(
    st.lists(
        st.text(alphabet="ab .?!’(1Z•–", min_size=1, max_size=60).map(
            lambda t: t.replace("\n", " ")
        ),
        min_size=1,
        max_size=5,
    )
)
def test_nothing_but_spaces_and_marks_is_lost(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = pieces(Paragraph("2002", "1.1", "paragraph 1.1", Kind.FINDING, text))
    kept = "".join("".join(piece.text.split()) for piece in found)
    marks = "".join("".join(line.removeprefix("• ").removeprefix("– ").split()) for line in lines)
    assert kept == marks
    assert all(first.end <= second.start for first, second in pairwise(found))
