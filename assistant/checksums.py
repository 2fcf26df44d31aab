"""Checksums of files: whether what lies on the disk is still what was written there.

They find damage (a failing disk, a copy cut short, a stray edit), not forgery: whoever can write a
file can write its checksum too. CRC-32 reads the 145 MB of a start in a tenth of a second.
"""

from __future__ import annotations

import hashlib
import shutil
import zlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

_BLOCK = 1 << 20


def checksum(path: Path) -> str:
    """Size and CRC-32 of a file, "20481024-9f1c22ab"; OSError where it cannot be read."""
    size = made = 0
    with path.open("rb", buffering=0) as content:
        while block := content.read(_BLOCK):
            size += len(block)
            made = zlib.crc32(block, made)
    return f"{size}-{made:08x}"


def checksum_of(text: str) -> str:
    """The same of a text as it is written to a file."""
    content = text.encode()
    return f"{len(content)}-{zlib.crc32(content):08x}"


def checksums(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """The checksum of each of these files of a folder."""
    return {name: checksum(folder / name) for name in names}


def file_digest(path: Path) -> str:
    """sha256 of a file, read again only where it was written since; OSError where unreadable."""
    seen = path.stat()
    return _digest(path, seen.st_size, seen.st_mtime_ns)


@lru_cache(maxsize=256)
def _digest(path: Path, _size: int, _written: int) -> str:
    """sha256 of a file as it was at that time."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def damaged(folder: Path, listed: Mapping[str, str]) -> tuple[str, ...]:
    """The files of a folder that are missing, unreadable or unlike their listed checksum."""
    return tuple(name for name, noted in listed.items() if not _is(folder / name, noted))


def _is(path: Path, noted: str) -> bool:
    """Whether a file has this checksum."""
    try:
        return checksum(path) == noted
    except OSError:
        return False


def discard(path: Path) -> None:
    """Take away what lies at a path, file or folder, so that it can be made anew."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
