"""An e-mail as support reads it: who, about what, which words, which files. Pure; nothing in a mail can break it.

Source: RFC 5322 and 2045 to 2047 for the shape, RFC 3834 for what must never be answered.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parseaddr
from hashlib import sha256
from html.parser import HTMLParser
from typing import Final

from support.asking import LONGEST_SUBJECT, LONGEST_TEXT

TICKET_NUMBER: Final = re.compile(r"\bT-\d{4}-\d{5,9}\b", re.IGNORECASE)
MOST_PARTS: Final = 200
# Nothing a person writes is longer; readers of headers and of HTML get slow far beyond.
LONGEST_HEADER: Final = 20_000
LONGEST_PAGE: Final = 300_000
# Codecs of Python that no mail is written in; two of them take hours over a long line.
NO_CHARSETS: Final = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})
LONGEST_ADDRESS: Final = 254
MACHINES: Final = ("mailer-daemon", "postmaster", "no-reply", "noreply", "bounce", "bounces")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_SILENT: Final = frozenset({"script", "style", "head", "title", "template", "noscript"})
_BREAKS: Final = frozenset({"p", "br", "div", "tr", "li", "h1", "h2", "h3", "h4", "blockquote", "table", "ul", "ol"})


@dataclass(frozen=True)
class Mail:
    """What a mail says. `is_automatic`: a machine, a list or a bounce wrote it, and nothing may answer it."""

    sender: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    numbers: tuple[str, ...]
    message_id: str
    files: tuple[tuple[str, bytes], ...]
    is_automatic: bool


class Unreadable(ValueError):
    """A mail made to break its reader."""


def read_mail(raw: bytes, *, envelope_sender: str | None = None) -> Mail:
    """Return what a mail says, however it is written.

    `envelope_sender`: empty for a bounce, None when the server did not say. Raises Unreadable.
    """
    try:
        message = message_from_bytes(raw, policy=policy.compat32)
    except RecursionError as error:
        raise Unreadable("parts within parts without end") from error
    parts = list(_parts(message))
    sender = _address(_header(message, "From"))
    subject = " ".join(_header(message, "Subject").split())
    threads = " ".join(_header(message, name) for name in ("In-Reply-To", "References"))
    names = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
    given = [_header(message, name, every=True) for name in names]
    return Mail(
        sender=sender,
        recipients=tuple(dict.fromkeys(address.lower() for _name, address in getaddresses(given) if "@" in address)),
        subject=subject[:LONGEST_SUBJECT],
        text=_text_of(parts),
        numbers=tuple(dict.fromkeys(one.upper() for one in TICKET_NUMBER.findall(f"{subject} {threads}"))),
        message_id=_header(message, "Message-ID").strip()[:200] or sha256(raw).hexdigest(),
        files=tuple(_files_of(parts)),
        is_automatic=_is_automatic(message, sender, envelope_sender),
    )


# ---------- Head ----------
def _header(message: Message, name: str, *, every: bool = False) -> str:
    """Return a header as text, without control characters; empty when there is none."""
    values = [str(one)[:LONGEST_HEADER] for one in (message.get_all(name) or [])[:MOST_PARTS]]
    return ", ".join(_plain(_decoded_header(one)) for one in (values if every else values[:1]))[:LONGEST_HEADER]


def _decoded_header(value: object) -> str:
    try:
        pieces = decode_header(str(value))
    except (HeaderParseError, ValueError, LookupError):
        return str(value)
    return "".join(piece if isinstance(piece, str) else decoded(piece, charset) for piece, charset in pieces)


def _address(header: str) -> str:
    address = parseaddr(header)[1].strip().lower()
    return address if "@" in address and len(address) <= LONGEST_ADDRESS else ""


def _is_automatic(message: Message, sender: str, envelope_sender: str | None) -> bool:
    path = _header(message, "Return-Path").strip()
    # Postfix writes MAILER-DAEMON for the empty sender unless it is told otherwise.
    is_null = path == "<>" or (envelope_sender or "x").partition("@")[0].lower() in MACHINES or envelope_sender == ""
    is_told = _header(message, "Auto-Submitted").strip().lower() not in ("", "no")
    is_bulk = _header(message, "Precedence").strip().lower() in ("bulk", "list", "junk", "auto_reply")
    is_list = any(message.get(name) for name in ("List-Id", "List-Post", "X-Auto-Response-Suppress", "X-Loop"))
    is_report = message.get_content_type() in ("multipart/report", "message/delivery-status")
    is_machine = sender.partition("@")[0] in MACHINES
    return not sender or is_null or is_told or is_bulk or is_list or is_report or is_machine


# ---------- Body ----------
def _parts(message: Message) -> Iterator[Message]:
    """Yield the parts that hold something, a mail within the mail left whole: it is a file."""
    waiting, count = [message], 0
    while waiting and count < MOST_PARTS:
        part, count = waiting.pop(0), count + 1
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            inner = part.get_payload()
            waiting = [*(one for one in inner if isinstance(one, Message)), *waiting]
        else:
            yield part


def _text_of(parts: Sequence[Message]) -> str:
    """Return the words: the first plain text, else the first HTML without its marks; empty when there is neither."""
    for content_type, read in (("text/plain", str), ("text/html", text_of_html)):
        for part in parts:
            if part.get_content_type() == content_type and not _is_file(part):
                text = _plain(read(decoded(_bytes(part), part.get_content_charset()))).strip()
                if text:
                    return text[:LONGEST_TEXT]
    return ""


def text_of_html(html: str) -> str:
    """Return the words of a page without marks, scripts and styles: nothing of it is ever drawn."""
    reader = _Words()
    reader.feed(html[:LONGEST_PAGE])
    reader.close()
    lines = [" ".join(line.split()) for line in "".join(reader.words).splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Words(HTMLParser):
    """Collects the words that a reader would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._silent += tag in _SILENT
        if tag in _BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in _SILENT))
        if tag in _BREAKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data.replace("\n", " "))


def decoded(content: bytes, charset: str | None) -> str:
    """Return bytes as text, in the charset they claim, else in those that mails use; never raises."""
    for name in (charset, "utf-8", "cp1252"):
        if name and name.lower().replace("-", "_") in NO_CHARSETS:
            continue
        try:
            return content.decode(name) if name else content.decode("ascii")
        except (LookupError, ValueError):
            continue
    return content.decode("utf-8", errors="replace")


def _bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _plain(text: str) -> str:
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


# ---------- Files ----------
def _is_file(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(_filename(part))


def _filename(part: Message) -> str:
    try:
        return _decoded_header(part.get_filename() or "")
    except (ValueError, LookupError, TypeError):
        return "?"


def _files_of(parts: Sequence[Message]) -> Iterator[tuple[str, bytes]]:
    for part in parts:
        if _is_file(part):
            name = _filename(part) or "?"
            yield name, _whole(part) if part.get_content_maintype() == "message" else _bytes(part)


def _whole(part: Message) -> bytes:
    """Return a mail within a mail as it came; empty when it cannot be written again."""
    try:
        return part.as_bytes()
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError):
        return b""
