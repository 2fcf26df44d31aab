"""Log-ins: passwords tried, pauses after wrong ones, and the sessions that right ones open."""

from __future__ import annotations

import asyncio
import hashlib
import ipaddress
import math
import os
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool

from assistant.access import Account, Accounts, AccountsFile
from assistant.audit import AuditLog
from assistant.pages.refusals import try_again

SESSION_SECONDS = 12 * 3600
MOST_SESSIONS = 10_000
ATTEMPTS, PAUSE = 8, 60.0  # wrong passwords from an address before each waits, its seconds
FORGOTTEN = 900.0  # seconds without a wrong password after which an address starts afresh
MOST_ADDRESSES = 10_000
HASHES_AT_ONCE = max(1, (os.cpu_count() or 2) // 2)  # the other cores go on answering
MOST_WAITING, BUSY = 100, 5  # log-ins that wait for their hash; seconds that others are told
WRONG_OFTEN = "Too many wrong passwords came from this address."
MANY = "Too many people are logging in."


class Pauses:
    """Wrong passwords counted by address: a name can be kept from nobody elsewhere."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """No wrong password so far."""
        self._clock = clock
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def left(self, address: str) -> int:
        """Seconds until this address may try again."""
        count, last = self._wrong.get(network(address), (0, 0.0))
        left = last + PAUSE - self._clock()
        return math.ceil(left) if count >= ATTEMPTS and left > 0 else 0

    def wrong(self, address: str) -> None:
        """One more wrong password from here."""
        key, now = network(address), self._clock()
        count, last = self._wrong.pop(key, (0, now))
        self._wrong[key] = (count + 1 if now - last < FORGOTTEN else 1, now)
        while len(self._wrong) > MOST_ADDRESSES:
            self._wrong.popitem(last=False)

    def right(self, address: str) -> None:
        """A right password from here: what was wrong before is forgotten."""
        self._wrong.pop(network(address), None)


@dataclass(frozen=True, slots=True)
class Session:
    """Whose it is, the account as it was when it was opened, and when it ends."""

    name: str
    account: Account | None
    until: float


class LogIn:
    """Who gave a right password, by the secret that they were handed."""

    def __init__(
        self,
        file: AccountsFile,
        audit: AuditLog,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """No session so far."""
        self._file, self._audit, self._clock = file, audit, clock
        self._accounts = file.current()
        self._sessions: OrderedDict[str, Session] = OrderedDict()
        self._pauses = Pauses(clock)
        self._hashing = asyncio.Semaphore(HASHES_AT_ONCE)
        self._waiting = 0

    @property
    def accounts(self) -> Accounts:
        """The accounts of now; what has changed in them is told to the audit log."""
        before, self._accounts = self._accounts, self._file.current()
        if self._accounts is not before:
            names = sorted({*before.held, *self._accounts.held})
            changed = [one for one in names if before.held.get(one) != self._accounts.held.get(one)]
            self._audit.note("accounts changed", "the accounts file", "", names=changed)
        return self._accounts

    async def is_right(self, name: str, password: str, address: str, token: str = "") -> bool:
        """Whether the password fits; Refusal where this address has to wait.

        `token` is the secret of the session that this attempt would open: where another attempt
        has opened it meanwhile, nothing is hashed.
        """
        if self._waiting >= MOST_WAITING:
            raise try_again(BUSY, MANY)
        self._waiting += 1
        try:
            async with self._hashing:
                if token and self.name(token):
                    return True
                if seconds := self._pauses.left(address):
                    raise try_again(seconds, WRONG_OFTEN)
                right = await run_in_threadpool(self.accounts.admits, name, password)
                (self._pauses.right if right else self._pauses.wrong)(address)
                return right
        finally:
            self._waiting -= 1

    def open(self, name: str, token: str = "") -> str:
        """A new session of this name; returns its secret."""
        now = self._clock()
        while self._sessions and next(iter(self._sessions.values())).until <= now:
            self._sessions.popitem(last=False)
        while len(self._sessions) >= MOST_SESSIONS:
            self._sessions.popitem(last=False)
        token = token or secrets.token_urlsafe(32)
        held = Session(name, self.accounts.held.get(name), now + SESSION_SECONDS)
        self._sessions[digest(token)] = held
        self._sessions.move_to_end(digest(token))
        return token

    def name(self, token: str) -> str:
        """Whose session it is; "" where it is none, has run out, or the account has changed."""
        held = self._sessions.get(digest(token))
        if held is None or held.until <= self._clock():
            return ""
        account = self.accounts.held.get(held.name)
        if account is None or held.account is None or account.hashed != held.account.hashed:
            return ""
        return held.name

    def close(self, token: str) -> None:
        """End a session."""
        self._sessions.pop(digest(token), None)


def network(address: str) -> str:
    """What one person commands: an IPv4 address, or the /64 network of an IPv6 one."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    mapped = found.ipv4_mapped
    return str(mapped or ipaddress.ip_network((found, 64), strict=False).network_address)


def digest(token: str) -> str:
    """The form in which a secret is held."""
    return hashlib.sha256(token.encode()).hexdigest()[:32]
