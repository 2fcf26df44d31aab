"""Personal data: found in generated messages, and never where there is none."""

import json
import random

import pytest
from stdnum.gb import nhs, upn

from assistant.conversations import ConversationStore, new_conversation
from assistant.corpus import read_reports
from assistant.domain import Answer, Outcome
from assistant.feedback import FeedbackStore, judged
from assistant.personal import find_personal, personal_notice, redact, without_personal
from assistant.settings import ROOT

QUESTIONS = ROOT / "data" / "questions"

FIRST = [
    "Tom",
    "Aisha",
    "Chloe",
    "Mohammed",
    "Liam",
    "Priya",
    "Oliver",
    "Siobhan",
    "Kayden",
    "Zofia",
    "Blessing",
    "Kwame",
]
LAST = [
    "Brown",
    "Khan",
    "O'Neill",
    "Okafor",
    "Smith-Jones",
    "Patel",
    "Nowak",
    "Evans",
    "Begum",
    "Taylor",
]
AREAS = ["LS1", "SW1A", "M13", "B33", "CR2", "DN55", "EC1A", "W1A", "BS8", "NE30"]
STREETS = ["High Street", "Station Road", "Mill Lane", "Church Close", "Victoria Avenue"]
MONTHS = ["January", "March", "June", "September", "December"]


def nhs_number(chance: random.Random) -> str:
    while True:
        nine = "".join(str(chance.randint(0, 9)) for _ in range(9))
        digit = nhs.calc_check_digit(nine) if hasattr(nhs, "calc_check_digit") else None
        for last in [digit] if digit else map(str, range(10)):
            if nhs.is_valid(nine + str(last)):
                number = nine + str(last)
                return chance.choice([number, f"{number[:3]} {number[3:6]} {number[6:]}"])


def pupil_number(chance: random.Random) -> str:
    twelve = "801" + "".join(str(chance.randint(0, 9)) for _ in range(9))
    return next(c + twelve for c in "ABCDEFGHJKLMNPQRTUVWXYZ" if upn.is_valid(c + twelve))


def date(chance: random.Random) -> str:
    day, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.randint(1999, 2024)
    name = chance.choice(MONTHS)
    return chance.choice(
        [f"{day}/{month}/{year}", f"{day:02}.{month:02}.{year}", f"{day} {name} {year}",
         f"{day}th {name} {year}", f"{day:02}-{month:02}-{str(year)[2:]}"]
    )  # fmt: skip


def case(kind: str, chance: random.Random) -> tuple[str, str]:
    """A message and the personal data in it."""
    first, last = chance.choice(FIRST), chance.choice(LAST)
    number = "".join(str(chance.randint(0, 9)) for _ in range(9))
    values = {
        "name": chance.choice([f"{first} {last}", first]),
        "date of birth": date(chance),
        "nhs number": nhs_number(chance),
        "ni number": f"{chance.choice(['AB', 'JM', 'PX'])}{chance.choice(['', ' '])}"
        f"{number[:2]} {number[2:4]} {number[4:6]} {chance.choice('ABCD')}",
        "pupil number": pupil_number(chance),
        "postcode": f"{chance.choice(AREAS)}{chance.choice([' ', ''])}{number[0]}"
        f"{chance.choice('ABDEFGH')}{chance.choice('JLNPQ')}",
        "address": f"{chance.randint(1, 250)} {chance.choice(STREETS)}",
        "phone": chance.choice([f"07700 9{number[:5]}", f"0113 496 0{number[:3]}",
                                f"+44 7700 9{number[:5]}", f"(0121) 496 0{number[:3]}",
                                f"077009{number[:5]}"]),
        "email": f"{first.lower()}.{last.lower().replace(chr(39), '')}@{chance.choice(['example.com', 'nhs.net', 'school.sch.uk'])}",
    }  # fmt: skip
    frames = {
        "name": ["Should I refer {}, aged 7?", "My son {} is 9, what did inspectors find?",
                 "The girl is called {} and lives with her gran.", "{}, 14, is in a YOI.",
                 "I look after {} (12) and want to know about visits.",
                 "My pupil {} was moved twice, was that common?"],
        "date of birth": ["She was born on {}. Was the register right?", "dob {} - what checks?",
                          "Child's date of birth: {}."],
        "nhs number": ["NHS number {} please check", "Is {} on the register?"],
        "ni number": ["Her NI number is {}.", "mum {} asks about benefits"],
        "pupil number": ["UPN {} is missing from school rolls"],
        "postcode": ["The family lives at {}.", "anything on {} in the reports?"],
        "address": ["They live at {} with an uncle.", "A child at {} is often hungry"],
        "phone": ["Call me on {}.", "my number is {} thanks", "Ring {} about this."],
        "email": ["Write to {} please", "My address is {}."],
    }  # fmt: skip
    return chance.choice(frames[kind]).format(values[kind]), values[kind]


KINDS = ["name", "date of birth", "nhs number", "ni number", "pupil number", "postcode", "address",
         "phone", "email"]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_generated_personal_data_is_found(kind: str) -> None:
    chance = random.Random(f"personal {kind}")
    cases = [case(kind, chance) for _ in range(120)]
    missed = [text for text, value in cases if value in redact(text)]
    assert len(missed) <= 0.05 * len(cases), missed[:10]


def test_the_development_questions_hold_none() -> None:
    found = {}
    for name in ("dev.jsonl", "project.jsonl", "safety.jsonl"):
        for line in (QUESTIONS / name).read_text("utf-8").splitlines():
            entry = json.loads(line)
            for text in (entry["question"], *entry.get("history", [])):
                if entry.get("why") != "personal-data" and not entry.get("personal"):
                    found[text] = find_personal(text)
    assert len(found) > 800
    assert {text: held for text, held in found.items() if held} == {}


