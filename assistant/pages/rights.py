"""Who stands behind a request, and what that person may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import gradio as gr

from assistant.access import Role
from assistant.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Person:
    """Who makes a request, as the gate found out."""

    owner: str = ""  # whose conversations and quizzes these are
    key: str = ""  # what their running events are bound to
    name: str = ""  # of the account; empty without a log-in
    role: Role = Role.READER
    address: str = ""
    administrators: tuple[str, ...] = ()

    @property
    def administers(self) -> bool:
        """Whether they may change what everybody uses."""
        return self.role is Role.ADMINISTRATOR

    @property
    def who(self) -> str:
        """How the audit log names them."""
        return self.name or self.owner

    def must_administer(self, deed: str) -> None:
        """NotAllowed, which says who may, where they are no administrator."""
        if not self.administers:
            raise NotAllowed(self.may_not(deed))

    def may_not(self, deed: str) -> str:
        """That only an administrator can do this, and whom to ask; "" for an administrator."""
        if self.administers:
            return ""
        asked = " or ".join(self.administrators)
        return f"Only an administrator can {deed}." + (f" Ask {asked}." if asked else "")


NOBODY = Person()


def person_in(scope: Mapping[str, object]) -> Person:
    """Who the gate found behind this connection; without a gate nobody with any right."""
    found = scope.get("person")
    return found if isinstance(found, Person) else NOBODY


def person_of(request: gr.Request) -> Person:
    """Who makes this event."""
    return NOBODY if request.request is None else person_in(request.request.scope)
