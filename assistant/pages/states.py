"""What Gradio keeps of sessions and of answers never fetched, held to a bound."""

from __future__ import annotations

import time
from collections.abc import Callable
from copy import copy
from typing import Any

from gradio.blocks import Blocks
from gradio.queueing import Queue
from gradio.state_holder import SessionState, StateHolder

MOST_SESSIONS = 2_000
CLOSED_SECONDS = 3600.0  # a page that was closed may be opened again within an hour
IDLE_SECONDS = 24 * 3600.0
UNFETCHED_SECONDS = 300.0  # an answer that nobody fetches is dropped then
MOST_UNFETCHED = 100
EVERY = 5.0  # seconds between two looks


class LeanState(SessionState):
    """The states of one session, without the copy of the whole page that Gradio makes for each.

    The copy serves links that open a page as somebody left it, which this site does not offer.
    """

    def __init__(self, blocks: Blocks) -> None:
        self.blocks_config = copy(blocks.default_config)
        self.config_values = {}
        self.state_data: dict[int, Any] = {}
        self._state_ttl = {}
        self.is_closed = False
        self.STATE_TTL_WHEN_CLOSED = int(CLOSED_SECONDS)
        self.used = 0.0

    def __setitem__(self, key: int, value: Any) -> None:  # noqa: ANN401
        block = self.blocks_config.blocks.get(key)
        if block is not None and block.stateful:
            self.state_data[key] = value
        else:
            self.blocks_config.blocks[key] = value

    def _update_config(self, key: int) -> None:
        """Nothing: there is no copy to keep in step."""

    def _update_value_in_config(self, key: int, value: object) -> None:
        """Nothing: there is no copy to keep in step."""


class States(StateHolder):
    """The sessions of open pages; a program's call leaves none behind."""

    def __init__(self, blocks: Blocks, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        blocks.state_session_capacity = MOST_SESSIONS
        self.set_blocks(blocks)
        self._clock, self._looked = clock, clock()
        self._unfetched: dict[str, float] = {}  # session → since when it waits to be fetched

    def __getitem__(self, session_id: str) -> SessionState:
        found = self.session_data.get(session_id)
        if found is None:
            found = self.session_data[session_id] = LeanState(self.blocks)
        self.update(session_id)
        if isinstance(found, LeanState):
            found.used = self._clock()
        return found

    def release(self, session_id: str | None) -> None:
        """Forget a session that holds nothing, as after a program's call."""
        found = self.session_data.get(session_id or "")
        if found is not None and session_id and not found.state_data:
            del self.session_data[session_id]

    def delete_all_expired_state(self) -> None:
        """Forget what is over; Gradio calls this every second."""
        now = self._clock()
        if now - self._looked < EVERY:
            return
        self._looked = now
        for session_id, held in list(self.session_data.items()):
            idle = now - held.used if isinstance(held, LeanState) else 0.0
            if idle > (CLOSED_SECONDS if held.is_closed else IDLE_SECONDS):
                del self.session_data[session_id]
        self._drop_unfetched(self.blocks._queue, now)

    def _drop_unfetched(self, queue: Queue, now: float) -> None:
        """Drop the answers that programs have fetched, or have not come for in time."""
        waiting = queue.pending_event_ids_session
        for session_id in [name for name, events in waiting.items() if not events]:
            _forget(queue, session_id)
        ready = [
            session_id
            for session_id, events in waiting.items()
            if session_id not in self and not events & queue.event_ids_to_events.keys()
        ]
        self._unfetched = {name: self._unfetched.get(name, now) for name in ready}
        late = [name for name in ready if now - self._unfetched[name] > UNFETCHED_SECONDS]
        for session_id in {*late, *ready[: max(0, len(ready) - MOST_UNFETCHED)]}:
            _forget(queue, session_id)
            del self._unfetched[session_id]


def _forget(queue: Queue, session_id: str) -> None:
    """Let go of the messages and events of a session."""
    queue.pending_event_ids_session.pop(session_id, None)
    queue.pending_messages_per_session.pop(session_id, None)
