"""A mail server and a gateway of the tests' own, on loopback: real conversations, nothing leaves the machine."""

import json
from asyncio import Server
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

ACCEPTED = "250 accepted"


@dataclass
class Mailbox:
    """What arrived by mail. `refusals`: answers given to the next mails instead of taking them."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    # Set once a mail is in, before it is confirmed; the confirmation waits for `may_confirm`.
    has_arrived: Event = field(default_factory=Event)
    may_confirm: Event = field(default_factory=Event)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        """Take a mail, or refuse it."""
        if self.refusals:
            return self.refusals.pop(0)
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.has_arrived.set()
        if not self.may_confirm.is_set():
            await server.loop.run_in_executor(None, self.may_confirm.wait, 60)
        return ACCEPTED

    def ids(self) -> list[str]:
        """The Message-IDs that arrived, in order."""
        return [str(mail["Message-ID"]) for mail in self.mails]

    def kept(self) -> set[str]:
        """The mails a mailbox keeps: one of each Message-ID."""
        return set(self.ids())


@dataclass
class Gateway:
    """What was posted. `answers`: statuses given to the next posts; 202 otherwise, 409 for an id seen before."""

    url: str = ""
    posts: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)
    has_arrived: Event = field(default_factory=Event)
    may_answer: Event = field(default_factory=Event)

    def take(self, body: dict[str, Any], headers: dict[str, str]) -> int:
        """Note a post, keep each key once, and return the status of the answer."""
        self.posts.append(body)
        self.headers.append(headers)
        status = self.answers.pop(0) if self.answers else 202
        key = headers["Idempotency-Key"]
        if status < 300:
            status = 409 if key in self.kept else status
            self.kept.setdefault(key, body)
        self.has_arrived.set()
        self.may_answer.wait(60)
        return status


class AnyPort(Controller):
    """A mail server on whatever port is free."""

    def _trigger_server(self) -> None:
        """Knock at the port that was found, which is how the library sees that the server answers."""
        server = cast("Server", self.server)
        self.port = server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """A mail server that runs during the block."""
    mailbox = Mailbox()
    mailbox.may_confirm.set()
    controller = AnyPort(mailbox, hostname="127.0.0.1", port=0)
    controller.start()
    mailbox.port = controller.port
    try:
        yield mailbox
    finally:
        mailbox.may_confirm.set()
        controller.stop()


@contextmanager
def gateway_server() -> Iterator[Gateway]:
    """A gateway that runs during the block."""
    gateway = Gateway()
    gateway.may_answer.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status = gateway.take(body, dict(self.headers.items()))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: the tests look at what arrived."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    gateway.url = f"http://127.0.0.1:{server.server_port}/v1/messages"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield gateway
    finally:
        gateway.may_answer.set()
        server.shutdown()
        server.server_close()
        thread.join()
