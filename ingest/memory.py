"""Memory of this process: how much it holds, and returning what it no longer uses."""

from __future__ import annotations

import ctypes
from pathlib import Path

ARENA_MAX = -8  # of mallopt, see malloc.h


def resident() -> float:
    """Megabytes of this process in memory, 0 where the system does not tell."""
    status = Path("/proc/self/statm")
    return int(status.read_text().split()[1]) * 4096 / 1e6 if status.exists() else 0.0


def keep_one_heap() -> None:
    """Let all threads share one heap: in heaps of their own, freed memory is not used again."""
    limit = getattr(ctypes.CDLL(None), "mallopt", None)  # only glibc has it
    if limit is not None:
        limit(ARENA_MAX, 1)


def give_back() -> None:
    """Return freed memory to the system: glibc keeps what a large batch once needed."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # only glibc has it
    if trim is not None:
        trim(0)
