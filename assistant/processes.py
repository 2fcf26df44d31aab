"""A command as a process group of its own, which is ended whole when its time is over."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

from assistant.settings import ROOT


class TimeIsOver(Exception):
    """The command was ended because it ran longer than it may."""


@contextmanager
def running(
    command: Sequence[str], environment: Mapping[str, str], seconds: float, *, output: int
) -> Iterator[subprocess.Popen[str]]:
    """The running command, its standard error to be read; TimeIsOver where it had to be ended."""
    late = threading.Event()
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        env=environment,
        cwd=ROOT,
        start_new_session=True,
    ) as process:

        def end() -> None:
            late.set()
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

        watch = threading.Timer(seconds, end)
        watch.daemon = True
        watch.start()
        try:
            yield process
        finally:
            process.wait()
            watch.cancel()
    if late.is_set():
        raise TimeIsOver
