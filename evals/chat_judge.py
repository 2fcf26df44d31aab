"""A judge LLM behind an OpenAI-compatible address, named by EVAL_JUDGE=provider:model.

The address and key are our own settings (EVAL_JUDGE_URL, EVAL_JUDGE_KEY): no client library is
used that would look for a key or an address of its own in the environment.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from pydantic import BaseModel, ValidationError
from ragas.llms.base import InstructorBaseRagasLLM

from assistant.errors import ModelUnavailable, SettingsError
from evals.verdicts import fault_of

ADDRESSES = {"ollama": "http://127.0.0.1:11434/v1", "openai": "https://api.openai.com/v1"}


@dataclass(frozen=True)
class JudgeSettings:
    """Which LLM judges, where it listens, and how often each verdict is asked for."""

    provider: str
    model: str
    url: str
    key: str = ""
    seconds: float = 60.0
    repeats: int = 3

    @property
    def name(self) -> str:
        """The judge as it is named in settings and reports, "ollama:qwen2.5:7b"."""
        return f"{self.provider}:{self.model}"


def judge_settings(environment: Mapping[str, str]) -> JudgeSettings | None:
    """The judge named in EVAL_JUDGE, None where none is; SettingsError names what is wrong."""
    named = environment.get("EVAL_JUDGE", "").strip()
    if named in ("", "none", "offline"):
        return None
    provider, _, model = named.partition(":")
    if provider not in ADDRESSES or not model:
        known = ", ".join(f"{name}:MODEL" for name in ADDRESSES)
        raise SettingsError(f"EVAL_JUDGE={named!r} must be one of: {known}, offline.")
    repeats = environment.get("EVAL_JUDGE_REPEATS", "3")
    if not repeats.isdigit() or repeats == "0":
        raise SettingsError(f"EVAL_JUDGE_REPEATS={repeats!r} must be a number from 1.")
    url = environment.get("EVAL_JUDGE_URL", "") or ADDRESSES[provider]
    key = environment.get("EVAL_JUDGE_KEY", "")
    if provider == "openai" and not key and url == ADDRESSES["openai"]:
        raise SettingsError("EVAL_JUDGE=openai:… needs EVAL_JUDGE_KEY or EVAL_JUDGE_URL.")
    return JudgeSettings(provider, model, url.rstrip("/"), key, repeats=int(repeats))


class ChatJudge(InstructorBaseRagasLLM):
    """Ragas's LLM interface over one HTTP call; replies are cached by prompt, model and repeat."""

    def __init__(self, settings: JudgeSettings, cache: Path | None = None) -> None:
        self._settings = settings
        self._cache = cache
        self._asked: dict[str, int] = {}

    def generate(self, prompt: str, response_model: type[Any]) -> Any:  # noqa: ANN401 - as in Ragas
        """The reply as the response model."""
        return asyncio.run(self.agenerate(prompt, response_model))

    async def agenerate(self, prompt: str, response_model: type[Any]) -> Any:  # noqa: ANN401
        """The reply as the response model; ModelUnavailable where there is none that fits."""
        key = self._key(prompt, response_model)
        path = self._cache / f"{key}.json" if self._cache else None
        if path and path.exists():
            return response_model.model_validate_json(path.read_text("utf-8"))
        reply = await self._reply(prompt, response_model)
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(reply.model_dump_json(), encoding="utf-8")
        return reply

    async def _reply(self, prompt: str, response_model: type[BaseModel]) -> BaseModel:
        """What the LLM says, asked a second time where it is not an answer to what was asked."""
        fault = ""
        for _ in range(2):
            said = await self._post(prompt, response_model, fault)
            try:
                start, end = said.find("{"), said.rfind("}")
                reply = response_model.model_validate_json(said[start : end + 1])
                fault = fault_of(reply, prompt)
            except ValidationError as error:
                fault = str(error)
            if not fault:
                return reply
        raise ModelUnavailable(
            f"{self._settings.name} gave no valid {response_model.__name__}: {fault}"
        )

    async def _post(self, prompt: str, response_model: type[BaseModel], fault: str) -> str:
        """The text of one chat completion."""
        schema = json.dumps(response_model.model_json_schema())
        system = f"Answer with one JSON object that fits this schema and nothing else: {schema}"
        if fault:
            system += f"\nYour last answer did not fit: {fault}"
        body = {
            "model": self._settings.model,
            "temperature": 0,
            "max_tokens": 2048,
            "response_format": {"type": "json_object"},
            "messages": [
                {"role": "system", "content": system},
                {"role": "user", "content": prompt},
            ],
        }
        headers = {"Authorization": f"Bearer {self._settings.key}"} if self._settings.key else {}
        url = f"{self._settings.url}/chat/completions"
        try:
            async with httpx.AsyncClient(timeout=self._settings.seconds, trust_env=False) as client:
                answer = await client.post(url, json=body, headers=headers)
                answer.raise_for_status()
                return str(answer.json()["choices"][0]["message"]["content"])
        except (httpx.HTTPError, ValueError, KeyError, IndexError, TypeError) as error:
            raise ModelUnavailable(
                f"The judge {self._settings.name} did not answer at {self._settings.url}: {error}."
            ) from error

    def _key(self, prompt: str, response_model: type[Any]) -> str:
        """Name of the cached reply: each repeat of a prompt has its own."""
        text = f"{self._settings.name}\n{response_model.__name__}\n{prompt}"
        digest = hashlib.sha256(text.encode()).hexdigest()
        self._asked[digest] = self._asked.get(digest, 0) + 1
        return f"{digest[:40]}-{self._asked[digest]}"
