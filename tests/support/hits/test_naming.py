"""A ticket names sites and devices of its client, with the addresses registered when it was opened. S5, E2."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import InternalError, connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from extranet.clients.models import DeviceKind
from extranet.errors import InvalidInput
from extranet.tenancy.context import OWNER, acting
from support.chain import verify
from support.entries import link_of
from support.models import Ticket, TicketDevice, TicketSite
from support.searching import tickets_matching
from tests.cast import ALICE, ALPHA, BETA, BETA_CLIENT, DORA, EMIL, ERIK, SIBLING, person_of
from tests.support.hits.sites import HIGH_STREET, device, located, site
from tests.support.playing import CRITICAL, NIGHT, OPEN, QUESTION, opened, pages, raised

pytestmark = pytest.mark.usefixtures("at_alpha")


def test_a_site_is_kept_with_the_address_it_had() -> None:
    head = site()
    ticket = opened(at=OPEN, site_ids=(head.pk,))
    with acting(ALPHA, OWNER):
        head.name = "Ancien siège"
        head.save(update_fields=["name"])
    (kept,) = ticket.named_sites.all()
    assert (kept.site_id, kept.name, kept.address) == (head.pk, "Siège", HIGH_STREET)


def test_a_device_is_kept_with_where_it_stands() -> None:
    phone = device(site(), spot="2e étage", kind=DeviceKind.TABLET)
    (kept,) = opened(device_ids=(phone.pk,)).named_devices.all()
    assert (kept.name, kept.kind, kept.site_name, kept.spot) == ("Poste 12", "tablet", "Siège", "2e étage")
    assert kept.address == HIGH_STREET


def test_a_site_without_an_address_says_so() -> None:
    (kept,) = opened(site_ids=(site(street="").pk,)).named_sites.all()
    assert kept.address == ""


def test_an_address_of_tomorrow_does_not_count_yet() -> None:
    head = site(street="")
    with acting(ALPHA, OWNER):
        located(head, "Rue Basse", since=NIGHT)
    assert opened(at=OPEN, site_ids=(head.pk,)).named_sites.get().address == ""
    assert opened(at=NIGHT, site_ids=(head.pk,)).named_sites.get().address.startswith("Rue Basse 10")


def test_the_chain_covers_what_is_named() -> None:
    head = site()
    phone = device(head)
    ticket = opened(site_ids=(head.pk,), device_ids=(phone.pk,))
    entries = list(ticket.entries.order_by("position"))
    facts = entries[0].facts
    assert facts["sites"] == [{"id": str(head.pk), "label": "Siège", "address": HIGH_STREET}]
    assert facts["named_devices"][0]["label"] == "Poste 12, Siège"
    assert verify(link_of(one) for one in entries) is None
    entries[0].facts["sites"][0]["address"] = "Rue Basse 1"
    assert verify(link_of(one) for one in entries) == 1


@pytest.mark.parametrize("model", [TicketSite, TicketDevice])
def test_what_was_named_is_never_changed(model: type[TicketSite] | type[TicketDevice]) -> None:
    head = site()
    opened(site_ids=(head.pk,), device_ids=(device(head).pk,))
    for change in (lambda: model.objects.update(name="Autre"), lambda: model.objects.all().delete()):
        with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
            change()


@pytest.mark.parametrize("named", ["site", "device"])
def test_a_critical_request_is_located_by_a_site_or_a_device_alone(named: str) -> None:
    head = site()
    hit: dict[str, Any] = {"site_ids": (head.pk,)} if named == "site" else {"device_ids": (device(head).pk,)}
    ticket = opened(CRITICAL, by=ALICE, at=NIGHT, place="", **hit)
    assert ticket.is_critical
    (page,) = pages()
    key = "sites" if named == "site" else "named_devices"
    assert page.facts[key][0]["address"] == HIGH_STREET


def test_a_critical_request_that_names_nothing_is_refused() -> None:
    with pytest.raises(InvalidInput) as refusal:
        opened(CRITICAL, place="")
    assert "site" in refusal.value.fields["place"]


def test_a_ticket_with_a_site_becomes_critical_without_asking_for_a_place() -> None:
    ticket = opened(site_ids=(site().pk,), by=ALICE)
    raised(ticket, by=ALICE)
    assert pages()[0].facts["sites"][0]["label"] == "Siège"


# ---------- The wall between siblings ----------
def test_a_siblings_sites_and_devices_are_refused() -> None:
    theirs = site("Chez Emil", client_id=SIBLING)
    phone = device(theirs)
    for by in (DORA, ALICE):
        hits: dict[str, dict[str, Any]] = {
            "sites": {"site_ids": (theirs.pk,)},
            "known_devices": {"device_ids": (phone.pk,)},
        }
        for field, hit in hits.items():
            with pytest.raises(InvalidInput) as refusal:
                opened(by=by, **hit)
            assert list(refusal.value.fields) == [field]
    assert not Ticket.objects.exists()


def test_another_partners_site_is_refused() -> None:
    theirs = site("Chez Beta", client_id=BETA_CLIENT, schema=BETA)
    for key in (theirs.pk, uuid4()):
        with pytest.raises(InvalidInput):
            opened(by=ALICE, site_ids=(key,))


def test_a_partner_that_asks_for_itself_names_no_site() -> None:
    with pytest.raises(InvalidInput):
        opened(QUESTION, by=ALICE, client_id=None, site_ids=(site().pk,))


def test_a_closed_site_and_a_retired_device_are_refused() -> None:
    head, shut = site(), site("Dépôt")
    phone = device(head)
    with acting(ALPHA, OWNER):
        shut.closed_at = OPEN
        shut.save(update_fields=["closed_at"])
        phone.retired_at = OPEN
        phone.save(update_fields=["retired_at"])
    with pytest.raises(InvalidInput) as refusal:
        opened(site_ids=(shut.pk,), device_ids=(phone.pk,))
    assert set(refusal.value.fields) == {"sites", "known_devices"}


# ---------- Found again ----------
def test_a_ticket_is_found_by_its_site_and_its_device() -> None:
    head = site("Entrepôt d’Évere", street="Rue des Tilleuls")
    ticket = opened(site_ids=(head.pk,), device_ids=(device(head, "Borne 7").pk,))
    opened()
    for words in ("evere", "tilleuls", "borne 7", "ÉVERE question"):
        assert list(tickets_matching(Ticket.objects.all(), person_of(DORA), words)) == [ticket], words
    assert not tickets_matching(Ticket.objects.all(), person_of(DORA), "gand").exists()


def test_the_desk_finds_it_too_also_after_a_text_was_blanked() -> None:
    head = site("Entrepôt")
    ticket = opened(site_ids=(head.pk,), device_ids=(device(head, "Borne").pk,))
    asked = "SELECT ticket_id FROM public.desk_ticketwords WHERE words @@ plainto_tsquery('simple', %s)"
    with acting(ALPHA, OWNER), connection.cursor() as cursor:
        for word in ("entrepot", "borne"):
            cursor.execute(asked, [word])
            assert cursor.fetchall() == [(ticket.pk,)]
        # The words of entries are read anew whenever one of them was blanked.
        cursor.execute("SELECT prosrc FROM pg_proc WHERE oid = 'mirror_words'::regproc")
        (source,) = cursor.fetchone()
    assert "support_ticketsite" in source
    assert "support_ticketdevice" in source


def test_nobody_of_another_client_finds_it() -> None:
    opened(site_ids=(site("Entrepôt").pk,), at=timezone.now())
    for reader in (EMIL,):
        assert not tickets_matching(Ticket.objects.filter(client_id=SIBLING), person_of(reader), "entrepot").exists()
    assert tickets_matching(Ticket.objects.all(), person_of(ERIK, schema=ALPHA), "entrepot").exists()
