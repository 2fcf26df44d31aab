"""Passwords are hashed; without them only this computer is listened to; the gate refuses the rest."""

from __future__ import annotations

import stat

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from fastapi.testclient import TestClient

from assistant.access import check_address, is_loopback, password_line, read_accounts, set_password
from assistant.errors import SettingsError
from assistant.pages.gate import ATTEMPTS, Gate
from assistant.settings import Settings

PASSWORD = "correct horse battery"
PAGE = {"accept": "text/html"}


@pytest.fixture
def accounts(tmp_path):
    path = tmp_path / "auth"
    set_password(path, "anna", PASSWORD)
    set_password(path, "ben", "another long password")
    return path


def site(**options):
    app = FastAPI()

    @app.get("/")
    def page(request: Request):
        body = "<script>1</script><script src=x></script><p>scripted"
        return HTMLResponse(body, headers={"x-owner": request.scope.get("owner", "")})

    @app.get("/data")
    def data():
        return HTMLResponse("<script>window.uploaded = 1</script>")

    app.add_middleware(Gate, **options)
    return TestClient(app, base_url="http://127.0.0.1:7860", follow_redirects=False)


def test_the_file_holds_no_password_and_is_the_owners_alone(accounts):
    assert PASSWORD not in accounts.read_text()
    assert stat.S_IMODE(accounts.stat().st_mode) == 0o600


def test_the_right_password_and_no_other_is_admitted(accounts):
    held = read_accounts(accounts)
    assert held.admits("anna", PASSWORD)
    assert not held.admits("anna", PASSWORD + " ")
    assert not held.admits("ben", PASSWORD)
    assert not held.admits("nobody", "")


def test_a_new_password_replaces_the_old_one(accounts):
    set_password(accounts, "anna", "quite a new password")
    held = read_accounts(accounts)
    assert held.admits("anna", "quite a new password")
    assert not held.admits("anna", PASSWORD)
    assert held.admits("ben", "another long password")


@pytest.mark.parametrize(
    ("name", "password"), [("an na", PASSWORD), ("a:b", PASSWORD), ("a", "short")]
)
def test_bad_names_and_short_passwords_are_refused(name, password):
    with pytest.raises(SettingsError):
        password_line(name, password)


@pytest.mark.parametrize(
    "line", ["anna:secret", "anna:md5:00:00", "anna:scrypt:zz:zz", "", "# none"]
)
def test_a_malformed_file_names_its_line_or_says_it_is_empty(tmp_path, line):
    path = tmp_path / "auth"
    path.write_text(line + "\n")
    with pytest.raises(SettingsError, match=r"line 1|no account"):
        read_accounts(path)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "localhost", "::1"])
def test_this_computer_needs_no_password(host):
    assert is_loopback(host)
    check_address(Settings(host=host))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", ""])
def test_other_addresses_need_one_or_an_explicit_word(host):
    with pytest.raises(SettingsError, match="ASSISTANT_AUTH"):
        check_address(Settings(host=host))
    check_address(Settings(host=host, auth="accounts"))
    check_address(Settings(host=host, listen_without_auth=True))


def test_each_browser_is_its_own_owner_and_keeps_it():
    client, other = site(), site()
    first = client.get("/", headers=PAGE)
    assert "HttpOnly" in first.headers["set-cookie"]
    assert "SameSite=Lax" in first.headers["set-cookie"]
    again = client.get("/", headers=PAGE)
    assert "set-cookie" not in again.headers
    assert again.headers["x-owner"] == first.headers["x-owner"]
    assert other.get("/", headers=PAGE).headers["x-owner"] != first.headers["x-owner"]


def test_the_cookie_itself_is_not_the_owners_name():
    answer = site().get("/", headers=PAGE)
    token = answer.headers["set-cookie"].split("=", 1)[1].split(";")[0]
    assert token not in answer.headers["x-owner"]


def test_scripts_of_the_page_carry_a_fresh_nonce_and_others_may_not_run():
    client = site()
    answer = client.get("/", headers=PAGE)
    policy = answer.headers["content-security-policy"]
    nonce = policy.split("'nonce-")[1].split("'")[0]
    assert answer.text.count(f'<script nonce="{nonce}"') == 2
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert nonce not in client.get("/", headers=PAGE).headers["content-security-policy"]


def test_html_that_is_not_the_page_gets_no_nonce():
    answer = site().get("/data", headers=PAGE)
    assert "nonce" not in answer.text
    assert "nonce" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_another_sites_name_is_refused_on_this_computer():
    client = site(hosts=("127.0.0.1", "localhost"))
    assert client.get("/", headers=PAGE).status_code == 200
    assert client.get("/", headers=PAGE | {"host": "evil.example:7860"}).status_code == 421


def test_without_log_in_everything_is_closed(accounts):
    client = site(accounts=read_accounts(accounts))
    assert client.get("/", headers=PAGE).headers["location"] == "/login"
    assert client.get("/data").status_code == 401
    assert client.post("/gradio_api/upload").status_code == 401
    assert client.get("/", headers={"cookie": "safeguarding-session=guess"}).status_code == 401


def test_log_in_opens_and_log_out_closes(accounts):
    client = site(accounts=read_accounts(accounts))
    wrong = client.post("/login", data={"name": "anna", "password": "wrong"})
    assert wrong.status_code == 401
    assert "do not fit" in wrong.text
    right = client.post("/login", data={"name": "anna", "password": PASSWORD})
    assert (right.status_code, right.headers["location"]) == (303, "/")
    assert client.get("/", headers=PAGE).headers["x-owner"] == "user:anna"
    client.get("/logout")
    assert client.get("/", headers=PAGE).headers["location"] == "/login"


def test_programs_may_send_the_password_with_each_request(accounts):
    client = site(accounts=read_accounts(accounts))
    assert client.get("/", auth=("anna", PASSWORD)).headers["x-owner"] == "user:anna"
    assert client.get("/", auth=("anna", "wrong")).status_code == 401
    assert client.get("/", headers={"authorization": "Basic ???"}).status_code == 401


def test_guessing_is_stopped_for_a_while(accounts):
    client = site(accounts=read_accounts(accounts))
    for _ in range(ATTEMPTS):
        client.post("/login", data={"name": "anna", "password": "guess"})
    assert client.post("/login", data={"name": "anna", "password": PASSWORD}).status_code == 401
    ben = client.post("/login", data={"name": "ben", "password": "another long password"})
    assert ben.status_code == 303


def test_a_name_in_the_log_in_form_is_escaped():
    from assistant.pages.gate import login_page

    assert "<b>" not in login_page("<b>")
