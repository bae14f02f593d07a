"""What waits for a person: the list on their home page. Every entry is a fact and one way to act on it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.selectors import invoices_due
from emergency.acknowledging.selectors import requests_of
from emergency.caller_ids.checking import failing_devices
from emergency.forms import NumbersFilter
from emergency.installations.forms import InstallationsFilter
from emergency.installations.selectors import sites_without
from emergency.installations.services import may_record
from emergency.reconfirming.selectors import open_for
from emergency.registry.selectors import missing_total, uncovered
from emergency.sites.forms import SitesFilter
from extranet.accounts.people import Person
from extranet.accounts.permissions import Right
from extranet.clients.selectors import own_client_id, visible_clients
from extranet.look import formats
from extranet.ordering.acknowledging import may_acknowledge, reading_of
from extranet.ordering.models import Order
from extranet.ordering.presenting import REMAINING, step_url, steps_shown
from extranet.ordering.rules import StepKey
from extranet.ordering.selectors import steps_of, visible_orders
from extranet.partners.models import Partner
from extranet.terms.models import Acceptance, Part, TermsVersion
from extranet.terms.selectors import newest_accepted, newest_versions
from support.draft_pages import address_of
from support.drafts import visible_drafts
from support.models import TicketDraft
from support.selectors import waiting_for_me, waiting_to_be_taken_over

MOST_DRAFTS = 5
MOST_INVOICES = 3
MOST_NAMES = 3
MOST_TICKETS = 5
MOST_TICKET_DRAFTS = 3


@dataclass(frozen=True)
class Waiting:
    """One thing that waits. `is_first`: the thing to do, drawn as the one filled button."""

    icon: str
    title: str
    text: str
    url: str
    action: str
    is_first: bool = False


def waiting_for(person: Person, partner: Partner, day: date) -> list[Waiting]:
    """Return what waits for a person on a Brussels day: numbers without an address and tickets come first."""
    waiting = [
        *_to_take_over(person),
        *_uncovered(person),
        *_reconfirmations(person),
        *_devices(person),
        *_tickets(person),
        *_requests_to_finish(person),
        *_invoices(person, day),
        *_drafts(person, day),
        *_notice(person),
        *_to_read(person, partner),
        *_terms(person, partner, day),
        *_contacts(person),
        *_installations(person),
    ]
    if waiting and (person.may(Right.PLACE_ORDERS) or person.may(Right.DECLARE_ADDRESSES)):
        waiting[0] = Waiting(**{**vars(waiting[0]), "is_first": True})
    return waiting


def _to_take_over(person: Person) -> Iterator[Waiting]:
    """Yield the critical tickets of clients that no operator acts on tonight: one step makes them the partner's own.

    Terms: general.7
    """
    if not person.may(Right.WORK_TICKETS):
        return
    for ticket in waiting_to_be_taken_over(person).order_by("opened_at")[:MOST_TICKETS]:
        title = _("Urgence chez %(client)s : %(subject)s") % {"client": ticket.client_name, "subject": ticket.subject}
        text = _("%(number)s, à rappeler au %(phone)s. La garde de l’opérateur n’est pas appelée.") % {
            "number": ticket.number,
            "phone": ticket.call_back_number,
        }
        url = reverse("support:escalate-ticket", kwargs={"ticket_id": ticket.pk})
        yield Waiting("phone", title, text, url, _("Reprendre"))


def _tickets(person: Person) -> Iterator[Waiting]:
    """Yield the tickets whose next step is this person's, those to be taken over left out."""
    if not person.may(Right.READ_TICKETS):
        return
    waiting = waiting_for_me(person).order_by("changed_at")
    shown = list(waiting.exclude(pk__in=waiting_to_be_taken_over(person).values("pk"))[: MOST_TICKETS + 1])
    for ticket in shown[:MOST_TICKETS]:
        text = f"{ticket.client_name}, {ticket.number}" if ticket.client_name else ticket.number
        url = reverse("support:show-ticket", kwargs={"ticket_id": ticket.pk})
        yield Waiting("ticket", ticket.subject, text, url, _("Lire"))
    if len(shown) > MOST_TICKETS:
        url = f"{reverse('support:list-tickets')}?show=mine"
        yield Waiting("ticket", _("D’autres tickets"), _("Le plus ancien d’abord."), url, _("Voir"))


def _requests_to_finish(person: Person) -> Iterator[Waiting]:
    """Yield the requests that are written and not sent: nobody knows of them yet. Those of e-mails first.

    Terms: general.7
    """
    if not person.may(Right.OPEN_TICKETS):
        return
    drafts = list(visible_drafts(person).order_by("source", "-changed_at")[: MOST_TICKET_DRAFTS + 1])
    for draft in drafts[:MOST_TICKET_DRAFTS]:
        is_mail = draft.source == TicketDraft.Source.EMAIL
        text = (
            _("Votre e-mail n’est pas encore un ticket : relisez-le, puis envoyez-le.")
            if is_mail
            else _("Commencé, pas encore envoyé : personne n’est prévenu.")
        )
        yield Waiting(
            "ticket", draft.content.get("subject") or _("Ticket sans sujet"), text, address_of(draft), _("Terminer")
        )
    if len(drafts) > MOST_TICKET_DRAFTS:
        url = reverse("support:list-drafts")
        yield Waiting("ticket", _("D’autres brouillons"), _("Du plus récent au plus ancien."), url, _("Voir"))


