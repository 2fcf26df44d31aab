"""The audit: what the rules say about a generated quiz, in figures that can be repeated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.corpus import Corpus
from assistant.quiz.checks import REVIEWED_WORDING, check, key_is_supported, quote_is_verbatim
from assistant.quiz.items import ItemType, QuizItem
from assistant.quiz.material import Material
from assistant.quiz.sets import LONGEST_SHARE, check_set, duplicates, longest_share, positions
from assistant.quiz.style import LONGEST_RUN
from assistant.quiz.text import longest_run
from assistant.quiz.verifying import Search, reaches_source, truths


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of the audit with what it must be."""

    name: str
    value: str
    wanted: str
    met: bool


def _supported(items: Sequence[QuizItem], corpus: Corpus) -> Measure:
    good = sum(
        key_is_supported(i, corpus) is None and quote_is_verbatim(i, corpus) is None for i in items
    )
    words = sum(i.type is ItemType.TRUE_FALSE or i.kind in REVIEWED_WORDING for i in items)
    value = f"{good} of {len(items)} ({words} by a verbatim quote, the others word for word)"
    return Measure("keys supported by their paragraph", value, "all", good == len(items))


def _copied(items: Sequence[QuizItem]) -> Measure:
    """How many stems keep clear of the paragraph's wording; gap items are exempt."""
    asked = [item for item in items if item.type is not ItemType.CLOZE]
    fine = sum(longest_run(item.stem, item.quote) <= LONGEST_RUN for item in asked)
    share = fine / len(asked) if asked else 1.0
    name = f"stems with at most {LONGEST_RUN} words in a row from the source"
    return Measure(name, f"{fine} of {len(asked)} ({share:.0%})", "≥ 80%", share >= 0.8)


def measures(items: Sequence[QuizItem], material: Material, search: Search) -> tuple[Measure, ...]:
    """Every figure that must hold, each with its limit."""
    found = [reaches_source(item, search) for item in items]
    reached = sum(finding is None for finding in found)
    true_too = [truth for item in items for truth in truths(item, material)]
    share, spread = longest_share(items), positions(items)
    places = ", ".join(map(str, spread.observed))
    same = len(duplicates(items))
    broken = sum(any(f.error for f in check(item, material.corpus)) for item in items)
    cued = sum(finding.rule == "independent items" for finding in check_set(items))
    return (
        _supported(items, material.corpus),
        Measure(
            "search leads to the source", f"{reached} of {len(items)}", "all", reached == len(items)
        ),
        Measure("wrong options found true", str(len(true_too)), "0", not true_too),
        Measure("key is the longest option", f"{share:.0%}", "≤ 35%", share <= LONGEST_SHARE),
        Measure(
            "places of the key, χ²", f"p = {spread.p:.2f} ({places})", "p > 0.05", spread.p > 0.05
        ),
        _copied(items),
        Measure("near-duplicates", str(same), "0", same == 0),
        Measure("items that give away another's key", str(cued), "0", cued == 0),
        Measure("items that break a rule", str(broken), "0", broken == 0),
    )


def warnings(items: Sequence[QuizItem], corpus: Corpus) -> Counter[str]:
    """How many items have a warning, by rule."""
    return Counter(f.rule for item in items for f in check(item, corpus) if not f.error)


def report(items: Sequence[QuizItem], material: Material, search: Search, seconds: float) -> str:
    """The audit as text."""
    lines = [f"{len(items)} items in {seconds:.1f} s", ""]
    for measure in measures(items, material, search):
        mark = "ok  " if measure.met else "MISS"
        lines.append(f"{mark} {measure.name}: {measure.value} (wanted: {measure.wanted})")
    noted = warnings(items, material.corpus)
    lines += ["", "Warnings shown to the reviewer:"]
    lines += [f"  {rule}: {count}" for rule, count in noted.most_common()] or ["  none"]
    for name, counts in (
        ("Types", Counter(item.type.value for item in items)),
        ("Kinds", Counter(item.kind for item in items)),
        ("Difficulty", Counter(item.level.value for item in items)),
        ("Bloom", Counter(item.bloom.value for item in items)),
        ("Reports", Counter(item.year for item in items)),
    ):
        lines.append(
            f"{name}: " + ", ".join(f"{key} {count}" for key, count in counts.most_common())
        )
    return "\n".join(lines)
