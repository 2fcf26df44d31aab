"""Ragas behind one file: its metric classes with the offline judge or a configured LLM."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, cast

from ragas.embeddings.base import BaseRagasEmbedding
from ragas.llms.base import InstructorBaseRagasLLM
from ragas.metrics.collections import (
    AnswerRelevancy,
    ContextPrecisionWithReference,
    ContextRecall,
    FactualCorrectness,
    Faithfulness,
)
from ragas.metrics.collections.faithfulness.util import (
    NLIStatementInput,
    NLIStatementOutput,
    NLIStatementPrompt,
    StatementFaithfulnessAnswer,
    StatementGeneratorOutput,
)
from tqdm import tqdm

from assistant.errors import AssistantError
from evals import reading
from evals.judged import Judged
from evals.measures import without_markers
from evals.scoring import Scored, spoken
from evals.support import Near, Verdict, supports
from evals.verdicts import last_input

Embed = Callable[[str], Iterable[float]]
AT_ONCE = 4  # questions that a judge LLM is asked about at the same time


class OfflineJudge(InstructorBaseRagasLLM):
    """Answers Ragas's faithfulness prompts by rule: sentences are statements."""

    def __init__(self, near: Near | None = None) -> None:
        self._near = near

    def generate(self, prompt: str, response_model: type[Any]) -> Any:  # noqa: ANN401
        """The reply to a prompt as the response model that Ragas asks for."""
        asked = last_input(prompt)
        if response_model is StatementGeneratorOutput:
            return StatementGeneratorOutput(statements=reading.sentences(str(asked["answer"])))
        if response_model is NLIStatementOutput:
            verdicts = [self._verdict(str(s), asked) for s in asked["statements"]]
            return NLIStatementOutput(statements=verdicts)
        raise NotImplementedError(f"The offline judge cannot answer as {response_model.__name__}.")

    async def agenerate(self, prompt: str, response_model: type[Any]) -> Any:  # noqa: ANN401
        """The same reply; nothing is waited for."""
        return self.generate(prompt, response_model)

    def _verdict(self, statement: str, asked: Mapping[str, Any]) -> StatementFaithfulnessAnswer:
        """The verdict on one statement against the context of the prompt."""
        verdict = supports(statement, str(asked["context"]), self._near)
        return StatementFaithfulnessAnswer(
            statement=statement, reason=verdict.reason, verdict=int(verdict.supported)
        )


class Embeddings(BaseRagasEmbedding):
    """The assistant's own embedding, handed to Ragas so that it never makes one itself."""

    def __init__(self, embed: Embed) -> None:
        self._embed = embed

    def embed_text(self, text: str, **_: Any) -> list[float]:  # noqa: ANN401 - as in Ragas
        """The vector of a text."""
        return [float(value) for value in self._embed(text)]

    async def aembed_text(self, text: str, **_: Any) -> list[float]:  # noqa: ANN401
        """The vector of a text."""
        return self.embed_text(text)


def said_aloud(scored: Scored) -> str:
    """The answer as it is judged: no markers, no lead-in line."""
    return "\n".join(without_markers(text) for text, _ in spoken(scored.record))


def contexts(scored: Scored) -> list[str]:
    """What the answer claims to rest on: the cited paragraphs with their headings, each once."""
    return list(dict.fromkeys(scored.sources.values())) or ["(nothing cited)"]


def judge_faithfulness(
    scored: Sequence[Scored], llm: InstructorBaseRagasLLM, repeats: int = 1
) -> dict[str, Judged]:
    """Ragas's Faithfulness of every answered question against its cited paragraphs, by id."""
    metric = Faithfulness(llm=llm)

    def once(one: Scored) -> Awaitable[Any]:
        return metric.ascore(
            user_input=one.question.question,
            response=said_aloud(one),
            retrieved_contexts=contexts(one),
        )

    return asyncio.run(_judge(answered(scored), once, repeats, "faithfulness"))


