"""Who may use a shared installation: a file of names, roles and hashed passwords (scrypt)."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import logging
import re
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from assistant.errors import SettingsError
from assistant.settings import Settings

COST, BLOCK, PARALLEL = 2**14, 8, 1  # scrypt: 16 MiB and about 50 ms for each attempt
SHORTEST_PASSWORD = 10
NAME = re.compile(r"[A-Za-z0-9._@-]{1,64}")
FORM = "name:scrypt:salt:hash:role"
GLANCE = 1.0  # seconds between two looks at whether the file has changed
log = logging.getLogger(__name__)


class Role(StrEnum):
    """What an account may do: ask and read, or also change what everybody uses."""

    ADMINISTRATOR = "administrator"
    READER = "reader"


@dataclass(frozen=True, slots=True)
class Account:
    """One line of the file; without a role where it was written before there were roles."""

    salt: bytes
    hashed: bytes
    role: Role | None = None


@dataclass(frozen=True)
class Accounts:
    """Accounts by name, each with its role."""

    held: Mapping[str, Account]

    def admits(self, name: str, password: str) -> bool:
        """Whether the password is that of the name; unknown names take as long as known ones."""
        account = self.held.get(name, Account(b"no such name....", b""))
        return hmac.compare_digest(_hash(password, account.salt), account.hashed)

    def role(self, name: str) -> Role:
        """What this name may do."""
        account = self.held.get(name)
        return account.role or Role.READER if account else Role.READER

    @property
    def administrators(self) -> tuple[str, ...]:
        """The names that may change what everybody uses."""
        return tuple(name for name in self.held if self.role(name) is Role.ADMINISTRATOR)


class AccountsFile:
    """The accounts of a file, read again whenever it has changed."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.monotonic) -> None:
        """The accounts as they stand; SettingsError where the file cannot be used."""
        self._path, self._clock = path, clock
        self._looked, self._seen = clock(), _stamp(path)
        self._held = read_accounts(path)

    def current(self) -> Accounts:
        """The accounts of now; those read before where the file has become unreadable."""
        now = self._clock()
        if now - self._looked < GLANCE:
            return self._held
        self._looked, stamp = now, _stamp(self._path)
        if stamp == self._seen:
            return self._held
        self._seen = stamp
        try:
            self._held = read_accounts(self._path)
        except SettingsError as error:
            log.warning("%s Until it is mended the accounts read before are used.", error)
        return self._held


def set_password(path: Path, name: str, password: str, role: Role | None = None) -> None:
    """Add the name to the file, or replace its password; only the owner may read the file.

    Without a role a known name keeps its own; a new one is a reader, the very first administrator.
    """
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    held = _with_roles(_readable(lines))
    first = Role.READER if held else Role.ADMINISTRATOR
    line = password_line(name, password, role or (held[name].role if name in held else first))
    kept, places = [], [number for number, old in enumerate(lines) if _name(old) == name]
    for number, old in enumerate(lines):
        known = held.get(_name(old))
        if number in places[:1]:
            kept.append(line)
        elif number not in places:
            kept.append(_line(_name(old), known) if known else old)
    _replace(path, [*kept, *([] if places else [line])])


def password_line(name: str, password: str, role: Role | None = None) -> str:
    """The line of the file for this name: "name:scrypt:salt:hash:role"."""
    if not NAME.fullmatch(name):
        raise SettingsError("A name has 1 to 64 letters, digits or . _ @ - and no spaces.")
    if len(password) < SHORTEST_PASSWORD:
        raise SettingsError(f"A password needs at least {SHORTEST_PASSWORD} characters.")
    salt = secrets.token_bytes(16)
    return _line(name, Account(salt, _hash(password, salt), role))


def read_accounts(path: Path) -> Accounts:
    """The accounts of the file; SettingsError names the line that is malformed."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"ASSISTANT_AUTH names {path}, which cannot be read: {error}."
        ) from error
    held: dict[str, Account] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            name, account = _read(line)
        except ValueError as error:
            raise SettingsError(
                f"{path}, line {number}: {error}. Make the line with: python app.py --add-user NAME"
            ) from error
        held[name] = account
    if not held:
        raise SettingsError(f"{path} holds no account. Add one with: python app.py --add-user NAME")
    return Accounts(_with_roles(held))


def check_address(settings: Settings) -> None:
    """SettingsError where others could reach the pages without a password and nobody said so."""
    if is_loopback(settings.host) or settings.auth or settings.listen_without_auth:
        return
    raise SettingsError(
        f"Listening on {settings.host} would let anyone who reaches it in. Name a password file "
        "in ASSISTANT_AUTH, or set ASSISTANT_LISTEN_WITHOUT_AUTH=yes if that is what you want."
    )


def is_loopback(host: str) -> bool:
    """Whether only this computer reaches the address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _read(line: str) -> tuple[str, Account]:
    """Name and account of a line; ValueError says what is wrong with it."""
    name, *parts = line.strip().split(":")
    if len(parts) not in (3, 4) or parts[0] != "scrypt" or not NAME.fullmatch(name):
        raise ValueError(f"it does not read {FORM}")
    _, salt, hashed, *role = parts
    if role and role[0] not in tuple(Role):
        raise ValueError(f"{role[0]!r} is neither administrator nor reader")
    return name, Account(
        bytes.fromhex(salt), bytes.fromhex(hashed), Role(role[0]) if role else None
    )


def _readable(lines: Sequence[str]) -> dict[str, Account]:
    """The accounts of the lines that can be read."""
    held: dict[str, Account] = {}
    for line in lines:
        with suppress(ValueError):
            name, account = _read(line)
            held[name] = account
    return held


def _with_roles(held: Mapping[str, Account]) -> dict[str, Account]:
    """The accounts, those without a role made readers.

    Where no line names an administrator, the first one without a role is it: somebody must be.
    """
    named = any(account.role is Role.ADMINISTRATOR for account in held.values())
    old = [name for name, account in held.items() if account.role is None]
    first = "" if named or not old else old[0]
    return {
        name: replace(account, role=Role.ADMINISTRATOR if name == first else Role.READER)
        if account.role is None
        else account
        for name, account in held.items()
    }


def _line(name: str, account: Account) -> str:
    parts = [name, "scrypt", account.salt.hex(), account.hashed.hex()]
    return ":".join([*parts, account.role.value] if account.role else parts)


def _name(line: str) -> str:
    return line.strip().split(":", 1)[0]


def _replace(path: Path, lines: Sequence[str]) -> None:
    """Put the lines in the file at one stroke, so that nobody reads half of them."""
    target = path.resolve()
    draft = target.with_name(f"{target.name}.partial")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text("\n".join(lines) + "\n", "utf-8")
    draft.replace(target)


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """What changes when the file does; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _hash(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=COST, r=BLOCK, p=PARALLEL, dklen=32)
