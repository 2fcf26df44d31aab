"""Training material: every annotation question once, held-out ones apart, batches without repeats."""

import random

from ingest.train_pairs import batches, gather, groups, hold_out, mistype, vary
from tests.fakes import bundled_corpus

CORPUS = bundled_corpus()
MATERIAL = gather(CORPUS)


def test_every_question_leads_to_its_paragraph_and_every_fact_question_to_its_sentence() -> None:
    assert len(MATERIAL.paragraphs) == len(CORPUS.paragraphs)
    asked = {one.question: one for one in MATERIAL.asked}
    note = CORPUS.annotations["2002/5.45"]
    assert asked[note.questions[0]].paragraph == CORPUS.position("2002/5.45")
    fact = CORPUS.facts["2002/5.45"][0]
    assert fact.quote in MATERIAL.sentences[asked[fact.questions[0]].sentence]


def test_held_out_questions_are_the_same_each_time_and_not_trained_on() -> None:
    trained, held = hold_out(MATERIAL.asked, 0.1, 7)
    assert (trained, held) == hold_out(MATERIAL.asked, 0.1, 7)
    assert len(held) == round(0.1 * len(MATERIAL.asked))
    assert not set(trained) & set(held)


def test_an_epoch_asks_nearly_everything_and_no_batch_repeats_a_paragraph() -> None:
    chance = random.Random(1)
    made = batches(groups(MATERIAL.asked, chance), 32, chance)
    assert all(len({group.paragraph for group in batch}) == len(batch) for batch in made)
    asked = sum(len(group.asked) for batch in made for group in batch)
    assert asked > 0.98 * len(MATERIAL.asked)


def test_mistyped_questions_stay_close_to_what_was_asked() -> None:
    chance = random.Random(3)
    question = "Which agencies were most often missing from the committees?"
    varied = {vary(question, chance) for _ in range(200)}
    assert question in varied
    assert len(varied) > 5
    assert all(abs(len(mistype("committee", chance)) - 9) <= 1 for _ in range(50))
