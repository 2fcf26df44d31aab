"""What a run was made with: code, corpus, index, models, settings, versions, machine."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from assistant.corpus import Corpus, corpus_hash
from assistant.settings import ROOT, Settings

PACKAGES = (
    "chromadb", "llama-index-core", "sentence-transformers", "onnxruntime", "torch", "bm25s",
    "ragas", "ir-measures", "numpy", "gradio",
)  # fmt: skip
PARTS = (
    "code", "corpus", "index", "models", "questions", "split", "settings", "versions", "judge",
)  # fmt: skip
SECRET = ("llm_key", "auth")
NOT_SHOWN = ("build", "made", "files", "checksum", "reports")  # of an index: not what it holds


def manifest(
    settings: Settings, corpus: Corpus, questions: Path, *, seed: int, judge: str, limit: int | None
) -> dict[str, Any]:
    """Everything needed to repeat a run or to see why two differ; no secrets."""
    index = settings.index_dir / "current.json"
    return {
        "format": 1,
        "git": git_state(ROOT),
        "code": digest_of(sorted((ROOT / "assistant").rglob("*.py"))),
        "corpus": corpus_hash(corpus.paragraphs),
        "index": _index(index),
        "models": model_digests(settings),
        "questions": {"file": questions.name, "sha256": digest_of([questions])},
        "settings": shown(settings),
        "limit": limit,
        "seed": seed,
        "judge": judge,
        "versions": {"python": platform.python_version(), **dict(_versions())},
        "machine": {
            "processor": platform.processor() or platform.machine(),
            "cores": os.cpu_count(),
            "system": platform.platform(),
        },
    }


def same_assistant(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two runs asked the same assistant the same questions, so that one can go on."""
    keys = ("format", "code", "corpus", "index", "models", "questions", "split", "settings")
    return all(one.get(key) == other.get(key) for key in keys)


def differences(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """The parts in which two manifests differ, in plain words."""
    found: list[str] = []
    for key in PARTS:
        if one.get(key) != other.get(key):
            found.append(key)
    return found


def digest_of(paths: Iterable[Path]) -> str:
    """sha256 over the contents of files in the given order."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def model_digests(settings: Settings) -> dict[str, str]:
    """sha256 of each model file of the product, by its path in the data folder."""
    folder = settings.data_dir / "models"
    kinds = (".onnx", ".safetensors", ".npz", ".npy", ".bin", ".json")
    files = (
        sorted(path for path in folder.rglob("*") if path.suffix in kinds)
        if folder.exists()
        else []
    )
    return {str(path.relative_to(settings.data_dir)): digest_of([path]) for path in files}


def shown(settings: Settings) -> dict[str, Any]:
    """The settings as they can be printed: folders left relative, secrets as "set" or ""."""
    values: dict[str, Any] = {}
    for key, value in asdict(settings).items():
        if key in SECRET:
            values[key] = "set" if value else ""
        elif isinstance(value, Path):
            values[key] = str(value.relative_to(ROOT)) if value.is_relative_to(ROOT) else value.name
        else:
            values[key] = value
    return values


def git_state(folder: Path) -> dict[str, Any]:
    """The commit and whether files differ from it; empty where there is no git."""

    def git(*arguments: str) -> str:
        command = ["git", "--no-optional-locks", "-C", str(folder), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    try:
        return {
            "commit": git("rev-parse", "HEAD"),
            "dirty": bool(git("status", "--porcelain", "-uno")),
        }
    except (OSError, subprocess.CalledProcessError):
        return {}


def _index(path: Path) -> dict[str, Any] | None:
    """The index as it describes itself, without when and under which name it was built."""
    if not path.exists():
        return None
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return {key: value for key, value in found.items() if key not in NOT_SHOWN}


def _versions() -> Iterable[tuple[str, str]]:
    """The installed packages that decide results."""
    for name in PACKAGES:
        try:
            yield name, version(name)
        except PackageNotFoundError:
            continue
