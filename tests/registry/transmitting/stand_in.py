"""The emergency side of the tests, on loopback: a gateway that keeps each message once, in the order it came."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

TOKEN = "a-token-of-the-tests"
Answer = tuple[int, dict[str, Any] | None]


@dataclass
class Emergency:
    """What was posted and kept. `answers`: given to the next posts, in turn; acknowledged at once otherwise.

    `statuses`: what a question about a message is answered; pending otherwise, 404 for one never heard of.
    """

    url: str = ""
    posts: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    statuses: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    has_arrived: Event = field(default_factory=Event)
    may_answer: Event = field(default_factory=Event)

    def take(self, message: dict[str, Any], key: str) -> Answer:
        """Note a post, keep each key once, and return the answer."""
        self.posts.append(message)
        self.keys.append(key)
        status, body = self.answers.pop(0) if self.answers else (200, {"reference": f"R-{message['sequence']}"})
        if key in self.kept:
            status, body = 409, {"reference": f"R-{message['sequence']}"}
        elif status < 300:
            self.kept[key] = message
        self.has_arrived.set()
        self.may_answer.wait(60)
        return status, body

    def say(self, asked: str) -> Answer:
        """Return what is said of a message."""
        self.asked.append(asked)
        if asked not in self.kept:
            return 404, None
        return 200, self.statuses.get(asked, {"status": "pending"})

    def places(self) -> list[str]:
        """The house numbers of what was kept, in the order of arrival."""
        return [one["address"]["house_number"] if one["address"] else "" for one in self.kept.values()]


@contextmanager
def emergency_server() -> Iterator[Emergency]:
    """A gateway that runs during the block."""
    there = Emergency()
    there.may_answer.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.headers["Authorization"] != f"Bearer {TOKEN}":
                self.reply(401, None)
                return
            self.reply(*there.take(message, self.headers["Idempotency-Key"]))

        def do_GET(self) -> None:
            self.reply(*there.say(self.path.rsplit("/", 1)[-1]))

        def reply(self, status: int, body: dict[str, Any] | None) -> None:
            written = json.dumps(body).encode() if body is not None else b""
            self.send_response(status)
            self.send_header("Content-Length", str(len(written)))
            self.end_headers()
            self.wfile.write(written)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: the tests look at what arrived."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    there.url = f"http://127.0.0.1:{server.server_port}/v1/addresses"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield there
    finally:
        there.may_answer.set()
        server.shutdown()
        server.server_close()
        thread.join()
