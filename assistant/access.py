"""Who may use a shared installation: a file of names with hashed passwords (scrypt)."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import SettingsError
from assistant.settings import Settings

COST, BLOCK, PARALLEL = 2**14, 8, 1  # scrypt: 16 MiB and about 50 ms for each attempt
SHORTEST_PASSWORD = 10
NAME = re.compile(r"[A-Za-z0-9._@-]{1,64}")


@dataclass(frozen=True)
class Accounts:
    """Names with the salt and hash of each one's password."""

    hashes: dict[str, tuple[bytes, bytes]]

    def admits(self, name: str, password: str) -> bool:
        """Whether the password is that of the name; unknown names take as long as known ones."""
        salt, expected = self.hashes.get(name, (b"no such name....", b""))
        return hmac.compare_digest(_hash(password, salt), expected)


def password_line(name: str, password: str) -> str:
    """The line of the file for this name: "name:scrypt:salt:hash"."""
    if not NAME.fullmatch(name):
        raise SettingsError("A name has 1 to 64 letters, digits or . _ @ - and no spaces.")
    if len(password) < SHORTEST_PASSWORD:
        raise SettingsError(f"A password needs at least {SHORTEST_PASSWORD} characters.")
    salt = secrets.token_bytes(16)
    return f"{name}:scrypt:{salt.hex()}:{_hash(password, salt).hex()}"


def set_password(path: Path, name: str, password: str) -> None:
    """Add the name to the file, or replace its password; only the owner may read the file."""
    line = password_line(name, password)
    kept = path.read_text("utf-8").splitlines() if path.exists() else []
    lines = [old for old in kept if old.split(":", 1)[0] != name] + [line]
    path.touch(mode=0o600, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", "utf-8")


def read_accounts(path: Path) -> Accounts:
    """The accounts of the file; SettingsError names the line that is malformed."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"ASSISTANT_AUTH names {path}, which cannot be read: {error}."
        ) from error
    hashes: dict[str, tuple[bytes, bytes]] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            name, kind, salt, hashed = line.strip().split(":")
            if kind != "scrypt" or not NAME.fullmatch(name):
                raise ValueError("it does not read name:scrypt:salt:hash")
            hashes[name] = (bytes.fromhex(salt), bytes.fromhex(hashed))
        except ValueError as error:
            raise SettingsError(
                f"{path}, line {number}: {error}. Make the line with: python app.py --add-user NAME"
            ) from error
    if not hashes:
        raise SettingsError(f"{path} holds no account. Add one with: python app.py --add-user NAME")
    return Accounts(hashes)


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


def _hash(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=COST, r=BLOCK, p=PARALLEL, dklen=32)
