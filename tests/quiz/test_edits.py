"""What is edited is verified again; what no paragraph plainly shows is left to a person, item by item."""

from dataclasses import replace
from random import Random

import pytest

from assistant.errors import QuestionError
from assistant.quiz.claims import stamps
from assistant.quiz.editing import Edit, editable, edited
from assistant.quiz.items import ItemType, Quiz, Status
from assistant.quiz.requests import all_drafts
from assistant.quiz.supporting import Verdict, supported
from assistant.quiz.warranting import STALE, unverified


@pytest.fixture(scope="module")
def bank(material):
    """Every item that can be drafted from the reviewed tables."""
    return [item for draft in all_drafts(material) if (item := draft.make(Random(3))) is not None]


@pytest.fixture(scope="module")
def one(bank, desk):
    """An item of this type and kind that nothing speaks against."""

    def find(type_, kind="", holding=""):
        return next(
            i for i in bank
            if i.type is type_ and kind in ("", i.kind) and holding in f"{i.stem} {i.key}" and not desk.findings(i)
        )  # fmt: skip

    return find


def swapped(texts, place, text):
    return [*texts[:place], text, *texts[place + 1 :]]


def with_key(item, text):
    return Edit(item.stem, swapped([o.text for o in item.options], item.key_position, text))


def with_stem(item, old, new):
    assert old in item.stem
    return Edit(item.stem.replace(old, new), editable(item).texts)


def replaced(item, change):
    """The edit in which one word of the question is another."""
    old, new = change
    return with_stem(item, old, new)


def test_no_unedited_item_of_the_whole_bank_warns(bank, corpus):
    assert len(bank) > 700
    assert [item.id for item in bank if unverified(item, corpus)] == []


CHANGES_OF_MEANING = {
    "nonsense as a recommendation": (ItemType.SINGLE, "recommendation", "", lambda i: with_key(i, "Give every child a pony")),
    "nonsense as what was found": (ItemType.SCENARIO, "finding", "", lambda i: with_key(i, "Every child had a pony.")),
    "a key that is another recommendation": (ItemType.SINGLE, "recommendation", "", lambda i: with_key(i, i.distractors[0].text + " too")),
    "a key negated": (ItemType.SCENARIO, "finding", "", lambda i: with_key(i, "It is not the case that " + i.key)),
    "a key made general": (ItemType.SCENARIO, "finding", "", lambda i: with_key(i, "All of them: " + i.key)),
    "a key made rare": (ItemType.SCENARIO, "finding", "", lambda i: with_key(i, "Only rarely: " + i.key)),
    "a duty told as done": (ItemType.SCENARIO, "finding", "", lambda i: with_key(i, "As was required, " + i.key)),
    "bananas as an accepted answer": (ItemType.SHORT, "", "", lambda i: Edit(i.stem, [*i.answers, "Bananas"])),
    "bananas in a gap": (ItemType.CLOZE, "", "", lambda i: Edit(i.stem, [*i.answers, "Bananas"])),
    "another figure accepted": (ItemType.SHORT, "figure", "", lambda i: Edit(i.stem, [*i.answers, "99"])),
    "other words of the paragraph accepted": (ItemType.SHORT, "", "", lambda i: Edit(i.stem, [*i.answers, " ".join(i.quote.split()[:2])])),
    "a negated statement": (ItemType.TRUE_FALSE, "", " was ", lambda i: replaced(i, (" was ", " was not "))),
    "a statement with no in it": (ItemType.TRUE_FALSE, "", " asks ", lambda i: replaced(i, (" asks ", " asks nobody but "))),
    "a statement on another body": (ItemType.TRUE_FALSE, "addressee", "", lambda i: Edit("True or false? October 2002 report asks the United Nations to " + i.stem.rpartition(" to ")[2], ["True", "False"])),
    "a question on another year's report": (ItemType.SINGLE, "addressee", "October 2002", lambda i: replaced(i, ("October 2002", "October 2002 and the July 2008"))),
    "a question turned round": (ItemType.SINGLE, "addressee", "", lambda i: replaced(i, (" ask to ", " ask not to "))),
    "a question on nobody": (ItemType.FLASHCARD, "addressee", "", lambda i: replaced(i, ("Whom does", "Whom did nobody in"))),
    "a question with few": (ItemType.SINGLE, "figure", "how many", lambda i: replaced(i, ("how many", "how few"))),
    "a question with never": (ItemType.SHORT, "", "According to", lambda i: Edit(i.stem.rstrip("?") + " but never more?", list(i.answers))),
    "the back of a card": (ItemType.FLASHCARD, "addressee", "", lambda i: Edit(i.stem, ["The Women's Institute"])),
    "a pair": (ItemType.MATCHING, "addressee", "", lambda i: Edit(i.stem, swapped(editable(i).texts, 0, i.pairs[0].left + " → " + i.pairs[1].right))),
    "a pair's task negated": (ItemType.MATCHING, "addressee", "", lambda i: Edit(i.stem, swapped(editable(i).texts, 0, "Do not " + editable(i).texts[0]))),
    "what is to be matched": (ItemType.MATCHING, "", "", lambda i: replaced(i, ("Match each", "Match no"))),
    "a wrong option that may be right": (ItemType.SINGLE, "addressee", "", lambda i: Edit(i.stem, swapped([o.text for o in i.options], 0 if i.key_position else 1, "Whoever is in charge of this"))),
    "the rationale": (ItemType.SINGLE, "addressee", "", lambda i: replace(editable(i), rationale="Because everybody knows that.")),
    "a quotation in the rationale": (ItemType.SINGLE, "addressee", "", lambda i: replace(editable(i), rationale="“Give every child a pony” (Safeguarding Children, paragraph 1.1)")),
    "a reason": (ItemType.SINGLE, "addressee", "", lambda i: replace(editable(i), reasons=["Because I say so."] * len(i.options))),
    "the facilitator notes": (ItemType.DISCUSSION, "", "", lambda i: replace(editable(i), guidance="Tell them that the report found no faults.")),
    "the prompt of a discussion": (ItemType.DISCUSSION, "", "", lambda i: Edit("Why is there no need to report concerns?", [])),
    "two lines in another order": (ItemType.SINGLE, "addressee", "", lambda i: Edit(i.stem, [o.text for o in reversed(i.options)])),
}  # fmt: skip


