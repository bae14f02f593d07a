"""What re-confirmation does without a person: it hears of moves, follows, climbs, reminds.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from celery import shared_task
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext, override

from emergency.models import Reconfirmation
from emergency.reconfirming.climbing import climb
from emergency.reconfirming.declared import declared_of
from emergency.reconfirming.following import follow
from emergency.reconfirming.operating import tell_operator
from emergency.reconfirming.reminding import MAIL_ASKED, MAIL_UNCOVERED, remind_asked, remind_uncovered
from emergency.reconfirming.watching import (
    ask_about_device,
    ask_about_moved_sites,
    ask_about_old,
    ask_about_port_in,
    ask_about_ticket,
)
from emergency.registry.models import Side
from emergency.registry.selectors import missing_of, with_missing
from extranet.numbering.models import Holding
from extranet.outbox.mail import absolute, send
from extranet.outbox.registry import delivers
from extranet.outbox.services import enqueue
from extranet.partners.models import Partner
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting, current_schema

FRONT: Final = "extranet.urls.front"
WATCH: Final = "emergency.watch_addresses"


# ---------- What others tell ----------
@delivers("emergency.device_moved")
def deliver_device_moved(device_id: str) -> None:
    """Ask about a device that was moved."""
    ask_about_device(UUID(device_id), at=timezone.now())


@delivers("emergency.site_moved")
def deliver_site_moved(site_id: str) -> None:
    """Ask about the devices of a site that moved, once the move has begun."""
    ask_about_moved_sites(at=timezone.now(), site_id=UUID(site_id))


@delivers("emergency.ported_in")
def deliver_ported_in(holding_id: str) -> None:
    """Ask about numbers that arrived from another operator."""
    ask_about_port_in(UUID(holding_id), at=timezone.now())


@delivers("emergency.ticket_mentions_move")
def deliver_mention(
    ticket_id: str, ticket_number: str, client_id: str, holding_ids: Sequence[str], site_ids: Sequence[str]
) -> None:
    """Ask about what a ticket names that speaks of a move. The ticket itself changes nothing.

    Terms: telavox.7, bt.14, sip.4
    """
    ask_about_ticket(
        (UUID(ticket_id), ticket_number),
        UUID(client_id),
        holding_ids=[UUID(one) for one in holding_ids],
        site_ids=[UUID(one) for one in site_ids],
        at=timezone.now(),
    )


# ---------- By the hour ----------
@shared_task(name="emergency.watch_addresses")
def watch_addresses(schema: str) -> int:
    """Ask, in each partner's schema, to look after addresses; then tell staff what reached them. Once an hour."""
    with acting(PUBLIC, OPERATOR):
        schemas = list(Partner.objects.order_by("schema_name").values_list("schema_name", flat=True))
    for partner in schemas:
        with acting(partner, PARTNER):
            enqueue(WATCH)
    with acting(PUBLIC, OPERATOR):
        tell_operator(at=timezone.now())
    return len(schemas)


@delivers(WATCH)
def deliver_watch() -> None:
    """Look after the addresses of the partner we stand in: follow, ask, climb, remind.

    Terms: telavox.7, bt.14, sip.4
    """
    at = timezone.now()
    follow(at=at)
    ask_about_moved_sites(at=at)
    ask_about_old(at=at)
    climb(at=at)
    remind_asked(at=at)
    remind_uncovered(at=at)


# ---------- Mails ----------
@delivers(MAIL_ASKED)
def mail_asked(email: str, name: str, language: str, side: str, ids: Sequence[str], count: int) -> None:
    """Tell a reader which addresses wait for their word; those answered meanwhile are left out, and no mail is empty.

    Terms: telavox.7, bt.14, sip.4
    """
    rows = Reconfirmation.objects.select_related("client", "site", "device", "device__site")
    asked = list(rows.filter(pk__in=[UUID(one) for one in ids], answered_at__isnull=True).order_by("due_at", "id"))
    if not asked:
        return
    left = count - len(ids) + len(asked)
    with override(language):
        known = declared_of(asked)
        subject = ngettext("%(count)s adresse à reconfirmer", "%(count)s adresses à reconfirmer", left) % {
            "count": left
        }
        facts = {"name": name, "asked": [(one, known[one.pk]) for one in asked], "more": left - len(asked)}
        _mail(email, subject, "reconfirmations", language, side, "emergency:list-reconfirmations", facts)


@delivers(MAIL_UNCOVERED)
def mail_uncovered(email: str, name: str, language: str, side: str, ids: Sequence[str], count: int) -> None:
    """Tell a reader which numbers have no address; those declared meanwhile are left out, and no mail is empty.

    Terms: telavox.7, bt.14, sip.4
    """
    held = with_missing(Holding.objects.filter(pk__in=[UUID(one) for one in ids], released_at__isnull=True))
    blocks = [one for one in held.order_by("numbers") if missing_of(one)]
    if not blocks:
        return
    left = count - len(ids) + len(blocks)
    with override(language):
        subject = ngettext("%(count)s bloc sans adresse", "%(count)s blocs sans adresse", left) % {"count": left}
        facts = {"name": name, "blocks": [(one, missing_of(one)) for one in blocks], "more": left - len(blocks)}
        _mail(email, subject, "uncovered", language, side, "emergency:list-numbers", facts)


def _mail(
    email: str, subject: str, template: str, language: str, side: str, page: str, facts: Mapping[str, object]
) -> None:
    partner = Partner.objects.get(schema_name=current_schema())
    url = absolute(reverse(page, urlconf=FRONT), partner=partner)
    told = {**facts, "partner": partner, "url": url, "is_for_client": side == Side.CLIENT}
    body = render_to_string(f"emergency/mail/{template}.txt", told).strip()
    send(to=email, subject=subject, body=body, language=language, partner=partner)
