"""What a process asked of the system, seen by strace: native code and children hide nothing."""

from __future__ import annotations

import ipaddress
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

# Calls that reach out, and calls that write; "?" passes over those a processor does not have.
WATCHED = (
    "network,?io_uring_setup,?open,openat,?openat2,?creat,?mkdir,mkdirat,?rename,?renameat,renameat2"
    ",?link,linkat,?symlink,symlinkat,?mknod,mknodat,?unlink,unlinkat,?rmdir,truncate"
)
NO_STRACE = "strace is not installed. Run: apt-get install strace"
NAME_SERVICE = 53
LOCAL_FAMILIES = ("AF_UNIX", "AF_UNSPEC", "AF_NETLINK")
_CALL = re.compile(r"(\w+)\((.*)\)\s+= (-?\d+|\?)(?:<(.*?)>)?", re.DOTALL)
_RESUMED = re.compile(r"<\.\.\. \w+ resumed>(.*)", re.DOTALL)
_ADDRESS = re.compile(
    r"sa_family=(?P<family>AF_\w+)"
    r"(?:, sin6?_port=htons\((?P<port>\d+)\).*?\"(?P<host>[^\"]+)\")?"
    r"(?:, sun_path=@?\"(?P<path>[^\"]*)\")?"
)
_PATH = re.compile(r"(?:(?:AT_FDCWD|\d+)<(?P<at>[^>]*)>, )?\"(?P<path>(?:[^\"\\]|\\.)*)\"")


@dataclass(frozen=True)
class Call:
    """One system call: `result` is -1 where it failed, `opened` the file that it opened."""

    name: str
    arguments: str
    result: int
    opened: str


def under_strace(command: Sequence[str], log: Path) -> list[str]:
    """The command that runs this one with its calls written to the log.

    Rings (io_uring) would hide calls; the system says that it has none, and libuv does without.
    """
    strace = shutil.which("strace")
    assert strace is not None, NO_STRACE
    looks = (f"trace={WATCHED}", "signal=none", "inject=?io_uring_setup:error=ENOSYS")
    options = [word for look in looks for word in ("-e", look)]
    return [strace, "-f", "-qq", "-y", "--seccomp-bpf", *options, "-o", str(log), "--", *command]


def faults(log: Path, folders: Sequence[Path], cwd: Path) -> list[str]:
    """What left this machine, and what was written outside these folders; a line for each."""
    homes = [str(folder.resolve()) for folder in folders] + ["/dev", "/proc"]
    found: dict[str, None] = {}
    for call in calls(log.read_text("utf-8", "replace").splitlines()):
        for fault in (*_outside(call, homes), *_written(call, homes, cwd)):
            found[f"{call.name}: {fault}"] = None
    return list(found)


def calls(lines: Sequence[str]) -> Iterator[Call]:
    """The calls of a log of strace, those that another process interrupted put together."""
    waiting: dict[str, str] = {}
    for line in lines:
        process, _, text = line.partition(" ")
        text = text.lstrip()
        if resumed := _RESUMED.match(text):
            text = waiting.pop(process, "") + resumed[1]
        if text.endswith("<unfinished ...>"):
            waiting[process] = text.removesuffix("<unfinished ...>")
        elif call := _CALL.match(text):
            result = 0 if call[3] == "?" else int(call[3])
            yield Call(call[1], call[2], result, call[4] or "")
    for text in waiting.values():  # its process has ended in the middle of it
        name, _, arguments = text.partition("(")
        yield Call(name, arguments, 0, "")


def _outside(call: Call, homes: Sequence[str]) -> Iterator[str]:
    """The addresses beyond this machine, and look-ups, that the call was meant for."""
    if call.name == "io_uring_setup" and call.result >= 0:
        yield "what it does from here on cannot be seen"
    if call.name not in ("connect", "sendto", "sendmsg", "sendmmsg"):
        return
    for address in _ADDRESS.finditer(call.arguments):
        family, host, path = address["family"], address["host"], address["path"]
        if family in ("AF_INET", "AF_INET6") and host:
            if int(address["port"]) == NAME_SERVICE or not _is_here(host):
                yield f"{host} port {address['port']}"
        elif family not in LOCAL_FAMILIES:
            yield f"an address of {family}"
        elif path and call.result >= 0 and not _within(path, homes):
            yield f"the service at {path}"  # nscd, systemd-resolved and their like


def _is_here(host: str) -> bool:
    """Whether an address is this machine's own."""
    address = ipaddress.ip_address(host)
    mapped = getattr(address, "ipv4_mapped", None) or address
    return bool(mapped.is_loopback or mapped.is_unspecified)


def _written(call: Call, homes: Sequence[str], cwd: Path) -> Iterator[str]:
    """The paths outside the folders that the call made, changed or removed."""
    if call.result < 0 or call.name in ("connect", "sendto", "sendmsg", "sendmmsg"):
        return
    if call.name in ("open", "openat", "openat2", "creat"):
        writes = re.search(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC", call.arguments)
        path = call.opened.removesuffix("(deleted)")
        if (writes or call.name == "creat") and not _within(path, homes):
            yield path
    elif not call.name.startswith(("socket", "bind", "io_uring")):
        named = list(_PATH.finditer(call.arguments))
        for one in named[-1:] if "symlink" in call.name else named:
            path = str(Path(one["at"] or cwd) / one["path"])
            if call.name in _WRITERS and not _within(path, homes):
                yield path


_WRITERS = frozenset(
    [
        "mkdir",
        "mkdirat",
        "rename",
        "renameat",
        "renameat2",
        "link",
        "linkat",
        "symlink",
        "symlinkat",
        "mknod",
        "mknodat",
        "unlink",
        "unlinkat",
        "rmdir",
        "truncate",
    ]
)


def _within(path: str, homes: Sequence[str]) -> bool:
    """Whether a path lies in one of these folders."""
    return any(path == home or path.startswith(home + "/") for home in homes)


def traced(command: Sequence[str], folder: Path, cwd: Path, seconds: float = 300) -> list[str]:
    """Run a command to its end with only HOME and TMPDIR set: the faults of what it did."""
    log = folder / "trace"
    done = subprocess.run(
        under_strace(command, log),
        cwd=cwd,
        env=bare(folder),
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    assert done.returncode == 0, f"{done.stderr[-3000:]}\n{done.stdout[-1000:]}"
    return faults(log, (cwd, folder / "temporary"), cwd)


def bare(folder: Path) -> dict[str, str]:
    """An environment without any switch: an empty home, a temporary folder, and a trap."""
    for name in ("home", "temporary"):
        (folder / name).mkdir(exist_ok=True)
    return {
        "PATH": str(Path(sys.executable).parent) + ":/usr/local/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": str(folder / "home"),
        "TMPDIR": str(folder / "temporary"),
        "OPENAI_API_KEY": "trap-value",
        "PYTHONDONTWRITEBYTECODE": "1",  # its files lie beside the libraries
    }
