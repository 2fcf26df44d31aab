"""How likely a message speaks of someone at risk now: a small linear model over words and cues.

Trained by `python -m evals.guard_training`; the weights are in data/guard-model.json.
"""

from __future__ import annotations

import functools
import itertools
import json
import math
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.cues import Signs, plain
from assistant.errors import SettingsError
from assistant.settings import ROOT

MODEL = ROOT / "data" / "guard-model.json"
BUCKETS = 8192


@dataclass(frozen=True)
class Triage:
    """The weights; the sum over a message's features is turned into a probability."""

    bias: float
    signs: Mapping[str, float]
    buckets: Mapping[int, float]
    threshold: float

    def probability(self, message: str, signs: Signs) -> float:
        """How likely the message speaks of a risk now, from 0 to 1."""
        total = self.bias
        for name, value in sign_features(signs).items():
            total += self.signs.get(name, 0.0) * value
        for bucket, value in word_features(message).items():
            total += self.buckets.get(bucket, 0.0) * value
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def sign_features(signs: Signs) -> dict[str, float]:
    """The cues as numbers between 0 and 1, alone and where two together say more."""
    harm = min(len(signs.harm_words), 3) / 3
    here = float(bool(signs.now))
    asks = float(bool(signs.ask))
    person = float(bool(signs.person))
    about = min(len(signs.report), 2) / 2
    knows = float(bool(signs.question))
    features = {f"harm {kind}": 1.0 for kind in signs.harms}
    features |= {
        "harm": harm,
        "now": here,
        "ask": asks,
        "person": person,
        "about": about,
        "knows": knows,
        "opens": float(signs.opens_as_question),
        "harm and now": harm * here,
        "harm and ask": harm * asks,
        "harm and person": harm * person,
        "harm and about": harm * about,
        "harm, nothing about": harm * float(not signs.report),
        "harm, no question": harm * float(not (signs.report or signs.question)),
        "person and about": person * about,
        "short": float(signs.words < 5),
    }
    return features


@functools.lru_cache(maxsize=256)
def word_features(message: str) -> dict[int, float]:
    """Words, pairs of words and runs of letters in hashed buckets, scaled to length 1.

    Runs of letters within a word make up for misspellings.
    """
    words = re.findall(r"[a-z']+|\d+", plain(message))
    words = ["#" if word.isdigit() and len(word) < 4 else word for word in words]
    grams = [f"w {word}" for word in words]
    grams += [f"p {first} {second}" for first, second in itertools.pairwise(words)]
    for word in words:
        edged = f"<{word}>"
        grams += [f"c {edged[i : i + 4]}" for i in range(len(edged) - 3)]
    counted: dict[int, float] = {}
    for gram in set(grams):
        bucket = zlib.crc32(gram.encode()) % BUCKETS
        counted[bucket] = counted.get(bucket, 0.0) + 1.0
    length = math.sqrt(sum(value * value for value in counted.values())) or 1.0
    return {bucket: value / length for bucket, value in counted.items()}


@functools.cache
def read_triage(path: Path = MODEL) -> Triage:
    """The trained weights; SettingsError names the file where it cannot be used."""
    try:
        data = json.loads(path.read_text("utf-8"))
        buckets = {int(bucket): float(weight) for bucket, weight in data["buckets"].items()}
        return Triage(float(data["bias"]), data["signs"], buckets, float(data["threshold"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SettingsError(f"Cannot read the trained guard in {path}: {error!r}.") from error
