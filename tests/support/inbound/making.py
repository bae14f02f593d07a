"""E-mails as mail servers hand them over."""

from collections.abc import Mapping
from email.message import EmailMessage
from typing import Final

from tests.cast import DORA

SUPPORT: Final = "support@alpha.example"


def written(
    *,
    sender: str = DORA.email,
    subject: str = "Plus de tonalité",
    text: str | None = "Plus rien ne sonne à l’accueil.",
    html: str = "",
    message_id: str = "<one@client.example>",
    headers: Mapping[str, str] | None = None,
    files: Mapping[str, bytes] | None = None,
) -> bytes:
    """Return a mail as bytes."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, SUPPORT, subject
    if message_id:
        mail["Message-ID"] = message_id
    for name, value in (headers or {}).items():
        mail[name] = value
    if text is not None:
        mail.set_content(text)
    if html:
        if text is None:
            mail.set_content(html, subtype="html")
        else:
            mail.add_alternative(html, subtype="html")
    for name, content in (files or {}).items():
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()
