"""`python -m ingest.train`: fine-tune the encoder on the annotation questions of the corpus.

What ships is small: the trained layers and the word embeddings that changed, in half precision,
laid over the weights of the package by `assistant.embedding`. On a busy
machine set OMP_WAIT_POLICY=PASSIVE, else the threads wait for each other at full speed.
"""

from __future__ import annotations

import argparse
import logging
import math
import random
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch.nn.functional import cross_entropy, normalize, pad

from assistant.corpus import read_corpus, read_reports
from assistant.embedding import base_model_dir, write_trained_layers
from assistant.settings import Settings
from assistant.targets import parse_or_leave, will_write, written_at
from ingest.held_out import HELD_OUT, SEED
from ingest.train_measure import measure
from ingest.train_pairs import Asked, Group, Material, batches, gather, groups, hold_out, vary

SCALE = 20.0  # cosines are multiplied by this before the softmax
QUESTION_TOKENS, PARAGRAPH_TOKENS, SENTENCE_TOKENS = 48, 144, 64
FROZEN_LAYERS = 0
EVERY = 2  # one question of so many is compared with the paragraphs word by word too
ALIKE = 16  # texts of similar length that are encoded together, so that little is padding

log = logging.getLogger("ingest.train")


class Encoded(NamedTuple):
    """Texts as the model sees them: unit vectors, and those of their word pieces with a mask."""

    vectors: torch.Tensor  # texts, 384
    pieces: torch.Tensor  # texts, longest, 384
    mask: torch.Tensor  # texts, longest: 1 where there is a word piece


