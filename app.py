"""Serves the pages: `python app.py`, then http://127.0.0.1:7860."""

from __future__ import annotations

import argparse
import getpass
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.access import Role, check_address, read_accounts, set_password
from assistant.errors import AssistantError, SettingsError
from assistant.settings import ROOT, Settings, read_settings

if TYPE_CHECKING:
    import uvicorn
    from fastapi import FastAPI

    from assistant.pages.asking import Asks

PREPARING = (
    "import os; from assistant.query_encoder import prepare_query_model; "
    "from assistant.settings import read_settings; prepare_query_model(read_settings(os.environ))"
)


def build_app(assistant: Asks) -> FastAPI:
    """The site as an ASGI app."""
    from assistant.pages.quiz import build_tab as build_quiz_tab
    from assistant.pages.site import build_site  # imports gradio: 4 s
    from evals.page import build_tab

    return build_site(assistant, {"Quiz": build_quiz_tab, "Evaluate": build_tab})


def main(arguments: list[str]) -> int:
    """Serve until interrupted; 2 with one sentence where that cannot be."""
    parser = argparse.ArgumentParser(prog="python app.py", description=__doc__)
    parser.add_argument("--add-user", metavar="NAME", help="set a password in the auth file")
    parser.add_argument(
        "--role",
        type=Role,
        choices=tuple(Role),
        help="with --add-user: who may change library, runs and feedback (administrator) or not "
        "(reader); without it the first account is an administrator, later ones are readers",
    )
    options = parser.parse_args(arguments)
    try:
        settings = read_settings(os.environ)
        if options.add_user:
            return _add_user(settings, options.add_user, options.role)
        check_address(settings)
        listening = _listen(settings)
        with listening:
            return _serve(settings, listening)
    except AssistantError as error:
        print(error, file=sys.stderr)
        return 2


def _serve(settings: Settings, listening: socket.socket) -> int:
    """Build everything, say where it is, and serve on the socket that is already ours."""
    from assistant.build import build_assistant

    print("Loading the reports …", flush=True)
    from assistant.librarian import Librarian
    from assistant.pages.live import LiveAssistant

    Librarian(settings).finish()
    _prepare_apart(settings)
    app = build_app(LiveAssistant(lambda: build_assistant(settings)))
    import uvicorn

    class Server(uvicorn.Server):
        """Says that it is ready once it is."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                host = f"[{settings.host}]" if ":" in settings.host else settings.host
                print(f"Ready: http://{host}:{settings.port}", flush=True)

    Server(server_config(app, settings)).run(sockets=[listening])
    return 0


def _prepare_apart(settings: Settings) -> None:
    """Have a missing question encoder made by another process: it takes 600 MB that stay taken.

    Where that fails, loading the assistant tries it again and says why.
    """
    from assistant.query_encoder import is_prepared

    if not is_prepared(settings):
        subprocess.run([sys.executable, "-c", PREPARING], cwd=ROOT, stderr=subprocess.DEVNULL)


def server_config(app: FastAPI, settings: Settings) -> uvicorn.Config:
    """How the app is served; what proxies say of a client is believed of the named ones alone."""
    import uvicorn

    return uvicorn.Config(
        app,
        log_level="warning",
        timeout_graceful_shutdown=3,
        proxy_headers=bool(settings.trusted_proxy),
        forwarded_allow_ips=settings.trusted_proxy,
    )


def _listen(settings: Settings) -> socket.socket:
    """A socket bound to the address before anything is loaded; SettingsError where it is taken."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen(128)
    except (OSError, OverflowError) as error:
        listening.close()
        raise SettingsError(
            f"Port {settings.port} on {settings.host} cannot be used ({error}). "
            "Stop what runs there, or choose another: PORT=7861 make app"
        ) from error
    return listening


def _add_user(settings: Settings, name: str, role: Role | None) -> int:
    """Ask twice for a password and write it, hashed, into the auth file."""
    if not settings.auth:
        raise SettingsError("Set ASSISTANT_AUTH to the password file first.")
    password = getpass.getpass(f"Password for {name}: ")
    if password != getpass.getpass("Again: "):
        raise SettingsError("The two passwords differ; nothing was changed.")
    path = Path(settings.auth).expanduser()
    set_password(path, name, password, role)
    accounts = read_accounts(path)
    print(f"{name} can log in now, as {accounts.role(name).value}.")
    if not accounts.administrators:
        print("No account is an administrator: nobody can change the library in the pages.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
