"""Whatever a browser sends to the pages of numbers, sites and notices, it gets a page: never a breakdown.

Terms: telavox.7, bt.14, sip.4
"""

from typing import Any, Final

import pytest

from tests.cast import ALICE, ALPHA, CLIENT, DORA, ERIK, SIBLING, anonymous, client_for
from tests.contracts import FIRST, hold
from tests.emergency.sites.acts import device, site

pytestmark = pytest.mark.django_db
TEXTS: Final = ("", "\x00", "9" * 5000, "٠٢٢٢", "+³²", "\u202e02", "%", "-1", "1e9", "é" * 500, "a:b", "None")
INSTANTS: Final = (
    "2026-06-30 24:00",
    "0001-01-01 00:00",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "9999-12-31 23:59:59",
    "2026-06-30T23:59:59+00:00:00.000001",
    "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00Z",
    "0001-01-02 00:00",
    "2026-W27-1",
    "\x00",
    "2",
)


def told(answer: Any) -> int:
    """Return the status; a breakdown is none."""
    assert answer.status_code < 500
    return int(answer.status_code)


@pytest.mark.parametrize("text", TEXTS)
def test_lists_read_any_question(text: str) -> None:
    hold()
    browser = client_for(ALICE)
    for path in ("sites/", "sites/export/", "acknowledgements/", "installations/", "may-present/", "sites/new/"):
        for name in ("words", "client", "show", "page", "sort", "number", "at", "language"):
            assert told(browser.get(f"/numbers/{path}", {name: text, "number": text})) == 200
    for name in ("page", "show"):
        assert told(browser.get(f"/numbers/acknowledgements/{CLIENT}/", {name: text})) == 200
        assert told(browser.get(f"/numbers/acknowledgements/{CLIENT}/export/", {name: text})) == 200
    assert told(browser.get("/numbers/notice/", {"language": text})) == 200


@pytest.mark.parametrize("text", TEXTS)
def test_forms_read_anything(text: str) -> None:
    block, office = hold(), site()
    phone = device(office)
    browser = client_for(DORA)
    names = ["name", "note", "client", "site", "device", "kind", "number", "revision", "blocks", "street", "box"]
    names += ("house_number", "postal_code", "municipality", "country", "language", "effective_day", "effective_time")
    names += ("person_email", "person_name", "spot", "chosen", "pasted", "due_on", "acknowledgement", "sha256", "at")
    posted = dict.fromkeys((*names, "known_at", "form", "confirmed", "pack", "sought", "sites"), text)
    paths = [f"sites/{office.pk}/{act}/" for act in ("rename", "move", "caller-id", "new-device")]
    paths += [f"devices/{phone.pk}/{act}/" for act in ("edit", "move", "caller-id", "retire")]
    paths += ["sites/new/", f"acknowledgements/{CLIENT}/ask/", "notice/", "check-evidence/"]
    paths += [f"{block.pk}/evidence/", f"sites/{office.pk}/close/"]
    for path in paths:
        told(browser.post(f"/numbers/{path}", posted))


@pytest.mark.parametrize("text", TEXTS)
def test_a_new_tickets_page_reads_any_word(text: str) -> None:
    site()
    browser = client_for(DORA)
    for path in ("/tickets/places/", "/tickets/new/"):
        told(browser.get(path, {"sought": text, "sites": text, "known_devices": text, "client": text}))
        told(browser.post(path, {"sought": text, "sites": text, "known_devices": text, "seek": "1"}))


@pytest.mark.parametrize("instant", INSTANTS)
def test_an_instant_is_read_or_refused(instant: str) -> None:
    block = hold()
    browser = client_for(ALICE)
    asked = {"client": str(CLIENT), "number": f"+{FIRST}", "at": instant}
    assert told(browser.get("/numbers/may-present/", asked)) == 200
    for form in ("json", "pdf"):
        for name in ("at", "known_at"):
            posted = {"number": f"+{FIRST}", name: instant, "form": form}
            assert told(browser.post(f"/numbers/{block.pk}/evidence/", posted)) == 200


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "\x00", "2026-13-01"])
def test_a_day_from_when_an_address_holds_is_read_or_refused(day: str) -> None:
    block, office = hold(), site()
    browser = client_for(ALICE)
    typed = {"street": "Rue Haute", "house_number": "12", "postal_code": "1000", "municipality": "Bruxelles"}
    posted = {**typed, "country": "BE", "language": "fr", "effective_day": day, "effective_time": "00:00"}
    for path in (f"{block.pk}/declare-address/", f"sites/{office.pk}/move/"):
        assert told(browser.post(f"/numbers/{path}", {**posted, "revision": "1", "confirmed": "1"})) in (200, 409)


@pytest.mark.parametrize("token", ["%00", "é", "a" * 5000, "..%2f", "%ff", "\u202e"])
def test_a_personal_link_is_ours_or_not_there(token: str) -> None:
    browser = anonymous(ALPHA)
    for answer in (browser.get(f"/acknowledge/{token}/"), browser.post(f"/acknowledge/{token}/", {"language": "\x00"})):
        assert told(answer) == 404


def test_a_siblings_site_is_no_answer_to_anybody_but_its_own() -> None:
    theirs = site("Chez Emil", client_id=SIBLING)
    phone = device(theirs, "Poste d’Emil")
    hold(client_id=SIBLING)
    browser = client_for(DORA)
    for path in ("sites/", "sites/export/", "installations/"):
        for asked in ({}, {"client": str(SIBLING)}, {"words": "Emil"}):
            assert b"Emil" not in browser.get(f"/numbers/{path}", asked).content.replace(b"words=Emil", b"").replace(
                b'value="Emil"', b""
            )
    paths = [f"sites/{theirs.pk}/{act}" for act in ("", "rename/", "move/", "close/", "caller-id/", "new-device/")]
    paths += [f"devices/{phone.pk}/{act}/" for act in ("edit", "move", "retire", "caller-id")]
    for path in paths:
        assert browser.get(f"/numbers/{path}").status_code == 404, path
    said = browser.get("/numbers/may-present/", {"client": str(SIBLING), "number": f"+{FIRST}"}).content.decode()
    assert "Oui" not in said
    assert client_for(ERIK).get(f"/at/beta/numbers/sites/{theirs.pk}/").status_code == 404
