"""Two runs over the same questions: paired differences, tests, wins and losses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evals import manifest, statistics
from evals.catalogue import BY_NAME, COMPARED
from evals.runs import Row, Run, RunError

WATCHED = (
    "hit@5",
    "citation_hit",
    "key_fact_recall",
    "false_refusal",
    "abstention",
    "faithfulness",
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure before and after, on the questions that both runs scored."""

    name: str
    before: float
    after: float
    change: statistics.Interval
    p: float  # McNemar for right-or-wrong measures, else permutation
    adjusted: float  # Holm over all measures compared
    missing: int  # questions that only one run scored

    @property
    def better(self) -> int:
        """1 where it rose for the better, -1 for the worse, 0 where nothing is shown."""
        if self.adjusted >= 0.05:
            return 0
        return BY_NAME[self.name].better * (1 if self.change.mean > 0 else -1)


@dataclass(frozen=True, slots=True)
class Changed:
    """A question whose values differ: the two rows and the measures that moved."""

    before: Row
    after: Row
    moved: Mapping[str, float]  # by measure, positive for the better

    @property
    def balance(self) -> float:
        """Above 0 for a win, below 0 for a loss."""
        return sum(self.moved.values())


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that two runs show side by side."""

    before: Run
    after: Run
    differences: tuple[Difference, ...]
    changed: tuple[Changed, ...]
    warnings: tuple[str, ...]

    @property
    def wins(self) -> tuple[Changed, ...]:
        """Questions that got better."""
        return tuple(one for one in self.changed if one.balance > 0)

    @property
    def losses(self) -> tuple[Changed, ...]:
        """Questions that got worse."""
        return tuple(one for one in self.changed if one.balance < 0)


def compare(before: Run, after: Run, *, seed: int = 0) -> Comparison:
    """The comparison of two runs; RunError where they share no question."""
    shared = [(row, after.by_id[row.id]) for row in before.rows if row.id in after.by_id]
    if not shared:
        raise RunError(f"{before.folder} and {after.folder} share no question.")
    raw = {name: found for name in COMPARED if (found := _paired(shared, name)) is not None}
    adjusted = statistics.holm({name: p for name, (_, _, p, _) in raw.items()})
    differences = tuple(
        Difference(
            name,
            sum(old) / len(old),
            sum(new) / len(new),
            statistics.paired_bootstrap(old, new, seed),
            p,
            adjusted[name],
            missing,
        )
        for name, (old, new, p, missing) in raw.items()
    )
    changed = tuple(Changed(old, new, moved) for old, new in shared if (moved := _moved(old, new)))
    return Comparison(before, after, differences, changed, _warnings(before, after, len(shared)))


def in_words(found: Comparison) -> str:
    """The comparison as lines of text."""
    lines = [f"Warning: {warning}" for warning in found.warnings]
    lines.append(f"{'measure':24} before   after  change  95% interval       p (Holm)")
    for one in found.differences:
        mark = {1: "better", -1: "WORSE", 0: ""}[one.better]
        means = f"{one.before:6.3f}  {one.after:6.3f}  {one.change.mean:+6.3f}"
        span = f"[{one.change.low:+.3f}, {one.change.high:+.3f}]"
        lines.append(f"{one.name:24} {means}  {span}  {one.adjusted:.3f}  {mark}".rstrip())
    lines.append(f"{len(found.wins)} questions won, {len(found.losses)} lost")
    for title, rows in (("won", found.wins), ("lost", found.losses)):
        for row in rows:
            moved = ", ".join(f"{name} {value:+.2f}" for name, value in row.moved.items())
            lines.append(
                f"  {title}  {row.after.id}  {row.after.entry['question'][:70]}  ({moved})"
            )
    return "\n".join(lines)


def _paired(
    shared: Sequence[tuple[Row, Row]], name: str
) -> tuple[list[float], list[float], float, int] | None:
    """Values before and after with their p; None where no question has both."""
    both = [
        (a.values[name], b.values[name]) for a, b in shared if name in a.values and name in b.values
    ]
    if not both:
        return None
    once = sum((name in a.values) != (name in b.values) for a, b in shared)
    old, new = [a for a, _ in both], [b for _, b in both]
    test = statistics.mcnemar_p if BY_NAME[name].binary else statistics.permutation_p
    return old, new, test(old, new), once


def _moved(old: Row, new: Row) -> dict[str, float]:
    """The watched measures that differ, as gains."""
    found: dict[str, float] = {}
    for name in WATCHED:
        if name in old.values and name in new.values and old.values[name] != new.values[name]:
            found[name] = BY_NAME[name].better * (new.values[name] - old.values[name])
    return found


def _warnings(before: Run, after: Run, shared: int) -> tuple[str, ...]:
    """Why two runs may not be comparable; never kept quiet."""
    found: list[str] = []
    parts = manifest.differences(before.manifest, after.manifest)
    if "corpus" in parts:
        found.append(
            "the runs were made over different corpora: differences may come from the texts"
        )
    if "questions" in parts:
        found.append("the question files differ; only shared questions are compared")
    if "judge" in parts:
        found.append("the judges differ: do not compare faithfulness")
    only = len(before.rows) + len(after.rows) - 2 * shared
    if only:
        found.append(f"{only} questions stand in one run only and are left out")
    return tuple(found)
