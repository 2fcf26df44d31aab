"""The gate refuses what may not pass: no log-in, too large, too slow, too often, from elsewhere."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from fastapi.testclient import TestClient
from starlette.formparsers import MultiPartException

from app import server_config
from assistant.access import AccountsFile, Role, set_password
from assistant.audit import AuditLog
from assistant.pages import sessions
from assistant.pages.gate import Gate
from assistant.pages.incoming import LARGEST_BODY, LARGEST_UPLOAD, metered, read_body
from assistant.pages.login import LARGEST_FORM, login_page
from assistant.pages.refusals import Refusal
from assistant.pages.rights import person_in
from assistant.pages.sessions import ATTEMPTS, PAUSE, LogIn, Pauses, network
from assistant.settings import Settings

PASSWORD = "correct horse battery"
PAGE = {"accept": "text/html"}


@pytest.fixture
def accounts(tmp_path):
    path = tmp_path / "auth"
    set_password(path, "anna", PASSWORD)
    set_password(path, "ben", "another long password")
    return path


@pytest.fixture
def audit(tmp_path):
    return AuditLog(tmp_path / "audit.jsonl")


@pytest.fixture
def site(audit):
    """Makes a tiny app behind a gate; a client from any address."""

    def made(*, address="10.0.0.1", gate=None, accounts=None, hosts=()):
        app = gate or behind_a_gate(audit, accounts, hosts)
        return TestClient(
            app, base_url="http://127.0.0.1:7860", follow_redirects=False, client=(address, 5000)
        )

    return made


def behind_a_gate(audit, accounts=None, hosts=()):
    app = FastAPI()

    @app.get("/")
    def page(request: Request):
        body = "<script>1</script><script src=x></script><p>scripted"
        return HTMLResponse(body, headers={"x-owner": request.scope.get("owner", "")})

    @app.get("/data")
    def data():
        return HTMLResponse("<script>window.uploaded = 1</script>")

    @app.post("/sent")
    async def sent(request: Request):
        return {"bytes": len(await request.body()), "role": person_in(request.scope).role}

    @app.post("/gradio_api/upload")
    async def upload(request: Request):
        return {"bytes": len(await request.body())}

    file = AccountsFile(accounts) if accounts else None
    app.add_middleware(Gate, audit=audit, accounts=file, hosts=hosts)
    return app


def noted(audit_path):
    return [json.loads(line) for line in audit_path.read_text("utf-8").splitlines()]


def test_each_browser_is_its_own_owner_and_keeps_it(site):
    client, other = site(), site()
    first = client.get("/", headers=PAGE)
    assert "HttpOnly" in first.headers["set-cookie"]
    assert "SameSite=Lax" in first.headers["set-cookie"]
    again = client.get("/", headers=PAGE)
    assert "set-cookie" not in again.headers
    assert again.headers["x-owner"] == first.headers["x-owner"]
    assert other.get("/", headers=PAGE).headers["x-owner"] != first.headers["x-owner"]


def test_the_cookie_itself_is_not_the_owners_name(site):
    answer = site().get("/", headers=PAGE)
    token = answer.headers["set-cookie"].split("=", 1)[1].split(";")[0]
    assert token not in answer.headers["x-owner"]


def test_scripts_of_the_page_carry_a_fresh_nonce_and_others_may_not_run(site):
    client = site()
    answer = client.get("/", headers=PAGE)
    policy = answer.headers["content-security-policy"]
    nonce = policy.split("'nonce-")[1].split("'")[0]
    assert answer.text.count(f'<script nonce="{nonce}"') == 2
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert nonce not in client.get("/", headers=PAGE).headers["content-security-policy"]


def test_html_that_is_not_the_page_gets_no_nonce(site):
    answer = site().get("/data", headers=PAGE)
    assert "nonce" not in answer.text
    assert "nonce" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_another_sites_name_is_refused_on_this_computer(site):
    client = site(hosts=("127.0.0.1", "localhost"))
    assert client.get("/", headers=PAGE).status_code == 200
    assert client.get("/", headers=PAGE | {"host": "evil.example:7860"}).status_code == 421


def test_without_log_in_everything_is_closed(site, accounts):
    client = site(accounts=accounts)
    assert client.get("/", headers=PAGE).headers["location"] == "/login"
    assert client.get("/data").status_code == 401
    assert client.post("/gradio_api/upload").status_code == 401
    assert client.get("/", headers={"cookie": "safeguarding-session=guess"}).status_code == 401


def test_log_in_opens_and_log_out_closes(site, accounts):
    client = site(accounts=accounts)
    wrong = client.post("/login", data={"name": "anna", "password": "wrong"})
    assert wrong.status_code == 401
    assert "do not fit" in wrong.text
    right = client.post("/login", data={"name": "anna", "password": PASSWORD})
    assert (right.status_code, right.headers["location"]) == (303, "/")
    assert client.get("/", headers=PAGE).headers["x-owner"] == "user:anna"
    client.get("/logout")
    assert client.get("/", headers=PAGE).headers["location"] == "/login"


def test_programs_may_send_the_password_with_each_request(site, accounts):
    client = site(accounts=accounts)
    assert client.get("/", auth=("anna", PASSWORD)).headers["x-owner"] == "user:anna"
    assert client.get("/", auth=("anna", "wrong")).status_code == 401
    assert client.get("/", headers={"authorization": "Basic ???"}).status_code == 401


def test_guessing_waits_at_the_address_it_came_from_and_nowhere_else(site, audit, accounts):
    gate = behind_a_gate(audit, accounts)
    guesser = site(gate=gate, address="10.0.0.66")
    for _ in range(ATTEMPTS):
        assert guesser.post("/login", data={"name": "anna", "password": "guess"}).status_code == 401
    refused = guesser.post("/login", data={"name": "anna", "password": PASSWORD})
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= PAUSE
    assert f"Try again in {refused.headers['retry-after']} seconds." in refused.text
    program = guesser.get("/", auth=("ben", "another long password"))
    assert (program.status_code, "Try again in" in program.text) == (429, True)
    elsewhere = site(gate=gate, address="10.0.0.7")
    assert elsewhere.post("/login", data={"name": "anna", "password": PASSWORD}).status_code == 303
    assert elsewhere.get("/", auth=("anna", PASSWORD)).status_code == 200


@pytest.mark.parametrize(("proxy", "address"), [("", "10.0.0.1"), ("10.0.0.1", "203.0.113.9")])
def test_what_a_client_says_of_its_address_is_believed_of_a_named_proxy_alone(
    audit, accounts, tmp_path, proxy, address
):
    config = server_config(behind_a_gate(audit, accounts), Settings(trusted_proxy=proxy))
    config.load()
    client = TestClient(config.loaded_app, client=("10.0.0.1", 5000))
    said = {"x-forwarded-for": "203.0.113.9"}
    client.post("/login", data={"name": "anna", "password": "guess"}, headers=said)
    assert [one["address"] for one in noted(tmp_path / "audit.jsonl")] == [address]


def test_an_address_may_try_again_after_the_pause_and_one_person_has_one_address():
    now = [1000.0]
    pauses = Pauses(lambda: now[0])
    for host in range(ATTEMPTS):
        pauses.wrong(f"2001:db8:1:2::{host}")
    assert pauses.left("2001:db8:1:2:ffff::9") == PAUSE
    assert pauses.left("2001:db8:1:3::9") == 0
    now[0] += PAUSE
    assert pauses.left("2001:db8:1:2::1") == 0
    pauses.wrong("2001:db8:1:2::1")
    assert pauses.left("2001:db8:1:2::1") == PAUSE
    pauses.right("2001:db8:1:2::1")
    assert pauses.left("2001:db8:1:2::1") == 0
    assert network("::ffff:10.0.0.7") == network("10.0.0.7")


def test_what_is_known_of_addresses_and_sessions_is_bounded(accounts, audit, monkeypatch):
    monkeypatch.setattr(sessions, "MOST_ADDRESSES", 50)
    monkeypatch.setattr(sessions, "MOST_SESSIONS", 50)
    pauses, login = Pauses(), LogIn(AccountsFile(accounts), audit)
    for number in range(500):
        pauses.wrong(f"10.0.{number // 250}.{number % 250}")
        login.open("anna")
    assert len(pauses._wrong) == len(login._sessions) == 50


def test_many_attempts_at_once_are_hashed_one_after_another(accounts, audit):
    login = LogIn(AccountsFile(accounts), audit)
    running, most, hashed = [0], [0], [0]

    class Slow:
        held = login.accounts.held

        def admits(self, name, password):
            running[0] += 1
            hashed[0] += 1
            most[0] = max(most[0], running[0])
            running[0] -= 1
            return False

    async def flood():
        login._file.current = lambda: Slow()
        login._accounts = login._file.current()
        login._file.current = lambda: login._accounts
        tries = [login.is_right("anna", "guess", "10.0.0.66") for _ in range(80)]
        return await asyncio.gather(*tries, return_exceptions=True)

    ended = asyncio.run(flood())
    assert most[0] <= sessions.HASHES_AT_ONCE
    assert hashed[0] < ATTEMPTS + sessions.HASHES_AT_ONCE
    assert sum(isinstance(one, Refusal) for one in ended) == 80 - hashed[0]


def test_the_same_right_header_sent_by_many_at_once_lets_all_of_them_in(site, audit, accounts):
    right = ("ben", "another long password")
    with site(accounts=accounts) as client, ThreadPoolExecutor(12) as pool:
        found = list(pool.map(lambda _: client.get("/", auth=right), range(24)))
    assert {one.status_code for one in found} == {200}


def test_a_changed_password_counts_at_once_and_ends_the_sessions(site, accounts, monkeypatch):
    monkeypatch.setattr("assistant.access.GLANCE", 0.0)
    client = site(accounts=accounts)
    client.post("/login", data={"name": "anna", "password": PASSWORD})
    assert client.get("/", headers=PAGE).status_code == 200
    set_password(accounts, "anna", "quite a new password")
    assert client.get("/", headers=PAGE).status_code == 303
    assert client.get("/", auth=("anna", PASSWORD)).status_code == 401
    assert client.get("/", auth=("anna", "quite a new password")).status_code == 200


def test_a_removed_account_is_out_at_once_and_a_changed_role_holds(site, accounts, monkeypatch):
    monkeypatch.setattr("assistant.access.GLANCE", 0.0)
    client = site(accounts=accounts)
    client.post("/login", data={"name": "ben", "password": "another long password"})
    assert client.post("/sent").json()["role"] == "reader"
    accounts.write_text(accounts.read_text().replace(":reader", ":administrator"))
    assert client.post("/sent").json()["role"] == "administrator"
    accounts.write_text(accounts.read_text().splitlines()[0] + "\n")
    assert client.post("/sent").status_code == 401


def test_without_a_log_in_everybody_is_an_administrator(site):
    assert site().post("/sent").json()["role"] == Role.ADMINISTRATOR


def test_bodies_are_limited_whether_or_not_they_say_their_size(site, accounts):
    open_, closed = site(), site(accounts=accounts)
    cases = [
        (open_, "/sent", LARGEST_BODY), (closed, "/login", LARGEST_FORM),
        (open_, "/gradio_api/upload", LARGEST_UPLOAD),
    ]  # fmt: skip
    for client, path, most in cases:
        said = client.post(path, content=b"x" * (most + 1))
        assert said.status_code == 413
        assert "at once" in said.text
    for client, path, most in cases[:2]:
        unsaid = client.post(path, content=iter([b"x" * 2000] * (most // 2000 + 1)))
        assert unsaid.status_code == 413
    assert open_.post("/sent", content=b"x" * LARGEST_BODY).json()["bytes"] == LARGEST_BODY
    assert open_.post("/gradio_api/upload", content=b"x" * 3_000_000).json()["bytes"] == 3_000_000


def messages(*given, wait=0.0):
    """A `receive` that gives these messages, each after a while."""
    left = list(given)

    async def receive():
        await asyncio.sleep(wait)
        return left.pop(0)

    return receive


PIECE = {"type": "http.request", "body": b"x" * 100, "more_body": True}


def test_a_body_that_drips_is_given_up():
    with pytest.raises(Refusal, match="too long"):
        asyncio.run(read_body(messages(*[PIECE] * 50, wait=0.01), 10_000, seconds=0.05))
    with pytest.raises(MultiPartException, match="too long"):
        asyncio.run(metered(messages(PIECE, wait=0.05), 10_000, seconds=0.01)())


def test_an_upload_that_is_too_large_or_breaks_off_ends_so_that_its_files_are_deleted():
    async def read(receive):
        while (await receive())["more_body"]:
            pass

    with pytest.raises(MultiPartException, match="maximum allowed size"):
        asyncio.run(read(metered(messages(*[PIECE] * 50), 1000)))
    with pytest.raises(MultiPartException, match="broke off"):
        asyncio.run(read(metered(messages(PIECE, {"type": "http.disconnect"}), 1000)))


ELSEWHERE = [
    {"origin": "http://evil.example"},
    {"origin": "null"},
    {"origin": "http://127.0.0.1:3000"},
    {"sec-fetch-site": "cross-site", "origin": "http://evil.example"},
    {"sec-fetch-site": "same-site", "origin": "http://127.0.0.1:3000"},
]
OURS = [
    {},
    {"origin": "http://127.0.0.1:7860"},
    {"sec-fetch-site": "same-origin", "origin": "http://127.0.0.1:7860"},
    {"sec-fetch-site": "same-origin", "origin": "null"},
    {"sec-fetch-site": "none"},
]


@pytest.mark.parametrize("headers", ELSEWHERE)
@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/sent"), ("POST", "/gradio_api/upload"), ("POST", "/login"), ("DELETE", "/sent"),
     ("POST", "/gradio_api/mcp/"), ("GET", "/gradio_api/mcp/"), ("OPTIONS", "/sent")],
)  # fmt: skip
def test_what_another_sites_page_sends_is_refused(site, accounts, method, path, headers):
    client = site(accounts=accounts)
    answer = client.request(method, path, headers=headers, auth=("anna", PASSWORD))
    assert (answer.status_code, "another site" in answer.text) == (403, True)


@pytest.mark.parametrize("headers", OURS)
def test_our_own_pages_and_programs_are_let_in(site, headers):
    client = site()
    assert client.post("/sent", headers=headers).status_code == 200
    assert client.post("/gradio_api/upload", headers=headers).status_code == 200


def test_a_link_from_elsewhere_opens_our_page(site):
    headers = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert site().get("/", headers=PAGE | headers).status_code == 200


def test_our_own_form_may_say_where_it_comes_from(site):
    assert site().get("/", headers=PAGE).headers["referrer-policy"] == "same-origin"


def test_log_ins_are_noted_and_a_mistyped_name_is_not(site, accounts, tmp_path, monkeypatch):
    monkeypatch.setattr("assistant.access.GLANCE", 0.0)
    client = site(accounts=accounts, address="10.0.0.7")
    client.post("/login", data={"name": "anna", "password": "wrong"})
    client.post("/login", data={"name": PASSWORD, "password": "anna"})
    client.post("/login", data={"name": "anna", "password": PASSWORD})
    client.get("/logout")
    for _ in range(3):
        client.get("/", auth=("ben", "another long password"))
    set_password(accounts, "ben", PASSWORD)
    client.get("/", auth=("ben", "another long password"))
    entries = noted(tmp_path / "audit.jsonl")
    assert [(one["event"], one["who"]) for one in entries] == [
        ("failed log-in", "anna"), ("failed log-in", "an unknown name"), ("log-in", "anna"),
        ("log-out", "anna"), ("log-in", "ben"), ("accounts changed", "the accounts file"),
        ("failed log-in", "ben"),
    ]  # fmt: skip
    assert entries[-2]["names"] == ["ben"]
    assert {one["address"] for one in entries} == {"10.0.0.7", ""}
    assert PASSWORD not in (tmp_path / "audit.jsonl").read_text()


def test_a_name_in_the_log_in_form_is_escaped():
    assert "<b>" not in login_page("<b>")