def _uncovered(person: Person) -> Iterator[Waiting]:
    """Yield the numbers without an address, until the last one has one; whoever may declares, others see it.

    Terms: telavox.7, bt.14, sip.4
    """
    if not person.may(Right.READ_NUMBERS):
        return
    lacking = uncovered(person)
    count = missing_total(lacking)
    if not count:
        return
    title = ngettext("%(count)s numéro sans adresse", "%(count)s numéros sans adresse", count) % {
        "count": formats.quantity(count)
    }
    text = _("Personne ne sait où envoyer des secours pour qui appelle de là.")
    if not person.is_client:
        clients = lacking.order_by("client_name").values_list("client_name", flat=True).distinct()
        names = list(clients[: MOST_NAMES + 1])
        text = f"{', '.join(names[:MOST_NAMES])}{'…' if len(names) > MOST_NAMES else '.'} {text}"
    url = f"{reverse('emergency:list-numbers')}?show={NumbersFilter.UNCOVERED}"
    action = _("Déclarer") if person.may(Right.DECLARE_ADDRESSES) else _("Voir")
    yield Waiting("alert", title, text, url, action)


def _devices(person: Person) -> Iterator[Waiting]:
    """Yield the devices whose emergency calls do not surely lead help to them.

    Terms: telavox.7, bt.14, sip.4
    """
    failing = failing_devices(person) if person.may(Right.READ_NUMBERS) else []
    if not failing:
        return
    words = ngettext(
        "%(count)s appareil à corriger pour les secours",
        "%(count)s appareils à corriger pour les secours",
        len(failing),
    )
    names = list(dict.fromkeys(one.site.name if person.is_client else one.site.client.name for one in failing))
    text = _("%(names)s. Le numéro qu’ils présentent ne mène pas sûrement à eux.") % {
        "names": f"{', '.join(names[:MOST_NAMES])}{'…' if len(names) > MOST_NAMES else ''}"
    }
    url = f"{reverse('emergency:list-sites')}?show={SitesFilter.FAILING}"
    action = _("Corriger") if person.may(Right.DECLARE_ADDRESSES) else _("Voir")
    yield Waiting("phone", words % {"count": formats.quantity(len(failing))}, text, url, action)


def _reconfirmations(person: Person) -> Iterator[Waiting]:
    """Yield the addresses that somebody must confirm again; they stay in force meanwhile.

    Terms: telavox.7, bt.14, sip.4
    """
    if not person.may(Right.DECLARE_ADDRESSES):
        return
    count = open_for(person).count()
    if not count:
        return
    title = ngettext("%(count)s adresse à reconfirmer", "%(count)s adresses à reconfirmer", count)
    text = _("Elles restent en vigueur : dites si elles sont toujours exactes, ou changez-les.")
    url = reverse("emergency:list-reconfirmations")
    yield Waiting("pin", title % {"count": formats.quantity(count)}, text, url, _("Répondre"))


def _invoices(person: Person, day: date) -> Iterator[Waiting]:
    """Yield the invoices whose payment date has not passed; nobody of the operator pays them."""
    if not person.may(Right.READ_INVOICES) or person.is_staff:
        return
    due = list(invoices_due(person, day)[: MOST_INVOICES + 1])
    for invoice in due[:MOST_INVOICES]:
        title = _("Facture %(number)s à payer") % {"number": invoice.number}
        text = _("%(total)s TVA comprise, échéance %(day)s.") % {
            "total": formats.money(invoice.gross),
            "day": formats.day(invoice.due_on, "weekday") if invoice.due_on else "–",
        }
        url = reverse("billing:show-invoice", kwargs={"invoice_id": invoice.pk})
        yield Waiting("invoice", title, text, url, _("Voir"))
    if len(due) > MOST_INVOICES:
        yield Waiting(
            "invoice",
            _("D’autres factures"),
            _("La liste les montre toutes."),
            reverse("billing:list-invoices"),
            _("Voir"),
        )


def _drafts(person: Person, day: date) -> Iterator[Waiting]:
    if not person.may(Right.PLACE_ORDERS):
        return
    drafts = visible_orders(person).filter(status=Order.Status.DRAFT).order_by("-changed_at")
    shown = list(drafts[: MOST_DRAFTS + 1])
    steps = steps_of(shown[:MOST_DRAFTS], user_id=person.user.pk, day=day)
    listed = steps_shown(is_own=person.is_client)
    for draft in shown[:MOST_DRAFTS]:
        yield _draft(draft, steps[draft.pk], listed)
    if len(shown) > MOST_DRAFTS:
        url = f"{reverse('ordering:list-orders')}?state={Order.Status.DRAFT}"
        yield Waiting("order", _("D’autres brouillons"), _("Du plus récent au plus ancien."), url, _("Voir"))