def judge_more(
    scored: Sequence[Scored], llm: InstructorBaseRagasLLM, embed: Embed, repeats: int = 1
) -> dict[str, dict[str, Judged]]:
    """Ragas's measures that need a real LLM, by measure and question id.

    They are asked of the answers to questions that have a model answer to hold them against.
    """
    relevancy = AnswerRelevancy(llm=llm, embeddings=Embeddings(embed))
    precision = ContextPrecisionWithReference(llm=llm)
    recall = ContextRecall(llm=llm)
    factual = FactualCorrectness(llm=llm)

    def found(one: Scored) -> list[str]:
        return [passage["text"] for passage in one.record["retrieved"][:5]]

    measures: dict[str, Callable[[Scored], Awaitable[Any]]] = {
        "response_relevancy": lambda one: relevancy.ascore(one.question.question, said_aloud(one)),
        "context_precision": lambda one: precision.ascore(
            one.question.question, one.question.answer, found(one)
        ),
        "context_recall": lambda one: recall.ascore(
            one.question.question, found(one), one.question.answer
        ),
        "factual_correctness": lambda one: factual.ascore(said_aloud(one), one.question.answer),
    }
    asked = [one for one in answered(scored) if one.question.answer.strip() and found(one)]

    async def everything() -> dict[str, dict[str, Judged]]:
        return {name: await _judge(asked, once, repeats, name) for name, once in measures.items()}

    return asyncio.run(everything())


def verdicts_on(pairs: Sequence[tuple[str, str]], llm: InstructorBaseRagasLLM) -> list[Verdict]:
    """The judge's verdict on each statement against its text, by Ragas's own prompt.

    A failure is a verdict as well, the wrong one for a supported statement: it names itself.
    """

    async def one(statement: str, text: str, free: asyncio.Semaphore) -> Verdict:
        asked = NLIStatementInput(context=text, statements=[statement])
        prompt = NLIStatementPrompt().to_string(asked)
        async with free:
            try:
                said = cast(NLIStatementOutput, await llm.agenerate(prompt, NLIStatementOutput))
            except AssistantError as error:
                return Verdict(False, f"failed: {error}")
        return Verdict(bool(said.statements[0].verdict), said.statements[0].reason)

    async def everything() -> list[Verdict]:
        free = asyncio.Semaphore(AT_ONCE)
        return await asyncio.gather(*(one(statement, text, free) for statement, text in pairs))

    return asyncio.run(everything())


def answered(scored: Sequence[Scored]) -> list[Scored]:
    """Those that gave an answer to judge."""
    return [one for one in scored if one.record["outcome"] == "answered" and said_aloud(one)]


async def _judge(
    asked: Sequence[Scored], once: Callable[[Scored], Awaitable[Any]], repeats: int, name: str
) -> dict[str, Judged]:
    """Each question judged `repeats` times, a few questions at once."""
    free = asyncio.Semaphore(AT_ONCE)
    with tqdm(total=len(asked), desc=name, unit="", disable=None) as bar:

        async def judged(one: Scored) -> tuple[str, Judged]:
            async with free:
                found = await _repeated(one, once, repeats)
            bar.update()
            return one.question.id, found

        return dict(await asyncio.gather(*(judged(one) for one in asked)))


async def _repeated(one: Scored, once: Callable[[Scored], Awaitable[Any]], repeats: int) -> Judged:
    """The verdicts on one question; a failure keeps its reason and gives no number."""
    values: list[float] = []
    failures: list[str] = []
    for _ in range(repeats):
        try:
            value = float((await once(one)).value)
        except Exception as error:  # noqa: BLE001 - a judge may fail in any way; it is counted
            failures.append(f"{type(error).__name__}: {error}"[:300])
            continue
        if math.isnan(value):
            failures.append("the judge gave no number")
        elif not -1 <= value <= 1 + 1e-9:
            failures.append(f"the judge gave {value}")
        else:
            values.append(value)
    return Judged(tuple(values), tuple(failures))
