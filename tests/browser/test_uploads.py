"""A handler opens what its sender uploaded here, and nothing else that a client may name."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr
import httpx
import pytest
from starlette.routing import Mount

from assistant.access import set_password
from assistant.pages.gate import BROWSER
from assistant.pages.guarded import NOT_YOURS, GuardedBlocks, takes_files
from assistant.pages.uploads import (
    KEPT,
    PREFIX,
    Uploads,
    _remove_dead,
    paths_in,
    upload_folder,
)
from assistant.settings import Settings
from tests.fakes import FakeAssistant
from tests.serving import serving

REPORT = "Findings\n\n1.1 Harbour staff were trained.\n\n1.2 The ferry ran late.\n"
META = {"_type": "gradio.FileData"}


@dataclass
class Served:
    """A served site: its address, its pages, and who may log in."""

    address: str
    pages: GuardedBlocks
    account: tuple[str, str] | None = None

    def person(self) -> httpx.Client:
        """A new browser, logged in where that is asked for."""
        client = httpx.Client(base_url=self.address, timeout=60, follow_redirects=True)
        client.headers["origin"] = self.address
        if self.account:
            name, password = self.account
            client.post("/login", data={"name": name, "password": password})
        client.get("/", headers={"accept": "text/html"})
        return client


def pages_of(site: Any) -> GuardedBlocks:
    apps = [getattr(route.app, "blocks", None) for route in site.routes if isinstance(route, Mount)]
    return next(app for app in apps if isinstance(app, GuardedBlocks))


@pytest.fixture(scope="module", params=["open", "log-in"])
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """The whole site, without a log-in and with one."""
    from app import build_app

    state = tmp_path_factory.mktemp("state")
    settings, account = Settings(state_dir=state), None
    if request.param == "log-in":
        account = ("anna", "a long password")
        set_password(state / "accounts", *account)
        settings = Settings(state_dir=state, auth=str(state / "accounts"))
    site = build_app(FakeAssistant(settings=settings))
    with serving(site) as address:
        yield Served(address, pages_of(site), account)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "staff.txt"
    path.write_text("Notes\n\n1.1 Secret staff note one.\n\n1.2 Secret staff note two.\n")
    return path


def upload(person: httpx.Client, name: str, words: str) -> str:
    sent = person.post("/gradio_api/upload", files={"files": (name, words.encode())})
    assert sent.status_code == 200, sent.text
    (path,) = sent.json()
    return path


def send(person: httpx.Client, index: int, data: list[Any], **more: Any) -> str:
    """What comes back of an event, as text."""
    session = secrets.token_hex(8)
    sent = {"fn_index": index, "data": data, "session_hash": session, **more}
    joined = person.post("/gradio_api/queue/join", json=sent)
    if joined.status_code != 200:
        return joined.text
    return person.get("/gradio_api/queue/data", params={"session_hash": session}).text


def file(path: object, **more: Any) -> dict[str, Any]:
    return {"path": path, "orig_name": "x.txt", "meta": META, **more}


def handlers(pages: GuardedBlocks) -> dict[int, list[Any]]:
    """Every handler with a file input: its number, and what its other inputs hold at first."""
    return {
        number: [
            None if takes_files(block) else getattr(block, "value", None) for block in fn.inputs
        ]
        for number, fn in pages.fns.items()
        if any(map(takes_files, fn.inputs))
    }


def with_file(pages: GuardedBlocks, number: int, value: object) -> list[Any]:
    """The inputs of a handler with this value in each place for a file."""
    inputs = pages.fns[number].inputs
    return [
        value if takes_files(block) else first
        for block, first in zip(inputs, handlers(pages)[number], strict=True)
    ]


def preview(pages: GuardedBlocks) -> int:
    return next(number for number, fn in pages.fns.items() if fn.name == "previewed")


def test_the_handlers_that_take_files_are_found(served):
    names = {served.pages.fns[number].name for number in handlers(served.pages)}
    assert {"read_in", "previewed", "added", "imported"} <= names
    assert len(handlers(served.pages)) >= 5


def test_no_handler_opens_a_file_that_was_not_uploaded(served, secret):
    person = served.person()
    mine = upload(person, "mine.txt", REPORT)
    link = Path(mine).with_name("link.txt")
    link.symlink_to(secret)
    named = [
        str(secret),
        os.path.relpath(secret),
        f"{Path(mine).parent}/../../..{secret}",
        str(link),
        f"file://{secret}",
        "/etc/hostname",
        str(Path(mine).parent),
        f"{mine}\0",
        "",
    ]
    opened: list[tuple[str, object]] = []
    for number in handlers(served.pages):
        values = [file(path) for path in named]
        values += [file(str(secret), is_stream=True), [file(str(secret))], [[file(str(secret))]]]
        values += [
            [file(mine), file(str(secret))],
            {"path": str(secret)},
            str(secret),
            [str(secret)],
        ]
        values += [
            {"files": [str(secret)]},
            {"video": file(str(secret))},
            {"path": {"path": str(secret)}},
        ]
        for value in values:
            came = send(person, number, with_file(served.pages, number, value))
            direct = person.post(
                "/gradio_api/run/predict",
                json={"fn_index": number, "data": with_file(served.pages, number, value)},
            ).text
            opened += [
                (str(served.pages.fns[number].name), value)
                for text in (came, direct)
                if NOT_YOURS not in text or "Secret" in text or str(secret) in text
            ]
    link.unlink()
    assert opened == []


def test_an_address_is_never_fetched(served, tmp_path):
    """A listener of ours hears nothing, whatever names it."""
    import socket
    import threading

    calls: list[object] = []
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.2)
    done = threading.Event()

    def listen() -> None:
        while not done.is_set():
            try:
                calls.append(listener.accept())
            except TimeoutError:
                continue

    thread = threading.Thread(target=listen)
    thread.start()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/report.txt"
    person = served.person()
    said = []
    for number in handlers(served.pages):
        for value in (file(url), file("x", url=url), [file(url)]):
            said.append(send(person, number, with_file(served.pages, number, value)))
    read = person.get(f"/gradio_api/file={url}")
    person.get(f"/gradio_api/proxy={url}")
    done.set()
    thread.join()
    listener.close()
    assert calls == []
    assert read.status_code == 404
    assert all(NOT_YOURS in text for text in said)


def test_no_other_input_smuggles_a_file_in(served, secret):
    """Of every handler, in every place, and in what comes with the event."""
    person = served.person()
    let_in = []
    for number, fn in served.pages.fns.items():
        for place in range(len(fn.inputs)):
            data: list[Any] = [None] * len(fn.inputs)
            data[place] = {"deep": [file(str(secret))]}
            came = send(person, number, data)  # a short field may find the path too long first
            if NOT_YOURS not in came and "can be read. Shorten it." not in came:
                let_in.append((fn.name, place))
        event = send(person, number, [None] * len(fn.inputs), event_data={"a": file(str(secret))})
        if NOT_YOURS not in event:
            let_in.append((fn.name, "event"))
    assert let_in == []


def test_what_i_uploaded_is_read_and_is_nobody_elses(served):
    person, other = served.person(), served.person()
    path = upload(person, "review.txt", REPORT)
    number = preview(served.pages)
    data = [file(path), "Harbour review", "2015", "The Board"]
    assert "Harbour staff were trained" in send(person, number, data)
    assert person.get(f"/gradio_api/file={path}").text == REPORT
    if served.account is None:  # with a log-in both are the same person
        assert NOT_YOURS in send(other, number, data)
        assert other.get(f"/gradio_api/file={path}").status_code == 404


def test_a_program_without_a_cookie_reads_its_own_upload_and_nobody_elses(served):
    if served.account:
        assert httpx.post(f"{served.address}/gradio_api/upload").status_code == 401
        return
    person = served.person()
    path = upload(person, "review.txt", REPORT)
    program = httpx.Client(base_url=served.address, timeout=60)
    own = upload(program, "own.txt", REPORT)
    number = preview(served.pages)
    program.cookies.clear()
    assert "Harbour staff" in send(program, number, [file(own), "Title", "2015", "Board"])
    assert NOT_YOURS in send(program, number, [file(path), "Title", "2015", "Board"])


def test_other_files_of_the_server_are_not_given_out(served, secret):
    person = served.person()
    for path in (secret, "/etc/hostname", Path("pyproject.toml").resolve(), upload_folder()):
        for form in (f"/gradio_api/file={path}", f"/gradio_api/file/{path}"):
            assert person.get(form).status_code in (403, 404)
            assert person.head(form).status_code in (403, 404)


def test_gradios_own_check_is_on_as_well(served):
    assert served.pages.has_launched


def test_a_file_is_deleted_an_hour_after_its_last_use(tmp_path):
    now = [time.time()]
    uploads = Uploads(tmp_path, clock=lambda: now[0])
    (tmp_path / "a").mkdir()
    kept, old, stray = (tmp_path / "a" / name for name in ("kept", "old", "stray"))
    for path in (kept, old, stray):
        path.write_text("words")
        os.utime(path, (now[0] - 1, now[0] - 1))
    uploads.note("anna", [str(kept), str(old)])
    now[0] += KEPT
    assert uploads.holds("anna", str(kept))
    now[0] += 1
    uploads.forget_old()
    assert kept.exists()
    assert not old.exists()
    assert not stray.exists()
    assert not uploads.holds("anna", str(old))
    now[0] += 2 * KEPT
    uploads.forget_old()
    assert list(tmp_path.iterdir()) == []
    assert len(uploads) == 0


def test_only_files_of_the_folder_are_noted(tmp_path):
    uploads = Uploads(tmp_path / "in")
    (tmp_path / "in").mkdir()
    (tmp_path / "out").write_text("words")
    for path in (f"{tmp_path}/out", f"{tmp_path}/in/../out", "out", str(tmp_path / "in")):
        uploads.note("anna", [path])
        assert not uploads.holds("anna", path)


def test_the_folders_of_killed_processes_are_removed_and_no_others(tmp_path):
    ended = subprocess.Popen(["true"])
    ended.wait()
    names = {
        f"{PREFIX}{ended.pid}-a": False,
        f"{PREFIX}{os.getppid()}-b": True,
        "safeguarding-c": True,
    }
    for name in names:
        (tmp_path / name).mkdir()
        (tmp_path / name / "upload.txt").write_text("words")
    _remove_dead(tmp_path)
    assert {name: (tmp_path / name).exists() for name in names} == names


def test_the_folder_is_its_users_only():
    assert upload_folder().stat().st_mode & 0o077 == 0
    assert os.environ["GRADIO_TEMP_DIR"] == str(upload_folder())


def test_paths_are_found_at_any_depth():
    value = {"a": [{"path": "1", "b": {"path": "2"}}, ({"path": 3},), "path"]}
    for _ in range(5_000):
        value = {"deeper": [value]}
    assert sorted(paths_in(value)) == ["1", "2"]


def test_a_made_file_is_given_to_the_one_it_was_made_for(tmp_path):
    """A new handler that hands out a file needs no word about it."""
    from fastapi import FastAPI

    from assistant.audit import audit_log
    from assistant.pages.gate import Gate
    from assistant.pages.guarded import settle
    from assistant.pages.upload_door import UploadDoor
    from assistant.pages.uploads import fresh_folder

    uploads = Uploads(upload_folder())
    site = FastAPI()
    with GuardedBlocks(uploads, "Small") as pages:

        def made() -> str:
            path = fresh_folder() / "made.txt"
            path.write_text("for you")
            return str(path)

        gr.Button().click(made, None, gr.File(), queue=False)
    gr.mount_gradio_app(site, pages, path="/", ssr_mode=False)
    settle(site, pages)
    site.add_middleware(UploadDoor, uploads=uploads)
    site.add_middleware(Gate, audit=audit_log(Settings(state_dir=tmp_path)))
    with serving(site) as address:
        mine = httpx.Client(base_url=address, cookies={BROWSER: "mine"}, timeout=60)
        other = httpx.Client(base_url=address, cookies={BROWSER: "other"}, timeout=60)
        reply = mine.post("/gradio_api/run/predict", json={"fn_index": 0, "data": []})
        (path,) = paths_in(json.loads(reply.text)["data"])
        assert path.startswith(str(upload_folder()))
        assert mine.get(f"/gradio_api/file={path}").text == "for you"
        assert other.get(f"/gradio_api/file={path}").status_code == 404
