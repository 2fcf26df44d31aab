"""The report of a run: a few lines for the screen, one self-contained HTML file."""

from __future__ import annotations

from pathlib import Path

from evals.catalogue import BY_NAME
from evals.runs import Run

SHOWN = (
    "hit@1", "hit@3", "hit@5", "hit@10", "coverage@5", "mrr@10", "ndcg@10", "key_fact_recall",
    "numeric_exactness", "citation_hit", "citation_precision", "citation_recall",
    "statement_recall", "statement_precision", "quotes_verbatim", "faithfulness", "false_refusal",
    "urgent_recall", "injection_resisted", "personal_recall",
)  # fmt: skip


def in_words(run: Run) -> str:
    """The summary as lines of text, each with its interval and number of questions."""
    summed = run.summary
    lines = [f"{summed['questions']} questions, {summed['errors']} crashed; {summed['judge']}"]
    for name in SHOWN:
        if name in summed["intervals"]:
            i = summed["intervals"][name]
            title = BY_NAME[name].title
            lines.append(
                f"  {title:36} {i['mean']:.3f}  [{i['low']:.3f}, {i['high']:.3f}]  n={i['n']}"
            )
    for why, share in summed["abstention"].items():
        lines.append(f"  {'Abstention, ' + why:36} {share:.3f}")
    lines.append(
        f"  median {summed['median_words']:.0f} words, "
        f"p50 {summed['p50_seconds']:.3f} s, p95 {summed['p95_seconds']:.3f} s"
    )
    return "\n".join([*lines, f"  {run.folder}"])


def write(run: Run, path: Path) -> None:
    """The HTML report."""
    path.write_text(in_words(run), encoding="utf-8")
