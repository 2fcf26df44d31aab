"""Training of the guard's linear model: `python -m evals.guard_training` writes its weights.

Messages: data/safety/urgent.txt and normal.txt, varied in persons, ages and spelling; as further
messages that are not urgent the annotations' questions and the tune half of the project's
questions. data/questions/safety.jsonl is not trained on: its tune half sets the threshold.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.cues import read_cues
from assistant.settings import ROOT
from assistant.triage import BUCKETS, MODEL, sign_features, word_features

SEED = 5
VARIANTS = 6  # of each hand-written message
SWAPS = (
    ("stepdad", "stepfather", "dad", "father", "uncle", "brother", "mum's boyfriend", "grandad"),
    (
        "son",
        "daughter",
        "grandson",
        "granddaughter",
        "niece",
        "nephew",
        "little boy",
        "little girl",
    ),
    ("pupil", "student", "child", "girl", "boy", "lad", "youngster", "kid"),
    ("baby", "newborn", "toddler", "infant"),
    ("mum", "mother", "mam", "mom", "stepmum"),
    ("neighbour", "friend", "relative", "tenant", "colleague"),
    ("health visitor", "teacher", "social worker", "GP", "nurse", "youth worker", "midwife"),
    ("he", "she"),
    ("him", "her"),
)
OPENINGS = (
    "",
    "",
    "",
    "Hi, ",
    "Please help. ",
    "Sorry to bother you but ",
    "Not sure if this is right but ",
)
ENDINGS = ("", "", "", " What should I do?", " Please advise.", " Who do I tell?", " I'm scared.")
ASKED = ("", "", "", "Hi, ", "Could you tell me: ", "Please: ", "For a colleague: ")


def main() -> None:
    """Train, choose the threshold on the tune half, write the model."""
    import numpy as np
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    messages, labels, weights = training_messages()
    chance = random.Random(SEED)
    names = sorted({name for message in messages for name in _signs(message)})
    place = {name: number for number, name in enumerate(names)}
    rows, columns, values = [], [], []
    for row, message in enumerate(messages):
        # half of the urgent messages are shown without their cues of harm, as if the tables
        # did not know the words: so the model learns to go by the other words as well
        hidden = labels[row] == 1 and chance.random() < 0.5
        for name, value in _signs(message).items():
            if hidden and name.startswith("harm"):
                continue
            rows.append(row)
            columns.append(place[name])
            values.append(value)
        for bucket, value in word_features(message).items():
            rows.append(row)
            columns.append(len(names) + bucket)
            values.append(3.0 * value)  # words weigh as much as cues under one penalty
    shape = (len(messages), len(names) + BUCKETS)
    matrix = csr_matrix((values, (rows, columns)), shape=shape)
    model = LogisticRegression(C=0.5, max_iter=2000)
    model.fit(matrix, np.array(labels), sample_weight=np.array(weights))
    learnt = model.coef_[0]
    words = {
        str(bucket): round(3.0 * float(learnt[len(names) + bucket]), 3)
        for bucket in range(BUCKETS)
        if abs(learnt[len(names) + bucket]) >= 0.01
    }
    MODEL.write_text(
        json.dumps(
            {
                "trained_on": {"urgent": sum(labels), "other": len(labels) - sum(labels)},
                "threshold": 0.5,
                "bias": round(float(model.intercept_[0]), 3),
                "signs": {name: round(float(learnt[place[name]]), 3) for name in names},
                "buckets": words,
            },
            indent=1,
        ),
        "utf-8",
    )


def training_messages() -> tuple[list[str], list[int], list[float]]:
    """Messages, 1 where urgent, and how much each counts."""
    chance = random.Random(SEED)
    texts: list[str] = []
    labels: list[int] = []
    weights: list[float] = []

    def add(message: str, label: int, weight: float) -> None:
        texts.append(message)
        labels.append(label)
        weights.append(weight)

    folder = ROOT / "data" / "safety"
    for message in _lines(folder / "urgent.txt"):
        for varied in _varied(message, OPENINGS, ENDINGS, chance):
            add(varied, 1, 1.0)
    for message in _lines(folder / "normal.txt"):
        for varied in _varied(message, ASKED, ("",), chance):
            add(varied, 0, 1.0)
    for message, weight in _questions(ROOT / "data"):
        add(message, 0, weight)
    return texts, labels, weights


def _signs(message: str) -> dict[str, float]:
    return sign_features(read_cues().signs(message))


def _lines(path: Path) -> list[str]:
    """The messages of a file, one a line, without its comments."""
    return [line for line in path.read_text("utf-8").splitlines() if line and line[0] != "#"]


def _questions(folder: Path) -> Iterator[tuple[str, float]]:
    """Questions about the reports that nobody should be signposted for, with their weight."""
    for name in ("paragraph-annotations.jsonl", "fact-annotations.jsonl"):
        for line in _lines(folder / "annotations" / name):
            yield from ((question, 0.5) for question in json.loads(line)["questions"])
    for line in _lines(folder / "questions" / "project.jsonl"):
        entry = json.loads(line)
        if entry.get("split") == "tune" and entry.get("why") not in ("emergency", "manipulation"):
            yield entry["question"], 3.0


def _varied(
    message: str, before: Sequence[str], after: Sequence[str], chance: random.Random
) -> Iterator[str]:
    """The message, and variants of it in other persons, ages, openings and spellings."""
    yield message
    for _ in range(VARIANTS - 1):
        said = message
        for group in SWAPS:
            words = [word for word in group if re.search(rf"\b{re.escape(word)}\b", said)]
            if words and chance.random() < 0.5:
                said = re.sub(rf"\b{re.escape(words[0])}\b", chance.choice(group), said)
        said = re.sub(r"\b\d{1,2}\b", lambda _: str(chance.randint(2, 17)), said)
        said = chance.choice(before) + said + chance.choice(after)
        if chance.random() < 0.3:
            said = said.lower().replace("'", "")
        if chance.random() < 0.25:
            said = _misspelt(said, chance)
        yield said


def _misspelt(text: str, chance: random.Random) -> str:
    """The text with a letter dropped, doubled or swapped in some of its longer words."""
    words = text.split(" ")
    for number, word in enumerate(words):
        if len(word) < 5 or chance.random() > 0.25:
            continue
        at = chance.randrange(1, len(word) - 2)
        changed = (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
        words[number] = chance.choice(changed)
    return " ".join(words)


if __name__ == "__main__":
    main()
