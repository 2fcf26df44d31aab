"""A small product in a folder of its own: two added reports, no bundled one, the real tables.

It is ingested by the product's own commands, with an encoder that needs no model.
"""

import re
import shlex
import shutil
import subprocess
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest

from assistant.answering import Assistant
from assistant.build import build_assistant
from assistant.errors import AssistantError
from assistant.library import load_corpus
from assistant.query_encoder import CHECKSUM, prepare_query_model
from assistant.retrieval import build_retriever
from assistant.settings import PREFIX, Settings
from assistant.shipped import LIST, accept_data
from ingest import building
from ingest.__main__ import main
from ingest.adding import accept, preview
from tests.ingest.small import DATA, WordEncoder

KESTREL = """Review of Kestrelford

Findings

1. Quartzine assessments were late in nine of forty cases that we read.

2. The partnership met every other month and kept minutes of what it agreed.

3. Health visitors told us that they were seldom asked to strategy meetings.
"""
HERON = """Review of Heronsea

Findings

1. Foster carers were trained before a child was placed with them.

2. Schools wrote to the board when a child had been missing for ten days.
"""
QUESTION = "Were foster carers trained before a child was placed?"
OWN = (
    "cache",
    "index",
    "library",
    "paragraphs",
    "questions",
    "reports",
    "reports.toml",
    "runs",
    "state",
    LIST,
)


def make_product(folder: Path) -> Settings:
    """The settings of a small product that is not yet ingested."""
    data = folder / "data"
    data.mkdir(parents=True)
    for path in DATA.iterdir():
        if path.name not in OWN:
            (data / path.name).symlink_to(path)
    (data / "reports.toml").write_text("report = []\n")
    real = prepare_query_model(Settings())
    (data / "cache").mkdir()
    shutil.copy(real, data / "cache")
    shutil.copy(real.with_suffix(CHECKSUM), data / "cache")
    accept_data(data)
    settings = Settings(
        data_dir=data,
        library_dir=folder / "library",
        index_dir=folder / "index",
        state_dir=folder / "state",
    )
    for report_id, title, text in (
        ("kestrel-7", "Review of Kestrelford", KESTREL),
        ("heron-3", "Review of Heronsea", HERON),
    ):
        ready = preview(
            settings, "review.txt", text.encode(), title=title, date="2015-03", publisher="The Board", report_id=report_id
        )  # fmt: skip
        accept(settings, ready)
    return settings


def variables(settings: Settings) -> dict[str, str]:
    """The settings as the environment of a command."""
    plain = Settings()
    return {
        PREFIX + each.name.upper(): str(getattr(settings, each.name))
        for each in fields(Settings)
        if getattr(settings, each.name) != getattr(plain, each.name)
    }


class Product:
    """The product as its user meets it: commands, questions, and sentences that name commands."""

    def __init__(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        self.settings = settings
        self.encoder = WordEncoder()
        monkeypatch.setattr(building, "passage_encoder", lambda _: self.encoder)
        for name, value in variables(settings).items():
            monkeypatch.setenv(name, value)

    def ingest(self, *words: str) -> int:
        """Run `python -m ingest` with these words."""
        return main(list(words))

    def assistant(self) -> Assistant:
        """The assistant as a process started now builds it."""
        return build_assistant(self.settings)

    def ask(self, question: str = QUESTION) -> tuple[object, ...]:
        """What an answer rests on: everything but the time it took."""
        answer = self.assistant().ask(question)
        return (
            answer.outcome,
            answer.text,
            tuple(citation.label for citation in answer.citations),
            tuple((found.paragraph.id, round(found.score, 4)) for found in answer.passages),
            answer.notices,
        )

    def searches(self) -> tuple[object, ...]:
        """All that a search reads from the disk, byte for byte: vectors, encoder, word pieces."""
        retriever = build_retriever(load_corpus(self.settings), self.settings)
        assert retriever.words is not None
        ids = [paragraph.id for paragraph in retriever.evidence.corpus.paragraphs]
        return (
            ids,
            retriever.embed(QUESTION).tobytes(),
            {role: held.matrix.tobytes() for role, held in retriever.evidence.vectors.items()},
            retriever.words.aligned(retriever.tokens(QUESTION), ids).tobytes(),
        )

    def refusal(self) -> str:
        """The sentence that a start is refused with, "" where it is not."""
        try:
            self.searches()
        except AssistantError as error:
            return str(error)
        return ""

    def carry_out(self, sentence: str) -> None:
        """Run the command that a sentence names."""
        assert "\n" not in sentence
        command = remedy(sentence)
        if command[:3] == ["python", "-m", "ingest"]:
            assert self.ingest(*command[3:]) == 0, sentence
        else:
            subprocess.run(command, check=True, capture_output=True)


def remedy(sentence: str) -> list[str]:
    """The command that a sentence tells its reader to run."""
    found = re.search(r"[Rr]un: ((?:python|git) .+?)(?: \(|\. |\.?$)", sentence)
    assert found, f"no command in: {sentence}"
    return shlex.split(found[1])


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x20
    path.write_bytes(content)


def _into_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGE = {
    "removed": Path.unlink,
    "emptied": lambda path: path.write_bytes(b""),
    "cut": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "one byte": _flip,
    "zeroed": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "a folder": _into_folder,
}


@cache
def files_below(folder: Path) -> tuple[Path, ...]:
    """All files below a folder, in order."""
    return tuple(sorted(path for path in folder.rglob("*") if path.is_file()))
