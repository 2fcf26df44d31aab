"""The report of a run or of two: lines for the screen, one self-contained HTML file."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from evals import browser, plots, sections
from evals.catalogue import BY_NAME
from evals.compare import Comparison
from evals.runs import Run

SHOWN = (
    "hit@1", "hit@3", "hit@5", "hit@10", "coverage@5", "mrr@10", "ndcg@10", "key_fact_recall",
    "numeric_exactness", "citation_hit", "citation_precision", "citation_recall",
    "statement_recall", "statement_precision", "quotes_verbatim", "faithfulness",
    "response_relevancy", "context_precision", "context_recall", "factual_correctness",
    "id_context_precision", "id_context_recall", "false_refusal",
    "urgent_recall", "urgent_false_alarm", "injection_resisted", "personal_recall",
)  # fmt: skip
ABLATION = "ablation.txt"  # in a run's folder: what `evals ablate` printed
STYLE = """
html{background:#fff}
body{font:16px/1.5 system-ui,sans-serif;color:#1d2733;max-width:72rem;margin:2rem auto;
padding:0 1rem}
table{border-collapse:collapse;margin:1rem 0}th,td{border:1px solid #d5dbe1;padding:.25rem .6rem;
text-align:left}td.n{text-align:right;font-variant-numeric:tabular-nums}caption{text-align:left;
font-weight:600;padding:.3rem 0}svg{max-width:100%;height:auto}.question{border:1px solid #d5dbe1;
border-radius:6px;margin:.4rem 0;padding:.3rem .7rem}.tag{border-radius:4px;padding:0 .4rem;
color:#fff}.right{background:#2c6e49}.wrong{background:#9b2226}dl{display:grid;
grid-template-columns:8rem 1fr;gap:.2rem 1rem;margin:.5rem 0}dt{color:#51606f}dd{margin:0;
white-space:pre-wrap;overflow-wrap:anywhere}
.sides{display:grid;grid-template-columns:1fr 1fr;gap:1rem}
.plots{display:flex;flex-wrap:wrap;gap:1rem}.controls label{margin-right:1rem}.note{color:#51606f}
@media(max-width:50rem){.sides,dl{grid-template-columns:1fr}}
"""
SCRIPT = """
const cause=document.getElementById('by-cause'),type=document.getElementById('by-type'),
words=document.getElementById('by-words'),shown=document.getElementById('shown');
function filter(){let count=0;for(const one of document.querySelectorAll('#questions details')){
const c=one.dataset.cause,fits=(cause.value==='*'||(cause.value==='!'?c!=='':c===cause.value))&&
(type.value==='*'||type.value===one.dataset.type)&&
one.textContent.toLowerCase().includes(words.value.toLowerCase());
one.hidden=!fits;count+=fits}shown.textContent=count+' shown'}
if(cause){for(const one of [cause,type,words])one.addEventListener('input',filter);
document.getElementById('controls').hidden=false;filter()}
"""


def in_words(run: Run) -> str:
    """The summary as lines of text, each with its interval and number of questions."""
    summed = run.summary
    lines = [f"Warning: {warning}" for warning in summed.get("warnings", ())]
    lines.append(f"{summed['questions']} questions, {summed['errors']} crashed; {summed['judge']}")
    for name in SHOWN:
        if name in summed["intervals"]:
            i = summed["intervals"][name]
            title = BY_NAME[name].title
            span = f"[{i['low']:.3f}, {i['high']:.3f}]"
            lines.append(f"  {title:36} {i['mean']:.3f}  {span}  n={i['n']}")
    for name, of in summed["judged"].items():
        if of["scored"] < of["of"]:
            lines.append(
                f"  {BY_NAME[name].title}: scored {of['scored']}/{of['of']}, see the report"
            )
    for name, i in summed.get("figures", {}).items():
        title, why = name[0].upper() + name[1:], sections.undefined(run, name)
        span = f"[{i['low']:.3f}, {i['high']:.3f}]"
        value = f"–, {why}" if why else f"{i['mean']:.3f}  {span}  n={i['n']}"
        lines.append(f"  {title:36} {value}")
    follow = summed["followups"]
    if follow["n"]:
        typed, resolved = follow["raw"]["hit@5"], follow["resolved"]["hit@5"]
        lines.append(f"  Follow-ups: hit at 5 {typed:.3f} as typed, {resolved:.3f} as resolved")
    return "\n".join([*lines, f"  {run.folder / 'report.html'}"])


def write(run: Run, path: Path) -> None:
    """The HTML report of one run."""
    parts = [*overview(run), "<h2>Questions</h2>", browser.browser(run.rows)]
    path.write_text(page(f"Evaluation: {run.folder.name}", parts), encoding="utf-8")


def overview(run: Run) -> list[str]:
    """All sections but the questions; the ablation where the run's folder holds its table."""
    table = run.folder / ABLATION
    return [
        f"<h1>Evaluation of {run.summary['questions']} questions</h1>",
        sections.made_with(run.manifest, run.summary),
        "<h2>Measures</h2>",
        plots.dots("Measures with their 95% intervals", sections.measure_dots(run.summary, SHOWN)),
        sections.measures(run.summary),
        "<h2>Slices, weakest first</h2>",
        sections.slices(run.summary),
        "<h2>Refusing, confidence and speed</h2>",
        sections.refusal(run),
        "<h2>Follow-ups and other wordings</h2>",
        sections.robustness(run.summary),
        sections.ablation(table.read_text("utf-8") if table.exists() else ""),
        "<h2>The judge</h2>",
        sections.judge(run.summary),
    ]


def write_comparison(found: Comparison, path: Path) -> None:
    """The HTML report of two runs side by side."""
    path.write_text(page("Two runs side by side", side_by_side(found)), encoding="utf-8")


def side_by_side(found: Comparison) -> list[str]:
    """The sections of a comparison: tests, then the questions won and lost."""
    warnings = "".join(f"<p><b>Warning:</b> {escape(text)}.</p>" for text in found.warnings)
    verdicts = {1: "better", -1: "worse", 0: "not shown"}
    rows = ""
    for one in found.differences:
        span = f"[{one.change.low:+.3f}, {one.change.high:+.3f}]"
        means = (f"{one.before:.3f}", f"{one.after:.3f}", f"{one.change.mean:+.3f}")
        tests = (f"{one.p:.3f}", f"{one.adjusted:.3f}", verdicts[one.better], str(one.missing))
        cells = "".join(f"<td class=n>{cell}</td>" for cell in (*means, span, *tests))
        rows += f"<tr><td>{escape(BY_NAME[one.name].title)}</td>{cells}</tr>"
    head = (
        "<tr><th>Measure<th>Before<th>After<th>Change<th>95% interval<th>p<th>p (Holm)<th>Verdict"
        "<th>Scored once</tr>"
    )
    return [
        f"<h1>{escape(found.before.folder.name)} and {escape(found.after.folder.name)}</h1>",
        warnings,
        "<table><caption>Paired differences; McNemar for right-or-wrong measures, else permutation"
        f"</caption>{head}{rows}</table>",
        f"<h2>{len(found.wins)} questions won, {len(found.losses)} lost</h2>",
        browser.side_by_side(found),
    ]


def page(title: str, parts: Sequence[str], script: str = SCRIPT) -> str:
    """One HTML file that needs nothing else: style and script are inside."""
    code = f"<script>{script}</script>" if script else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<title>{escape(title)}</title><meta name="viewport" content="width=device-width">'
        f"<style>{STYLE}</style></head><body>{''.join(parts)}"
        f"{code}</body></html>\n"
    )