class Encoder(torch.nn.Module):
    """The transformer of the package with mean pooling and unit length."""

    def __init__(self, frozen: int = FROZEN_LAYERS, *, words: bool = True) -> None:
        super().__init__()
        from transformers import AutoModel, AutoTokenizer

        folder = str(base_model_dir())
        self.tokenizer: Any = AutoTokenizer.from_pretrained(folder)
        self.model: Any = AutoModel.from_pretrained(folder)
        for kept in (self.model.embeddings, *self.model.encoder.layer[:frozen]):
            kept.requires_grad_(False)
        if words:
            self.model.embeddings.word_embeddings.weight.requires_grad_(True)

    def learning(self) -> list[dict[str, Any]]:
        """What is trained, for the optimiser; word embeddings that no text uses stay as they are.

        Weight decay would move every word embedding, and all of them would have to ship.
        """
        words = [self.model.embeddings.word_embeddings.weight]
        layers = [weight for weight in self.model.encoder.parameters() if weight.requires_grad]
        return [
            {"params": layers, "weight_decay": 0.01},
            {"params": words if words[0].requires_grad else [], "weight_decay": 0.0},
        ]

    def forward(self, texts: Sequence[str], tokens: int) -> Encoded:
        """The texts in the order given, each cut at `tokens`."""
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        made = [
            self._together([texts[place] for place in order[start : start + ALIKE]], tokens)
            for start in range(0, len(order), ALIKE)
        ]
        back = torch.tensor(sorted(range(len(order)), key=order.__getitem__))
        longest = max(pieces.shape[1] for _, pieces, _ in made)
        pieces = [pad(each, (0, 0, 0, longest - each.shape[1])) for _, each, _ in made]
        masks = [pad(mask, (0, longest - mask.shape[1])) for _, _, mask in made]
        whole = torch.cat([vectors for vectors, _, _ in made])
        return Encoded(whole[back], torch.cat(pieces)[back], torch.cat(masks)[back])

    def _together(
        self, texts: Sequence[str], tokens: int
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Vectors, word pieces and their mask, of texts padded to the longest of them."""
        batch = self.tokenizer(
            list(texts), padding=True, truncation=True, max_length=tokens, return_tensors="pt"
        )
        hidden = self.model(**batch).last_hidden_state.float()
        mask = batch["attention_mask"].float()
        mean = (hidden * mask.unsqueeze(-1)).sum(1) / mask.sum(1, keepdim=True)
        ends = mask.sum(1).long() - 1
        inner = mask.clone()
        inner[:, 0] = 0  # the marks at the two ends are not words
        inner[torch.arange(len(texts)), ends] = 0
        return normalize(mean, dim=-1), normalize(hidden, dim=-1), inner

    def vectors(self, texts: Sequence[str], tokens: int = 256) -> np.ndarray[Any, Any]:
        """Unit vectors without training, in the order given."""
        self.model.eval()
        with torch.no_grad():
            parts = [self(texts[at : at + 256], tokens).vectors for at in range(0, len(texts), 256)]
            made: np.ndarray[Any, Any] = torch.cat(parts).numpy()
        self.model.train()
        return made


def among(asked: torch.Tensor, texts: torch.Tensor, wanted: list[int]) -> torch.Tensor:
    """Cross-entropy of each question against all texts of the batch."""
    return cross_entropy(SCALE * asked @ texts.T, torch.tensor(wanted))


def step_loss(
    encoder: Encoder, material: Material, batch: Sequence[Group], chance: random.Random
) -> torch.Tensor:
    """Loss of one batch: question to paragraph, to its words, to fact sentence, to a sister."""
    asked = [one for group in batch for one in group.asked]
    questions = encoder([vary(one.question, chance) for one in asked], QUESTION_TOKENS)
    places = [group.paragraph for group in batch]
    paragraphs = encoder([material.paragraphs[place] for place in places], PARAGRAPH_TOKENS)
    right = [places.index(one.paragraph) for one in asked]
    loss = among(questions.vectors, paragraphs.vectors, right)
    rows = list(range(0, len(asked), EVERY))
    wanted = torch.tensor([right[row] for row in rows])
    loss = loss + cross_entropy(SCALE * aligned(questions, rows, paragraphs), wanted)
    facts = [row for row, one in enumerate(asked) if one.sentence >= 0]
    held = sorted({asked[row].sentence for row in facts})
    if held:
        sentences = encoder([material.sentences[place] for place in held], SENTENCE_TOKENS)
        told = [held.index(asked[row].sentence) for row in facts]
        loss = loss + 0.5 * among(questions.vectors[facts], sentences.vectors, told)
    firsts, sisters = _sisters(batch)
    if len(firsts) > 1:
        first, sister = questions.vectors[firsts], questions.vectors[sisters]
        loss = loss + 0.3 * among(first, sister, list(range(len(firsts))))
    return loss


def aligned(questions: Encoded, rows: Sequence[int], texts: Encoded) -> torch.Tensor:
    """Late interaction (ColBERT): for each question and text the mean of the highest cosines.

    Every word piece of a question keeps its highest cosine to a word piece of the text.
    """
    pieces, mask = questions.pieces[rows], questions.mask[rows]
    near = torch.einsum("qid,pjd->qpij", pieces, texts.pieces)
    near = near.masked_fill(texts.mask[None, :, None, :] == 0, -1.0).amax(3)
    return (near * mask[:, None, :]).sum(2) / mask.sum(1).clamp(min=1)[:, None]


def _sisters(batch: Sequence[Group]) -> tuple[list[int], list[int]]:
    """Rows of the first and last question of each group that has several."""
    firsts, sisters, row = [], [], 0
    for group in batch:
        if len(group.asked) > 1:
            firsts.append(row)
            sisters.append(row + len(group.asked) - 1)
        row += len(group.asked)
    return firsts, sisters


def train(encoder: Encoder, material: Material, options: argparse.Namespace) -> Iterable[int]:
    """Run the epochs, yielding after each so that the caller can measure and save."""
    chance = random.Random(options.seed)
    torch.manual_seed(options.seed)
    asked, _ = hold_out(material.asked, options.hold_out, options.seed)
    weights = [weight for weight in encoder.parameters() if weight.requires_grad]
    optimiser = torch.optim.AdamW(encoder.learning(), lr=options.rate)
    total = options.epochs * len(_epoch(asked, options.batch, random.Random(0)))
    done = 0
    for epoch in range(options.epochs):
        begun = time.monotonic()
        for batch in _epoch(asked, options.batch, chance):
            rate = options.rate * min(1, (done + 1) / (0.1 * total)) * _cosine(done / total)
            for settings in optimiser.param_groups:
                settings["lr"] = rate
            with torch.autocast("cpu", torch.bfloat16, enabled=options.bf16):
                loss = step_loss(encoder, material, batch, chance)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(weights, 1.0)
            optimiser.step()
            done += 1
            if done % 10 == 0:
                passed = time.monotonic() - begun
                log.info("epoch %d step %d/%d loss %.3f, %.0f s", epoch, done, total, loss, passed)
        yield epoch


def _epoch(asked: Sequence[Asked], size: int, chance: random.Random) -> list[list[Group]]:
    """The batches of one epoch."""
    return batches(groups(asked, chance), size, chance)


def _cosine(share: float) -> float:
    """Learning rate factor that falls from 1 to 0.05."""
    return 0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * min(share, 1.0)))


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(prog="python -m ingest.train", description=__doc__)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--batch", type=int, default=32, help="groups of four questions per step")
    parser.add_argument("--rate", type=float, default=7e-5)
    parser.add_argument(
        "--hold-out", type=float, default=HELD_OUT, help="share of questions kept apart"
    )
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument(
        "--bf16", action="store_true", help="half precision, if the processor has it"
    )
    parser.add_argument("--paragraphs", type=Path, help="folder of paragraph files")
    parser.add_argument(
        "--frozen", type=int, default=FROZEN_LAYERS, help="lowest layers that stay as they are"
    )
    parser.add_argument(
        "--words", action=argparse.BooleanOptionalAction, default=True,
        help="train the word embeddings too",
    )  # fmt: skip
    parser.add_argument("--out", type=Path, help="folder for the weights")
    will_write(parser, written_at("out"))
    return parse_or_leave(parser, arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, and after each epoch measure and save; the exit code."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    options = parse(arguments)
    torch.set_num_threads(options.threads)
    data = Settings().data_dir
    reports = read_reports(data / "reports.toml")
    corpus = read_corpus(reports, options.paragraphs or data / "paragraphs", data / "annotations")
    material, encoder = gather(corpus), Encoder(options.frozen, words=options.words)
    _, held = hold_out(material.asked, options.hold_out, options.seed)
    log.info("%d questions, %d held out", len(material.asked), len(held))
    log.info("before: %s", measure(encoder, corpus, material, held))
    for epoch in train(encoder, material, options):
        log.info("epoch %d: %s", epoch, measure(encoder, corpus, material, held))
        saved = write_trained_layers(encoder.model, options.out or data / "models", options.frozen)
        log.info("saved %s", saved)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
