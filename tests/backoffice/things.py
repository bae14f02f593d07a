"""One row of each table that staff read, made by the services that make them for real."""

from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import models
from django.utils import timezone

from billing.ledger.models import Discount, Invoice, Reading
from emergency.registry.models import (
    NomadicNotice,
    OverdueAddress,
    PostalPlace,
    ReconfirmationPace,
    Registration,
    Street,
    Transmission,
)
from extranet.accounts.models import Invitation, Membership, Role, User
from extranet.audit.models import AuditEvent
from extranet.catalogue.models import PriceList, Product
from extranet.clients.models import Client
from extranet.numbering.models import Holding, PortIn
from extranet.orderbook.models import Entry
from extranet.ordering.models import Order, Subscription
from extranet.ordering.rules import Answers
from extranet.ordering.services import accept_order_terms, choose_lines, declare, place_order, start_order
from extranet.outbox.models import Message
from extranet.partners.models import Partner, PlatformAccount
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from extranet.terms.models import Acceptance, TermsText, TermsVersion
from extranet.terms.rules import required_parts
from extranet.terms.selectors import texts_in_force
from extranet.terms.services import ShownText
from extranet.times import brussels_day
from support.desk.aims import Aims, publish_aims
from support.desk.models import (
    Aim,
    CalendarVersion,
    DeskReply,
    Drill,
    OutsideContact,
    PagingAlarm,
    PagingChain,
    QueueEntry,
)
from support.desk.replies import save_reply
from support.models import Clarification, Intervention, Ticket
from tests.cast import ALICE, ALPHA, ANNA, CLIENT, ERIK, Member, person_of, user_of
from tests.contracts import hold
from tests.desk.incidents.playing import noted
from tests.desk.night import page
from tests.emergency.sites.acts import device, site
from tests.ledger.playing import choose, discount
from tests.partners.training import trained
from tests.platforms.acts import a_token
from tests.platforms.acts import opened as opened_account
from tests.registry.acts import ABROAD, say
from tests.registry.acts import declare as declare_address
from tests.routes import porting
from tests.routes.asking import write as write_question
from tests.routes.asking import write_pace
from tests.routes.invoices import write as write_invoice
from tests.support.clarifications.acts import doubted
from tests.support.interventions.acts import proposed
from tests.support.playing import opened, under_contract

ORDER: Final = UUID("0d0e0000-0000-4000-8000-0000000000b0")
LONG_AGO: Final = datetime(2026, 1, 6, 9, tzinfo=UTC)


def draft_order(orderer: Member = ALICE, *, client_id: UUID = CLIENT, order_id: UUID = ORDER) -> Order:
    """Return a draft with two users of Business Telephony, in the orderer's own schema."""
    at, actor = timezone.now(), user_of(orderer)
    with acting(orderer.schema, PARTNER):
        order = start_order(order_id=order_id, client_id=client_id, actor=actor, at=at)
        return choose_lines(
            order_id=order.pk,
            revision=order.revision,
            quantities={"bt-user": 2},
            starts_on=brussels_day(at) + timedelta(days=7),
            actor=actor,
            at=at,
        )


def placed_order(orderer: Member = ALICE, *, client_id: UUID = CLIENT, order_id: UUID = ORDER) -> Order:
    """Return the same order, declared, accepted and placed."""
    order, at, actor = draft_order(orderer, client_id=client_id, order_id=order_id), timezone.now(), user_of(orderer)
    with acting(orderer.schema, PARTNER):
        answers = Answers(alarm_or_lift_lines="no", automatic_diallers="no", fax_use="none")
        order = declare(order_id=order.pk, revision=order.revision, answers=answers, actor=actor, at=at)
        texts = texts_in_force(required_parts(order.families), brussels_day(at), "fr").texts
        accept_order_terms(
            order_id=order.pk,
            revision=order.revision,
            shown=[ShownText(text.pk, text.sha256) for text in texts],
            ip="2001:db8:4f::1c",
            user_agent="Firefox 145",
            actor=actor,
            at=at,
        )
        return place_order(order_id=order.pk, revision=order.revision, price_list=1, actor=actor, at=at)


def waiting_message(*, partner: str = ALPHA, args: list[str] | None = None) -> Message:
    """Return a delivery that should have been made long ago."""
    with acting(PUBLIC, OPERATOR):
        message = Message.objects.create(
            name="ordering.mail_order_placed",
            partner=partner,
            args=args or [],
            attempts=3,
            last_error="OSError",
        )
        Message.objects.filter(pk=message.pk).update(created_at=LONG_AGO, due_at=timezone.now() + timedelta(hours=1))
        return message


def open_invitation(*, email: str = "nina@public.example", role: str = Role.STAFF_SUPPORT) -> Invitation:
    """Return an invitation of staff that nobody has answered."""
    with acting(PUBLIC, OPERATOR):
        return Invitation.objects.create(
            email=email,
            name="Nina Noël",
            role=role,
            token_digest=f"{email:0>64}"[:64],
            invited_by_id=UUID(int=1),
            invited_by_name="Anna Adam",
            created_at=timezone.now(),
            expires_at=timezone.now() + timedelta(days=7),
        )


def asked_ticket() -> Ticket:
    """Return a ticket of Alpha's client, which is under contract."""
    under_contract()
    with acting(ALPHA, PARTNER):
        return opened()


