"""Checksums of Chroma's own files, of which it writes into one whenever it is opened.

The files of the vector index stay as they are once it was put on disk, which Chroma does from a
thousand vectors on: until then it makes them anew from its database. In the SQLite file a counter
changes with every opening, so its tables are read instead: those that a query or an opening needs.
"""

from __future__ import annotations

import sqlite3
import zlib
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from assistant.checksums import checksum

DATABASE = "chroma.sqlite3"
PUT_ON_DISK = "index_metadata.pickle"  # lies in the folder of an index that was put on disk
_READ = ("collections", "segments", "embeddings", "embeddings_queue", "max_seq_id")
UNREADABLE = "unreadable"


def chroma_checksums(folder: Path) -> dict[str, str]:
    """The checksum of every file that Chroma reads, by its path in its folder."""
    indexes = {path.parent for path in folder.glob(f"*/{PUT_ON_DISK}")}
    files = (path for path in folder.rglob("*") if path.is_file())
    found = sorted(path for path in files if path.parent == folder or path.parent in indexes)
    return {
        path.relative_to(folder).as_posix(): _tables(path)
        if path.name == DATABASE
        else checksum(path)
        for path in found
    }


def _tables(path: Path) -> str:
    """The checksum of what Chroma reads from its database, or that it cannot be read."""
    made = 0
    try:
        address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as database:
            if database.execute("PRAGMA quick_check").fetchone() != ("ok",):
                return UNREADABLE
            for table in _READ:
                for row in database.execute(f"SELECT * FROM {table} ORDER BY rowid"):
                    made = zlib.crc32(repr(row).encode(), made)
    except sqlite3.Error:
        return UNREADABLE
    return f"tables-{made:08x}"
