"""Items on who was recommended to do what, and which report recommended it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from random import Random

from assistant.domain import Paragraph
from assistant.quiz.distractors import pick, shown
from assistant.quiz.drafting.base import Draft, Parts, compose, dated, key_option, matched
from assistant.quiz.items import Bloom, ItemType, Option, Pair, QuizItem
from assistant.quiz.material import Material, addressee
from assistant.quiz.text import content, likeness, sentences

_COMPOUND = 60  # characters; longer addressees name three or more bodies
_SAME = 0.2  # paraphrases that share more words might answer for one another
PAIRS = 4
_ONE_TASK = ("UK Border Agency", "Ofsted")  # nobody would take them for another addressee
_SINGULAR = ("Office", "Department", "Health", "Agency", "Board", "Families")


def drafts(material: Material) -> Iterator[Draft]:
    """All forms of item for every paraphrased recommendation."""
    for row in material.tables.recommendations:
        if row.source not in material.corpus:
            continue
        for type_, kind, make in (
            (ItemType.SINGLE, "addressee", who),
            (ItemType.SINGLE, "recommendation", what),
            (ItemType.TRUE_FALSE, "addressee", verdict),
            (ItemType.FLASHCARD, "addressee", card),
            (ItemType.SINGLE, "comparison", which_year),
            (ItemType.MATCHING, "addressee", matching),
        ):
            yield Draft(
                type_, kind, row.source, f"{row.source}:rec", partial(make, material, row.source)
            )


def _bodies(text: str) -> frozenset[str]:
    return content(text) - {"department", "servic", "agenc", "local"}


def _first(paragraph: Paragraph) -> str:
    """The sentence that recommends: the first one, with the addressee's heading told apart."""
    return sentences(paragraph.text)[0]


def _why(paragraph: Paragraph) -> str:
    """Where the addressee stands when the sentence does not name it."""
    who_ = addressee(paragraph)
    return "" if who_ in paragraph.text.replace("*", "") else f"It stands under “{who_} should:”."


def _others(material: Material, source: str, random: Random) -> list[Option]:
    """Addressees of the same report that share no body with this one, of like length first."""
    corpus = material.corpus
    here = corpus.paragraph(source)
    mine = addressee(here)
    found = []
    for mention in material.pools.get("addressee", ()):
        paragraph = corpus.paragraph(mention.paragraph_id)
        other = mention.text
        general = other.lower().startswith("all ") or len(other) > _COMPOUND
        if paragraph.report_id != here.report_id or general or _bodies(other) & _bodies(mine):
            continue
        reason = f"{shown(other)} is told to act in another recommendation."
        found.append(Option(shown(other), False, reason, paragraph.id, _first(paragraph)))
    random.shuffle(found)
    return sorted(found, key=lambda o: abs(len(o.text) - len(mine)) > 25)


def who(material: Material, source: str, random: Random) -> QuizItem | None:
    """Single choice: who was recommended to do this."""
    corpus, paragraph = material.corpus, material.corpus.paragraph(source)
    key = addressee(paragraph)
    if len(key) > _COMPOUND:
        return None
    wrong = pick(_others(material, source, random), key, 3, random)
    if len(wrong) < 2:
        return None
    paraphrase = material.tables.paraphrase_of[source]
    stem = f"Whom does {dated(corpus, source)} ask to {paraphrase}?"
    quote = _first(paragraph)
    options = (key_option(shown(key), source, quote), *wrong)
    parts = Parts(
        ItemType.SINGLE, "addressee", stem, source, quote, key, _why(paragraph), options=options
    )
    return compose(corpus, parts)


def _tasks(material: Material, source: str, report: str, random: Random) -> list[Option]:
    """Paraphrases of recommendations to others and about other things."""
    corpus = material.corpus
    here = corpus.paragraph(source)
    mine = content(material.tables.paraphrase_of[source])
    found = []
    for row in material.tables.recommendations:
        if row.source == source or row.source not in corpus:
            continue
        other = corpus.paragraph(row.source)
        if other.report_id != report or likeness(content(row.paraphrase), mine) > _SAME:
            continue
        if report == here.report_id and _bodies(addressee(other)) & _bodies(addressee(here)):
            continue
        reason = (
            f"This is recommended to {addressee(other)}"
            if report == here.report_id
            else (f"This is recommended in {dated(corpus, other.id)}")
        )
        text = shown(row.paraphrase)
        found.append(Option(text, False, f"{reason} ({other.label}).", other.id, _first(other)))
    random.shuffle(found)
    key = material.tables.paraphrase_of[source]
    return sorted(found, key=lambda o: not 0.75 <= len(o.text) / len(key) <= 1.35)


