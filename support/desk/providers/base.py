"""What every road to a person has in common."""

from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

# Seconds for each exchange with a provider: somebody waits, and the next try is near.
TIMEOUT_SECONDS: Final = 10


class NotSent(Exception):
    """The provider did not take the message. Its text says why, without the message: that holds a link."""


@dataclass(frozen=True)
class Message:
    """A message in the reader's language: `subject` and `body` for mail, `short` for a short message."""

    subject: str
    body: str
    short: str
    language: str


class Addressed(Protocol):
    """What is sent: `id` is the same however often it is tried, so that a second copy is known as one."""

    @property
    def id(self) -> UUID:
        """The identity of the message."""

    @property
    def address(self) -> str:
        """The e-mail address or the E.164 number of the person."""


class Provider(Protocol):
    """One road. Sending twice under the same id leaves one message with the person."""

    def send(self, step: Addressed, message: Message) -> None:
        """Hand the message over. Raises NotSent."""


@dataclass(frozen=True)
class Envelope:
    """Something to send that is no step of a page: a test of a way."""

    id: UUID
    address: str
