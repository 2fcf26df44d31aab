"""Twenty people at once: python tests/load_pages.py [ADDRESS], with the assistant running there."""

from __future__ import annotations

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from gradio_client import Client

PEOPLE, EACH = 20, 3


def questions() -> list[str]:
    """Stand-alone development questions, as many as are asked."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from assistant.jsonl import read_jsonl
    from assistant.settings import ROOT

    rows = read_jsonl(ROOT / "data" / "questions" / "dev.jsonl")
    return [str(row["question"]) for row in rows if not row.get("history")][: PEOPLE * EACH]


def main(address: str) -> int:
    """Ask, then say how long it took; 1 where an answer is missing or another's."""
    asked = questions()
    people = [Client(address, verbose=False) for _ in range(PEOPLE)]

    def person(place: int) -> list[tuple[float, bool]]:
        seen: list[tuple[float, bool]] = []
        for question in asked[place::PEOPLE]:
            began = time.perf_counter()
            record = people[place].predict(question, api_name="/ask")
            right = record["question"] == question and record["error"] is None
            seen.append((time.perf_counter() - began, right))
        return seen

    with ThreadPoolExecutor(PEOPLE) as pool:
        seen = [one for part in pool.map(person, range(PEOPLE)) for one in part]
    times = sorted(seconds for seconds, _ in seen)
    right = sum(good for _, good in seen)
    p50, p95 = times[len(times) // 2], times[int(len(times) * 0.95) - 1]
    sys.stdout.write(
        f"{len(seen)} answers, {right} right ones to their own question; "
        f"p50 {p50:.2f} s, p95 {p95:.2f} s, longest {times[-1]:.2f} s\n"
    )
    return 0 if right == len(asked) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:7860"))
