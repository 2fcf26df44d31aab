"""Nothing leaves this machine: the switches are set first, and the watch over calls can fail.

What the product does under that watch is in tests/browser/test_nothing_leaves.py.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.offline import SWITCHES
from assistant.settings import ROOT
from tests.index import SETTINGS
from tests.test_imports import SOURCES
from tests.tracing import Call, calls, faults, traced

GUARD = re.compile(r"^if __name__ == .__main__.:", re.MULTILINE)
STARTED = [path for path in SOURCES if GUARD.search(path.read_text("utf-8"))]
MADE = re.compile(r"\b(?:HF_HUB_\w+|ORT_DISABLE\w+|RAGAS_DO_NOT\w+|GRADIO_ANALYTICS\w*|DO_NOT_TRACK)")

# Stops at the first import that is neither Python's own nor the product's, and looks.
FIRST_IMPORT = """
import os, runpy, sys
own = {"assistant", "ingest", "evals", "app", "tests", "__main__", "own_data", "sitecustomize"}
switches = SWITCHES
def look(event, arguments):
    if event != "import":
        return
    name = arguments[0].split(".")[0]
    if name not in sys.stdlib_module_names | own and not name.startswith("_"):
        say("before " + name)
def say(where):
    unset = [name for name, value in switches.items() if os.environ.get(name) != value]
    sys.stdout.write(f"{where}: {unset}")
    sys.stdout.flush()
    os._exit(0)
sys.addaudithook(look)
sys.argv = ["it", "--help"]
sys.path.insert(0, ".")
try:
    runpy.RUN
except SystemExit:
    pass
say("at the end")
"""


def test_every_command_that_the_documents_name_is_among_those_that_are_started() -> None:
    names = {module(path) for path in STARTED}
    assert {"assistant", "ingest", "evals", "app", "ingest.gazetteer", "ingest.train"} <= names
    for package in ("assistant", "ingest", "evals"):
        assert (ROOT / package / "__main__.py") in STARTED
    documents = [ROOT / "README.md", *ROOT.glob("docs/*.md"), *ROOT.glob("*/README.md")]
    written = "\n".join(path.read_text("utf-8") for path in documents)
    assert set(re.findall(r"python -m ((?:assistant|ingest|evals)[\w.]*\w)", written)) <= names


def module(path: Path) -> str:
    """The name by which a source file is started."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__main__" else parts)


@pytest.mark.parametrize("path", STARTED, ids=module)
def test_the_switches_are_set_before_the_first_library_is_imported(path: Path) -> None:
    name = module(path)
    run = f"run_module({name!r}, run_name='__main__', alter_sys=True)"
    code = FIRST_IMPORT.replace("SWITCHES", repr(SWITCHES)).replace("RUN", run)
    environment = {name: text for name, text in os.environ.items() if name not in SWITCHES}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1].endswith(": []"), done.stdout


def test_the_switches_stand_in_one_place() -> None:
    texts = {path: path.read_text("utf-8") for path in (*SOURCES, ROOT / "Makefile")}
    texts |= {path: path.read_text("utf-8") for path in (ROOT / ".ci").iterdir()}
    named = [path.relative_to(ROOT).as_posix() for path, text in texts.items() if MADE.search(text)]
    assert named == ["assistant/offline.py"]


def test_the_home_folder_is_not_where_libraries_keep_their_files() -> None:
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        assert Path(SWITCHES[name]).is_relative_to(ROOT / "data" / "cache")


REACHING_OUT = """
import pathlib, socket, threading
def reach():
    for act in (lambda: socket.create_connection(("192.0.2.1", 80), timeout=0.2),
                lambda: socket.create_connection(("2001:db8::1", 80), timeout=0.2),
                lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.2", 9)),
                lambda: socket.getaddrinfo("nowhere.invalid", 80)):
        try:
            act()
        except OSError:
            pass
threading.Thread(target=reach).start()
pathlib.Path.home().joinpath("device-id").write_text("x")
pathlib.Path.home().joinpath("folder").mkdir()
"""
STAYING = """
import pathlib, socket, tempfile
with socket.create_server(("127.0.0.1", 0)) as server:
    socket.create_connection(server.getsockname())
pathlib.Path(tempfile.mkdtemp(), "file").write_text("x")
pathlib.Path.home().joinpath("not there").exists()
"""
# onnxruntime without the product: it tells its vendor of the session, and keeps who it was.
NATIVE = """
import sys
import onnxruntime
onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
import time
time.sleep(float(sys.argv[2]))
"""


