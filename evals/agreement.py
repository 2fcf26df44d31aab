"""The offline judge against hand-labelled verdicts: accuracy, kappa, what it catches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.corpus import Corpus
from assistant.jsonl import read_jsonl
from evals.questions import QuestionsError
from evals.statistics import Interval, bootstrap, cohen_kappa
from evals.support import Near, Verdict, supports

ACCURACY, KAPPA, CAUGHT = 0.90, 0.80, 0.95  # from which the judge is good enough
KINDS = ("supported", "paraphrase", "altered figure", "swapped body", "negated", "unsupported")


@dataclass(frozen=True, slots=True)
class Pair:
    """A statement with the paragraph it is held against and the verdict given by hand."""

    id: str
    paragraph: str
    statement: str
    kind: str  # one of KINDS
    supported: bool
    split: str  # "tune": rules were chosen on it; "hold": only reported


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often the judge says what the hand label says."""

    accuracy: Interval
    kappa: float
    caught: dict[str, float]  # share judged as labelled, by kind
    wrong: tuple[tuple[Pair, str], ...]  # with the judge's reason


def read_pairs(path: Path) -> tuple[Pair, ...]:
    """The labelled pairs; QuestionsError on a malformed one."""
    try:
        pairs = tuple(Pair(**entry) for entry in read_jsonl(path))
    except TypeError as error:
        raise QuestionsError(f"{path} holds a malformed pair ({error}).") from error
    for pair in pairs:
        fits = pair.kind in KINDS and pair.split in ("tune", "hold")
        if not fits or pair.supported != (pair.kind in KINDS[:2]):
            raise QuestionsError(f"{path}: {pair.id} has a kind, verdict or split that do not fit.")
    return pairs


def agreement(pairs: Sequence[Pair], corpus: Corpus, near: Near | None = None) -> Agreement:
    """The offline judge's verdicts on these pairs against the hand labels."""
    texts = [corpus.paragraph(pair.paragraph).text for pair in pairs]
    verdicts = [
        supports(pair.statement, text, near) for pair, text in zip(pairs, texts, strict=True)
    ]
    return agreed(pairs, verdicts)


def agreed(pairs: Sequence[Pair], verdicts: Sequence[Verdict]) -> Agreement:
    """Any judge's verdicts on these pairs against the hand labels."""
    labels = [pair.supported for pair in pairs]
    right = [v.supported == label for v, label in zip(verdicts, labels, strict=True)]
    caught: dict[str, float] = {}
    for kind in KINDS:
        of = [ok for ok, pair in zip(right, pairs, strict=True) if pair.kind == kind]
        if of:
            caught[kind] = sum(of) / len(of)
    wrong = tuple(
        (pair, verdict.reason)
        for pair, verdict, ok in zip(pairs, verdicts, right, strict=True)
        if not ok
    )
    accuracy = bootstrap([float(ok) for ok in right])
    kappa = cohen_kappa(labels, [verdict.supported for verdict in verdicts])
    return Agreement(accuracy, kappa, caught, wrong)


def good_enough(found: Agreement) -> bool:
    """Whether the judge may be used for the gate."""
    altered = all(
        found.caught.get(kind, 1.0) >= CAUGHT for kind in ("altered figure", "swapped body")
    )
    return found.accuracy.mean >= ACCURACY and found.kappa >= KAPPA and altered


def in_words(name: str, found: Agreement) -> str:
    """The agreement as lines of text."""
    i = found.accuracy
    lines = [
        f"{name}: {i.n} pairs, accuracy {i.mean:.3f} [{i.low:.3f}, {i.high:.3f}], "
        f"kappa {found.kappa:.3f}"
    ]
    lines += [f"  {kind:15} {share:.3f}" for kind, share in found.caught.items()]
    return "\n".join(lines)
