"""The mails the site has sent: files, one each."""

import email
import re
from email import policy
from email.message import EmailMessage

from tests.walk.browsing import Walker
from tests.walk.site import MAILS


def link_in_mail_to(walker: Walker, address: str, *, about: str = "") -> str:
    """Wait for a mail to an address, whose text says `about`, and return the first link in it."""
    for _turn in range(100):
        for file in sorted(MAILS.glob("*.log"), reverse=True):
            for text in file.read_bytes().split(b"-" * 79):
                told = email.message_from_bytes(text.strip(), policy=policy.default)
                if address in str(told["To"]) and about in _text(told):
                    return _link(told)
        walker.page.wait_for_timeout(200)
    raise AssertionError(f"no mail to {address}")


def _link(told: EmailMessage) -> str:
    found = re.search(r"https?://\S+", _text(told))
    assert found is not None, "a mail without a link"
    return found[0].rstrip(".>")


def _text(told: EmailMessage) -> str:
    body = told.get_body(preferencelist=("plain", "html"))
    return str(body.get_content()) if body is not None else ""
