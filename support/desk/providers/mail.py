"""Mail, by the mail server of the settings."""

from email.utils import formataddr, parseaddr
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage

from support.desk.providers.base import Addressed, Message, NotSent


class MailProvider:
    """Sends plain mail. Every try of a step carries the same Message-ID: a mailbox keeps one."""

    def send(self, step: Addressed, message: Message) -> None:
        """Hand the mail to the server. Raises NotSent."""
        sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        mail = EmailMessage(
            subject=" ".join(message.subject.split()),
            body=message.body,
            from_email=formataddr((settings.OPERATOR_NAME, sender)),
            to=[step.address],
            headers={
                "Message-ID": f"<{step.id}@{settings.OPERATOR_HOST}>",
                "Content-Language": message.language,
                "Auto-Submitted": "auto-generated",
                "X-Priority": "1",
                "Importance": "high",
            },
        )
        try:
            mail.send()
        except (SMTPException, OSError, ValueError) as error:
            raise NotSent(f"{type(error).__name__}: {error}") from error
