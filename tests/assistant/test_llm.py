"""The language model seam against a real server that speaks both protocols, and misbehaves."""

import time
from collections.abc import Iterator

import pytest
from fake_llm_server import FakeServer, running

from assistant.errors import ModelUnavailable, SettingsError
from assistant.llm import ANSWER_TOKENS, LlamaIndexModel, Message, connect, read_endpoint
from assistant.settings import Settings, read_settings

ASK = (Message("system", "Answer briefly."), Message("user", "What did most areas have?"))


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with running() as started:
        yield started


@pytest.fixture(params=["ollama", "openai"])
def provider(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def model(server: FakeServer, provider: str, *, seconds: float = 6.0) -> LlamaIndexModel:
    url = server.url + ("/v1" if provider == "openai" else "")
    settings = Settings(llm=f"{provider}:small", llm_url=url, llm_seconds=seconds, llm_context=4096)
    connected = connect(settings)
    assert connected is not None
    return connected


def test_the_reply_arrives_in_pieces_from_either_protocol(
    server: FakeServer, provider: str
) -> None:
    pieces = list(model(server, provider).stream(ASK))
    assert "".join(pieces) == "Most areas had a protocol [1]."
    assert len(pieces) > 2
    assert [r["body"]["messages"][1]["content"] for r in server.behaviour.requests] == [ASK[1].text]


def test_ollama_is_told_the_window_so_that_it_does_not_cut_the_prompt(server: FakeServer) -> None:
    list(model(server, "ollama").stream(ASK))
    (sent,) = server.behaviour.requests
    assert sent["path"] == "/api/chat"
    assert sent["body"]["options"]["num_ctx"] == 4096
    assert sent["body"]["options"]["num_predict"] == ANSWER_TOKENS
    assert sent["body"]["options"]["temperature"] == 0


def test_keys_and_names_in_the_environment_are_never_used(
    server: FakeServer, provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    traps = ["OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OLLAMA_API_KEY"]
    for name in traps:
        monkeypatch.setenv(name, "trap-value")
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "OPENAI_BASE_URL", "OPENAI_API_BASE"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/trap-value")
    monkeypatch.setenv("OLLAMA_HOST", "http://127.0.0.1:9")
    assert "".join(model(server, provider).stream(ASK)) == "Most areas had a protocol [1]."
    (sent,) = server.behaviour.requests
    assert "trap-value" not in repr(sent)


def test_the_key_that_is_set_is_sent(server: FakeServer) -> None:
    settings = Settings(llm="openai:m", llm_url=server.url + "/v1", llm_key="mine")
    connected = connect(settings)
    assert connected is not None
    list(connected.stream(ASK))
    assert server.behaviour.requests[0]["headers"]["Authorization"] == "Bearer mine"


@pytest.mark.parametrize("status", [429, 500])
def test_a_request_that_fails_once_is_sent_again(
    server: FakeServer, provider: str, status: int
) -> None:
    server.behaviour.status, server.behaviour.failures = status, 1
    assert "".join(model(server, provider).stream(ASK)) == "Most areas had a protocol [1]."
    assert len(server.behaviour.requests) == 2


@pytest.mark.parametrize("status", [429, 500])
def test_a_server_that_keeps_failing_is_named(
    server: FakeServer, provider: str, status: int
) -> None:
    server.behaviour.status = status
    with pytest.raises(ModelUnavailable, match=r"small at 127\.0\.0\.1 did not answer"):
        list(model(server, provider).stream(ASK))
    assert len(server.behaviour.requests) == 2


@pytest.mark.parametrize("fault", ["slow", "drips"])
def test_the_time_limit_holds_for_the_whole_reply(
    server: FakeServer, provider: str, fault: str
) -> None:
    server.behaviour.fault, server.behaviour.seconds = fault, 3.0
    slow = model(server, provider, seconds=1.0)
    slow._adapter  # noqa: B018 - importing the library is not part of the limit
    started = time.monotonic()
    with pytest.raises(ModelUnavailable):
        list(slow.stream(ASK))
    assert time.monotonic() - started < 2.0


@pytest.mark.parametrize("fault", ["drops", "garbage", "redirect"])
def test_a_broken_reply_is_a_failure_of_the_model(
    server: FakeServer, provider: str, fault: str
) -> None:
    server.behaviour.fault = fault
    with pytest.raises(ModelUnavailable):
        list(model(server, provider).stream(ASK))


@pytest.mark.parametrize("fault", ["html", "empty"])
def test_a_reply_without_words_gives_none(server: FakeServer, provider: str, fault: str) -> None:
    server.behaviour.fault = fault
    try:
        said = "".join(model(server, provider).stream(ASK))
    except ModelUnavailable:
        said = ""
    assert said == ""


def test_no_server_at_all_is_named(provider: str) -> None:
    with running() as stopped:
        gone = stopped.url
    settings = Settings(llm=f"{provider}:small", llm_url=gone, llm_seconds=5.0)
    connected = connect(settings)
    assert connected is not None
    with pytest.raises(ModelUnavailable, match="did not answer"):
        list(connected.stream(ASK))


def test_without_the_setting_there_is_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "trap-value")
    assert connect(read_settings({})) is None
    assert connect(Settings(llm="")) is None


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8080/v1", "http://localhost:1", "http://[::1]:2"]
)
def test_this_machine_needs_no_consent(url: str) -> None:
    endpoint = read_endpoint(Settings(llm="openai:m", llm_url=url))
    assert endpoint is not None
    assert endpoint.local


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example.com/v1",
        "http://127.0.0.1.example.com/v1",
        "http://10.0.0.5:11434",
        "http://user:127.0.0.1@example.com/",
        "http://0.0.0.0:1",
    ],
)
def test_another_machine_needs_consent_and_its_name_is_shown(url: str) -> None:
    with pytest.raises(SettingsError, match="ASSISTANT_ALLOW_REMOTE_LLM"):
        read_endpoint(Settings(llm="openai:m", llm_url=url))
    allowed = read_endpoint(Settings(llm="openai:m", llm_url=url, allow_remote_llm=True))
    assert allowed is not None
    assert not allowed.local
    assert allowed.host in url.rpartition("@")[2]


@pytest.mark.parametrize(
    ("llm", "url", "named"),
    [
        ("gpt", "", "ASSISTANT_LLM='gpt'"),
        ("anthropic:x", "", "none, ollama:MODEL or openai:MODEL"),
        ("ollama:", "", "ollama:MODEL"),
        ("openai:gpt", "", "needs ASSISTANT_LLM_URL"),
        ("openai:gpt", "file:///etc/passwd", "http or https"),
        ("openai:gpt", "localhost:8080", "http or https"),
    ],
)
def test_a_wrong_setting_is_named(llm: str, url: str, named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        read_endpoint(Settings(llm=llm, llm_url=url))


def test_model_names_may_hold_colons() -> None:
    endpoint = read_endpoint(Settings(llm="ollama:qwen2.5:7b"))
    assert endpoint is not None
    assert (endpoint.model, endpoint.url) == ("qwen2.5:7b", "http://127.0.0.1:11434")