@pytest.mark.parametrize(("type_", "kind", "holding", "change"), CHANGES_OF_MEANING.values(), ids=CHANGES_OF_MEANING)
def test_an_edit_that_changes_what_is_said_warns_and_is_not_approved(type_, kind, holding, change, one, desk):
    item = one(type_, kind, holding)
    later = desk.edit(item, change(item))
    assert desk.open_warnings(later)
    assert not [found for found in desk.open_warnings(later) if found in desk.findings(item)]
    with pytest.raises(QuestionError, match="Not approved"):
        desk.approve(later)


HARMLESS = {
    "an article": (ItemType.SINGLE, "addressee", "", lambda i: with_key(i, "the " + i.key)),
    "a capital": (ItemType.SINGLE, "", "According to", lambda i: replaced(i, ("According", "according"))),
    "a full stop": (ItemType.SCENARIO, "finding", "", lambda i: with_key(i, i.key.rstrip(".") + (" ." if i.key.endswith(".") else "."))),
    "a comma": (ItemType.SINGLE, "", "report, ", lambda i: replaced(i, ("report, ", "report "))),
    "straight quotation marks": (ItemType.CLOZE, "", "“", lambda i: Edit(i.stem.replace("“", '"').replace("”", '"'), list(i.answers))),
    "a figure in digits": (ItemType.SHORT, "figure", "", lambda i: Edit(i.stem, [*i.answers, i.answers[0].replace("seven", "7").replace("eight", "8")])),
    "one accepted answer less": (ItemType.SHORT, "figure", "", lambda i: Edit(i.stem, list(i.answers[:1]))),
    "an accepted answer in capitals": (ItemType.SHORT, "", "", lambda i: Edit(i.stem, [*i.answers, i.answers[0].upper()])),
    "an accepted answer without its article": (ItemType.SHORT, "", "", lambda i: Edit(i.stem, [*i.answers, "the " + i.answers[0]])),
    "another spelling": (ItemType.SINGLE, "", "organisation", lambda i: Edit(i.stem.replace("organisation", "organization"), [o.text.replace("organisation", "organization") for o in i.options])),
    "more space": (ItemType.SINGLE, "addressee", "", lambda i: Edit("  " + i.stem + " ", [o.text + " " for o in i.options[:1]] + [o.text + "." for o in i.options[1:]])),
    "a hyphen": (ItemType.FLASHCARD, "addressee", "-", lambda i: Edit(i.stem.replace("-", " "), list(i.answers))),
    "the rationale as nothing but the words quoted": (ItemType.SINGLE, "addressee", "", lambda i: replace(editable(i), rationale=f"“{i.quote}”")),
}  # fmt: skip


@pytest.mark.parametrize(("type_", "kind", "holding", "change"), HARMLESS.values(), ids=HARMLESS)
def test_an_edit_that_changes_nothing_of_what_is_said_does_not_warn(type_, kind, holding, change, one, corpus):
    item = one(type_, kind, holding)
    later = edited(item, change(item))
    assert later != item
    assert unverified(later, corpus) == ()


def test_a_typo_that_is_mended_brings_the_reviewed_wording_back(one, desk, corpus):
    item = one(ItemType.SINGLE, "addressee")
    wrong = desk.edit(item, Edit(item.stem.replace("report", "reprot"), [o.text for o in item.options]))
    assert unverified(wrong, corpus)
    assert unverified(desk.edit(wrong, Edit(item.stem, [o.text for o in item.options])), corpus) == ()


