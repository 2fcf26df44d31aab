"""The language model behind one method, `stream`; LlamaIndex adapters to Ollama and the like."""

from __future__ import annotations

import functools
import ipaddress
import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from assistant.errors import ModelUnavailable, SettingsError
from assistant.settings import Settings
from assistant.worded import said_at_start

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

logger = logging.getLogger(__name__)
ANSWER_TOKENS = 700  # the longest answer asked for
OLLAMA_URL = "http://127.0.0.1:11434"


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a prompt; the role is "system" or "user"."""

    role: str
    text: str


class LanguageModel(Protocol):
    """What writes: one method, so that a scripted fake is five lines."""

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """The reply in pieces as they arrive; ModelUnavailable where there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where questions and passages go when a language model is set."""

    provider: str  # "ollama" or "openai"
    model: str
    url: str
    key: str = ""

    @property
    def host(self) -> str:
        """The host that receives the data, shown to the user."""
        return urlsplit(self.url).hostname or ""

    @property
    def local(self) -> bool:
        """Whether the host is this machine: localhost or a loopback address."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def read_endpoint(settings: Settings) -> Endpoint | None:
    """The endpoint set by ASSISTANT_LLM, None for "none"; SettingsError where it is not allowed."""
    if settings.llm.strip().lower() in ("", "none"):
        return None
    provider, _, model = settings.llm.partition(":")
    if provider not in ("ollama", "openai") or not model:
        raise SettingsError(
            f"ASSISTANT_LLM={settings.llm!r} is not known. Use none, ollama:MODEL or openai:MODEL."
        )
    url = settings.llm_url or (OLLAMA_URL if provider == "ollama" else "")
    if not url:
        raise SettingsError(
            "ASSISTANT_LLM=openai:… needs ASSISTANT_LLM_URL, for example http://127.0.0.1:8080/v1."
        )
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise SettingsError(f"ASSISTANT_LLM_URL={url!r} must be an http or https address.")
    endpoint = Endpoint(provider, model, url, settings.llm_key)
    if not endpoint.local and not settings.allow_remote_llm:
        raise SettingsError(
            f"ASSISTANT_LLM_URL points to {endpoint.host}, another machine: questions would leave "
            "this one. Set ASSISTANT_ALLOW_REMOTE_LLM=yes to consent."
        )
    return endpoint


def connect(settings: Settings) -> LlamaIndexModel | None:
    """The model that the settings name, None for "none". Nothing is sent before `stream`.

    Every command that uses a model comes by here, so here it is said that this is experimental.
    """
    endpoint = read_endpoint(settings)
    if endpoint is None:
        return None
    logger.warning("%s", said_at_start(settings.llm))
    return LlamaIndexModel(endpoint, seconds=settings.llm_seconds, context=settings.llm_context)


class LlamaIndexModel:
    """A LlamaIndex adapter held to a time limit, retried once while nothing has arrived.

    The limit is for the whole reply: a server that sends a word now and then must not hold
    up the answer, and a read time-out alone would never end that.
    """

    def __init__(self, endpoint: Endpoint, *, seconds: float, context: int) -> None:
        self.endpoint = endpoint
        self.seconds = seconds
        self.context = context

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """The reply in pieces; ModelUnavailable when it is late, broken off or malformed."""
        self._adapter  # noqa: B018 - loaded before the clock starts: its libraries take seconds
        deadline = time.monotonic() + self.seconds
        for attempt in (1, 2):
            started = False
            try:
                for piece in _until(deadline, lambda: self._pieces(messages)):
                    started = True
                    yield piece
                return
            except ModelUnavailable:
                if started or attempt == 2 or time.monotonic() + 0.2 >= deadline:
                    raise
                time.sleep(0.2)

    def _pieces(self, messages: Sequence[Message]) -> Iterator[str]:
        """The adapter's pieces; each failure of the server or its reply as ModelUnavailable."""
        import httpx
        from llama_index.core.llms import ChatMessage, MessageRole
        from ollama import ResponseError
        from openai import OpenAIError

        where = f"{self.endpoint.model} at {self.endpoint.host}"
        turns = [ChatMessage(role=MessageRole(m.role), content=m.text) for m in messages]
        try:
            for reply in self._adapter.stream_chat(turns):
                if reply.delta:
                    yield reply.delta
        except (OpenAIError, ResponseError, httpx.HTTPError, OSError) as error:
            raise ModelUnavailable(f"{where} did not answer ({type(error).__name__}).") from error
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            # a reply that is not of the protocol fails in the adapter, at any of these
            raise ModelUnavailable(f"{where} sent a malformed reply.") from error

    @functools.cached_property
    def _adapter(self) -> LLM:
        """The adapter with its own HTTP client: no proxies, no redirects, no keys from outside."""
        import httpx

        if self.endpoint.provider == "ollama":
            from llama_index.llms.ollama import Ollama
            from ollama import Client

            # an explicit header keeps the client from sending OLLAMA_API_KEY
            client = Client(
                host=self.endpoint.url,
                timeout=self.seconds,
                follow_redirects=False,
                trust_env=False,
                headers={"Authorization": f"Bearer {self.endpoint.key or 'none'}"},
            )
            return Ollama(
                model=self.endpoint.model,
                base_url=self.endpoint.url,
                client=client,
                temperature=0.0,
                context_window=self.context,
                request_timeout=self.seconds,
                additional_kwargs={"num_predict": ANSWER_TOKENS, "seed": 7},
            )
        from llama_index.llms.openai_like import OpenAILike

        return OpenAILike(  # type: ignore[call-arg]  # http_client is an argument of its parent
            model=self.endpoint.model,
            api_base=self.endpoint.url,
            api_key=self.endpoint.key or "none",
            is_chat_model=True,
            temperature=0.0,
            max_tokens=ANSWER_TOKENS,
            context_window=self.context,
            timeout=self.seconds,
            max_retries=0,
            additional_kwargs={"seed": 7},
            # names in OPENAI_ORG_ID and OPENAI_PROJECT_ID stay on this machine
            default_headers={"OpenAI-Organization": "", "OpenAI-Project": ""},
            http_client=httpx.Client(timeout=self.seconds, trust_env=False, follow_redirects=False),
        )


def _until(deadline: float, pieces: Callable[[], Iterator[str]]) -> Iterator[str]:
    """The pieces until the deadline; they are read in a thread that may be left behind."""
    arrived: queue.Queue[str | ModelUnavailable | None] = queue.Queue()
    unwanted = threading.Event()

    def read() -> None:
        try:
            for piece in pieces():
                if unwanted.is_set():
                    return
                arrived.put(piece)
            arrived.put(None)
        except ModelUnavailable as error:
            arrived.put(error)
        finally:  # read by nobody unless the reader itself failed
            arrived.put(ModelUnavailable("The reply of the language model could not be read."))

    threading.Thread(target=read, name="language-model", daemon=True).start()
    try:
        while True:
            piece = arrived.get(timeout=max(0.0, deadline - time.monotonic()))
            if piece is None:
                return
            if isinstance(piece, ModelUnavailable):
                raise piece
            yield piece
    except queue.Empty as error:
        raise ModelUnavailable("The language model took too long.") from error
    finally:
        unwanted.set()
