"""The encoder of questions: the weights of `assistant.embedding`, lean and in whole numbers.

One question is one line of tokens without padding, so the graph needs neither a mask nor a batch,
and its matrices are kept in 8 bits. That halves the time of the plain export; what it does to the
search is printed by `python -m evals bench` (recall of the exact search) and is within rounding.
"""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.alignment import Tokens
from assistant.checksums import checksum, discard
from assistant.embedding import (
    WINDOW,
    Vector,
    base_model_dir,
    check_tokenizer,
    fingerprint,
    load_passage_model,
)
from assistant.errors import ModelUnavailable
from assistant.settings import Settings

if TYPE_CHECKING:
    import torch

FORMAT = 2  # part of the file's name: raise it whenever the export changes
CHECKSUM = ".checksum"  # ending of the file beside it that holds its checksum
KEPT = 4  # vectors of the last texts: one turn asks for the same ones several times


def query_model_path(settings: Settings) -> Path:
    """Where the exported question encoder lies."""
    return settings.data_dir / "cache" / f"encoder-{fingerprint(settings)}-{FORMAT}.onnx"


def is_prepared(settings: Settings) -> bool:
    """Whether the exported question encoder is there, as it was written."""
    return _is_whole(query_model_path(settings))


def prepare_query_model(settings: Settings) -> Path:
    """The exported question encoder, made where it is missing or not as it was written."""
    path = query_model_path(settings)
    return path if _is_whole(path) else export_query_model(settings)


def _is_whole(path: Path) -> bool:
    """Whether the file is as its checksum beside it says."""
    try:
        return path.with_suffix(CHECKSUM).read_text("utf-8") == checksum(path)
    except (OSError, UnicodeDecodeError):
        return False


def export_query_model(settings: Settings) -> Path:
    """The question encoder as an ONNX file, made from the passage model unless it is there."""
    from filelock import FileLock

    path = query_model_path(settings)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(str(path.with_suffix(".lock"))):
            if not _is_whole(path):
                transformer: Any = load_passage_model(settings)[0].auto_model
                draft = path.with_suffix(".partial")
                _write_onnx(_lean(transformer.eval()), draft)
                _quantise(draft)
                _put(draft, path)
    except OSError as error:
        raise ModelUnavailable(
            f"Cannot write {path}: {error.strerror}. Free some disk space, see that the folder can "
            "be written, and run: python -m ingest"
        ) from error
    return path


def _put(draft: Path, path: Path) -> None:
    """Put the finished file in its place with its checksum beside it."""
    noted = path.with_suffix(CHECKSUM)
    for place in (path, noted):
        if place.is_dir():
            discard(place)
    made = checksum(draft)
    draft.replace(path)
    draft.write_text(made, "utf-8")
    draft.replace(noted)


def _write_onnx(module: torch.nn.Module, path: Path) -> None:
    """Trace the module; the exporter's warnings do not concern one text of any length."""
    import warnings

    import torch

    example = torch.ones((1, 8), dtype=torch.int64)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module,
            (example,),
            str(path),
            dynamo=False,
            opset_version=17,
            input_names=["ids"],
            output_names=["vector", "tokens"],
            dynamic_axes={"ids": {1: "t"}, "tokens": {0: "t"}},
        )


def _quantise(path: Path) -> None:
    """Replace the matrices by 8-bit ones, scaled by column.

    Seven bits are used, since processors without VNNI overflow on eight (onnxruntime's advice on
    `reduce_range`), and every machine is to give the same vectors.
    """
    import logging

    from onnxruntime.quantization import QuantType, quantize_dynamic

    whole = path.with_suffix(".whole")
    path.replace(whole)
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.ERROR)  # its advice to pre-process does not concern this graph
    try:
        quantize_dynamic(
            str(whole),
            str(path),
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul", "Gemm"],
        )
    finally:
        root.setLevel(level)
        whole.unlink()


def _lean(bert: torch.nn.Module) -> torch.nn.Module:
    """BERT for one unpadded text, with mean pooling and unit length inside the graph."""
    import torch
    from torch.nn.functional import gelu, normalize

    whole: Any = bert
    heads, size = int(whole.config.num_attention_heads), int(whole.config.hidden_size)
    joined: list[tuple[torch.Tensor, torch.Tensor]] = []  # query, key and value as one product
    for layer in whole.encoder.layer:
        own = layer.attention.self
        parts = (own.query, own.key, own.value)
        weight = torch.cat([part.weight for part in parts]).T.contiguous().detach()
        joined.append((weight, torch.cat([part.bias for part in parts]).detach()))

    class Lean(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.bert = whole

        def forward(self, ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            first = self.bert.embeddings
            x = first.word_embeddings(ids[0]) + first.token_type_embeddings.weight[0]
            x = first.LayerNorm(x + first.position_embeddings.weight[: ids.shape[1]])
            for layer, (weight, bias) in zip(self.bert.encoder.layer, joined, strict=True):
                x = self.attend(layer, x, weight, bias)
                inner = gelu(layer.intermediate.dense(x))
                x = layer.output.LayerNorm(layer.output.dense(inner) + x)
            return normalize(x.mean(0), dim=-1), normalize(x, dim=-1)

        def attend(
            self, layer: torch.nn.Module, x: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor
        ) -> torch.Tensor:
            width = size // heads
            split = (x @ weight + bias).reshape(-1, 3, heads, width).permute(1, 2, 0, 3)
            near = split[0] @ (split[1].transpose(1, 2) * width**-0.5)
            mixed = (torch.softmax(near, -1) @ split[2]).permute(1, 0, 2).reshape(-1, size)
            attention: Any = layer.attention
            out = attention.output
            given: torch.Tensor = out.LayerNorm(out.dense(mixed) + x)
            return given

    return Lean()


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
        self._last: OrderedDict[str, tuple[Vector, Tokens]] = OrderedDict()

    def embed(self, text: str) -> Vector:
        """The unit vector of one text; beyond the model's window the text is cut."""
        return self._read(text)[0]

    def tokens(self, text: str) -> Tokens:
        """The word pieces of a text with a unit vector each, those at its two ends left out."""
        return self._read(text)[1]

    def forget(self) -> None:
        """Let go of the last texts, for those who measure how long reading one takes."""
        self._last.clear()

    def _read(self, text: str) -> tuple[Vector, Tokens]:
        """What the model makes of a text, from the last texts where it is one of them."""
        known = self._last.get(text)
        if known is None:
            ids = self._tokenizer.encode(text).ids
            vector, matrix = self._session.run(None, {"ids": np.array([ids], np.int64)})
            known = vector, Tokens(tuple(ids[1:-1]), matrix[1:-1])
            self._last[text] = known
            while len(self._last) > KEPT:
                self._last.popitem(last=False)
        return known


def query_encoder(settings: Settings) -> QueryEncoder:
    """The encoder for questions; exported now where ingestion has not done it."""
    check_tokenizer()
    return QueryEncoder(prepare_query_model(settings))