def test_a_person_clears_a_warning_and_the_next_edit_brings_it_back(one, desk):
    item = one(ItemType.SHORT)
    later = desk.edit(item, Edit(item.stem, [*item.answers, "Bananas"]))
    (warning,) = desk.open_warnings(later)
    assert "“Bananas”" in warning.message
    cleared = desk.clear(later, warning.message)
    assert (cleared.cleared[0].who, cleared.cleared[0].version) == ("A. Trainer", later.version)
    assert cleared.cleared[0].when
    assert cleared.history[-1].what == f"warning cleared: {warning.message}"
    assert desk.approve(cleared).status is Status.APPROVED
    again = desk.edit(cleared, Edit(item.stem, [*item.answers, "Bananas", item.answers[0].upper()]))
    assert desk.open_warnings(again) == (warning,)
    forged = replace(again, cleared=cleared.cleared)
    assert desk.open_warnings(forged) == (warning,)


def test_what_is_not_a_warning_of_the_item_cannot_be_cleared(one, desk):
    with pytest.raises(QuestionError, match="Choose a warning"):
        desk.clear(one(ItemType.SHORT), "")


def test_the_old_rationale_is_stale_until_it_is_edited_or_confirmed(one, desk):
    item = one(ItemType.SINGLE, "addressee")
    later = desk.edit(item, with_key(item, "Ofsted"))
    stale = [found.message for found in desk.open_warnings(later) if found.rule == STALE]
    assert any("rationale was written for other words" in message for message in stale)
    assert any("reason of an option was written for other words" in message for message in stale)
    mended = desk.edit(later, replace(editable(later), rationale=f"“{item.quote}”"))
    left = [found.message for found in desk.open_warnings(mended) if found.rule == STALE]
    assert left
    assert not any("The rationale" in message for message in left)
    for message in [found.message for found in desk.open_warnings(mended)]:
        mended = desk.clear(mended, message)
    assert desk.open_warnings(mended) == ()


def test_bulk_approval_passes_over_what_another_reviewer_opened_or_what_changed_since(one, desk):
    item = one(ItemType.SINGLE, "addressee")
    quiz = desk.opened(Quiz("q", (item,)), 0)
    assert desk.approve_opened(quiz).items[0].status is Status.APPROVED
    assert replace(desk, reviewer="B").approve_opened(quiz).items == (item,)
    changed = desk.edit(item, Edit(item.stem + " ", [o.text.upper() for o in item.options]))
    assert desk.approve_opened(replace(quiz, items=(changed,))).items == (changed,)


def test_a_language_models_wording_is_left_to_a_person(one, desk):
    item = one(ItemType.SINGLE, "addressee")
    reworded = replace(item, stem=item.stem.replace("ask to", "want to"))
    assert desk.open_warnings(reworded)


PARAGRAPH = (
    "The police were not informed of the visits. Most areas had a written plan, although few used it.\n"
    "All areas should:\n• train every member of staff\n• review 12 plans each year"
)  # fmt: skip


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        ("The police were not informed of the visits", Verdict.SUPPORTED),
        ("the police weren't informed of visits.", Verdict.SUPPORTED),
        ("The police were informed of the visits.", Verdict.CONTRADICTED),
        ("The visits were not informed of the police.", Verdict.UNSURE),
        ("The council was not informed of the visits.", Verdict.UNSURE),
        ("Most areas had a written plan.", Verdict.UNSURE),
        ("All areas should train every member of staff.", Verdict.SUPPORTED),
        ("All areas train every member of staff.", Verdict.UNSURE),
        ("Train every member of staff", Verdict.UNSURE),
        ("Few areas should train every member of staff.", Verdict.CONTRADICTED),
        ("All areas should review twelve plans each year.", Verdict.SUPPORTED),
        ("All areas should review 13 plans each year.", Verdict.CONTRADICTED),
        ("Give every child a pony", Verdict.UNSURE),
        ("", Verdict.UNSURE),
    ],
)
def test_a_paragraph_supports_only_what_it_plainly_says(statement, verdict):
    assert supported(statement, PARAGRAPH) is verdict


def test_a_false_statement_is_known_to_be_false(corpus, one):
    item = one(ItemType.TRUE_FALSE)
    source = corpus.paragraph(item.source)
    words = "In the 2002 report everybody was informed of it."
    told = replace(source, text=words, addressee="")
    other = type("C", (), {"paragraph": lambda self, _: told, "__contains__": lambda self, _: True})()
    options = tuple(replace(o, correct=o.text == "False", rationale="", quote="") for o in item.options)
    wrong = replace(item, stem="True or false? In the 2002 report nobody was informed of it.", options=options, rationale="")
    assert unverified(wrong, other)  # "nobody" and "everybody": it cannot tell, so it says so
    negated = replace(wrong, stem="True or false? In the 2002 report everybody was not informed of it.")
    assert unverified(negated, other) == ()
    assert stamps([negated]) != stamps([wrong])
