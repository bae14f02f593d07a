"""Plays what happens to addresses besides declaring them: told to the emergency side, asked again, brought along.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from emergency.installations.services import InstallationFacts, record_installation
from emergency.models import Reconfirmation
from emergency.reconfirming.opening import Asking, open_reconfirmation
from emergency.registry.facts import AddressFacts
from emergency.registry.models import Transmission
from emergency.registry.services import declare_address
from emergency.registry.transmitting.channels.base import Outcome, Reply
from emergency.registry.transmitting.drift import queue_missing
from emergency.registry.transmitting.sending import note_answer
from extranet.accounts.models import User
from extranet.clients.models import Device, Site
from extranet.demo import days
from extranet.demo.photos import photo_of_a_telephone
from extranet.demo.steps import Play
from extranet.numbering.letters import read_letter
from extranet.numbering.models import Holding
from extranet.numbering.porting import confirm_port_in, request_port_in
from extranet.ordering.models import Subscription
from extranet.tenancy.context import OWNER, PUBLIC, acting

WAREHOUSE: Final = "Dépôt de Forest"
ABROAD: Final = AddressFacts(
    street="Rue Nationale", house_number="40", postal_code="59000", municipality="Lille", country="FR"
)
# Who asks for which numbers: one is to be decided, one has its day.
COMING: Final = (("02 899 45 00", "02 899 45 19", False), ("02 899 46 10", "02 899 46 19", True))


def play_questions(senne: Play, client_id: UUID, *, today: date) -> None:
    """An address that waits for staff, two that are asked again, and who installed what. Stand in the schema."""
    at = days.instant(days.working_day(today, 3), 11, 5)
    waiting = Holding.objects.get(client_id=client_id, numbers__startswith=3228990180)
    declare_address(
        holding_id=waiting.pk,
        revision=waiting.sheet.revision,
        facts=ABROAD,
        effective=None,
        person=senne.person("bram.claes"),
        at=at,
    )
    device = Device.objects.filter(client_id=client_id, site__name=WAREHOUSE)[0]
    asked = Holding.objects.get(client_id=client_id, numbers__startswith=3228990120)
    for asking in (
        Asking(client_id=client_id, reason=Reconfirmation.Reason.DEVICE_MOVED, device=device),
        Asking(client_id=client_id, reason=Reconfirmation.Reason.AGE, holding=asked),
    ):
        open_reconfirmation(asking=asking, at=at)
    site = Site.objects.exclude(name=WAREHOUSE).filter(client_id=client_id)[0]
    record_installation(
        record_id=uuid5(NAMESPACE_URL, "extranet-demo:installation"),
        site_id=site.pk,
        replaces_id=None,
        facts=InstallationFacts(
            installed_on=days.working_day(today, 60),
            installer_name="Luc Hendrickx",
            installer_organisation="Senne Télécom",
            is_cabling_clean=True,
            is_cabling_documented=False,
            remark="Le plan de la baie suit.",
        ),
        plans=(),
        person=senne.person("luc.hendrickx"),
        at=at,
    )


def play_port_ins(senne: Play, client_id: UUID, *, staff: Mapping[str, User], today: date) -> None:
    """Numbers that are to come from another operator. Stand in the schema."""
    at = days.instant(days.working_day(today, 6), 14, 20)
    subscription = Subscription.objects.filter(client_id=client_id).order_by("starts_on")[0]
    for first, last, is_confirmed in COMING:
        asked = request_port_in(
            port_in_id=uuid5(NAMESPACE_URL, f"extranet-demo:port-in:{first}"),
            subscription=subscription,
            first=first,
            last=last,
            donor="Proximus",
            letter=read_letter("lettre-d-autorisation.png", photo_of_a_telephone()),
            wanted_on=today + timedelta(days=21),
            person=senne.person("amelie.servais"),
            at=at,
        )
        if is_confirmed:
            confirm_port_in(
                port_in_id=asked.pk,
                planned_on=today + timedelta(days=23),
                actor=staff["karim.benali"],
                at=at + timedelta(hours=3),
            )


def play_messages(*, today: date) -> None:
    """What the emergency side was told: most of it confirmed, one message refused, the newest still to leave."""
    with acting(PUBLIC, OWNER):
        queue_missing()
        at = days.instant(days.working_day(today, 1), 10, 0)
        sent = list(Transmission.objects.order_by("sequence"))
        for number, message in enumerate(sent[:-2]):
            refused = number == len(sent) - 3
            reply = (
                Reply(Outcome.REFUSED, error="Rue inconnue sous ce code postal")
                if refused
                else Reply(Outcome.ACKNOWLEDGED, reference=f"NS-{2026_0000 + number}")
            )
            note_answer(transmission_id=message.pk, reply=reply, at=at)
