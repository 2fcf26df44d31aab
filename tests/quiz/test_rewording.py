"""A language model may reword a question; what breaks a rule is refused and the item is kept."""

from dataclasses import dataclass

import pytest

from assistant.quiz.items import ItemType
from assistant.quiz.rewording import LONGEST, reword


@dataclass
class Scripted:
    """A model that answers what it is told to."""

    reply: str

    def stream(self, messages):
        self.asked = messages
        yield from (self.reply[i : i + 7] for i in range(0, len(self.reply), 7))


@pytest.fixture
def item(quiz):
    return next(
        i for i in quiz.items if i.type is ItemType.SINGLE and i.stem.startswith("According")
    )


def test_a_sound_wording_is_taken_as_a_draft(item, desk):
    wording = item.stem.replace("According to the", "In the words of the")
    done = reword(item, Scripted(wording), desk)
    assert done.refused == ()
    assert done.item.stem == wording
    assert done.item.history[-1].what == "reworded by a language model"
    assert (done.item.id, done.item.key) == (item.id, item.key)


def test_the_question_is_sent_as_material(item, desk):
    model = Scripted(item.stem)
    reword(item, model, desk)
    assert model.asked[1].text == f"<question>{item.stem}</question>"


@pytest.mark.parametrize(
    "reply",
    ["", "What should we have for lunch in October 2002, report?", "x" * (LONGEST + 50)],
)
def test_an_empty_long_or_foreign_wording_is_refused(reply, item, desk):
    done = reword(item, Scripted(reply), desk)
    assert done.item == item
    assert done.refused[0].error


def test_a_wording_that_drops_the_year_is_refused(item, desk):
    done = reword(item, Scripted(item.stem.replace("2002", "first").replace("2008", "third")), desk)
    assert "leaves out" in done.refused[0].message


def test_a_wording_that_names_the_key_is_refused(item, desk):
    done = reword(item, Scripted(f"{item.stem[:-1]}, {item.key}?"), desk)
    assert "gives the key away" in done.refused[0].message


def test_forms_without_a_question_are_left_alone(one_of_each, desk):
    item = one_of_each[ItemType.MATCHING]
    assert reword(item, Scripted("anything"), desk).item == item
