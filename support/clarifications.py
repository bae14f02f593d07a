"""Doubts put to the operator: asked as a ticket with its facts frozen, answered once, read beside the count.

Stand in the partner's schema.

Terms: telavox.4b, bt.11d
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from extranet.accounts.people import Person
from extranet.accounts.permissions import Right
from extranet.audit import services as audit
from extranet.catalogue.models import Product
from extranet.clients.selectors import own_client_id
from extranet.errors import IllegalMove, InvalidInput, NotAllowed, Stale
from extranet.look import formats
from extranet.ordering.models import Subscription
from extranet.ordering.selectors import visible_orders, visible_subscriptions
from extranet.outbox.services import JSON
from extranet.partners.models import Partner
from extranet.times import brussels_day
from support.clarified_facts import About, clause_of, digest_of_facts, frozen, product_of
from support.contracts import is_under_contract, partner_here
from support.entries import Line, append, author_of, last_entry
from support.judging import Asked
from support.models import Audience, Clarification, Entry, Side, Ticket
from support.permissions import READS, may_ask, may_work, side_of
from support.services import open_ticket
from support.services.locking import locked_ticket
from support.services.writing import save_changed

ANSWERED: Final = "clarification_answered"


# ---------- Who ----------
def may_ask_clarification(person: Person, partner: Partner) -> bool:
    """Return whether a person puts doubts to the operator: who sees what is counted and may open tickets.

    Terms: telavox.4b, bt.11d
    Reading: a partner's client clarifies with its partner, which sees the counts; a direct client asks itself.
    """
    return may_ask(person) and _sees_counts(person, partner)


def visible_clarifications(person: Person, partner: Partner) -> QuerySet[Clarification]:
    """Return the doubts a person may see, the newest first."""
    found = Clarification.objects.select_related("ticket", "answer", "subscription", "order")
    if not _sees_counts(person, partner):
        return found.none()
    return found.filter(ticket__client_id=own_client_id(person)) if person.is_client else found


def about_of(
    person: Person, partner: Partner, *, element: str, day: date, subscription_id: UUID | None, order_id: UUID | None
) -> About:
    """Return what somebody is in doubt about. Raises DoesNotExist of what they do not see, ValueError for nothing."""
    if not _sees_counts(person, partner):
        raise Subscription.DoesNotExist
    if subscription_id is not None:
        subscriptions = visible_subscriptions(person).select_related("client", "order")
        return About(element, day, subscription=subscriptions.get(pk=subscription_id))
    if order_id is None:
        raise ValueError("a doubt is about a subscription or an order")
    order = visible_orders(person).get(pk=order_id)
    opened = order.subscriptions.select_related("client", "order").filter(starts_on__lte=day)
    product = Product.objects.filter(code=element).first()
    # Once it runs, what was ordered is counted under its subscription.
    subscription = opened.filter(family=product.family).first() if product else None
    return About(element, day, subscription=subscription) if subscription else About(element, day, order=order)


# ---------- Asking ----------
def asked_of(about: About, *, question: str, language: str, at: datetime) -> Asked:
    """Return the request a doubt is: no ground, so that it goes where any other request goes.

    Terms: general.7
    Reading: a doubt about an order of a client that is not under contract yet is its partner's own.
    """
    product = product_of(about)
    client = about.client
    thing = about.subscription.account if about.subscription else str(about.order)
    subject = _("Précision : %(element)s, %(thing)s, %(day)s") % {
        "element": product.name_in(language),
        "thing": thing or client.name,
        "day": formats.day(about.day, "short"),
    }
    return Asked(
        client_id=client.pk if is_under_contract(client, at) else None,
        family=product.family,
        category=Ticket.Category.BILLING,
        subject=subject,
        text=question,
        language=language,
    )


@transaction.atomic
def ask_clarification(
    *,
    ticket_id: UUID,
    element: str,
    day: date,
    question: str,
    person: Person,
    at: datetime,
    subscription_id: UUID | None = None,
    order_id: UUID | None = None,
) -> Clarification:
    """Open a clarification ticket about an element of a subscription or an order, its facts frozen as they stand.

    `ticket_id` comes from the page: a double click asks once. Raises DoesNotExist of what the person does not see,
    NotAllowed, InvalidInput for a day or element that is not of the service, NotUnderContract, Stale.

    Terms: telavox.4b, bt.11d, general.7
    """
    partner = partner_here()
    if not may_ask_clarification(person, partner):
        raise NotAllowed(_("Ceux qui voient les comptages posent la question : demandez-le-leur."), code="may_not_ask")
    about = about_of(person, partner, element=element, day=day, subscription_id=subscription_id, order_id=order_id)
    require_day(about, at)
    facts = frozen(about, product_of(about))
    asked = asked_of(about, question=question, language=person.user.language, at=at)
    ticket = open_ticket(ticket_id=ticket_id, asked=asked, person=person, at=at)
    known = Clarification.objects.filter(pk=ticket.pk).first()
    if known is not None:
        return known
    if ticket.opened_at != at:
        raise Stale(_("Cette page a déjà servi. Recommencez la question."), code="ticket_id_used")
    ticket.kind = Ticket.Kind.CLARIFICATION
    ticket.save(update_fields=["kind"])
    digest = digest_of_facts(facts)
    clarification = Clarification.objects.create(
        ticket=ticket,
        clause=clause_of(str(facts["family"])),
        subscription=about.subscription,
        order=about.order,
        element=element,
        day=day,
        facts=facts,
        facts_digest=digest,
        asked_at=at,
    )
    changes = {"element": element, "day": day.isoformat(), "facts_digest": digest}
    audit.record(actor=person.user, act="clarification.asked", target=ticket, at=at, changes=changes)
    return clarification


def require_day(about: About, at: datetime) -> None:
    """Refuse a day outside the service, or one that is not over yet nor today. Raises InvalidInput."""
    if about.day > brussels_day(at):
        sentence = _("Ce jour n’est pas encore là : demandez une précision sur aujourd’hui ou un jour passé.")
    elif about.subscription is not None and not _runs_on(about.subscription, about.day):
        sentence = _("Le service ne court pas ce jour-là : choisissez un jour entre son début et sa fin.")
    else:
        return
    raise InvalidInput(sentence, code="day", fields={"day": sentence})


# ---------- Answering ----------
@transaction.atomic
def note_answer(*, ticket_id: UUID, entry_id: UUID, person: Person, at: datetime) -> Clarification:
    """Note which message of the operator answers a doubt: once, for good. The same one twice is once.

    Raises Ticket.DoesNotExist, NotAllowed, IllegalMove for a ticket that is no doubt and for one answered already,
    InvalidInput for a message that is not the operator's or that whoever asked does not read.

    Terms: telavox.4b, bt.11d
    """
    ticket = locked_ticket(ticket_id, person)
    if side_of(person) is not Side.OPERATOR or not may_work(person):
        raise NotAllowed(_("Le support de l’opérateur note la réponse."), code="may_not_answer")
    clarification = Clarification.objects.select_related("answer").filter(pk=ticket.pk).first()
    if clarification is None:
        sentence = _("Ce ticket n’est pas une demande de précision : répondez-y par un message.")
        raise IllegalMove(sentence, code="not_a_clarification")
    if clarification.answer_id == entry_id:
        return clarification
    if clarification.answer_id is not None:
        sentence = _("La réponse est notée et ne change plus : corrigez-la par un message, ou une nouvelle demande.")
        raise IllegalMove(sentence, code="answered")
    answer = answers_on(ticket).filter(pk=entry_id).first()
    if answer is None:
        sentence = _("Choisissez un message de l’opérateur que le demandeur peut lire.")
        raise InvalidInput(sentence, code="entry", fields={"entry": sentence})
    clarification.answer, clarification.answered_at = answer, at
    clarification.save(update_fields=["answer", "answered_at"])
    told: dict[str, JSON] = {
        "entry": str(answer.pk),
        "position": answer.position,
        "facts_digest": clarification.facts_digest,
    }
    line = Line(Audience(answer.audience), event=ANSWERED, facts=told)
    append(ticket, [line], author=author_of(person), at=at, after=last_entry(ticket))
    audit.record(actor=person.user, act="clarification.answered", target=ticket, at=at, changes=told)
    save_changed(ticket, at)
    return clarification


def answers_on(ticket: Ticket) -> QuerySet[Entry]:
    """Return the messages that may be the answer: the operator's, read by whoever asked, with a text."""
    return ticket.entries.filter(
        kind=Entry.Kind.MESSAGE, author_side=Side.OPERATOR, audience__in=READS[Side(ticket.opened_by_side)]
    ).order_by("position")