def _draft(draft: Order, step: StepKey, listed: Sequence[StepKey]) -> Waiting:
    title = _("Commande en cours, étape %(step)s sur %(steps)s") % {
        "step": listed.index(step) + 1,
        "steps": len(listed),
    }
    text = f"{draft.client_name}, {draft.number}. {REMAINING[step]}"
    return Waiting("order", title, text, step_url(step, draft.pk), _("Reprendre"))


def _to_read(person: Person, partner: Partner) -> Iterator[Waiting]:
    """Yield the texts a partner accepted for its client, while the client's administrator has not read them.

    Terms: general.1
    """
    if not may_acknowledge(person, partner):
        return
    unread = reading_of(own_client_id(person)).unread
    if unread:
        text = _("%(partner)s a commandé pour vous et a accepté ces textes. Rien n’est bloqué d’ici là.") % {
            "partner": partner.display_name
        }
        yield Waiting("info", _("Conditions de vos services à lire"), text, reverse("acknowledge-terms"), _("Lire"))


def _notice(person: Person) -> Iterator[Waiting]:
    """Yield the notice about devices that move, while the person is asked to read it. It blocks nothing.

    Terms: telavox.7, bt.14, sip.4
    """
    row = requests_of(person).first()
    if row is not None:
        text = _("%(name)s vous le demande avant le %(day)s. Rien n’est bloqué d’ici là.") % {
            "name": row.campaign.started_by_name,
            "day": formats.day(row.campaign.due_on),
        }
        title = _("Appels d’urgence avec un appareil qui se déplace : à lire")
        yield Waiting("info", title, text, reverse("emergency:read-notice"), _("Lire"))


def _installations(person: Person) -> Iterator[Waiting]:
    """Yield the sites of which nobody wrote down the installation, for whoever may.

    Terms: telavox.5, bt.12
    """
    if not may_record(person):
        return
    count = sites_without(person).count()
    if not count:
        return
    title = ngettext("%(count)s site sans fiche d’installation", "%(count)s sites sans fiche d’installation", count) % {
        "count": formats.quantity(count)
    }
    text = _("Qui a installé, et comment le câblage a été laissé : sans fiche, personne ne le sait.")
    url = f"{reverse('emergency:list-installations')}?show={InstallationsFilter.MISSING}"
    yield Waiting("pin", title, text, url, _("Compléter"))


def _terms(person: Person, partner: Partner, day: date) -> Iterator[Waiting]:
    """Yield the parts whose version in force or to come is newer than the one the organisation accepted.

    Terms: general.1
    """
    if not person.may(Right.PLACE_ORDERS):
        return
    kind, own_id = (
        (Acceptance.OrganisationKind.CLIENT, str(person.client_id))
        if person.is_client
        else (Acceptance.OrganisationKind.PARTNER, partner.schema_name)
    )
    accepted = newest_accepted(partner=person.schema, kind=kind, organisation_id=own_id)
    if not accepted:
        return
    in_force = newest_versions(day)
    for part in Part:
        if part in accepted and part in in_force and in_force[part].number > accepted[part].number:
            yield _newer(in_force[part], _("En vigueur depuis le %(day)s. À accepter à la prochaine commande."))
    coming = TermsVersion.objects.filter(valid_from__gt=day, part__in=list(accepted))
    for version in sorted(coming, key=lambda version: (version.valid_from, list(Part).index(Part(version.part)))):
        yield _newer(version, _("En vigueur le %(day)s. À accepter dès ce jour à la prochaine commande."))


def _newer(version: TermsVersion, sentence: str) -> Waiting:
    words = (
        _("%(part)s, version %(number)s")
        if version.part == Part.GENERAL
        else _("Conditions %(part)s, version %(number)s")
    )
    title = words % {"part": version.get_part_display(), "number": version.number}
    url = f"{reverse('terms:read-part', kwargs={'part': version.part})}?version={version.number}"
    return Waiting("info", title, sentence % {"day": formats.day(version.valid_from)}, url, _("Lire"))


def _contacts(person: Person) -> Iterator[Waiting]:
    if not person.may(Right.EDIT_CLIENTS):
        return
    silent = visible_clients(person).filter(is_active=True, contact_email="")
    count = silent.count()
    if not count:
        return
    title = ngettext("%(count)s client sans e-mail de contact", "%(count)s clients sans e-mail de contact", count) % {
        "count": count
    }
    names = ", ".join(silent.values_list("name", flat=True)[:MOST_NAMES])
    text = _("%(names)s. Sans adresse, pas de confirmation des commandes passées pour eux.") % {
        "names": names if count <= MOST_NAMES else f"{names}…"
    }
    yield Waiting("clients", title, text, f"{reverse('clients:list-clients')}?show=contact", _("Compléter"))
