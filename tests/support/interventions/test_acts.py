"""Work billed by time, act by act: who may, in which order, what is told to whom, and what stays in the record."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from extranet.audit.models import AuditEvent
from extranet.catalogue.models import Price, PriceList, Product
from extranet.errors import IllegalMove, InvalidInput, NotAllowed, Stale
from extranet.tenancy.context import OPERATOR, OWNER, PARTNER, PUBLIC, acting
from support.chain import verify
from support.contracts import partner_here
from support.entries import link_of
from support.interventions import events
from support.interventions.proposing import announce_work, withdraw_work
from support.interventions.selectors import hourly_rate, visible_work, work_to_bill
from support.models import Audience, Intervention
from support.selectors import visible_entries
from support.services import move_ticket
from tests.cast import (
    ALICE,
    ALPHA,
    ANNA,
    BOB,
    DENIS,
    DIRECT,
    DIRECT_CLIENT,
    DORA,
    ERIK,
    FATOU,
    GITA,
    SIBLING,
    SOFIE,
    Member,
    person_of,
)
from tests.support.interventions.acts import (
    DAY,
    LATER,
    REASON,
    UNTRAINED,
    announced,
    asked,
    contested,
    decided,
    installed,
    noted,
    proposed,
    settled,
)
from tests.support.playing import OPEN, opened

pytestmark = pytest.mark.usefixtures("at_alpha")


def withdrawn(work: Intervention) -> Intervention:
    with acting(ALPHA, OPERATOR):
        return withdraw_work(work_id=work.pk, reason="Plus utile.", person=person_of(ERIK, schema=ALPHA), at=OPEN)


def priced() -> None:
    """Put work by the hour in the price list of today."""
    names = {f"{part}_{code}": "Heure" for part in ("name", "unit") for code in ("fr", "nl", "de", "en")}
    with acting(PUBLIC, OWNER):
        product = Product.objects.create(code="time_and_materials", family="bt", **names)
        newest = PriceList.objects.order_by("-valid_from").first()
        price_list = PriceList.objects.create(
            number=(newest.number if newest else 0) + 1, valid_from=DAY, published_at=OPEN
        )
        Price.objects.create(price_list=price_list, product=product, unit_price=Decimal("92.5000"))


# ---------- Before the work ----------
def test_work_after_an_untrained_installation_needs_no_decision() -> None:
    """Terms: general.3"""
    work = proposed(proposal=asked(UNTRAINED, installation_id=installed().pk))
    with pytest.raises(IllegalMove):
        decided(work)
    assert announced(work).announced_at == OPEN
    assert announced(work).decision == ""


@pytest.mark.parametrize("is_trained", [True, None])
def test_only_an_installation_judged_untrained_is_named(is_trained: bool | None) -> None:
    """Terms: general.3"""
    record = installed(is_trained=is_trained)
    with pytest.raises(InvalidInput) as refusal:
        proposed(proposal=asked(UNTRAINED, installation_id=record.pk))
    assert "installation" in refusal.value.fields


def test_another_clients_installation_and_none_are_refused() -> None:
    """Terms: general.3"""
    ticket = opened()
    for installation_id in (installed(client_id=SIBLING).pk, None):
        with pytest.raises(InvalidInput):
            proposed(ticket, asked(UNTRAINED, installation_id=installation_id))
    assert not Intervention.objects.exists()


def test_other_work_is_announced_only_once_staff_decided_to_bill_it() -> None:
    """Terms: general.6"""
    work = proposed()
    with pytest.raises(IllegalMove):
        announced(work)
    work = decided(work, by=ANNA)
    assert (work.decision, work.decision_reason, work.decided_by_name) == ("bill", REASON, ANNA.name)
    assert announced(work).announced_at == OPEN


def test_waived_work_is_neither_announced_nor_noted_nor_decided_again() -> None:
    """Terms: general.6"""
    work = decided(proposed(), "waive")
    for act in (announced, noted, decided):
        with pytest.raises(IllegalMove):
            act(work)


def test_the_announcement_keeps_the_price_of_its_day() -> None:
    """Terms: general.3, general.6"""
    without = announced()
    priced()
    assert without.rate is None
    assert hourly_rate(DAY) == Decimal("92.5000")
    work = announced()
    assert (work.rate, work.increment_minutes) == (Decimal("92.5000"), 15)
    said = work.ticket.entries.exclude(text="").latest("position").text
    assert "92,50" in said
    assert "15 minutes" in said
    assert "general.6" in said


def test_a_partners_client_reads_that_it_was_announced_and_no_price() -> None:
    """Terms: general.3, general.6"""
    work = announced()
    seen = visible_entries(person_of(DORA), work.ticket)
    assert seen.filter(event=events.ANNOUNCED).exists()
    assert not seen.filter(event=events.PRICED).exists()
    assert not seen.filter(text__contains="temps passé").exists()
    assert visible_entries(person_of(ALICE), work.ticket).filter(text__contains="temps passé").exists()


def test_only_the_desk_reads_a_proposal() -> None:
    """Terms: general.6"""
    work = decided(proposed())
    events_of = work.ticket.entries.filter(event__in=events.EVENTS)
    assert set(events_of.values_list("audience", flat=True)) == {Audience.OPERATOR}
    with acting(ALPHA, PARTNER):
        assert not visible_work(person_of(ALICE), partner_here()).exists()


@pytest.mark.parametrize("somebody", [SOFIE, ALICE, DORA])
def test_only_staff_at_work_propose(somebody: Member) -> None:
    ticket = opened()
    with pytest.raises(NotAllowed):
        proposed(ticket, by=somebody)


def test_a_double_click_proposes_and_announces_once() -> None:
    ticket, work_id = opened(), uuid4()
    works = [proposed(ticket, work_id=work_id) for _time in range(2)]
    decided(decided(works[0]))
    announced(announced(works[0]))
    assert Intervention.objects.count() == 1
    names = list(ticket.entries.filter(event__in=events.EVENTS).values_list("event", flat=True))
    assert names == [events.PROPOSED, events.DECIDED, events.ANNOUNCED, events.PRICED]


def test_an_act_on_an_older_reading_is_refused() -> None:
    work = proposed()
    decided(work)
    with acting(ALPHA, OPERATOR), pytest.raises(Stale):
        announce_work(work_id=work.pk, person=person_of(ERIK, schema=ALPHA), at=OPEN, revision=work.revision)


def test_nothing_is_proposed_on_a_closed_ticket_or_without_a_client() -> None:
    ticket = opened()
    move_ticket(ticket_id=ticket.pk, status="closed", person=person_of(DORA), at=OPEN, revision=ticket.revision)
    with pytest.raises(IllegalMove):
        proposed(ticket)
    with pytest.raises(IllegalMove):
        proposed(opened(by=ALICE, client_id=None))


def test_work_is_withdrawn_until_it_is_done() -> None:
    """Terms: general.6"""
    work = withdrawn(announced())
    assert withdrawn(work).withdrawn_reason == "Plus utile."
    with pytest.raises(IllegalMove):
        noted(work)
    with pytest.raises(IllegalMove):
        withdrawn(noted())


# ---------- The work ----------
def test_minutes_are_noted_after_the_announcement_and_once() -> None:
    """Terms: general.3, general.6"""
    with pytest.raises(IllegalMove):
        noted(decided(proposed()))
    work = noted()
    assert (work.worked_on, work.minutes, noted(work).revision) == (DAY, 50, work.revision)
    with pytest.raises(IllegalMove):
        noted(work, minutes=60)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"on": DAY - timedelta(days=1)}, "worked_on"),
        ({"on": DAY + timedelta(days=9)}, "worked_on"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 1441}, "minutes"),
    ],
)
def test_a_day_or_minutes_that_cannot_be_are_refused(more: dict[str, object], field: str) -> None:
    """Terms: general.3, general.6"""
    work = announced()
    with pytest.raises(InvalidInput) as refusal:
        noted(work, **more)  # type: ignore[arg-type]
    assert list(refusal.value.fields) == [field]


# ---------- The contest ----------
@pytest.mark.parametrize("payer", [ALICE, BOB, FATOU])
def test_the_partners_people_contest_and_it_is_not_billed_until_settled(payer: Member) -> None:
    """Terms: general.6"""
    work = noted()
    assert list(work_to_bill()) == [work]
    assert contested(work, by=payer).contested_by_name == payer.name
    assert not work_to_bill().exists()
    settled(work)
    assert list(work_to_bill()) == [work]


def test_a_contest_settled_by_waiving_is_never_billed() -> None:
    """Terms: general.6"""
    work = settled(contested(noted()), "waive")
    assert (work.settled_decision, work.decision) == ("waive", "bill")
    assert not work_to_bill().exists()


@pytest.mark.parametrize("somebody", [DORA, DENIS])
def test_a_partners_client_neither_reads_nor_contests(somebody: Member) -> None:
    """Terms: general.3, general.6"""
    work = noted()
    with pytest.raises(NotAllowed):
        contested(work, by=somebody)


def test_it_is_contested_once_within_sixty_days() -> None:
    """Terms: general.6"""
    work = noted()
    with pytest.raises(IllegalMove):
        contested(work, at=LATER + timedelta(days=61))
    contested(work)
    assert contested(work).revision == work.revision + 1
    with pytest.raises(IllegalMove):
        contested(work, by=ALICE)


def test_what_is_not_announced_is_not_there_for_whoever_pays() -> None:
    work = decided(proposed())
    with pytest.raises(Intervention.DoesNotExist):
        contested(work)


@pytest.mark.usefixtures("at_direct")
def test_a_direct_client_reads_the_price_and_its_administrator_contests() -> None:
    """Terms: general.6"""
    with acting(DIRECT, PARTNER):
        ticket = opened(by=GITA, client_id=DIRECT_CLIENT)
    work = noted(announced(decided(proposed(ticket, schema=DIRECT), schema=DIRECT), schema=DIRECT), schema=DIRECT)
    with acting(DIRECT, PARTNER):
        assert visible_entries(person_of(GITA), ticket).filter(event=events.PRICED).exists()
    assert contested(work, by=GITA, schema=DIRECT).contested_by_id == GITA.id


# ---------- The record ----------
def test_every_act_is_in_the_chain_and_the_audit() -> None:
    """Terms: general.7"""
    work = settled(contested(noted()), "waive")
    entries = list(work.ticket.entries.order_by("position"))
    assert verify(link_of(one) for one in entries) is None
    with acting(PUBLIC, OPERATOR):
        acts = list(
            AuditEvent.objects.filter(act__startswith="work.").order_by("at", "pk").values_list("act", flat=True)
        )
    assert sorted(acts) == [
        "work.announced",
        "work.contested",
        "work.decided",
        "work.noted",
        "work.proposed",
        "work.settled",
    ]
    assert not any(REASON in str(one.facts) for one in entries)


def test_the_database_keeps_every_step() -> None:
    """Terms: general.3, general.6"""
    work = settled(contested(noted()))
    changes: list[dict[str, object]] = [
        {"subject": "x"},
        {"decision": "waive"},
        {"rate": 1},
        {"minutes": 1},
        {"contest_reason": "x"},
        {"settled_decision": "waive"},
        {"ground": UNTRAINED, "installation": installed()},
    ]
    rows = Intervention.objects.filter(pk=work.pk)
    for change in changes:
        with acting(ALPHA, OWNER), pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            rows.update(**change)
    with acting(ALPHA, OWNER), pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()


def test_a_partners_role_contests_and_writes_nothing_else() -> None:
    """Terms: general.6"""
    work = announced()
    with acting(ALPHA, PARTNER), pytest.raises(DatabaseError, match="contests"), transaction.atomic():
        Intervention.objects.filter(pk=work.pk).update(withdrawn_at=OPEN, withdrawn_reason="x")
    with acting(ALPHA, PARTNER), pytest.raises(DatabaseError, match="operator proposes"), transaction.atomic():
        Intervention.objects.create(
            ticket=work.ticket,
            subscription=work.subscription,
            ground=work.ground,
            subject="x",
            increment_minutes=15,
            proposed_at=OPEN,
            proposed_by_id=uuid4(),
            proposed_by_name="x",
        )