def what(material: Material, source: str, random: Random) -> QuizItem | None:
    """Single choice: what this body was recommended to do."""
    corpus, paragraph = material.corpus, material.corpus.paragraph(source)
    if len(addressee(paragraph)) > _COMPOUND:
        return None
    key = material.tables.paraphrase_of[source]
    wrong = pick(_tasks(material, source, paragraph.report_id, random), key, 3, random)
    if len(wrong) < 2:
        return None
    body = addressee(paragraph)
    lower = body.startswith(("The ", "All ", "Local authorities"))
    body = body.replace("All Relevant Inspectorates", "All relevant inspectorates")
    body = body[:1].lower() + body[1:] if lower else body
    stem = f"What does {dated(corpus, source)} ask {body} to do?"
    quote = _first(paragraph)
    options = (key_option(shown(key), source, quote), *wrong)
    parts = Parts(
        ItemType.SINGLE,
        "recommendation",
        stem,
        source,
        quote,
        key,
        _why(paragraph),
        options=options,
    )
    return compose(corpus, parts)


def which_year(material: Material, source: str, random: Random) -> QuizItem | None:
    """Single choice: what was recommended in this report and not in the other."""
    corpus, paragraph = material.corpus, material.corpus.paragraph(source)
    others = [r.id for r in corpus.reports if r.id != paragraph.report_id]
    known = {row.source.partition("/")[0] for row in material.tables.recommendations}
    other = next((report for report in others if report in known), "")
    if not other:
        return None
    key = material.tables.paraphrase_of[source]
    wrong = pick(_tasks(material, source, other, random), key, 2, random)
    if len(wrong) < 2:
        return None
    stem = f"Which of these is recommended in {dated(corpus, source)}"
    stem += f" and not in that of {corpus.report(other).date}?"
    quote = _first(paragraph)
    parts = Parts(
        ItemType.SINGLE,
        "comparison",
        stem,
        source,
        quote,
        key,
        options=(key_option(shown(key), source, quote), *wrong),
        bloom=Bloom.ANALYSE,
        reading=tuple(option.paragraph_id for option in wrong),
    )
    return compose(corpus, parts)


def verdict(material: Material, source: str, random: Random) -> QuizItem | None:
    """True or false: this body was recommended to do that."""
    corpus, paragraph = material.corpus, material.corpus.paragraph(source)
    body = addressee(paragraph)
    others = sorted(_others(material, source, random), key=lambda o: o.text in _ONE_TASK)
    if len(body) > _COMPOUND or not others:
        return None
    true = random.random() < 0.5
    body = body[:1].lower() + body[1:] if body.startswith(("The ", "All ")) else body
    told = shown(body) if true else others[0].text
    article = "the " if told.split()[-1] in _SINGULAR else ""
    told = told if article or told[:4] != "All " else told[:1].lower() + told[1:]
    stem = f"True or false? {dated(corpus, source).capitalize()} asks {article}{told} to "
    stem = stem.replace("october", "October").replace("july", "July")
    stem += f"{material.tables.paraphrase_of[source]}."
    right, wrong = "This is what the report recommends.", f"It is recommended to {body}."
    quote = _first(paragraph)
    options = (
        Option("True", true, right if true else wrong, source, quote),
        Option("False", not true, wrong, source, quote),
    )
    parts = Parts(
        ItemType.TRUE_FALSE,
        "addressee",
        stem,
        source,
        quote,
        body,
        f"{'True' if true else 'False'}: it is recommended to {body}.",
        options=options,
        bloom=Bloom.UNDERSTAND,
    )
    return compose(corpus, parts)


def card(material: Material, source: str, _: Random) -> QuizItem:
    """A flashcard: task in front, addressee behind."""
    corpus, paragraph = material.corpus, material.corpus.paragraph(source)
    stem = f"Whom does {dated(corpus, source)} ask to {material.tables.paraphrase_of[source]}?"
    body = addressee(paragraph)
    parts = Parts(
        ItemType.FLASHCARD,
        "addressee",
        stem,
        source,
        _first(paragraph),
        body,
        _why(paragraph),
        answers=(shown(body),),
    )
    return compose(corpus, parts)


def matching(material: Material, source: str, random: Random) -> QuizItem | None:
    """Match each recommendation with the body it is addressed to."""
    corpus = material.corpus
    report = corpus.paragraph(source).report_id
    rows = [r for r in material.tables.recommendations if r.source.startswith(report + "/")]
    random.shuffle(rows)
    rows.sort(key=lambda row: row.source != source)
    pairs: list[Pair] = []
    for row in rows:
        paragraph = corpus.paragraph(row.source)
        body = addressee(paragraph)
        taken = any(_bodies(body) & _bodies(pair.right) for pair in pairs)
        general = body.startswith("All ") or len(body) > _COMPOUND
        if not taken and not general and len(pairs) < PAIRS:
            pairs.append(Pair(shown(row.paraphrase), shown(body), row.source, _first(paragraph)))
    if len(pairs) < PAIRS:
        return None
    stem = (
        f"Match each recommendation of {dated(corpus, source)} with those to whom it is addressed."
    )
    return matched(corpus, "addressee", stem, pairs)
