"""How questions are read: spelling, acronyms, everyday words, reports, kinds."""

import pytest

from assistant.domain import Kind, Turn
from assistant.wording import Asks, Lexicon, build_lexicon, read_question
from tests.fakes import bundled_corpus
from tests.index import SETTINGS


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return build_lexicon(bundled_corpus(), SETTINGS)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("how long shoud a serious case reveiw take", "how long should a serious case review take"),
        ("did teh comittee meet", "did the committee meet"),
        ("wot is the YOT for", "what is the YOT for"),
        ("yoth offending welfair", "youth offending welfare"),
        ("Abuot the inqury", "About the inquiry"),
        ("did they recieve traning", "did they receive training"),
    ],
)
def test_mistyped_words_are_repaired(lexicon: Lexicon, typed: str, meant: str) -> None:
    assert read_question(typed, (), lexicon).searched_for == meant


@pytest.mark.parametrize(
    "right",
    [
        "Which agencies' staff weren't vetted?",
        "Is there a countrywide benchmark?",
        "Was the programme organised by Cafcass or ViSOR?",
        "What did Lord Laming say about Victoria Climbié?",
        "MISPER data and the DSL at Loughborough",
        "cheap flights to malaga",
        "paedophile rings, chatrooms and misjudgements",
        "Do unaccompanied asylum-seekers get an advocate?",
        "what does para 5.45 say",
        "paras 3.1 and 3.2",
        "the annexes",
    ],
)
def test_right_words_and_names_are_left_alone(lexicon: Lexicon, right: str) -> None:
    assert read_question(right, (), lexicon).searched_for == right


def test_no_word_of_the_reports_or_their_gists_is_changed(
    lexicon: Lexicon,
) -> None:
    corpus = bundled_corpus()
    texts = [paragraph.search_text or paragraph.text for paragraph in corpus.paragraphs]
    texts += [note.gist for note in corpus.annotations.values()]
    changed = {repair.typed for text in texts for repair in lexicon.speller.repair(text)[1]}
    assert not changed


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("Who chairs the ACPC?", "area child protection committee"),
        ("Who chairs the area child protection committee?", "ACPC"),
        ("What does a LADO do?", "allegations against staff"),
        ("Were DBS checks done?", "Criminal Records Bureau"),
        ("problems of kids in care", "looked after children"),
        ("Does a MASH exist?", "duty desk"),
        ("waiting lists for CAMHS", "child and adolescent mental health services"),
        ("what do PCTs do", "primary care trust"),
    ],
)
def test_acronyms_and_everyday_words_add_the_fields_words(
    lexicon: Lexicon, question: str, term: str
) -> None:
    assert term.lower() in [word.lower() for word in read_question(question, (), lexicon).terms]


def test_an_acronym_that_is_also_a_word_counts_only_in_capitals(lexicon: Lexicon) -> None:
    capital = read_question("What did the CI say?", (), lexicon)
    assert "chief inspector" in capital.terms
    assert "commission for health improvement" not in read_question("tai chi", (), lexicon).terms


@pytest.mark.parametrize(
    ("question", "reports"),
    [
        ("What did the 2008 report say about MAPPA?", ("2008",)),
        ("What did the later inspectors say?", ("2008",)),
        ("the third joint chief inspectors' report on boards", ("2008",)),
        ("Under the first report, who checks?", ("2002",)),
        ("How did it change between the first report and the 2008 one?", ("2002", "2008")),
        ("The problem raised in 2002: had it gone away by 2008?", ("2002", "2008")),
        ("What did the second report conclude?", ()),
        ("How often should a first check be done?", ()),
    ],
)
def test_reports_are_recognised_by_year_and_order(
    lexicon: Lexicon, question: str, reports: tuple[str, ...]
) -> None:
    assert read_question(question, (), lexicon).reports == reports


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many areas had no forum?", Asks.NUMBER),
        ("Who leads the work?", Asks.WHO),
        ("Where was it worst?", Asks.WHERE),
        ("Why were they reluctant?", Asks.WHY),
        ("What is meant by most?", Asks.DEFINITION),
        ("CAMHS shortfall 2002 vs remedy asked for in 2008", Asks.COMPARISON),
        ("What problems came up?", Asks.LIST),
    ],
)
def test_the_kind_of_question(lexicon: Lexicon, question: str, kind: Asks) -> None:
    assert read_question(question, (), lexicon).kind is kind


def test_a_question_about_what_should_be_done_points_to_recommendations(lexicon: Lexicon) -> None:
    wanted = read_question("What did they recommend about vetting?", (), lexicon).wanted
    assert Kind.RECOMMENDATION in wanted


def test_reading_the_same_question_twice_gives_the_same(lexicon: Lexicon) -> None:
    history = (Turn("Who chairs the ACPC?", "Who chairs the ACPC?", ("2002/5.5",)),)
    first = read_question("And who pays?", history, lexicon)
    assert read_question("And who pays?", history, lexicon) == first