# ---------- Reading ----------
def answered_for(subscription_id: UUID, element: str, day: date) -> Clarification | None:
    """Return the answer that holds for an element of a subscription on a day; None when nothing was answered.

    Terms: telavox.4b, bt.11d
    Reading: what was answered is not claimed. An answer holds from the day asked about on, until a doubt about a
    later day is answered; one about an order holds for the service that it opens.
    """
    of_it = Q(subscription_id=subscription_id) | Q(order__subscriptions=subscription_id)
    answered = Clarification.objects.filter(of_it, element=element, day__lte=day, answer__isnull=False)
    return answered.select_related("ticket", "answer").order_by("-day", "-answered_at").first()


def clarifications_beside(subscription_ids: Collection[UUID]) -> dict[tuple[UUID, str], Clarification]:
    """Return, by subscription and element, the newest doubt about each; one question to the database."""
    found = Clarification.objects.filter(subscription_id__in=subscription_ids)
    rows = found.select_related("ticket", "answer").order_by("asked_at")
    return {(row.subscription_id, row.element): row for row in rows if row.subscription_id is not None}


def clarifications_of(subscription: Subscription) -> QuerySet[Clarification]:
    """Return the doubts about a subscription, the newest first."""
    return Clarification.objects.filter(subscription=subscription).select_related("ticket", "answer")


def is_unchanged(clarification: Clarification) -> bool:
    """Return whether the facts are those that were frozen, by their digest."""
    return digest_of_facts(clarification.facts) == clarification.facts_digest


def _sees_counts(person: Person, partner: Partner) -> bool:
    return not person.is_client or (partner.is_house and person.may(Right.READ_ORDERS))


def _runs_on(subscription: Subscription, day: date) -> bool:
    return subscription.starts_on <= day and (subscription.ends_on is None or day < subscription.ends_on)
