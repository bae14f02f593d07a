"""What an e-mail says, however it is written; nothing in it breaks the reader."""

import pytest

from support.mail_reading import Unreadable, read_mail, text_of_html
from tests.cast import DORA
from tests.support.inbound.making import SUPPORT, written


def test_who_what_and_for_whom() -> None:
    mail = read_mail(written(subject="Re: Ticket T-2026-00001 reçu : « été »"))
    assert (mail.sender, mail.recipients) == (DORA.email, (SUPPORT,))
    assert mail.subject == "Re: Ticket T-2026-00001 reçu : « été »"
    assert mail.numbers == ("T-2026-00001",)
    assert mail.text == "Plus rien ne sonne à l’accueil."
    assert mail.message_id == "<one@client.example>"
    assert not mail.is_automatic


def test_a_number_in_the_thread_counts_too() -> None:
    assert read_mail(written(headers={"References": "<t-2026-00012@alpha.test>"})).numbers == ("T-2026-00012",)


def test_html_alone_becomes_words() -> None:
    head = "<html><head><title>x</title><style>p{}</style></head>"
    html = f"{head}<body><p>Bonjour&nbsp;!</p><script>evil()</script><div>Suite</div>"
    mail = read_mail(written(text=None, html=html))
    assert mail.text.split("\n")[0].replace("\xa0", " ") == "Bonjour !"
    assert "Suite" in mail.text
    assert "evil" not in mail.text
    assert "<" not in text_of_html("a <b>b</b> <img src=x onerror=alert(1)> <!-- c -->")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n\n",
        b"\x00\xff\xfe garbage",
        b"From: <" + DORA.email.encode() + b">\nContent-Type: multipart/mixed; boundary=\n\n--\n",
        b"From: =?utf-8?b?%%%?= <" + DORA.email.encode() + b">\nSubject: =?nonesuch?q?abc?=\n\ntexte",
        b"From: " + DORA.email.encode() + b"\nContent-Type: text/plain; charset=nonesuch\n\n\xe9t\xe9",
        b"From: " + DORA.email.encode() + b"\nContent-Transfer-Encoding: base64\n\n!!!not base64!!!",
        b"From: " + DORA.email.encode() + b"\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n" * 5000,
        b"From: " + DORA.email.encode() + b"\nSubject: \xe9t\xe9\n\n\x00\x01texte",
        b"From: " + DORA.email.encode() + b"\nContent-Disposition: attachment; filename*=utf-9''%ff%fe\n\nx",
    ],
)
def test_a_malformed_mail_is_read_as_far_as_it_goes(raw: bytes) -> None:
    mail = read_mail(raw)
    assert "\x00" not in mail.text + mail.subject
    mail.text.encode()
    mail.subject.encode()
    assert mail.message_id


def test_an_odd_charset_is_read() -> None:
    raw = b"From: " + DORA.email.encode() + b"\nContent-Type: text/plain; charset=nonesuch\n\n\xe9t\xe9"
    assert read_mail(raw).text == "été"


def test_a_mail_of_ten_megabytes_keeps_a_ticket_of_words() -> None:
    mail = read_mail(written(text="a" * 10_000_000))
    assert len(mail.text) == 20_000


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List-Id": "<annonces.example>"},
        {"Return-Path": "<>"},
        {"X-Auto-Response-Suppress": "All"},
    ],
)
def test_what_a_machine_wrote_is_seen_as_such(headers: dict[str, str]) -> None:
    assert read_mail(written(headers=headers)).is_automatic


def test_bounces_and_no_reply_are_machines() -> None:
    assert read_mail(written(), envelope_sender="").is_automatic
    assert read_mail(written(sender="MAILER-DAEMON@client.example")).is_automatic
    assert read_mail(written(sender="no-reply@client.example")).is_automatic
    report = b"From: " + DORA.email.encode() + b"\nContent-Type: multipart/report; boundary=x\n\n--x--\n"
    assert read_mail(report).is_automatic
    assert not read_mail(written(headers={"Auto-Submitted": "no"}), envelope_sender=DORA.email).is_automatic


def test_the_empty_sender_as_postfix_writes_it_is_a_bounce() -> None:
    assert read_mail(written(), envelope_sender="MAILER-DAEMON").is_automatic


@pytest.mark.parametrize("charset", ["punycode", "idna", "unicode_escape", "zlib", "rot13"])
def test_a_charset_that_no_mail_has_is_not_followed(charset: str) -> None:
    raw = f"From: {DORA.email}\nContent-Type: text/plain; charset={charset}\n\n\\x41-abc".encode()
    assert read_mail(raw).text == "\\x41-abc"


def test_long_headers_and_pages_are_read_as_far_as_a_person_writes() -> None:
    many = ", ".join(f"a{one}@b.example" for one in range(100_000))
    head = f"From: {DORA.email}\nCc: {many}\nReferences: {'<x@y> ' * 50_000}\nContent-Type: text/html\n\n"
    mail = read_mail((head + "<p>mot</p>" + "<b>x" * 500_000).encode())
    assert mail.text.startswith("mot")
    assert len(mail.recipients) < 2000


def test_parts_within_parts_without_end_are_refused() -> None:
    deep = "".join(f"Content-Type: multipart/mixed; boundary=b{one}\n\n--b{one}\n" for one in range(3000))
    with pytest.raises(Unreadable):
        read_mail(f"From: {DORA.email}\n{deep}\n\nx".encode())
