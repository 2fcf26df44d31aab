"""Every test runs on the suite's own index; `assistant`, imported first, takes it offline."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.index import SETTINGS, build_index, variables
from tests.watch import own_data

if TYPE_CHECKING:
    from assistant.answering import Assistant

for name in [name for name in os.environ if name.startswith("ASSISTANT_")]:
    del os.environ[name]  # how the user has set up the product is no concern of the tests
os.environ.update(variables())
SETTINGS.state_dir.parent.mkdir()
os.environ[own_data.SEEN] = str(SETTINGS.state_dir.parent / "seen")
os.environ["PYTHONPATH"] = os.pathsep.join(
    [str(Path(own_data.__file__).parent), *filter(None, [os.environ.get("PYTHONPATH")])]
)
own_data.install()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Build the index before any test module is imported; shows its progress."""
    if session.config.option.collectonly:
        return
    capture = session.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        build_index()


@pytest.fixture(scope="session")
def assistant() -> Assistant:
    """The real assistant over the bundled reports, loaded once; nothing in it changes."""
    from assistant.build import build_assistant

    return build_assistant(SETTINGS)


@pytest.fixture(autouse=True)
def the_users_data_is_left_alone() -> Iterator[None]:
    """Fails where the test, or a process that it started, looked into it and hid that."""
    seen = Path(os.environ[own_data.SEEN])
    seen.unlink(missing_ok=True)
    yield
    looked = seen.read_text("utf-8") if seen.exists() else ""
    seen.unlink(missing_ok=True)
    assert looked == ""
