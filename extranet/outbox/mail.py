"""Mail in a partner's or the operator's name. Called by deliveries: a mail goes out only for what has committed."""

from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from hashlib import sha256
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage


class Sender(Protocol):
    """The partner a mail comes from."""

    @property
    def display_name(self) -> str:
        """The name people know it by."""

    @property
    def support_email(self) -> str:
        """Where an answer goes; empty when nobody reads answers."""

    @property
    def primary_host(self) -> str:
        """The host name of links."""


@dataclass(frozen=True)
class Operator:
    """The operator as a sender: for mails about what happens on its own host."""

    display_name: str = settings.OPERATOR_NAME
    support_email: str = ""
    primary_host: str = settings.OPERATOR_HOST


def send(*, to: str, subject: str, body: str, language: str, partner: Sender) -> None:
    """Send one plain mail in the partner's name, in `language`.

    A worker killed between the mail server and the commit sends again: the same mail carries the same
    Message-ID then, so that mailboxes keep one. Raises what the mail server raises: the outbox then keeps
    the delivery and tries again.
    """
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    digest = sha256("\0".join((to, subject, body)).encode()).hexdigest()[:40]
    mail = EmailMessage(
        subject=" ".join(subject.split()),
        body=body,
        from_email=formataddr((partner.display_name, address)),
        to=[to],
        reply_to=[partner.support_email] if partner.support_email else None,
        headers={
            "Content-Language": language,
            "Auto-Submitted": "auto-generated",
            "Message-ID": f"<{digest}@{partner.primary_host}>",
        },
    )
    mail.send()


def absolute(path: str, *, partner: Sender) -> str:
    """Return the full address of a page on the partner's primary host, whatever host a request came by."""
    port = "" if settings.IS_PRODUCTION else f":{settings.PORT}"
    return f"{settings.SCHEME}://{partner.primary_host}{port}{path}"
