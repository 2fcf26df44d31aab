"""An OpenAI-compatible judge on 127.0.0.1 that answers as its script says and keeps what it was sent."""

import json
import re
import threading
from collections import defaultdict
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from evals import chat_judge
from evals.verdicts import last_input

TRAP = "sk-trap-must-never-be-sent"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        judge = self.server.judge
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        judge.seen.append((self.path, dict(self.headers), asked))
        system, prompt = (message["content"] for message in asked["messages"])
        model = re.findall(r'"title": "(\w+Output)"', system)[-1]
        said, status = judge.reply(model, last_input(prompt))
        body = json.dumps({"choices": [{"message": {"content": said}}]}).encode()
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class ScriptedJudge:
    """`script[model]` holds the replies to give in turn, the last one ever after.

    A reply is a JSON value, a text that is no JSON, a status code, or a function of the input.
    """

    def __init__(self, port):
        self.url = f"http://127.0.0.1:{port}/v1"
        self.seen, self.script, self.given = [], {}, defaultdict(int)

    def reply(self, model, asked):
        replies = self.script[model]
        said = replies[min(self.given[model], len(replies) - 1)]
        self.given[model] += 1
        said = said(asked) if callable(said) else said
        if isinstance(said, int):
            return "", said
        return (said if isinstance(said, str) else json.dumps(said)), 200

    def settings(self, **more):
        return chat_judge.judge_settings({"EVAL_JUDGE": "ollama:small", "EVAL_JUDGE_URL": self.url} | more)

    @property
    def sent(self):
        """How often each reply was asked for."""
        return dict(self.given)


@contextmanager
def scripted_judge(script):
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.judge = ScriptedJudge(server.server_port)
    server.judge.script = script
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.judge
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def verdicts(*given):
    """The reply to a prompt about statements: these verdicts in turn."""

    def reply(asked):
        rows = zip(asked["statements"], given, strict=True)
        return {"statements": [{"statement": s, "reason": "r", "verdict": v} for s, v in rows]}

    return reply


def attributed(*given):
    """The reply to a context-recall prompt."""
    return {"classifications": [{"statement": "s", "reason": "r", "attributed": v} for v in given]}


def useful(verdict):
    """The reply to a context-precision prompt."""
    return {"reason": "r", "verdict": verdict}


def would_ask(question, noncommittal=0):
    """The reply to a response-relevancy prompt."""
    return {"question": question, "noncommittal": noncommittal}
