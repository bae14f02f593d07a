"""Two ways set up one after the other: what the old one took and never answered leaves by the new one.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.contracts import hold
from tests.registry.acts import declare, numbered
from tests.registry.transmitting.sending import STATE, collect_all, message, send_all, states
from tests.registry.transmitting.stand_in import Emergency

pytestmark = pytest.mark.django_db


def test_what_a_gateway_took_leaves_by_the_folder_that_follows_it_and_later_messages_after_it(
    there: Emergency, settings: Settings, tmp_path: Path
) -> None:
    block = hold()
    there.answers = [(202, None)]
    declare(block, numbered(1))
    send_all()
    declare(block, numbered(2))
    settings.TRANSMIT_HTTP_URL, settings.TRANSMIT_FOLDER = "", str(tmp_path)
    assert send_all() == 0, "in order: the first one is not answered"
    collect_all()
    send_all(after=timedelta(minutes=3))
    assert [(message(place).state, message(place).way) for place in (0, 1)] == [(STATE.SENT, "folder"), ("queued", "")]
    (file,) = (tmp_path / "messages").iterdir()
    assert str(message().pk) in file.read_text(encoding="utf-8")


def test_what_a_folder_took_leaves_by_the_gateway_that_follows_it(
    there: Emergency, settings: Settings, tmp_path: Path
) -> None:
    url, settings.TRANSMIT_HTTP_URL, settings.TRANSMIT_FOLDER = settings.TRANSMIT_HTTP_URL, "", str(tmp_path)
    block = hold()
    declare(block, numbered(1))
    declare(block, numbered(2))
    send_all()
    assert states() == [STATE.SENT, STATE.QUEUED]
    settings.TRANSMIT_HTTP_URL = url
    collect_all()
    send_all(after=timedelta(minutes=3))
    assert states() == [STATE.ACKNOWLEDGED] * 2
    assert there.places() == ["1", "2"]