def asked_doubt() -> Clarification:
    """Return a doubt about Alpha's client's account, put by its partner."""
    subscription = opened_account("BT-0413")
    with acting(ALPHA, PARTNER):
        return doubted(subscription)


def some_work() -> Intervention:
    """Return work of Alpha's client that staff propose to bill by time."""
    ticket = asked_ticket()
    with acting(ALPHA, PARTNER):
        return proposed(ticket)


def a_reply() -> DeskReply:
    """Return a text that the desk uses again."""
    texts = {code: f"Bonjour ({code})." for code in ("fr", "nl", "de", "en")}
    with acting(PUBLIC, OPERATOR):
        return save_reply(title="Bonjour", texts=texts, person=person_of(ERIK), at=timezone.now())


def some_aims() -> Aim:
    """Return aims of the desk, as an administrator published them."""
    with acting(PUBLIC, OPERATOR):
        return publish_aims(
            aims=Aims(15, 120, 60, 480), note="Premiers", actor=user_of(ANNA), at=timezone.now(), shown=0
        )


def books() -> dict[str, models.Model]:
    """Return an issued invoice of Alpha, its run, a discount and a reading."""
    issued = write_invoice(ALPHA, CLIENT, 0)
    discount(ALPHA, "5", LONG_AGO.date())
    choose("decrease", "strict", LONG_AGO.date())
    with acting(PUBLIC, OPERATOR):
        invoice = Invoice.objects.select_related("run").get(pk=issued)
        return {
            "ledger.invoice": invoice,
            "ledger.billingrun": invoice.run,
            "ledger.discount": _any(Discount),
            "ledger.reading": _any(Reading),
        }


def rows_of_the_night() -> dict[str, models.Model]:
    """Return a monthly test, somebody outside and an alarm; the chain is there already."""
    now = timezone.now()
    with acting(PUBLIC, OPERATOR):
        return {
            "desk.drill": Drill.objects.create(
                month=now.date().replace(day=1),
                user_id=ERIK.id,
                user_name=ERIK.name,
                kind="email",
                address="erik@night.example",
                due_at=now,
            ),
            "desk.outsidecontact": OutsideContact.objects.create(name="Garde", kind="email", address="g@out.example"),
            "desk.pagingalarm": PagingAlarm.objects.create(started_at=now, ended_at=now, told_at=now),
            "desk.pagingchain": _any(PagingChain),
        }


def _place() -> PostalPlace:
    with acting(PUBLIC, OPERATOR):
        return PostalPlace.objects.create(postal_code="1000", nis_code="21004", name_fr="Bruxelles", regime="fr-nl")


def _street() -> Street:
    with acting(PUBLIC, OPERATOR):
        return Street.objects.create(postal_code="1000", name_fr="Rue Haute", name_nl="Hoogstraat")


def a_port_in(block: Holding) -> PortIn:
    """Return a request for numbers of another operator, for whoever holds a block."""
    with acting(ALPHA, OPERATOR):
        return PortIn.objects.get(pk=porting.write(block.pk, 0, timezone.now()))


def _message(said: Registration) -> Transmission:
    """Return what the emergency side is told of an address."""
    with acting(PUBLIC, OPERATOR):
        return Transmission.objects.get(registration=said)


def _asked(block: Holding) -> dict[str, models.Model]:
    """Return a question that reached the operator, and the times of questions."""
    with acting(ALPHA, PARTNER):
        write_question(ALPHA, CLIENT, block.pk)
    write_pace()
    with acting(PUBLIC, OPERATOR):
        return {
            "registry.overdueaddress": _any(OverdueAddress),
            "registry.reconfirmationpace": _any(ReconfirmationPace),
        }


def one_of_each() -> dict[str, models.Model]:
    """Return, by label, one row of every table in the admin; those of a partner are Alpha's."""
    placed_order()
    rows: dict[str, models.Model] = {
        "outbox.message": waiting_message(),
        "desk.page": page(),
        **rows_of_the_night(),
        "accounts.invitation": open_invitation(),
        "numbering.holding": (block := hold()),
        "numbering.block": block,
        "platforms.account": opened_account(),
        "accounts.apitoken": a_token().token,
        "numbering.portin": a_port_in(block),
        "registry.registration": (said := declare_address(block)),
        "registry.address": said.address,
        "registry.transmission": _message(said),
        "registry.review": say(block, ABROAD),
        "registry.postalplace": _place(),
        "registry.street": _street(),
        **_asked(block),
        "partners.training": trained(),
        "clients.site": (office := site()),
        "clients.device": device(office),
        "support.ticket": asked_ticket(),
        "desk.incident": noted(),
        "desk.deskreply": a_reply(),
        "desk.aim": some_aims(),
        "support.clarification": asked_doubt(),
        "support.intervention": some_work(),
        **books(),
    }
    back_office: tuple[type[models.Model], ...] = (
        Partner, User, Membership, AuditEvent, Product, PriceList, Entry, TermsVersion, TermsText, Acceptance,
        CalendarVersion, QueueEntry, PlatformAccount, NomadicNotice,
    )  # fmt: skip
    with acting(PUBLIC, OPERATOR):
        rows |= {model._meta.label_lower: _any(model) for model in back_office}
    with acting(ALPHA, OPERATOR):
        rows |= {model._meta.label_lower: _any(model) for model in (Client, Order, Subscription)}
    return rows


def _any(model: type[models.Model]) -> models.Model:
    found = model._default_manager.order_by("pk").first()
    assert found is not None, model
    return found
