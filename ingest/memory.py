"""Memory of this process: how much it holds, and giving back what it no longer uses."""

from __future__ import annotations

import ctypes
from pathlib import Path


def resident() -> float:
    """Megabytes of this process in memory, 0 where the system does not tell."""
    status = Path("/proc/self/statm")
    return int(status.read_text().split()[1]) * 4096 / 1e6 if status.exists() else 0.0


def give_back() -> None:
    """Return freed memory to the system: glibc keeps what a large batch once needed."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # only glibc has it
    if trim is not None:
        trim(0)
