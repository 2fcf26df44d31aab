"""The structure that the README promises: who may import whom, and how long a file may be."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = [
    *sorted(
        path
        for package in ("assistant", "ingest", "evals")
        for path in (ROOT / package).rglob("*.py")
    ),
    ROOT / "app.py",
]
HEAVY = (
    "torch",
    "chromadb",
    "llama_index",
    "gradio",
    "ragas",
    "sentence_transformers",
    "onnxruntime",
)
GRADIO_ROOMS = ("assistant/pages/", "evals/page.py", "evals/feedback_tab.py", "app.py")


def imported(path: Path, *, top_only: bool = False) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    nodes = tree.body if top_only else list(ast.walk(tree))
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_source_file_stays_under_300_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) < 300


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_packages_import_only_in_the_agreed_direction(path: Path) -> None:
    packages = {module.split(".")[0] for module in imported(path)}
    assert "app" not in packages
    if name(path).startswith("assistant/"):
        assert not packages & {"ingest", "evals", "ragas"}
    if name(path) == "assistant/domain.py":
        assert not packages & {"assistant"}
    if not name(path).startswith(GRADIO_ROOMS):
        assert "gradio" not in packages


@pytest.mark.parametrize("entry", ["assistant", "ingest", "evals"])
def test_help_loads_no_heavy_library(entry: str) -> None:
    code = (
        "import runpy, sys\n"
        f"sys.argv = ['{entry}', '--help']\n"
        f"try: runpy.run_module('{entry}', run_name='__main__')\n"
        "except SystemExit: pass\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules])"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert shown.stdout.splitlines()[-1] == "[]"
