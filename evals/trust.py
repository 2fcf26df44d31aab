"""How well judges agree with people: measured per judge, noted in runs, asked for by the gate."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from evals.judged import OFFLINE

LEAST = 0.6  # kappa with the hand-labelled verdicts from which a judge's figures are gated
KEPT = "agreement.json"


@dataclass(frozen=True, slots=True)
class Trust:
    """Agreement of a judge with the hand-labelled pairs."""

    pairs: int
    accuracy: float
    kappa: float


def read_trust(folder: Path, judge: str) -> Trust | None:
    """What is known of a judge; None where it was never measured."""
    path = folder / KEPT
    if not path.exists():
        return None
    held = json.loads(path.read_text("utf-8")).get(judge)
    return Trust(**held) if held else None


def write_trust(folder: Path, judge: str, trust: Trust) -> None:
    """Keep what was measured of a judge."""
    path = folder / KEPT
    held = json.loads(path.read_text("utf-8")) if path.exists() else {}
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(held | {judge: asdict(trust)}, indent=1) + "\n", encoding="utf-8")


def doubt(judge: str, kappa: float | None) -> str:
    """Why a judge's figures may not be gated; empty where they may.

    The offline judge is measured by a test whenever the project is tested.
    """
    if judge == OFFLINE:
        return ""
    if kappa is None:
        return f"{judge} was not held against people. Run: python -m evals judge"
    if kappa < LEAST:
        return f"{judge} agrees too little with people: kappa {kappa:.3f}, at least {LEAST} needed"
    return ""
