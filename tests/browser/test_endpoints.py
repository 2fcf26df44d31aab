"""The endpoints as programs use them: gradio_client, plain HTTP and a real MCP client."""

from __future__ import annotations

import asyncio
import json
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import jsonschema
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from mcp import ClientSession
from mcp.client.streamable_http import streamablehttp_client

from assistant.record import schema
from tests.fakes import URGENT

REVIEW = "How long should a serious case review take?"


@pytest.fixture(scope="module")
def client(site):
    return Client(site.address, verbose=False)


def test_ask_returns_the_answer_record(client):
    record = client.predict(REVIEW, api_name="/ask")
    jsonschema.validate(record, schema())
    assert record["outcome"] == "answered"
    for cited in record["citations"]:
        assert cited["quote"] in cited["text"]


def test_ask_reads_the_history_and_the_reports(client):
    record = client.predict("And how often?", [REVIEW], ["2008"], api_name="/ask")
    assert record["history"] == [REVIEW]
    assert REVIEW in record["searched_for"]
    assert {found["paragraph_id"][:5] for found in record["retrieved"]} == {"2008/"}


def test_an_urgent_message_gets_the_fixed_text(client):
    record = client.predict("He is hurt at once", api_name="/ask")
    assert (record["outcome"], record["answer"]) == ("urgent", URGENT)


def test_search_returns_as_many_passages_as_asked_with_their_citations(client):
    found = client.predict("serious case reviews", 3, api_name="/search")["passages"]
    assert len(found) == 3
    assert all(entry["label"] and entry["text"] and entry["published"] for entry in found)


def test_paragraph_returns_the_words_and_the_neighbours(client, site):
    read = client.predict("2002/5.45", api_name="/paragraph")
    assert read["text"] == site.assistant.corpus.paragraph("2002/5.45").text
    assert (read["previous"], read["next"]) == ("2002/5.44", "2002/5.46")
    assert read["label"] == "Safeguarding Children (October 2002), paragraph 5.45"


@pytest.mark.parametrize(
    ("arguments", "endpoint", "said"),
    [
        ((" ",), "/ask", "at least one word"),
        (("x" * 5000,), "/ask", "2,000 characters"),
        ((REVIEW, [], ["1999"]), "/ask", "no report"),
        ((REVIEW, 500), "/search", "from 1 to 50"),
        (("2002/99.9",), "/paragraph", "no paragraph"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(client, arguments, endpoint, said):
    with pytest.raises(AppError, match=said):
        client.predict(*arguments, api_name=endpoint)


def test_quiz_drafts_items_with_their_paragraphs(client, site):
    quiz = client.predict("serious case reviews", 2, api_name="/quiz")
    assert 1 <= len(quiz["items"]) <= 2
    for item in quiz["items"]:
        assert item["source"] in site.assistant.corpus


def test_the_pages_own_events_are_not_offered(client):
    offered = client.view_api(return_format="dict")["named_endpoints"]
    assert set(offered) == {"/ask", "/search", "/paragraph", "/quiz"}


def test_plain_http_is_enough(site):
    body = json.dumps({"data": ["2002/5.45"]}).encode()
    address = f"{site.address}/gradio_api/call/paragraph"
    sent = urllib.request.Request(address, body, {"content-type": "application/json"})
    with urllib.request.urlopen(sent, timeout=60) as answer:
        event = json.load(answer)["event_id"]
    with urllib.request.urlopen(f"{address}/{event}", timeout=60) as answer:
        assert "Chapter 8 serious" in answer.read().decode()


def test_twenty_people_at_once_get_each_their_own_answer(client, site):
    ids = [p.id for p in site.assistant.corpus.of_report("2002")[100:120]]
    questions = [site.assistant.corpus.annotations[one].questions[0] for one in ids]
    with ThreadPoolExecutor(20) as people:
        records = list(people.map(lambda asked: client.predict(asked, api_name="/ask"), questions))
    assert [record["question"] for record in records] == questions
    assert [record["answer"] for record in records] == [
        site.assistant.ask(question).text for question in questions
    ]


def test_an_mcp_client_lists_and_calls_the_tools(site):
    async def call():
        address = f"{site.address}/gradio_api/mcp/"
        async with (
            streamablehttp_client(address) as (reading, writing, _),
            ClientSession(reading, writing) as session,
        ):
            await session.initialize()
            tools = {tool.name: tool for tool in (await session.list_tools()).tools}
            record = await session.call_tool("ask", {"question": REVIEW})
            fault = await session.call_tool("paragraph", {"paragraph_id": "2002/99.9"})
            return tools, record, fault

    tools, record, fault = asyncio.run(call())
    assert {"ask", "search", "paragraph", "quiz"} <= set(tools)
    assert tools["ask"].inputSchema["required"] == ["question"]
    assert "request" not in tools["ask"].inputSchema["properties"]
    jsonschema.validate(json.loads(record.content[0].text), schema())
    assert fault.isError
    assert "no paragraph" in fault.content[0].text
