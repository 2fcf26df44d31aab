"""The sections of a run's report as HTML: tables beside each plot, so that both can be read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from evals import plots
from evals.catalogue import BY_NAME, MEASURES
from evals.judged import OFFLINE
from evals.runs import Run
from evals.scoring import RANKED


def made_with(manifest: Mapping[str, Any], summary: Mapping[str, Any]) -> str:
    """What the run was made with, and what was left out."""
    git = manifest.get("git") or {}
    asked_file = Path(str(manifest.get("questions", {}).get("file", ""))).name
    facts = {
        "Questions": f"{summary['questions']} of {asked_file}",
        "Held out": _held_out(manifest),
        "Judge": summary["judge"],
        "Modes": ", ".join(f"{name}: {count}" for name, count in summary["modes"].items()),
        "Code": f"{git.get('commit', '?')[:12]}{' with changes' if git.get('dirty') else ''}",
        "Corpus": str(manifest.get("corpus", ""))[:16],
        "Seed": manifest.get("seed", ""),
        "Machine": f"{manifest.get('machine', {}).get('cores', '?')} cores, "
        f"{manifest.get('machine', {}).get('processor', '')}",
        "Overlap of questions and evidence": f"{summary['overlap']['mean']:.2f} of the words",
    }
    rows = "".join(f"<tr><th>{name}<td>{escape(str(value))}</tr>" for name, value in facts.items())
    warnings = "".join(
        f"<p><b>Warning:</b> {escape(warning)}</p>" for warning in summary.get("warnings", ())
    )
    return f"{warnings}<table>{rows}</table>"


def measure_dots(summary: Mapping[str, Any], names: Sequence[str]) -> list[plots.Dot]:
    """The shown measures as dots."""
    found = summary["intervals"]
    return [
        plots.Dot(
            BY_NAME[n].title,
            found[n]["mean"],
            found[n]["low"],
            found[n]["high"],
            f"n={found[n]['n']}",
        )
        for n in names
        if n in found
    ]


def measures(summary: Mapping[str, Any]) -> str:
    """Every measure with its interval and meaning; those not scored are named as well."""
    rows: list[str] = []
    for measure in MEASURES:
        i = summary["intervals"].get(measure.name)
        if i:
            numbers = (f"{i['mean']:.3f}", f"[{i['low']:.3f}, {i['high']:.3f}]", str(i["n"]))
        else:
            numbers = ("not scored", "", "0")
        arrow = {1: "higher", -1: "lower", 0: ""}[measure.better]
        cells = "".join(f"<td class=n>{escape(number)}</td>" for number in numbers)
        rows.append(
            f"<tr><td>{escape(measure.title)}</td>{cells}<td>{arrow}</td>"
            f"<td>{escape(measure.family)}</td><td>{escape(measure.says)}</td></tr>"
        )
    head = "<tr><th>Measure<th>Mean<th>95% interval<th>Questions<th>Better<th>Family<th>Says</tr>"
    return f"<details><summary>All measures</summary><table>{head}{''.join(rows)}</table></details>"


def slices(summary: Mapping[str, Any]) -> str:
    """Key-fact recall by slice (hits, of a ranking) as a plot, then every measure as a table."""
    found = [(name, entry) for name, entry in summary["slices"].items() if "hit@5" in entry]
    shown = "hit@5" if set(summary["modes"]) == {RANKED} else "key_fact_recall"
    found.sort(key=lambda pair: pair[1][shown]["mean"])
    rows = [
        plots.Dot(
            f"{name} (n={entry['n']})", *(entry[shown][key] for key in ("mean", "low", "high"))
        )
        for name, entry in found
    ]
    names = ("hit@5", "mrr@10", "coverage@5", "key_fact_recall", "citation_hit", "false_refusal")
    head = "<tr><th>Slice<th>n" + "".join(f"<th>{BY_NAME[name].title}" for name in names) + "</tr>"
    body = "".join(
        f"<tr><td>{escape(name)}</td><td class=n>{entry['n']}</td>"
        + "".join(f"<td class=n>{_with_interval(entry.get(measure))}</td>" for measure in names)
        + "</tr>"
        for name, entry in found
    )
    note = '<p class="note">Slices of fewer than 30 questions say little: see their intervals.</p>'
    plot = plots.dots(f"{BY_NAME[shown].title} by slice", rows)
    return f"{plot}<table>{head}{body}</table>{note}"


def undefined(run: Run, name: str) -> str:
    """Why a figure on refusing has no value in this run, "" where it has one."""
    if not name.startswith("refusal "):
        return ""
    if not any("abstention" in row.values for row in run.rows):
        return "none to refuse"
    refused = any(row.outcome != "answered" and not row.error for row in run.rows)
    return "none was refused" if name == "refusal precision" and not refused else ""


def refusal(run: Run) -> str:
    """Refusing right and wrong, how far confidence can be trusted, and times."""
    summary = run.summary
    if set(summary["modes"]) == {RANKED}:
        return "<p>Only rankings: this system answered and refused nothing.</p>"
    points = [(x, y) for x, y in summary["coverage_accuracy"]["points"]]
    bins = [(entry["score"], entry["right"]) for entry in summary["calibration"]]
    seconds = [row.values["seconds"] for row in run.rows]
    table = "".join(
        f"<tr><td>{escape(name)}</td><td class=n>–</td><td>{why}</td><td class=n>0</td></tr>"
        if (why := undefined(run, name))
        else f"<tr><td>{escape(name)}</td><td class=n>{entry['mean']:.3f}</td>"
        f"<td class=n>[{entry['low']:.3f}, {entry['high']:.3f}]</td>"
        f"<td class=n>{entry['n']}</td></tr>"
        for name, entry in summary.get("figures", {}).items()
    )
    return (
        "<table><caption>Right outcome where the reports do not say it (abstention), refusing, "
        "area under the risk-coverage curve, length and time</caption>"
        f"<tr><th>Figure<th>Value<th>95% interval<th>Questions</tr>{table}</table>"
        '<div class="plots">'
        + plots.lines("Accuracy of the surest answers", points, "share answered", "citation hit")
        + plots.lines(
            "Calibration", bins, "score of the first passage", "citation hit", marked=True
        )
        + plots.histogram("Seconds per answer", seconds, "seconds")
        + "</div>"
    )


def robustness(summary: Mapping[str, Any]) -> str:
    """Follow-ups as typed and as resolved; the change per way of wording."""
    follow = summary["followups"]
    text = (
        f"<p>{follow['n']} follow-ups: hit at 5 {follow['raw']['hit@5']:.3f} as typed, "
        f"{follow['resolved']['hit@5']:.3f} as resolved in the conversation"
    )
    gain = follow.get("gain", {}).get("hit@5")
    text += f" (gain [{gain['low']:+.3f}, {gain['high']:+.3f}]).</p>" if gain else ".</p>"
    if not summary["robustness"]:
        return text
    names = ("hit@5", "mrr@10", "key_fact_recall", "citation_hit")
    head = "<tr><th>Wording<th>n<th>Same citations" + "".join(f"<th>{n}" for n in names) + "</tr>"
    rows = "".join(
        f"<tr><td>{escape(style)}</td><td class=n>{entry['n']}</td>"
        f"<td class=n>{entry['agreement']:.3f}</td>"
        + "".join(f"<td class=n>{_change(entry, name)}</td>" for name in names)
        + "</tr>"
        for style, entry in summary["robustness"].items()
    )
    return f"{text}<table><caption>Change against the first wording</caption>{head}{rows}</table>"


def _change(entry: Mapping[str, Any], name: str) -> str:
    """A change with its interval."""
    of = entry["intervals"][name]
    return f"{of['mean']:+.3f} [{of['low']:+.2f}, {of['high']:+.2f}]"


def ablation(table: str) -> str:
    """The table of `evals ablate` as a plot: hit at 5 with each stage left out; "" without one."""
    rows: list[plots.Dot] = []
    place = 0
    for line in table.split("\n"):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if "hit@5" in cells:
            place = cells.index("hit@5")
        found = re.fullmatch(r"([\d.]+) \(([\d.]+)-([\d.]+)\)", cells[min(place, len(cells) - 1)])
        if place and found:
            mean, low, high = map(float, found.groups())
            rows.append(plots.Dot(cells[0], mean, low, high))
    title = "Hit at 5 by stages and by sort of question"
    return f"<h2>Ablation</h2>{plots.dots(title, rows)}" if rows else ""


def judge(summary: Mapping[str, Any]) -> str:
    """Who judged, how much was judged, and how far repeats differ."""
    if not summary["judged"]:
        return f"<p>{escape(summary['judge'])}</p>"
    heads = ("Measure", "Judge", "Mean", "95% interval", "Scored", "Repeats", "Spread", "Failed",
             "Kappa with people")  # fmt: skip
    head = "".join(f"<th>{name}" for name in heads)
    rows = ""
    for name, of in summary["judged"].items():
        cells = (
            name,
            of["judge"],
            "–" if of["mean"] is None else f"{of['mean']:.3f}",
            f"[{of['low']:.3f}, {of['high']:.3f}]",
            f"{of['scored']}/{of['of']}",
            str(of["repeats"]),
            f"{of['spread']:.3f}",
            str(len(of["failures"])),
            _kappa(of),
        )
        rows += f"<tr>{''.join(f'<td class=n>{escape(cell)}</td>' for cell in cells)}</tr>"
    notes = {of["note"] for of in summary["judged"].values() if of["note"]}
    return f"<table><tr>{head}</tr>{rows}</table>" + "".join(
        f'<p class="note">{escape(n)}</p>' for n in notes
    )


def _kappa(of: Mapping[str, Any]) -> str:
    """How well the judge agrees with people, as far as a run knows."""
    if of["judge"] == OFFLINE:
        return "see python -m evals judge"
    return "not measured" if of.get("kappa") is None else f"{of['kappa']:.3f}"


def _held_out(manifest: Mapping[str, Any]) -> str:
    """How many of the file's questions are held out, and whether they are the locked ones."""
    held = manifest.get("hold_out") or {}
    if not held.get("questions"):
        return "none of the file's questions"
    state = "locked" if held["locked"] else "NOT the locked ones"
    only = f", {manifest['split']} half only" if manifest.get("split") else ""
    return f"{held['questions']} of the file's questions, {state} ({held['sha256'][:12]}){only}"


def _with_interval(entry: Mapping[str, float] | None) -> str:
    """Mean and interval in a table cell."""
    return f"{entry['mean']:.3f} [{entry['low']:.2f}, {entry['high']:.2f}]" if entry else ""