@pytest.mark.parametrize(
    "text",
    [
        "What does paragraph 5.45 say, and what about 6.36 and 2.15-2.30?",
        "What happened in Hammersmith and Fulham, Kent, Chester and St Helens?",
        "Did Lord Laming or Christine Gilbert write about Victoria Climbié in 2002?",
        "Does the Children Act 1989 or section 47 apply to 16 and 17 year olds?",
        "Between April 2001 and October 2002, how many of 1,200 cases were reviewed?",
        "Should I ring the NSPCC on 0808 800 5000 or Childline on 0800 1111?",
        "What does HMCPSI stand for and who leads the MAPPA work in the West Midlands?",
        "Compare Appendix B 3.10 with Recommendation 14 of the Third Joint Report",
        "Will the Home Office and the Youth Justice Board May 2002 guidance change?",
    ],
)
def test_reports_places_and_public_numbers_are_not_personal(text: str) -> None:
    assert find_personal(text) == ()


def test_short_titles_of_the_reports_are_not_personal() -> None:
    for report in read_reports(ROOT / "data" / "reports.toml"):
        assert find_personal(f"What does {report.title} say about police? {report.publisher}") == ()


def test_a_ten_digit_number_with_a_wrong_check_digit_is_no_nhs_number() -> None:
    assert [p.kind for p in find_personal("see 943 476 5919")] == ["nhs number"]
    assert find_personal("see 943 476 5918") == ()


def test_offsets_cut_the_very_words() -> None:
    text = "Is Tom Brown, aged 7, of LS1 4AB known?"
    assert [(p.kind, text[p.start : p.end]) for p in find_personal(text)] == [
        ("name", "Tom Brown"),
        ("postcode", "LS1 4AB"),
    ]


def test_the_rest_of_the_question_is_left_as_it_is() -> None:
    text = "My son Liam Evans, 9, of LS1 4AB was moved. What did inspectors find on moves?"
    assert redact(text) == (
        "My son [name], 9, of [postcode] was moved. What did inspectors find on moves?"
    )
    assert redact("What did inspectors find?") == "What did inspectors find?"


def test_masking_twice_changes_nothing() -> None:
    chance = random.Random(3)
    for kind in KINDS:
        masked = redact(case(kind, chance)[0])
        assert redact(masked) == masked


def test_what_is_stored_is_masked(tmp_path) -> None:
    asked = "Is Tom Brown, aged 7, of LS1 4AB on the register?"
    answer = Answer(asked, Outcome.NOT_COVERED, (), searched_for=asked, history=(asked,))
    path = tmp_path / "conversations.db"
    store = ConversationStore(path)
    conversation = new_conversation("me").with_answer(answer)
    store.save(conversation)
    feedback = tmp_path / "feedback.jsonl"
    reason = "Tom Brown, aged 7, is not in it"
    FeedbackStore(feedback).add(judged(answer, helpful=False, reason=reason, right=""))
    for stored in tmp_path.iterdir():
        for secret in (b"Brown", b"LS1 4AB"):
            assert secret not in stored.read_bytes(), stored
    kept = store.find("me", conversation.id)
    assert kept is not None
    assert kept.answers[0].question == "Is [name], aged 7, of [postcode] on the register?"
    assert b"[postcode]" in feedback.read_bytes()


def test_the_user_is_warned_and_offered_the_masked_question() -> None:
    notice = personal_notice("Is Tom Brown, aged 7, of LS1 4AB on the register?")
    assert "a person's name and a postcode" in notice
    assert notice.endswith("You could ask: Is someone on the register?")
    assert personal_notice("Who keeps the register?") == ""


@pytest.mark.parametrize(
    ("question", "bare"),
    [
        (
            "My client Aisha Noor lives at 9 Mill Lane Bradford BD3 8QX phone 01274 496000, "
            "dob 3 May 2011, what do the inspectors say about neglect?",
            "What do the inspectors say about neglect?",
        ),
        (
            "What thresholds were found for Tyler Marsh, born 14/03/2015, at 9 Mill Lane?",
            "What thresholds were found for someone?",
        ),
        (
            "Ryan Cole, DOB 01/02/2012: what do the reports say about hospital records?",
            "What do the reports say about hospital records?",
        ),
        (
            "My pupil Chloe Smith, aged 7, is neglected. What should schools do?",
            "What should schools do?",
        ),
        (
            "What should schools do for my pupil Chloe Smith (born 2015)?",
            "What should schools do for my pupil?",
        ),
        (
            "How should social services assess Mrs Khan's children?",
            "How should social services assess someone's children?",
        ),
        (
            "What was said of children born in 2001?",
            "What was said of children born in 2001?",
        ),
    ],
)
def test_the_question_is_left_without_the_person(question: str, bare: str) -> None:
    assert without_personal(question) == bare
    assert find_personal(bare) == ()


@pytest.mark.parametrize(
    "question",
    [
        "Who is Tom Brown?",
        "What was said about Every Child Matters?",
        "When was Arthur Jones killed and what review followed?",
    ],
)
def test_a_name_that_nothing_shows_to_be_private_is_judged_as_asked(question: str) -> None:
    assert without_personal(question) == question


def test_nothing_is_offered_where_nothing_else_is_asked() -> None:
    assert "You could ask" not in personal_notice("Who is Tom Brown?")
    notice = personal_notice("Who is Tom Brown? Ring 0113 496 0000.")
    assert "left out of the search" in notice
    assert "You could ask" not in notice
