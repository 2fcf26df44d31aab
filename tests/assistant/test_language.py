"""Messages in other languages are told apart; no English question is taken for one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.language import emergency_notice, seems_not_english
from assistant.settings import ROOT

QUESTIONS = ROOT / "data" / "questions"


@pytest.mark.parametrize(
    "text",
    [
        "moje dziecko jest bite w szkole, pomocy",
        "mon voisin frappe son fils en ce moment",
        "Beth mae'r adroddiad yn ei ddweud am ysgolion?",
        "Beth ddywedodd yr arolygwyr am yr heddlu?",
        "A oedd digon o weithwyr cymdeithasol?",
        "mere padosi apne bachay ko maar raha hai, madad karo",
        "vecinul meu bate copilul, ajutor",
        "ابني يتعرض للضرب في المدرسة",
        "আমার বাচ্চাকে মারছে, সাহায্য করুন",
        "i caawi, aabahay ayaa ilmaha garaacaya",
        "amar bachchake skule marche, sahajjo korun",
        "mi hijo tiene miedo de su padre, ayuda por favor",
        "pomocy",
    ],
)
def test_a_message_in_another_language_is_noticed(text: str) -> None:
    assert seems_not_english(text)


@pytest.mark.parametrize("path", sorted(QUESTIONS.glob("*.jsonl")), ids=lambda path: path.stem)
def test_no_english_question_is_taken_for_another_language(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    texts = [json.loads(line)["question"] for line in lines]
    assert texts
    assert [text for text in texts if seems_not_english(text)] == []


def test_the_notice_has_the_emergency_numbers() -> None:
    notice = emergency_notice()
    assert "call 999 now" in notice
    assert "0808 800 5000" in notice
