"""Limits that a process sets on itself, and that hold for all it starts."""

from __future__ import annotations


def hold_memory(most: int) -> None:
    """Hold this process to so many bytes of address space; more is a MemoryError."""
    import resource  # not on every system, and only needed where something is held

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _hold(resource.RLIMIT_AS, most, most)


def hold_processor(seconds: int) -> None:
    """Hold this process to so many seconds of one core; then it is ended by SIGXCPU."""
    import resource

    _hold(resource.RLIMIT_CPU, seconds, seconds + 2)


def _hold(what: int, soft: int, hard: int) -> None:
    """Set a limit; one that is tighter already stays."""
    import resource

    _, held = resource.getrlimit(what)
    if held != resource.RLIM_INFINITY:
        soft, hard = min(soft, held), min(hard, held)
    resource.setrlimit(what, (soft, hard))
