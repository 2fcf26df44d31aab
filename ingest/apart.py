"""A user's file read in a process of its own that may take only so much time and memory.

A file that would need more is refused with a sentence, whatever it does to its reader.
"""

from __future__ import annotations

import json
import logging
import signal
import subprocess
import sys
from dataclasses import dataclass

from assistant.errors import CorpusError
from assistant.settings import ROOT
from ingest.extraction import extract
from ingest.held import hold_memory, hold_processor
from ingest.lines import TextLine

OUT_OF_MEMORY = 3  # the exit status of a reader that has no memory left
KILLED_FOR_TIME = (-signal.SIGXCPU, -signal.SIGKILL)


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take."""

    seconds: int = 120  # by the clock
    processor: int = 60  # seconds of one core
    memory: int = 2_000_000_000  # bytes of address space

    def hold(self) -> None:
        """Hold this process to the limits of processor and memory."""
        hold_memory(self.memory)
        hold_processor(self.processor)


REPORT = Limits()


def extract_apart(name: str, content: bytes, limits: Limits = REPORT) -> tuple[TextLine, ...]:
    """What `extract` returns, read by a limited process; CorpusError where that cannot be."""
    command = [sys.executable, "-m", "ingest.apart", name]
    command += [str(limits.processor), str(limits.memory)]
    try:
        run = subprocess.run(
            command,
            input=content,
            capture_output=True,
            cwd=ROOT,
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise CorpusError(_too_long(name, limits.seconds)) from error
    if run.returncode == 0:
        return tuple(TextLine(*row) for row in json.loads(run.stdout))
    if run.returncode == 2:
        raise CorpusError(run.stderr.decode("utf-8", "replace").strip().split("\n")[-1])
    if run.returncode in KILLED_FOR_TIME:
        raise CorpusError(_too_long(name, limits.processor))
    if run.returncode == 1:
        raise CorpusError(f"{name} cannot be read. Save it in another form, such as .docx or .txt.")
    raise CorpusError(
        f"{name} needs more memory than reading a file may take ({limits.memory // 1_000_000:,} "
        "MB). Split it into parts."
    )


def _too_long(name: str, seconds: int) -> str:
    return f"{name} takes longer to read than a file may ({seconds} seconds). Split it into parts."


def main(arguments: list[str]) -> int:
    """Read standard input as the file of this name: its lines as JSON, or a sentence and 2."""
    name, processor, memory = arguments
    Limits(processor=int(processor), memory=int(memory)).hold()
    logging.disable(logging.CRITICAL)  # the readers' remarks on damaged files
    try:
        lines = extract(name, sys.stdin.buffer.read())
        rows = [[one.number, one.text, one.page, one.level, one.starts] for one in lines]
        sys.stdout.write(json.dumps(rows))
    except CorpusError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except MemoryError:
        return OUT_OF_MEMORY
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
