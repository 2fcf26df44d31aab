"""Why a question went wrong, as one word for the failure browser."""

from __future__ import annotations

from evals.scoring import RANKED, Scored

CAUSES = {
    "": "nothing is wrong",
    "crash": "the assistant failed",
    "ingest": "the evidence is not in the corpus",
    "retrieval": "no evidence among the ten paragraphs found",
    "ranking": "evidence was found, but below the fifth place",
    "gate": "evidence was found, but the answer was refused",
    "selection": "evidence was found, but another paragraph was cited",
    "wording": "evidence was cited, but key facts are not stated",
    "over-answer": "answered although the reports do not say it",
    "outcome": "refused in the wrong way",
    "false alarm": "treated as urgent although it is not",
}


def cause(scored: Scored) -> str:
    """The first thing that went wrong between question and answer; "" for nothing."""
    question, outcome, values = scored.question, scored.record["outcome"], scored.values
    if scored.record["error"]:
        return "crash"
    if outcome == RANKED:
        return _of_ranking(scored)
    if outcome == "urgent" and "urgent" not in question.accepted:
        return "false alarm"
    if not question.answerable:
        if outcome in question.accepted:
            return ""
        return "over-answer" if outcome == "answered" else "outcome"
    if not scored.gold.groups:
        return "ingest"
    if outcome != "answered":
        return "gate" if values["hit@10"] else "retrieval"
    if values["citation_hit"]:
        return "" if values["key_fact_recall"] == 1 else "wording"
    if not values["hit@10"]:
        return "retrieval"
    return "selection" if values["hit@5"] else "ranking"


def _of_ranking(scored: Scored) -> str:
    """What went wrong where paragraphs were found and nothing was answered."""
    values = scored.values
    if not scored.question.answerable or values["hit@5"]:
        return ""
    return "ranking" if values["hit@10"] else "retrieval"
