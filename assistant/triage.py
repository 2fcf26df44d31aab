"""How likely a message speaks of someone at risk now: a small linear model over words and cues.

Trained by `python -m evals.guard_training`; the weights are in data/guard-model.json: one set for
words alone, and one for each known encoder of questions, whose vectors tell what a message means
where its words are new. What a message tells of is judged by itself as well, so that a question
about the reports beside it does not hide it.
"""

from __future__ import annotations

import functools
import itertools
import json
import math
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.cues import Cues, Signs, plain
from assistant.errors import SettingsError
from assistant.settings import ROOT
from assistant.telling import told

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MODEL = ROOT / "data" / "guard-model.json"
BUCKETS = 8192
WORDS_ONLY = "words"


@dataclass(frozen=True)
class Sense:
    """What turns a message into a vector, and the fingerprint of the encoder that does it."""

    embed: Callable[[str], Sequence[float] | NDArray[np.float32]]
    encoder: str


@dataclass(frozen=True)
class Triage:
    """The weights; the sum over a message's features is turned into a probability."""

    name: str  # WORDS_ONLY, or the fingerprint of the encoder

    bias: float
    signs: Mapping[str, float]
    buckets: Mapping[int, float]
    vector: tuple[float, ...]  # for the whole message
    told: tuple[float, ...]  # for what it tells of
    threshold: float

    def probability(self, message: str, cues: Cues, sense: Sense | None = None) -> float:
        """How likely the message speaks of a risk now, from 0 to 1."""
        total, tells = self.bias, told(message, cues)
        for name, value in message_features(message, tells, cues).items():
            total += self.signs.get(name, 0.0) * value
        for bucket, value in word_features(message).items():
            total += self.buckets.get(bucket, 0.0) * value
        if self.vector and sense is not None:
            meaning = sense.embed(message)
            total += sum(w * float(v) for w, v in zip(self.vector, meaning, strict=True))
            if tells:
                meaning = meaning if tells == _bare(message) else sense.embed(tells)
                total += sum(w * float(v) for w, v in zip(self.told, meaning, strict=True))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def message_features(message: str, tells: str, cues: Cues) -> dict[str, float]:
    """The cues of the whole message, and those of what it tells of."""
    features = sign_features(cues.signs(message))
    if tells:
        within = sign_features(cues.signs(tells))
        features |= {f"told {name}": value for name, value in within.items()}
        features["tells"] = 1.0
    if tells != _bare(message):
        features["asks too"] = 1.0
    return features


def _bare(message: str) -> str:
    """The message as it would be told if it asked nothing."""
    return plain(message).strip(" .,?!;:")


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
        "elsewhen": float(bool(signs.elsewhen)),
        "harm elsewhen": harm * float(bool(signs.elsewhen)),
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
def read_triage(encoder: str = WORDS_ONLY, path: Path = MODEL) -> Triage:
    """The weights for this encoder, those for words alone where it is not a known one.

    SettingsError names the file where it cannot be used.
    """
    try:
        models = json.loads(path.read_text("utf-8"))["models"]
        name = encoder if encoder in models else WORDS_ONLY
        data = models[name]
        return Triage(
            name,
            float(data["bias"]),
            data["signs"],
            {int(bucket): float(weight) for bucket, weight in data["buckets"].items()},
            tuple(data["vector"]),
            tuple(data["told"]),
            float(data["threshold"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SettingsError(f"Cannot read the trained guard in {path}: {error!r}.") from error