@pytest.mark.slow
def test_the_watch_sees_what_reaches_out_and_what_is_written(tmp_path: Path) -> None:
    found = traced([sys.executable, "-c", REACHING_OUT], tmp_path, ROOT)
    for address in ("192.0.2.1 port 80", "2001:db8::1 port 80"):
        assert f"connect: {address}" in found
    assert "sendto: 192.0.2.2 port 9" in found
    assert f"openat: {tmp_path}/home/device-id" in found
    assert f"mkdir: {tmp_path}/home/folder" in found
    servers = re.findall(r"^nameserver\s+(\S+)", Path("/etc/resolv.conf").read_text(), re.MULTILINE)
    assert not servers or any(f"connect: {server} port 53" in found for server in servers)


@pytest.mark.slow
def test_the_watch_passes_over_what_stays_on_this_machine(tmp_path: Path) -> None:
    assert traced([sys.executable, "-c", STAYING], tmp_path, ROOT) == []


@pytest.mark.slow
def test_the_watch_sees_the_report_of_a_native_library(tmp_path: Path) -> None:
    from assistant.query_encoder import query_model_path

    model = str(query_model_path(SETTINGS))
    found = traced([sys.executable, "-c", NATIVE, model, "0"], tmp_path, ROOT)
    assert any(f"{tmp_path}/home" in fault and "onnxruntime" in fault for fault in found)
    switched = ["env", "ORT_DISABLE_TELEMETRY=1", sys.executable, "-c", NATIVE, model, "0"]
    assert traced(switched, tmp_path, ROOT) == []


def test_a_call_that_another_process_interrupts_is_read_whole() -> None:
    log = [
        '7  openat(AT_FDCWD</w>, "/h/a", O_RDWR|O_CREAT <unfinished ...>',
        "8     connect(3<socket:[1]>, {sa_family=AF_INET, sin_port=htons(443), "
        'sin_addr=inet_addr("192.0.2.1")}, 16 <unfinished ...>',
        "7  <... openat resumed>, 0666) = 4</h/a>",
    ]
    assert list(calls(log)) == [
        Call("openat", 'AT_FDCWD</w>, "/h/a", O_RDWR|O_CREAT , 0666', 4, "/h/a"),
        Call("connect", log[1].split("connect(")[1].removesuffix("<unfinished ...>"), 0, ""),
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('connect(3, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("127.0.0.53")}, 16) = 0',
         "connect: 127.0.0.53 port 53"),
        ('connect(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}, 16) = 0', ""),
        ('connect(3, {sa_family=AF_INET6, sin6_port=htons(80), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, '
         '"::ffff:127.0.0.1", &sin6_addr), sin6_scope_id=0}, 28) = 0', ""),
        ('sendmsg(3, {msg_name={sa_family=AF_INET, sin_port=htons(9), sin_addr=inet_addr("192.0.2.7")}, '
         'msg_namelen=16}, 0) = 1', "sendmsg: 192.0.2.7 port 9"),
        ('connect(3, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = -1 ENOENT (No such)', ""),
        ('connect(3, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = 0',
         "connect: the service at /var/run/nscd/socket"),
        ("io_uring_setup(8, {flags=0}) = 5", "io_uring_setup: what it does from here on cannot be seen"),
        ('openat(AT_FDCWD</p>, "/h/a", O_RDONLY) = 3</h/a>', ""),
        ('openat(AT_FDCWD</p>, "/h/a", O_WRONLY|O_CREAT, 0666) = -1 EACCES (Permission denied)', ""),
        ('openat(AT_FDCWD</p>, "a", O_WRONLY|O_CREAT, 0666) = 3</p/a>', ""),
        ('openat(AT_FDCWD</p>, "../h/a", O_RDWR) = 3</h/a>', "openat: /h/a"),
        ('mkdirat(AT_FDCWD</h>, "a", 0777) = 0', "mkdirat: /h/a"),
        ('rename("/p/a", "/h/b") = 0', "rename: /h/b"),
        ('symlink("/elsewhere", "/p/a") = 0', ""),
        ('unlink("/h/a") = 0', "unlink: /h/a"),
    ],
)  # fmt: skip
def test_what_counts_as_leaving_and_as_written(line: str, fault: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text(f"7     {line}\n")
    assert faults(log, (Path("/p"),), Path("/p")) == ([fault] if fault else [])


def test_no_page_file_names_another_host() -> None:
    """Styles, scripts and templates load nothing from elsewhere (names of namespaces aside)."""
    for path in sorted(Path(ROOT / "assistant" / "pages").rglob("*")):
        if path.suffix in (".css", ".js", ".html", ".svg"):
            text = path.read_text("utf-8").replace("http://www.w3.org/", "")
            assert "http://" not in text, path
            assert "https://" not in text, path
            assert "@import" not in text, path
