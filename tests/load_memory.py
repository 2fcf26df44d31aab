"""Memory of a served page: python tests/load_memory.py starts one, asks 200 and then 2,000 times.

Checks that the page at rest takes no more than 600 MB and that the 2,000 answers add at most 5%.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
WARM_UP, ANSWERS, AT_ONCE = 200, 2_000, 4
MOST_AT_REST, MOST_GROWTH = 600.0, 0.05  # MB, share
STEP = 400  # answers between two figures


def questions() -> list[str]:
    """Stand-alone development questions."""
    sys.path.insert(0, str(ROOT))
    from assistant.jsonl import read_jsonl

    rows = read_jsonl(ROOT / "data" / "questions" / "dev.jsonl")
    return [str(row["question"]) for row in rows if not row.get("history")]


def memory(process: int) -> float:
    """Resident memory of a process in MB."""
    status = Path(f"/proc/{process}/status").read_text("utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) / 1000


def ask(address: str, asked: list[str]) -> int:
    """Ask each question over plain HTTP; how many were answered."""

    def one(question: str) -> bool:
        call = f"{address}/gradio_api/call/ask"
        event = httpx.post(call, json={"data": [question]}, timeout=120).json()["event_id"]
        return httpx.get(f"{call}/{event}", timeout=120).text.startswith("event: complete")

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sum(pool.map(one, asked))


def measure(address: str, process: int) -> int:
    """Ask and say how much memory is taken; 1 where it is too much or an answer is missing."""
    asked = questions()
    time.sleep(5)
    rest = memory(process)
    answered = ask(address, [asked[n % len(asked)] for n in range(WARM_UP)])
    warm, began = memory(process), time.monotonic()
    sys.stdout.write(f"at rest {rest:.0f} MB, after {answered} answers {warm:.0f} MB\n")
    for done in range(0, ANSWERS, STEP):
        answered += ask(address, [asked[n % len(asked)] for n in range(done, done + STEP)])
        sys.stdout.write(f"after {answered} answers {memory(process):.0f} MB\n")
        sys.stdout.flush()
    growth = memory(process) / warm - 1
    seconds, load = time.monotonic() - began, os.getloadavg()[0]
    sys.stdout.write(
        f"{answered} of {WARM_UP + ANSWERS} answered; the last {ANSWERS} added {growth:+.1%} "
        f"in {seconds:.0f} s (load average {load:.0f})\n"
    )
    good = answered == WARM_UP + ANSWERS and growth <= MOST_GROWTH and rest <= MOST_AT_REST
    return 0 if good else 1


def main() -> int:
    """Serve on a free port of this computer, measure, stop."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as state:
        own = {"ASSISTANT_PORT": str(port), "ASSISTANT_STATE_DIR": state}
        served = subprocess.Popen(
            [sys.executable, "app.py"], cwd=ROOT, env={**os.environ, **own}, stdout=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        try:
            for line in served.stdout or ():
                if found := re.match(r"Ready: (\S+)", line):
                    return measure(found[1], served.pid)
        finally:
            served.terminate()
            served.wait(30)
    return 1


if __name__ == "__main__":
    sys.exit(main())
